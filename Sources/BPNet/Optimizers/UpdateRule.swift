/// The mathematics of an optimiser that updates element by element.
protocol UpdateRule: Sendable {
  var name: String { get }

  /// How many numbers it keeps for each parameter.
  var stateCount: Int { get }

  /// Its constants by the names of the options that set them.
  var constants: KeyValuePairs<String, Double> { get }

  /// Whether weight decay is no part of the gradient: the rule reads it from the slice.
  var decouplesWeightDecay: Bool { get }

  /// Whether steps have sizes of their own, and go by the signs of gradients alone.
  var hasOwnStepSizes: Bool { get }

  /// The first value of state `index` of a parameter with this learning rate.
  func initialState(_ index: Int, learningRate: Double) -> Double

  /// The loop that updates parameters from their gradients.
  ///
  /// - Parameter kernels: for square roots; Swift's own are calls.
  func routine<Element: Scalar>(as type: Element.Type, on kernels: KernelSet) -> UpdateRoutine<Element>
}

extension UpdateRule {
  var decouplesWeightDecay: Bool { false }

  var hasOwnStepSizes: Bool { false }

  func initialState(_ index: Int, learningRate: Double) -> Double { 0 }
}

/// The loop of an update rule for one element type.
///
/// Closures, since a call of a protocol's generic method would look up its type anew in each step.
struct UpdateRoutine<Element: Scalar>: Sendable {
  /// What the rule computes once a step for all parameters, from the number of the step, counted from 1; nil
  /// if it has no use for that.
  var factors: (@Sendable (_ step: Int) -> StepFactors)?
  /// Whether `update` takes slices that have `inputs`.
  ///
  /// A product of an input and an error term may then be −0 where the kernels, which add it to 0, make +0. So
  /// it is for rules alone to whose results the sign of a gradient of 0 makes no difference: as where a
  /// velocity is flushed to +0.
  var takesInputs = false
  /// Updates the parameters of a slice from their gradients.
  let update: @Sendable (_ slice: ParameterSlice<Element>) -> Void
}

/// Two numbers that an update rule computes once a step.
struct StepFactors: Equatable, Sendable {
  var first = 1.0
  var second = 1.0
}
