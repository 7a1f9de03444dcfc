extension Optimizer {
  /// Gradient descent with Nesterov's momentum: v ← μ v − η g, w ← w + μ v − η g.
  ///
  /// The form of Sutskever et al., "On the importance of initialization and momentum in deep learning", 2013,
  /// with the parameters stored at the look-ahead point, as in PyTorch.
  ///
  /// - Precondition: 0 ≤ momentum < 1.
  public static func nesterov(momentum: Double = 0.9) -> Optimizer {
    precondition(momentum >= 0 && momentum < 1, "momentum is at least 0 and below 1")
    return Optimizer(NesterovMomentum(momentum: momentum))
  }

  static let nesterovDefinition = Definition(name: "nesterov", constants: [.momentum(0.9)]) {
    .nesterov(momentum: $0[0])
  }
}

private struct NesterovMomentum: UpdateRule {
  let name = "nesterov"
  let stateCount = 1
  let momentum: Double
  var constants: KeyValuePairs<String, Double> { ["momentum": momentum] }

  @specialized(where Element == Float)
  @specialized(where Element == Double)
  func routine<Element: Scalar>(as type: Element.Type, on kernels: KernelSet) -> UpdateRoutine<Element> {
    let momentum = Element(momentum)
    return UpdateRoutine(takesInputs: true) { slice in
      let (learningRate, decay) = (slice.learningRate, slice.weightDecay)
      guard slice.isTiny else {
        return kernels.descend(slice.forKernels(decay: decay), nesterovMomentum: momentum)
      }
      slice.update(decay: decay) { parameter, gradient, velocity in
        let step = learningRate * gradient
        let next = flushingDenormals(momentum * velocity - step)
        return (parameter + (momentum * next - step), next)
      }
    }
  }
}
