/// A loss that a program defines itself: the sum over outputs of a function of the output and its target.
///
/// ```swift
/// struct LogCosh: CustomLoss {
///   let name = "log-cosh"
///   func value(output: Double, target: Double) -> Double { log(cosh(output - target)) }
///   func derivative(output: Double, target: Double) -> Double { tanh(output - target) }
/// }
/// configuration.loss = Loss(LogCosh())
/// ```
///
/// It is slower than the library's own losses: each output costs a call in double precision, and nothing is
/// vectorised. Results are the same for every number of threads, and on every machine if those of the two
/// functions are. A model whose file names such a loss can only be read if the same loss is given as one of
/// the `extensions`.
public protocol CustomLoss: Sendable {
  /// The name in files and messages, without a colon, and different from the library's losses.
  var name: String { get }

  /// The numbers after the name in files and messages, which distinguish losses of the same name.
  var constants: [Double] { get }

  /// Whether the mean is over outputs as well as over samples.
  var averagesOutputs: Bool { get }

  /// The magnitudes of ŷ − y at which the loss, or its derivative, has no derivative; a gradient check skips
  /// them.
  var kinks: [Double] { get }

  /// The loss of one output ŷ with target y.
  func value(output: Double, target: Double) -> Double

  /// The derivative of `value` with respect to ŷ.
  func derivative(output: Double, target: Double) -> Double
}

extension CustomLoss {
  /// None.
  public var constants: [Double] { [] }

  /// Over both.
  public var averagesOutputs: Bool { true }

  /// None.
  public var kinks: [Double] { [] }
}

extension Loss {
  /// A loss of the caller's own.
  ///
  /// - Precondition: the library has no loss of this name.
  public init(_ custom: some CustomLoss) {
    Loss.checkIsNew(custom.name)
    self.init(CustomLossFunction(custom: custom))
  }
}

private struct CustomLossFunction: LossFunction {
  let custom: any CustomLoss

  var name: String { custom.name }
  var arguments: [Double] { custom.constants }
  var kinks: [Double] { custom.kinks }

  func expectedOutput(insteadOf activation: Activation) -> String? { nil }

  func meanDivisor(outputCount: Int) -> Double { custom.averagesOutputs ? Double(outputCount) : 1 }

  @specialized(where Element == Float)
  @specialized(where Element == Double)
  func routines<Element: Scalar>(as type: Element.Type) -> LossRoutines<Element> {
    let custom = custom
    return LossRoutines(
      needsLogits: false, errorsAreOfOutputs: true,
      sum: { batch, _ in
        let (outputs, targets) = (batch.outputs.base, batch.targets.base)
        return batch.sum { custom.value(output: Double(outputs[$0]), target: Double(targets[$0])) }
      },
      errors: { batch, scale, errors in
        batch.forEachSpan(of: errors) { outputs, targets, errors, count in
          for index in 0..<count {
            let (output, target) = (Double(outputs[index]), Double(targets[index]))
            errors[index] = Element(custom.derivative(output: output, target: target)) * scale
          }
        }
      })
  }

  func perOutput(
    outputs: [Double], logits: [Double], targets: [Double], activation: Activation
  ) -> [Double] {
    zip(outputs, targets).map { custom.value(output: $0, target: $1) }
  }
}
