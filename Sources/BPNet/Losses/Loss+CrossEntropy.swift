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
      sum: { batch in
        let smoothing = targetSmoothing(of: batch)
        guard batch.function == .sigmoid else {
          return FixedOrderSum.sumOneByOne(count: batch.logits.rows) {
            categorical(batch, row: $0, smoothing)
          }
        }
        let (logits, targets) = (batch.logits.base, batch.targets.base)
        return batch.sum { offset in
          binary(
            logit: batch.parameter * Double(logits[offset]), target: smoothing.apply(Double(targets[offset])))
        }
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
    { batch, scale, errors in writeErrors(batch, scale: scale, into: errors) { $0 } }
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
    let normalizer = logits.withUnsafeBufferPointer { logits in
      outputs.withUnsafeBufferPointer { LogNormalizer(logits: logits, softmax: $0) }
    }
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

  /// −(y log σ(z) + (1 − y) log(1 − σ(z))) = max(z, 0) − z y + log(1 + e^−|z|).
  private func binary(logit: Double, target: Double) -> Double {
    // max(z, 0) − z y, in a form that is exactly 0 for a correct prediction even if z is infinite, which a
    // large steepness can make it.
    let share = logit > 0 ? 1 - target : target
    let linear = share == 0 ? 0 : logit.magnitude * share
    return linear + ReproducibleMath.log1p(ReproducibleMath.exp(-logit.magnitude))
  }

  /// −Σ y log softmax(z) for one row.
  @inline(__always)
  private func categorical<Element: Scalar>(
    _ batch: OutputBatch<Element>, row: Int, _ smoothing: TargetSmoothing
  ) -> Double {
    let columns = batch.logits.columns
    let (logits, targets) = (batch.logits.row(row), batch.targets.row(row))
    let normalizer = LogNormalizer(
      logits: UnsafeBufferPointer(start: logits, count: columns),
      softmax: UnsafeBufferPointer(start: batch.outputs.row(row), count: columns))
    var sum = 0.0
    for column in 0..<columns {
      let target = smoothing.apply(Double(targets[column]))
      if target == 0 { continue }
      sum += target * normalizer.negativeLogProbability(ofLogit: Double(logits[column]))
    }
    return sum
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
  @inline(__always)
  init<Element: Scalar>(logits: UnsafeBufferPointer<Element>, softmax: UnsafeBufferPointer<Element>) {
    var largest = 0
    for column in logits.indices where logits[column] > logits[largest] { largest = column }
    var rest = 0.0
    for column in softmax.indices where column != largest { rest += Double(softmax[column]) }
    self.maximum = Double(logits[largest])
    self.logOfRest = ReproducibleMath.log1p(rest / Double(softmax[largest]))
  }

  /// −log(e^z / Σ e^z).
  @inline(__always)
  func negativeLogProbability(ofLogit logit: Double) -> Double {
    (maximum - logit) + logOfRest
  }
}
