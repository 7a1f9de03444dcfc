extension Loss {
  /// Half squared error, ½ Σ (ŷ − y)² over the outputs; the mean is over samples.
  public static let halfSquared = Loss(
    SquaredError(name: "half-squared", factor: 0.5, averagesOutputs: false))

  /// Squared error, (ŷ − y)²; the mean is over samples and outputs (MSE).
  public static let meanSquared = Loss(SquaredError(name: "mse", factor: 1, averagesOutputs: true))
}

/// factor · Σ (ŷ − y)², with ∂L/∂ŷ = 2 · factor · (ŷ − y).
private struct SquaredError: LossFunction {
  let name: String
  let factor: Double
  /// Whether the mean is over outputs as well as samples.
  let averagesOutputs: Bool

  var squaredErrorFactor: Double? { factor }

  func expectedOutput(insteadOf activation: Activation) -> String? { nil }

  func meanDivisor(outputCount: Int) -> Double {
    averagesOutputs ? Double(outputCount) : 1
  }

  @specialized(where Element == Float)
  @specialized(where Element == Double)
  func routines<Element: Scalar>(as type: Element.Type) -> LossRoutines<Element> {
    let factor = factor
    let twiceFactor = 2 * Element(factor)
    return LossRoutines(
      needsLogits: false, errorsAreOfOutputs: true,
      sum: { batch, _ in
        let (outputs, targets) = (batch.outputs.base, batch.targets.base)
        return factor
          * batch.sum { offset in
            let difference = Double(outputs[offset]) - Double(targets[offset])
            return difference * difference
          }
      },
      errors: { batch, scale, errors in
        let slope = twiceFactor * scale
        batch.forEachSpan(of: errors) { outputs, targets, errors, count in
          for index in 0..<count { errors[index] = (outputs[index] - targets[index]) * slope }
        }
      }, differenceFactor: { _, _, scale in twiceFactor * scale })
  }

  func perOutput(
    outputs: [Double], logits: [Double], targets: [Double], activation: Activation
  ) -> [Double] {
    zip(outputs, targets).map { factor * ($0 - $1) * ($0 - $1) }
  }
}
