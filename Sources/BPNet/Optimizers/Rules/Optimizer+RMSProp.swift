extension Optimizer {
  /// RMSProp: s ← α s + (1 − α) g², v ← μ v − η g / (√s + ε), w ← w + v.
  ///
  /// Tieleman and Hinton, "Lecture 6.5: rmsprop", 2012; with ε outside the root and momentum applied after
  /// the division, as in PyTorch.
  ///
  /// - Precondition: 0 ≤ alpha < 1, 0 ≤ momentum < 1, epsilon > 0 and a normal number of f32.
  public static func rmsprop(
    alpha: Double = 0.99, epsilon: Double = 1e-8, momentum: Double = 0
  ) -> Optimizer {
    precondition(
      rmspropDefinition.allows([alpha, epsilon, momentum]), "alpha and momentum below 1, epsilon above 0")
    return Optimizer(RMSProp(alpha: alpha, epsilon: epsilon, momentum: momentum))
  }

  static let rmspropDefinition = Definition(
    name: "rmsprop", constants: [.fraction("alpha", 0.99), .positive("epsilon", 1e-8), .momentum(0)],
    defaults: Defaults(learningRate: 0.001)
  ) { .rmsprop(alpha: $0[0], epsilon: $0[1], momentum: $0[2]) }
}

private struct RMSProp: UpdateRule {
  let name = "rmsprop"
  let alpha: Double
  let epsilon: Double
  let momentum: Double
  /// s and v.
  let stateCount = 2
  var constants: KeyValuePairs<String, Double> {
    ["alpha": alpha, "epsilon": epsilon, "momentum": momentum]
  }

  @specialized(where Element == Float)
  @specialized(where Element == Double)
  func routine<Element: Scalar>(as type: Element.Type, on kernels: KernelSet) -> UpdateRoutine<Element> {
    let factors = RMSPropFactors(
      square: (kept: Element(alpha), new: Element(1 - alpha)), epsilon: Element(epsilon),
      momentum: Element(momentum))
    return UpdateRoutine(takesInputs: true) {
      kernels.update($0.forKernels(decay: $0.weightDecay), byRMSProp: factors)
    }
  }
}
