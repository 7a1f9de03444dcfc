extension Optimizer {
  /// Gradient descent with momentum: v ← μ v − η g, w ← w + v; with μ = 0, w ← w − η g.
  ///
  /// - Precondition: 0 ≤ momentum < 1.
  public static func sgd(momentum: Double = 0.9) -> Optimizer {
    precondition(momentum >= 0 && momentum < 1, "momentum is at least 0 and below 1")
    return momentum == 0 ? Optimizer(PlainGradientDescent()) : Optimizer(Momentum(momentum: momentum))
  }

  static let sgdDefinition = Definition(name: "sgd", constants: [.momentum(0.9)]) { .sgd(momentum: $0[0]) }
}

private struct PlainGradientDescent: UpdateRule {
  let name = "sgd"
  let stateCount = 0
  var constants: KeyValuePairs<String, Double> { ["momentum": 0] }

  @specialized(where Element == Float)
  @specialized(where Element == Double)
  func routine<Element: Scalar>(as type: Element.Type, on kernels: KernelSet) -> UpdateRoutine<Element> {
    UpdateRoutine(takesInputs: true) { slice in
      let (learningRate, decay) = (slice.learningRate, slice.weightDecay)
      guard slice.isTiny else { return kernels.descend(slice.forKernels(decay: decay)) }
      slice.update(decay: decay) { parameter, gradient in parameter - learningRate * gradient }
    }
  }
}

private struct Momentum: UpdateRule {
  let name = "sgd"
  let stateCount = 1
  let momentum: Double
  var constants: KeyValuePairs<String, Double> { ["momentum": momentum] }

  @specialized(where Element == Float)
  @specialized(where Element == Double)
  func routine<Element: Scalar>(as type: Element.Type, on kernels: KernelSet) -> UpdateRoutine<Element> {
    let momentum = Element(momentum)
    return UpdateRoutine(takesInputs: true) { slice in
      let (learningRate, decay) = (slice.learningRate, slice.weightDecay)
      guard slice.isTiny else { return kernels.descend(slice.forKernels(decay: decay), momentum: momentum) }
      slice.update(decay: decay) { parameter, gradient, velocity in
        let next = flushingDenormals(momentum * velocity - learningRate * gradient)
        return (parameter + next, next)
      }
    }
  }
}
