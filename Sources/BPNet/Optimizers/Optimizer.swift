/// How gradients change parameters.
///
/// To add one: a file with an `UpdateRule`, a static member and its `Entry`, and the entry's line in
/// `registry`.
public struct Optimizer: Sendable {
  let rule: any UpdateRule

  /// What the registry says of one optimiser.
  struct Entry: Sendable {
    let name: String
    /// Builds the optimiser; an argument that it has no use for is left out of account.
    let make: @Sendable (OptimizerSettings) -> Optimizer
  }

  static let registry: [Entry] = [sgdEntry, nesterovEntry]

  /// The names that `init(named:settings:label:)` knows.
  public static var names: [String] { registry.map(\.name) }

  /// The name in options and files.
  public var name: String { rule.name }

  /// The optimiser of this name.
  ///
  /// - Throws: `BPNetError.invalidArgument`, for the name under the name `label`.
  public init(
    named name: String, settings: OptimizerSettings = OptimizerSettings(), label: String = "optimizer"
  ) throws(BPNetError) {
    guard let entry = Optimizer.registry.first(where: { $0.name == name }) else {
      throw .invalidArgument(
        name: label, found: "\"\(name)\"", expected: "one of \(Optimizer.names.joined(separator: ", "))")
    }
    guard settings.momentum >= 0, settings.momentum < 1 else {
      throw .invalidArgument(
        name: "momentum", found: "\(settings.momentum)", expected: "a number from 0 to below 1")
    }
    self = entry.make(settings)
  }

  init(_ rule: any UpdateRule) {
    self.rule = rule
  }
}

/// The constants that optimisers are built from.
public struct OptimizerSettings: Sendable {
  /// The part of the last step that the next one keeps, 0 ≤ μ < 1.
  public var momentum: Double

  /// The given constants.
  public init(momentum: Double = 0.9) {
    self.momentum = momentum
  }
}

/// The mathematics of one optimiser, element by element.
protocol UpdateRule: Sendable {
  var name: String { get }

  /// How many numbers it keeps for each parameter.
  var stateCount: Int { get }

  /// Its constants by the names of the options that set them.
  var constants: [String: Double] { get }

  /// What updates the parameters of a slice from their gradients.
  ///
  /// A closure, since a call of a protocol's generic method would look up its type anew in each step.
  func kernel<Element: Scalar>(as type: Element.Type) -> UpdateKernel<Element>
}

/// Updates the parameters of a slice from their gradients.
typealias UpdateKernel<Element: Scalar> = @Sendable (_ slice: ParameterSlice<Element>) -> Void
