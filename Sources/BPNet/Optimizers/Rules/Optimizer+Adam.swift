extension Optimizer {
  /// Adam: m ← β₁ m + (1 − β₁) g, s ← β₂ s + (1 − β₂) g²,
  /// w ← w − η m / (1 − β₁ᵗ) / (√(s / (1 − β₂ᵗ)) + ε) in step t.
  ///
  /// Kingma and Ba, "Adam: A Method for Stochastic Optimization", 2015. Weight decay is part of g.
  ///
  /// - Precondition: 0 ≤ beta1 < 1, 0 ≤ beta2 < 1, epsilon > 0 and a normal number of f32.
  public static func adam(beta1: Double = 0.9, beta2: Double = 0.999, epsilon: Double = 1e-8) -> Optimizer {
    precondition(adamDefinition.allows([beta1, beta2, epsilon]), "betas below 1, epsilon above 0")
    return Optimizer(
      Adam(name: "adam", beta1: beta1, beta2: beta2, epsilon: epsilon, decouplesWeightDecay: false))
  }

  /// AdamW: Adam with decoupled weight decay, w ← w − η λ w before the step; λ is no part of g.
  ///
  /// Loshchilov and Hutter, "Decoupled Weight Decay Regularization", 2019.
  ///
  /// - Precondition: 0 ≤ beta1 < 1, 0 ≤ beta2 < 1, epsilon > 0 and a normal number of f32.
  public static func adamW(beta1: Double = 0.9, beta2: Double = 0.999, epsilon: Double = 1e-8) -> Optimizer {
    precondition(adamWDefinition.allows([beta1, beta2, epsilon]), "betas below 1, epsilon above 0")
    return Optimizer(
      Adam(name: "adamw", beta1: beta1, beta2: beta2, epsilon: epsilon, decouplesWeightDecay: true))
  }

  private static let adamConstants: [Constant] = [
    .fraction("beta1", 0.9), .fraction("beta2", 0.999), .positive("epsilon", 1e-8),
  ]

  static let adamDefinition = Definition(
    name: "adam", constants: adamConstants, defaults: Defaults(learningRate: 0.001)
  ) { .adam(beta1: $0[0], beta2: $0[1], epsilon: $0[2]) }

  static let adamWDefinition = Definition(
    name: "adamw", constants: adamConstants, defaults: Defaults(learningRate: 0.001)
  ) { .adamW(beta1: $0[0], beta2: $0[1], epsilon: $0[2]) }
}

private struct Adam: UpdateRule {
  let name: String
  let stateCount = 2
  let beta1: Double
  let beta2: Double
  let epsilon: Double
  /// Whether weights decay by λη of themselves, apart from the gradient: AdamW.
  let decouplesWeightDecay: Bool
  var constants: KeyValuePairs<String, Double> { ["beta1": beta1, "beta2": beta2, "epsilon": epsilon] }

  @specialized(where Element == Float)
  @specialized(where Element == Double)
  func routine<Element: Scalar>(as type: Element.Type, on kernels: KernelSet) -> UpdateRoutine<Element> {
    let (beta1, beta2) = (beta1, beta2)
    let (first, second) = (
      (kept: Element(beta1), new: Element(1 - beta1)), (kept: Element(beta2), new: Element(1 - beta2))
    )
    let epsilon = Element(epsilon)
    let decoupled = decouplesWeightDecay
    return UpdateRoutine(
      factors: { step in
        StepFactors(
          first: 1 / (1 - ReproducibleMath.pow(beta1, Double(step))),
          second: 1 / (1 - ReproducibleMath.pow(beta2, Double(step))).squareRoot())
      },
      takesInputs: true,
      update: { slice in
        let factors = AdamFactors(
          first: first, second: second, rootScale: Element(slice.factors.second), epsilon: epsilon,
          kept: decoupled ? 1 - slice.learningRate * slice.weightDecay : 1)
        let kernelSlice = slice.forKernels(
          decay: decoupled ? 0 : slice.weightDecay,
          learningRate: slice.learningRate * Element(slice.factors.first))
        kernels.update(kernelSlice, byAdam: factors)
      })
  }
}
