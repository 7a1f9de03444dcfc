extension Optimizer {
  /// iRPROP−: w ← w − sign(g) Δ, with a step size Δ for each parameter.
  ///
  /// Δ is multiplied by η⁺ while the sign of the parameter's gradient stays the same, and by η⁻ when it
  /// changes, within bounds; when it changes the parameter is not moved. The learning rate is the initial Δ.
  /// For full batches: the sign of a mini-batch's gradient is mostly noise. Igel and Hüsken, "Improving the
  /// Rprop Learning Algorithm", 2000.
  ///
  /// - Parameters:
  ///   - decrease: η⁻.
  ///   - increase: η⁺.
  ///   - smallestStep: the minimum of Δ.
  ///   - largestStep: the maximum of Δ.
  /// - Precondition: 0 < decrease < 1 < increase, 0 < smallestStep ≤ largestStep; all finite, and the steps
  ///   normal numbers of f32.
  public static func rprop(
    decrease: Double = 0.5, increase: Double = 1.2, smallestStep: Double = 1e-6, largestStep: Double = 50
  ) -> Optimizer {
    precondition(
      rpropDefinition.allows([decrease, increase, smallestStep, largestStep]),
      "steps shrink and grow within their bounds")
    return Optimizer(
      ResilientPropagation(
        decrease: decrease, increase: increase, smallestStep: smallestStep, largestStep: largestStep))
  }

  static let rpropDefinition = Definition(
    name: "rprop",
    constants: [
      .init(name: "decrease", defaultValue: 0.5, expected: "a number above 0 and below 1") {
        $0 > 0 && $0 < 1
      },
      .init(name: "increase", defaultValue: 1.2, expected: "a number above 1") { $0 > 1 && $0.isFinite },
      bound("smallest-step", 1e-6), bound("largest-step", 50),
    ],
    defaults: Defaults(learningRate: 0.01, takesFullBatches: true),
    conflict: { values in
      values[2] <= values[3] ? nil : ("largest-step", values[3], "at least the smallest, \(values[2])")
    }
  ) { .rprop(decrease: $0[0], increase: $0[1], smallestStep: $0[2], largestStep: $0[3]) }

  private static func bound(_ name: String, _ defaultValue: Double) -> Constant {
    var constant = Constant.positive(name, defaultValue)
    constant.isOmittedByDefault = true
    return constant
  }
}

private struct ResilientPropagation: UpdateRule {
  let name = "rprop"
  /// The gradient of the last step, and Δ.
  let stateCount = 2
  let hasOwnStepSizes = true
  let decrease: Double
  let increase: Double
  let smallestStep: Double
  let largestStep: Double
  var constants: KeyValuePairs<String, Double> {
    [
      "decrease": decrease, "increase": increase, "smallest-step": smallestStep,
      "largest-step": largestStep,
    ]
  }

  func initialState(_ index: Int, learningRate: Double) -> Double { index == 0 ? 0 : learningRate }

  @specialized(where Element == Float)
  @specialized(where Element == Double)
  func routine<Element: Scalar>(as type: Element.Type, on kernels: KernelSet) -> UpdateRoutine<Element> {
    let (decrease, increase) = (Element(decrease), Element(increase))
    let (smallestStep, largestStep) = (Element(smallestStep), Element(largestStep))
    return UpdateRoutine { slice in
      slice.updateEntries(decay: slice.weightDecay) { entry in
        let gradient = entry.gradient
        // Signs are compared instead of multiplied, because a product of small gradients underflows to 0.
        let isSame = (gradient > 0 && entry.first > 0) || (gradient < 0 && entry.first < 0)
        let isOpposite = (gradient > 0 && entry.first < 0) || (gradient < 0 && entry.first > 0)
        let grown = entry.second * (isSame ? increase : isOpposite ? decrease : 1)
        let bounded = grown > largestStep ? largestStep : grown
        let step = bounded < smallestStep ? smallestStep : bounded
        let kept = isOpposite ? 0 : gradient
        let change = kept > 0 ? -step : kept < 0 ? step : 0
        entry.parameter += change
        (entry.first, entry.second) = (kept, step)
      }
    }
  }
}
