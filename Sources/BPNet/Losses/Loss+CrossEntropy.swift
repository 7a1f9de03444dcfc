extension Loss {
  /// Cross-entropy: −Σ y log ŷ with softmax outputs, −Σ (y log ŷ + (1 − y) log(1 − ŷ)) with sigmoid outputs.
  ///
  /// It is computed from the net inputs z, so that it stays finite where ŷ rounds to 0 or 1. The mean is over
  /// samples.
  public static let crossEntropy = Loss(CrossEntropy())
}

private struct CrossEntropy: LossFunction {
  let name = "cross-entropy"
  let takesProbabilities = true
  /// ε: a target y becomes y(1 − ε) + ε/K, with the K classes of softmax outputs, or K = 2 for sigmoid ones.
  var smoothing = 0.0

  func smoothed(by smoothing: Double) -> (any LossFunction)? { CrossEntropy(smoothing: smoothing) }

  func expectedOutput(insteadOf activation: Activation) -> String? {
    switch activation.function {
    case .softmax, .sigmoid: nil
    default: "softmax or sigmoid outputs, or loss mse"
    }
  }

  func meanDivisor(outputCount: Int) -> Double { 1 }

  @specialized(where Element == Float)
  @specialized(where Element == Double)
  func routines<Element: Scalar>(as type: Element.Type) -> LossRoutines<Element> {
    // Two loops, so that training without smoothing does no arithmetic on targets.
    let errors = smoothing == 0 ? plainErrors(as: type) : smoothedErrors(as: type)
    return LossRoutines(
      needsLogits: true, errorsAreOfOutputs: false,
      sum: { batch, kernels in
        batch.function == .sigmoid ? binarySum(batch, kernels) : categoricalSum(batch, kernels)
      }, errors: errors,
      differenceFactor: { [smoothing] activation, targetsAreClasses, scale in
        guard smoothing == 0 else { return nil }
        if activation.function == .sigmoid { return scale * Element(activation.parameter) }
        return targetsAreClasses ? scale : nil
      })
  }

  @specialized(where Element == Float)
  @specialized(where Element == Double)
  private func plainErrors<Element: Scalar>(as _: Element.Type) -> LossRoutines<Element>.Errors {
    { batch, scale, errors in
      if batch.targetsAreClasses, batch.function == .softmax {
        batch.forEachSpan(of: errors) { outputs, targets, errors, count in
          for index in 0..<count { errors[index] = (outputs[index] - targets[index]) * scale }
        }
      } else {
        writeErrors(batch, scale: scale, into: errors) { $0 }
      }
    }
  }

  @specialized(where Element == Float)
  @specialized(where Element == Double)
  private func smoothedErrors<Element: Scalar>(as _: Element.Type) -> LossRoutines<Element>.Errors {
    { batch, scale, errors in
      let smoothing = targetSmoothing(of: batch)
      let (kept, added) = (Element(smoothing.kept), Element(smoothing.added))
      writeErrors(batch, scale: scale, into: errors) { $0 * kept + added }
    }
  }

  /// Writes δ for the targets of the batch, each mapped by `target`.
  @inline(__always)
  private func writeErrors<Element: Scalar>(
    _ batch: OutputBatch<Element>, scale: Element, into errors: Matrix<Element>, target: (Element) -> Element
  ) {
    guard batch.function == .sigmoid else {
      return writeCategoricalErrors(batch, scale: scale, into: errors, target: target)
    }
    let slope = scale * Element(batch.parameter)
    batch.forEachSpan(of: errors) { outputs, targets, errors, count in
      for index in 0..<count { errors[index] = (outputs[index] - target(targets[index])) * slope }
    }
  }

  /// Writes δ = Σy · ŷ − y; Σy is 1 for a class.
  @inline(__always)
  private func writeCategoricalErrors<Element: Scalar>(
    _ batch: OutputBatch<Element>, scale: Element, into errors: Matrix<Element>, target: (Element) -> Element
  ) {
    for row in 0..<errors.rows {
      let (outputs, targets, result) = (batch.outputs.row(row), batch.targets.row(row), errors.row(row))
      var targetSum: Element = 0
      for column in 0..<errors.columns { targetSum += target(targets[column]) }
      for column in 0..<errors.columns {
        result[column] = (targetSum * outputs[column] - target(targets[column])) * scale
      }
    }
  }

