/// What training makes small.
///
/// To add one: a file with a `LossFunction` and a static member, and its line in `registry`.
public struct Loss: Sendable {
  let function: any LossFunction

  static let registry: [Loss] = [.halfSquared, .meanSquared, .crossEntropy]

  /// The names that `init(named:)` knows.
  public static var names: [String] { registry.map(\.name) }

  /// The name in options and files.
  public var name: String { function.name }

  /// The loss of this name.
  ///
  /// - Throws: `BPNetError.invalidArgument` under the name `label`.
  public init(named name: String, label: String = "loss") throws(BPNetError) {
    guard let found = Loss.registry.first(where: { $0.name == name }) else {
      throw .invalidArgument(
        name: label, found: "\"\(name)\"", expected: "one of \(Loss.names.joined(separator: ", "))")
    }
    self = found
  }

  init(_ function: any LossFunction) {
    self.function = function
  }

  /// Checks that the loss is defined for outputs of this activation.
  ///
  /// - Throws: `BPNetError.invalidArgument`.
  public func check(output: Activation) throws(BPNetError) {
    if let expected = function.expectedOutput(insteadOf: output) {
      throw .invalidArgument(name: "loss", found: "\(name) with \(output) outputs", expected: expected)
    }
  }
}

/// The outputs of a network for some rows, with what they should have been.
///
/// The matrices have the same shape and stride.
struct LossBatch<Element: Scalar> {
  /// f(z) of the output layer.
  let outputs: Matrix<Element>
  /// z of the output layer; meaningful only for a loss that `needsLogits`.
  let logits: Matrix<Element>
  let targets: Matrix<Element>
  /// f.
  let activation: Activation

  /// What a pass has left in `workspace` for its first `rows` rows.
  init(rows: Int, activation: Activation, workspace: Workspace<Element>) {
    self.outputs = workspace.outputs[workspace.outputs.count - 1].prefix(rows)
    self.logits = workspace.logits.prefix(rows)
    self.targets = workspace.targets.prefix(rows)
    self.activation = activation
  }

  /// Σ term(offset) over the elements of the matrices, in a fixed order; `offset` leads from the base of
  /// each of them to the element.
  @inline(__always)
  func sum(_ term: (Int) -> Double) -> Double {
    if outputs.stride == outputs.columns {
      return FixedOrderSum.sum(count: outputs.rows * outputs.columns, term)
    }
    return FixedOrderSum.sum(count: outputs.rows) { row in
      FixedOrderSum.sum(count: outputs.columns) { term(row * outputs.stride + $0) }
    }
  }
}

/// The mathematics of one loss.
///
/// A loss is a sum over rows, from which reduction by the mean divides by rows · `meanDivisor`.
protocol LossFunction: Sendable {
  var name: String { get }

  /// What outputs to have instead of these, for a message, or nil if these will do.
  func expectedOutput(insteadOf activation: Activation) -> String?

  /// Whether the loss is computed from z, so that it stays finite where f(z) rounds to 0 or 1.
  var needsLogits: Bool { get }

  /// Whether `errors` gives ∂L/∂z at once, and not ∂L/∂ŷ.
  var errorsIncludeActivation: Bool { get }

  /// What the mean divides by, beside the number of rows.
  func meanDivisor(outputCount: Int) -> Double

  /// The sum of the loss over all rows and outputs. In double precision and in a fixed order.
  func sum<Element: Scalar>(_ batch: LossBatch<Element>) -> Double

  /// The derivative of the summed loss times `scale`, by ŷ or by z (see `errorsIncludeActivation`).
  func errors<Element: Scalar>(_ batch: LossBatch<Element>, scale: Element, into errors: Matrix<Element>)

  /// The loss of each output of one row.
  func perOutput(outputs: [Double], logits: [Double], targets: [Double], activation: Activation) -> [Double]
}
