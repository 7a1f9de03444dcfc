extension Optimizer {
  /// Quickprop: each parameter moves to the minimum of the parabola given by its last two gradients,
  /// Δ ← Δ g / (g′ − g).
  ///
  /// A step is at most `growth` times the previous one; −η g is added while the loss falls in the direction
  /// of the previous step. For full batches. Fahlman, "An Empirical Study of Learning Speed in
  /// Back-Propagation Networks", 1988.
  ///
  /// - Precondition: growth > 1, and finite.
  public static func quickprop(growth: Double = 1.75) -> Optimizer {
    precondition(quickpropDefinition.allows([growth]), "growth is above 1, and finite")
    return Optimizer(Quickprop(growth: growth))
  }

  static let quickpropDefinition = Definition(
    name: "quickprop",
    constants: [
      .init(name: "growth", defaultValue: 1.75, expected: "a number above 1") { $0 > 1 && $0.isFinite }
    ],
    defaults: Defaults(takesFullBatches: true)
  ) { .quickprop(growth: $0[0]) }
}

private struct Quickprop: UpdateRule {
  let name = "quickprop"
  /// The gradient and the change of the last step.
  let stateCount = 2
  let growth: Double
  var constants: KeyValuePairs<String, Double> { ["growth": growth] }

  @specialized(where Element == Float)
  @specialized(where Element == Double)
  func routine<Element: Scalar>(as type: Element.Type, on kernels: KernelSet) -> UpdateRoutine<Element> {
    let growth = Element(growth)
    let shrink = growth / (1 + growth)
    return UpdateRoutine { slice in
      let learningRate = slice.learningRate
      slice.updateEntries(decay: slice.weightDecay) { entry in
        let gradient = entry.gradient
        let (lastGradient, lastChange) = (entry.first, entry.second)
        // −η g is added if the loss falls in the direction of the last change, or there was no change.
        let descends = lastChange == 0 || (lastChange > 0) == (gradient < 0)
        let plain = descends ? -learningRate * gradient : 0
        // The parabola's minimum is further than the largest step, or the parabola has a maximum.
        let isFar =
          lastChange > 0 ? gradient < shrink * lastGradient : gradient > shrink * lastGradient
        let difference = lastGradient - gradient
        let limit = (growth * lastChange).magnitude
        let vertex = difference == 0 ? 0 : lastChange * (gradient / difference)
        let parabola = vertex > limit ? limit : vertex < -limit ? -limit : vertex
        let change = flushingDenormals(plain + (isFar ? growth * lastChange : parabola))
        entry.parameter += change
        (entry.first, entry.second) = (gradient, change)
      }
    }
  }
}
