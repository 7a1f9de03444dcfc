extension Loss {
  /// Absolute error, |ŷ − y|; the mean is over samples and outputs (MAE).
  ///
  /// Its gradient is the sign of ŷ − y, and 0 where the two are equal.
  public static let meanAbsolute = Loss(AbsoluteError())
}

/// Σ |ŷ − y|, with ∂L/∂ŷ = sign(ŷ − y).
private struct AbsoluteError: LossFunction {
  let name = "mae"
  let kinks = [0.0]

  func expectedOutput(insteadOf activation: Activation) -> String? { nil }

  func meanDivisor(outputCount: Int) -> Double { Double(outputCount) }

  @specialized(where Element == Float)
  @specialized(where Element == Double)
  func routines<Element: Scalar>(as type: Element.Type) -> LossRoutines<Element> {
    LossRoutines(
      needsLogits: false, errorsAreOfOutputs: true,
      sum: { batch, _ in
        let (outputs, targets) = (batch.outputs.base, batch.targets.base)
        return batch.sum { (Double(outputs[$0]) - Double(targets[$0])).magnitude }
      },
      errors: { batch, scale, errors in
        batch.forEachSpan(of: errors) { outputs, targets, errors, count in
          for index in 0..<count {
            let (output, target) = (outputs[index], targets[index])
            errors[index] = output > target ? scale : output < target ? -scale : 0
          }
        }
      })
  }

  func perOutput(
    outputs: [Double], logits: [Double], targets: [Double], activation: Activation
  ) -> [Double] {
    zip(outputs, targets).map { ($0 - $1).magnitude }
  }
}
