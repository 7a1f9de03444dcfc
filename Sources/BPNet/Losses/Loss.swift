/// A loss function, which training minimises.
///
/// To add one: a file with a `LossFunction` and a static member, and a line in `registry`. A program defines
/// its own with a `CustomLoss`.
public struct Loss: NamedChoice {
  let function: any LossFunction

  /// The losses that the library knows.
  public static let registry = Registry<Loss>([
    Entry(.halfSquared),
    Entry(.meanSquared),
    Entry(.meanAbsolute),
    huberEntry,
    Entry(.poisson),
    Entry(.crossEntropy),
  ])

  /// `loss`.
  public static let argumentName = "loss"

  /// The name, without an argument.
  public var name: String { function.name }

  /// `NAME` or `NAME:NUMBERS`, as `init(parsing:label:extensions:)` reads it.
  public var description: String { NamedSpecification.describe(function.name, function.arguments) }

  init(_ function: any LossFunction) {
    self.function = function
  }

  /// Whether both have the same name and the same numbers.
  public static func == (first: Loss, second: Loss) -> Bool { first.description == second.description }

  /// Hashes the name and the numbers.
  public func hash(into hasher: inout Hasher) { hasher.combine(description) }

  /// Checks that the loss is defined for outputs of this activation.
  ///
  /// - Throws: `BPNetError.invalidArgument`.
  public func check(output: Activation) throws(BPNetError) {
    if let expected = function.expectedOutput(insteadOf: output) {
      throw .invalidArgument(name: "loss", found: "\(name) with \(output) outputs", expected: expected)
    }
  }
}

/// The mathematics of one loss.
///
/// A loss is a sum over rows; the mean divides it by the number of rows times `meanDivisor`.
protocol LossFunction: Sendable {
  var name: String { get }

  /// The outputs that the loss needs instead of these, for a message; nil if it is defined for these.
  func expectedOutput(insteadOf activation: Activation) -> String?

  /// The divisor of the mean, apart from the number of rows.
  func meanDivisor(outputCount: Int) -> Double

  /// The loss for one element type.
  func routines<Element: Scalar>(as type: Element.Type) -> LossRoutines<Element>

  /// The loss of each output of one row.
  func perOutput(outputs: [Double], logits: [Double], targets: [Double], activation: Activation) -> [Double]

  /// The numbers after the name in the text; empty if all have their default values.
  var arguments: [Double] { get }

  /// The loss with targets that are smoothed by ε; nil if label smoothing is not defined for it.
  func smoothed(by smoothing: Double) -> (any LossFunction)?

  /// The magnitudes of ŷ − y at which the loss, or its derivative, has no derivative.
  var kinks: [Double] { get }

  /// Whether targets are counts or rates: numbers of at least 0 in their own units, and never classes.
  var isForCounts: Bool { get }

  /// Whether targets are probabilities, and the loss has no minimum for others.
  var takesProbabilities: Bool { get }

  /// The function that turns an output of this activation into the value that it predicts.
  func response(ofOutput activation: Activation) -> Loss.Response

  /// The factor c if the loss of an output is c · (ŷ − y)²; nil for a loss of another form.
  var squaredErrorFactor: Double? { get }
}

extension LossFunction {
  var arguments: [Double] { [] }
  var kinks: [Double] { [] }
  var isForCounts: Bool { false }
  var takesProbabilities: Bool { false }
  var squaredErrorFactor: Double? { nil }

  func smoothed(by smoothing: Double) -> (any LossFunction)? { nil }
  func response(ofOutput activation: Activation) -> Loss.Response { .identity }
}

/// The loops of a loss for one element type.
///
/// Closures, because a call of a protocol's generic method looks up the type's metadata each time, which
/// takes longer than a step of a small network.
struct LossRoutines<Element: Scalar>: Sendable {
  typealias Sum = @Sendable (_ batch: OutputBatch<Element>, _ kernels: KernelSet) -> Double

  typealias Errors =
    @Sendable (_ batch: OutputBatch<Element>, _ scale: Element, _ errors: Matrix<Element>) -> Void

  typealias DifferenceFactor =
    @Sendable (_ activation: Activation, _ targetsAreClasses: Bool, _ scale: Element) -> Element?

  /// Whether the loss is computed from z, so that it stays finite where f(z) rounds to 0 or 1.
  let needsLogits: Bool
  /// Whether `errors` writes ∂L/∂ŷ; else it writes ∂L/∂z.
  let errorsAreOfOutputs: Bool
  /// The sum of the loss over all rows and outputs, in double precision and in a fixed order.
  let sum: Sum
  /// Writes the derivative of the summed loss with respect to ŷ or z (see `errorsAreOfOutputs`), times
  /// `scale`.
  let errors: Errors
  /// The factor c if `errors` writes (ŷ − y) · c for this activation, targets and `scale`; nil if they have
  /// another form.
  var differenceFactor: DifferenceFactor = { _, _, _ in nil }
}