  func perOutput(
    outputs: [Double], logits: [Double], targets: [Double], activation: Activation
  ) -> [Double] {
    let smoothing = targetSmoothing(outputCount: outputs.count, isSoftmax: activation == .softmax)
    let targets = targets.map(smoothing.apply)
    if activation.function == .sigmoid {
      return zip(logits, targets).map { binary(logit: activation.parameter * $0, target: $1) }
    }
    let normalizer = LogNormalizer(logits: logits, softmax: outputs)
    return zip(logits, targets).map { $1 == 0 ? 0 : $1 * normalizer.negativeLogProbability(ofLogit: $0) }
  }

  @inline(__always)
  private func targetSmoothing<Element: Scalar>(of batch: OutputBatch<Element>) -> TargetSmoothing {
    targetSmoothing(outputCount: batch.logits.columns, isSoftmax: batch.function == .softmax)
  }

  private func targetSmoothing(outputCount: Int, isSoftmax: Bool) -> TargetSmoothing {
    let classCount = isSoftmax ? Double(outputCount) : 2
    return TargetSmoothing(kept: 1 - smoothing, added: smoothing / classCount)
  }

  /// −(y log σ(z) + (1 − y) log(1 − σ(z))).
  private func binary(logit: Double, target: Double) -> Double {
    binary(
      logit: logit, target: target,
      logOfRest: ReproducibleMath.log1p(ReproducibleMath.exp(-logit.magnitude)))
  }

  /// −(y log σ(z) + (1 − y) log(1 − σ(z))) = max(z, 0) − z y + log(1 + e^−|z|).
  ///
  /// - Parameter logOfRest: log(1 + e^−|z|).
  @inline(__always)
  private func binary(logit: Double, target: Double, logOfRest: Double) -> Double {
    // max(z, 0) − z y, in a form that is exactly 0 for a correct prediction even if z is infinite, which a
    // large steepness can make it.
    let share = logit > 0 ? 1 - target : target
    let linear = share == 0 ? 0 : logit.magnitude * share
    return linear + logOfRest
  }

  /// The loss of sigmoid outputs.
  @inline(__always)
  private func binarySum<Element: Scalar>(_ batch: OutputBatch<Element>, _ kernels: KernelSet) -> Double {
    let smoothing = targetSmoothing(of: batch)
    return batch.sum { logits, targets, losses in
      if losses.count == 1 {
        // Faster than a call for many numbers.
        losses[0] = binary(
          logit: batch.parameter * Double(logits[0]), target: smoothing.apply(Double(targets[0])))
        return
      }
      for index in losses.indices { losses[index] = batch.parameter * Double(logits[index]) }
      kernels.log1pOfExp(ofNegativeMagnitudes: losses)
      for index in losses.indices {
        losses[index] = binary(
          logit: batch.parameter * Double(logits[index]), target: smoothing.apply(Double(targets[index])),
          logOfRest: losses[index])
      }
    }
  }

  /// The loss of softmax outputs.
  @inline(__always)
  private func categoricalSum<Element: Scalar>(
    _ batch: OutputBatch<Element>, _ kernels: KernelSet
  ) -> Double {
    let smoothing = targetSmoothing(of: batch)
    return FixedOrderSum.sumOfBlocks(count: batch.logits.rows) { start, losses in
      let rows = batch[start..<start + losses.count]
      kernels.categoricalLosses(
        logits: rows.logits, outputs: rows.outputs, targets: rows.targets, kept: smoothing.kept,
        added: smoothing.added, into: losses)
    }
  }
}

/// Label smoothing of a target y: y · kept + added.
private struct TargetSmoothing {
  let kept: Double
  let added: Double

  @inline(__always)
  func apply(_ target: Double) -> Double { target * kept + added }
}

/// log Σ e^z of a row of logits, in two parts to avoid cancellation in small losses.
private struct LogNormalizer {
  let maximum: Double
  /// log(1 + Σ e^(z − maximum)) over all but the largest logit.
  let logOfRest: Double

  /// - Parameter softmax: softmax of the logits; its ratios are the exponentials of the logits' differences.
  init(logits: [Double], softmax: [Double]) {
    var largest = 0
    for column in logits.indices where logits[column] > logits[largest] { largest = column }
    var rest = 0.0
    for column in softmax.indices where column != largest { rest += softmax[column] }
    self.maximum = logits[largest]
    self.logOfRest = ReproducibleMath.log1p(rest / softmax[largest])
  }

  /// −log(e^z / Σ e^z).
  func negativeLogProbability(ofLogit logit: Double) -> Double {
    (maximum - logit) + logOfRest
  }
}
