/// The mathematics of an optimiser that updates each parameter from its own gradient.
protocol UpdateRule: Sendable {
  var name: String { get }

  /// The number of states: values that are kept for each parameter.
  var stateCount: Int { get }

  /// Its constants by the names of the options that set them.
  var constants: KeyValuePairs<String, Double> { get }

  /// Whether the rule adapts a step size for each parameter, and uses only the signs of gradients.
  var hasOwnStepSizes: Bool { get }

  /// The initial value of state `index` of a parameter with this learning rate.
  func initialState(_ index: Int, learningRate: Double) -> Double

  /// The loop that updates parameters from their gradients.
  ///
  /// - Parameter kernels: have vector code for the rules that are used most. A rule without a kernel updates
  ///   the entries of a slice itself.
  func routine<Element: Scalar>(as type: Element.Type, on kernels: KernelSet) -> UpdateRoutine<Element>
}

extension UpdateRule {

  var hasOwnStepSizes: Bool { false }

  func initialState(_ index: Int, learningRate: Double) -> Double { 0 }
}

/// The loop of an update rule for one element type.
///
/// Closures, because a call of a protocol's generic method looks up the type's metadata in each step.
struct UpdateRoutine<Element: Scalar>: Sendable {
  /// The factors of a step for all parameters, from the number of the step, counted from 1; nil if the rule
  /// has none.
  var factors: (@Sendable (_ step: Int) -> StepFactors)?
  /// Whether `update` accepts slices with `inputs`, as the kernels do.
  var takesInputs = false
  /// Updates the parameters of a slice from their gradients.
  let update: @Sendable (_ slice: ParameterSlice<Element>) -> Void
}

/// Two numbers that an update rule computes once a step.
struct StepFactors: Equatable, Sendable {
  var first = 1.0
  var second = 1.0
}
