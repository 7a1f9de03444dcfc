extension Optimizer {
  /// Gradient descent with momentum: v ← μ v − η g, w ← w + v; with μ = 0, w ← w − η g.
  ///
  /// - Precondition: 0 ≤ momentum < 1.
  public static func sgd(momentum: Double = 0.9) -> Optimizer {
    precondition(momentum >= 0 && momentum < 1, "momentum is at least 0 and below 1")
    return momentum == 0 ? Optimizer(PlainGradientDescent()) : Optimizer(Momentum(momentum: momentum))
  }

  static let sgdEntry = Entry(name: "sgd") { .sgd(momentum: $0.momentum) }
}

private struct PlainGradientDescent: UpdateRule {
  let name = "sgd"
  let stateCount = 0
  var constants: [String: Double] { ["momentum": 0] }

  @specialized(where Element == Float)
  @specialized(where Element == Double)
  func update<Element: Scalar>(_ slice: ParameterSlice<Element>) {
    let (parameters, gradient) = (slice.parameters, slice.gradient)
    let (learningRate, weightDecay) = (slice.learningRate, slice.weightDecay)
    for index in 0..<slice.count {
      let decayed = gradient[index] + weightDecay * parameters[index]
      parameters[index] -= learningRate * decayed
    }
  }
}

private struct Momentum: UpdateRule {
  let name = "sgd"
  let stateCount = 1
  let momentum: Double
  var constants: [String: Double] { ["momentum": momentum] }

  @specialized(where Element == Float)
  @specialized(where Element == Double)
  func update<Element: Scalar>(_ slice: ParameterSlice<Element>) {
    let (parameters, gradient, velocity) = (slice.parameters, slice.gradient, slice.states)
    let (learningRate, weightDecay) = (slice.learningRate, slice.weightDecay)
    let momentum = Element(momentum)
    for index in 0..<slice.count {
      let decayed = gradient[index] + weightDecay * parameters[index]
      let next = flushingDenormals(momentum * velocity[index] - learningRate * decayed)
      velocity[index] = next
      parameters[index] += next
    }
  }
}

/// `value`, or 0 where it is too small for a normal number.
///
/// A velocity that nothing feeds decays to the smallest denormal and stays there, and every operation on
/// it is slow from then on. It is part of the rule, and not a mode of the processor, so that all
/// processors agree.
@inline(__always)
func flushingDenormals<Element: Scalar>(_ value: Element) -> Element {
  value.magnitude < Element.leastNormalMagnitude ? 0 : value
}
