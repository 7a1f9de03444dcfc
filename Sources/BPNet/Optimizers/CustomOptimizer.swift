/// An optimiser that a program defines itself, by the update of a single parameter.
///
/// ```swift
/// struct SignDescent: CustomOptimizer {
///   let name = "sign-descent"
///   func update(
///     _ parameter: inout Double, gradient: Double, states: inout MutableSpan<Double>, step: Optimizer.Step
///   ) {
///     parameter -= gradient > 0 ? step.learningRate : gradient < 0 ? -step.learningRate : 0
///   }
/// }
/// configuration.optimizer = Optimizer(SignDescent())
/// ```
///
/// It is slower than the library's own optimisers: each parameter costs a call in double precision, and
/// nothing is vectorised. Results are the same for every number of threads. A model whose file names such an
/// optimiser can only be read if the same optimiser is given as one of the `extensions`.
public protocol CustomOptimizer: Sendable {
  /// The name in files and messages, without a colon, and different from the library's optimisers.
  var name: String { get }

  /// The numbers after the name in files and messages, by name; they distinguish optimisers of the same name.
  var constants: KeyValuePairs<String, Double> { get }

  /// The number of states: values that are kept for each parameter.
  var stateCount: Int { get }

  /// The initial value of state `index` of each parameter.
  func initialState(_ index: Int, learningRate: Double) -> Double

  /// Updates one parameter and its states.
  ///
  /// - Parameters:
  ///   - parameter: a weight, bias or slope.
  ///   - gradient: the derivative of the loss and its penalties with respect to the parameter.
  ///   - states: the parameter's `stateCount` numbers, rounded to the network's precision between steps.
  func update(
    _ parameter: inout Double, gradient: Double, states: inout MutableSpan<Double>, step: Optimizer.Step)
}

extension CustomOptimizer {
  /// None.
  public var constants: KeyValuePairs<String, Double> { [:] }

  /// 0.
  public var stateCount: Int { 0 }

  /// 0.
  public func initialState(_ index: Int, learningRate: Double) -> Double { 0 }
}

extension Optimizer {
  /// The numbers of a step that an optimiser may use.
  public struct Step: Sendable {
    /// The learning rate η of the parameter, with the schedule's factor.
    public let learningRate: Double
    /// The number of the step since the states were last reset, counted from 1.
    public let number: Int
  }
}

extension Optimizer {
  /// An optimiser of the caller's own.
  ///
  /// - Precondition: the library has no optimiser of this name.
  public init(_ custom: some CustomOptimizer) {
    Optimizer.checkIsNew(custom.name)
    self.init(CustomUpdateRule(custom: custom))
  }
}

private struct CustomUpdateRule: UpdateRule {
  let custom: any CustomOptimizer

  var name: String { custom.name }
  var stateCount: Int { custom.stateCount }
  var constants: KeyValuePairs<String, Double> { custom.constants }

  func initialState(_ index: Int, learningRate: Double) -> Double {
    custom.initialState(index, learningRate: learningRate)
  }

  @specialized(where Element == Float)
  @specialized(where Element == Double)
  func routine<Element: Scalar>(as type: Element.Type, on kernels: KernelSet) -> UpdateRoutine<Element> {
    let (custom, stateCount) = (custom, custom.stateCount)
    return UpdateRoutine(
      factors: { StepFactors(first: Double($0)) },
      update: { slice in
        withUnsafeTemporaryAllocation(of: Double.self, capacity: stateCount) { states in
          states.initialize(repeating: 0)
          for index in 0..<slice.count { slice.update(index, by: custom, states: states) }
        }
      })
  }
}

extension ParameterSlice {
  /// Updates one parameter.
  ///
  /// - Parameter states: temporary memory for the parameter's states.
  fileprivate func update(
    _ index: Int, by custom: some CustomOptimizer, states: UnsafeMutableBufferPointer<Double>
  ) {
    let parameter = parameters[index]
    for state in states.indices { states[state] = Double(self.states[state * stateStride + index]) }
    var value = Double(parameter)
    var span = states.mutableSpan
    custom.update(
      &value, gradient: Double(gradient[index] + weightDecay * parameter), states: &span,
      step: Optimizer.Step(learningRate: Double(learningRate), number: Int(factors.first)))
    parameters[index] = Element(value)
    for state in states.indices {
      self.states[state * stateStride + index] = flushingDenormals(Element(states[state]))
    }
  }
}
