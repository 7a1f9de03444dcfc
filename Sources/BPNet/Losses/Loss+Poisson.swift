extension Loss {
  /// The negative log likelihood of counts under Poisson distributions with rates r, r − y log r.
  ///
  /// The term log y! is left out because it does not depend on weights. Linear outputs are the logarithms of
  /// the rates, r = e^z, and softplus outputs are the rates; both are computed from z. Targets are counts or
  /// rates of at least 0. The mean is over samples and outputs.
  public static let poisson = Loss(Poisson())
}

private struct Poisson: LossFunction {
  let name = "poisson"
  let isForCounts = true

  func expectedOutput(insteadOf activation: Activation) -> String? {
    switch activation {
    case .linear, .softplus: nil
    default: "linear outputs, which are logarithms of rates, or softplus outputs, which are rates"
    }
  }

  func meanDivisor(outputCount: Int) -> Double { Double(outputCount) }

  func response(ofOutput activation: Activation) -> Loss.Response {
    activation == .linear ? .exp : .identity
  }

  @specialized(where Element == Float)
  @specialized(where Element == Double)
  func routines<Element: Scalar>(as type: Element.Type) -> LossRoutines<Element> {
    LossRoutines(
      needsLogits: true, errorsAreOfOutputs: false,
      sum: { batch, _ in
        let (logits, targets) = (batch.logits.base, batch.targets.base)
        let isExponential = batch.function == .linear
        return batch.sum { offset in
          Rate(logit: Double(logits[offset]), isExponential: isExponential).loss(
            target: Double(targets[offset]))
        }
      },
      errors: { batch, scale, errors in
        let isExponential = batch.function == .linear
        for row in 0..<errors.rows {
          let (logits, targets, result) = (batch.logits.row(row), batch.targets.row(row), errors.row(row))
          for column in 0..<errors.columns {
            let rate = Rate(logit: Double(logits[column]), isExponential: isExponential)
            result[column] = Element(rate.slope(target: Double(targets[column]))) * scale
          }
        }
      })
  }

  func perOutput(
    outputs: [Double], logits: [Double], targets: [Double], activation: Activation
  ) -> [Double] {
    zip(logits, targets).map {
      Rate(logit: $0, isExponential: activation == .linear).loss(target: $1)
    }
  }
}

/// A rate r as a function of z, with its logarithm and the derivatives of both.
private struct Rate {
  let value: Double
  let logarithm: Double
  /// ∂r/∂z.
  let valueSlope: Double
  /// ∂(log r)/∂z.
  let logarithmSlope: Double

  /// The z below which log(1 + e^z) and e^z are the same Double.
  private static let exponentialLimit = -40.0

  /// - Parameter isExponential: true for r = e^z, which linear outputs stand for; false for softplus outputs,
  ///   r = log(1 + e^z).
  @inline(__always)
  init(logit: Double, isExponential: Bool) {
    if isExponential || logit < Rate.exponentialLimit {
      value = ReproducibleMath.exp(logit)
      logarithm = logit
      valueSlope = value
      logarithmSlope = 1
    } else {
      let exponential = ReproducibleMath.exp(-logit.magnitude)
      value = max(logit, 0) + ReproducibleMath.log1p(exponential)
      logarithm = ReproducibleMath.log(value)
      valueSlope = (logit > 0 ? 1 : exponential) / (1 + exponential)
      logarithmSlope = valueSlope / value
    }
  }

  /// r − y log r.
  @inline(__always)
  func loss(target: Double) -> Double { value - target * logarithm }

  /// ∂(r − y log r)/∂z.
  @inline(__always)
  func slope(target: Double) -> Double { valueSlope - target * logarithmSlope }
}
