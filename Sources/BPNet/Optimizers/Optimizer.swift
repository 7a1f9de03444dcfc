/// How gradients change parameters.
///
/// To add one: a file with an `UpdateRule` or a `FullBatchMethod`, a static member and its `Entry`, and the
/// entry's line in `registry`.
public struct Optimizer: Sendable, CustomStringConvertible {
  /// The two kinds of optimisers.
  enum Algorithm: Sendable {
    /// Updates each parameter by itself from its gradient, after each batch.
    case rule(any UpdateRule)
    /// Goes on from the loss and its gradient over all samples.
    case fullBatch(any FullBatchMethod)
  }

  let algorithm: Algorithm

  /// A number that an optimiser is built from, by the name of the option that sets it.
  struct Constant: Sendable {
    let name: String
    let defaultValue: Double
    /// What is allowed, for messages.
    let expected: String
    /// Whether descriptions and files omit it where it and all after it have their default values: for
    /// constants that an optimiser got later, so that older texts stay the usual ones.
    var isOmittedByDefault = false
    let isAllowed: @Sendable (Double) -> Bool
  }

  /// What is best for an optimiser, unless the user says otherwise.
  struct Defaults: Sendable {
    /// The learning rate; nil leaves the choice to the task.
    var learningRate: Double?
    /// Whether a step takes all samples.
    var takesFullBatches = false
    /// The rule for weights and biases; nil means each layer's recommended one, and biases of zero.
    var initializer: Initializer?
  }

  /// What the registry says of one optimiser.
  struct Entry: Sendable {
    let name: String
    /// The numbers that may follow the name, in order.
    var constants: [Constant] = []
    var defaults = Defaults()
    /// The constant that contradicts the others, where each is allowed by itself, and what is expected of it;
    /// nil if there is none.
    var conflict: @Sendable ([Double]) -> (constant: String, value: Double, expected: String)? = { _ in nil }
    /// Builds the optimiser from a value for each of the constants.
    let make: @Sendable ([Double]) -> Optimizer
  }

  static let registry: [Entry] = [
    sgdEntry, nesterovEntry, rmspropEntry, adamEntry, adamWEntry, rpropEntry, quickpropEntry,
    lbfgsEntry, scgEntry, levenbergMarquardtEntry, bayesianLevenbergMarquardtEntry,
  ]

  /// The names that `init(parsing:constants:label:)` knows.
  public static var names: [String] { registry.map(\.name) }

  /// The names of those that take a step after each batch; the others need all samples at once.
  package static var namesForBatches: [String] {
    registry.filter { entry in
      if case .rule = entry.make(entry.constants.map(\.defaultValue)).algorithm { true } else { false }
    }.map(\.name)
  }

  /// The names, each with the numbers that may follow it, such as `sgd[:momentum]`.
  public static var usages: [String] { registry.map(\.usage) }

  /// The name in options and files.
  public var name: String {
    switch algorithm {
    case .rule(let rule): rule.name
    case .fullBatch(let method): method.name
    }
  }

  /// The optimiser's numbers by the names of the options that set them.
  public var constants: [String: Double] {
    switch algorithm {
    case .rule(let rule): rule.constants
    case .fullBatch(let method): method.constants
    }
  }

  /// `NAME` or `NAME:NUMBERS`, as `init(parsing:constants:label:)` reads it.
  public var description: String {
    NamedSpecification.describe(name, recordedConstants.map(\.value))
  }

  /// The numbers that descriptions and files give, in their order: all but those at the end that are omitted
  /// by default.
  var recordedConstants: [(name: String, value: Double)] {
    let constants = constants
    var known = Optimizer.registry.first { $0.name == name }?.constants ?? []
    while let last = known.last, last.isOmittedByDefault, constants[last.name] == last.defaultValue {
      known.removeLast()
    }
    return known.compactMap { constant in constants[constant.name].map { (constant.name, $0) } }
  }

  /// Reads `NAME` or `NAME:NUMBER,NUMBER…`.
  ///
  /// - Parameters:
  ///   - constants: more numbers, by name; those that `text` gives may be no others.
  ///   - label: the name under which `text` is reported.
  /// - Throws: `BPNetError.invalidArgument`, for a constant under its own name.
  public init(
    parsing text: String, constants: [String: Double] = [:], label: String = "optimizer"
  ) throws(BPNetError) {
    let specification = try NamedSpecification(parsing: text, names: Optimizer.names, label: label)
    guard let entry = Optimizer.registry.first(where: { $0.name == specification.name }),
      specification.arguments.count <= entry.constants.count
    else {
      let usages = Optimizer.registry.filter { $0.name == specification.name }.map(\.usage)
      throw .invalidArgument(name: label, found: "\"\(text)\"", expected: usages.joined())
    }
    var values = entry.constants.map(\.defaultValue)
    values.replaceSubrange(0..<specification.arguments.count, with: specification.arguments)
    for (name, value) in constants.sorted(by: { $0.key < $1.key }) {
      guard let index = entry.constants.firstIndex(where: { $0.name == name }) else {
        let users = Optimizer.registry.filter { $0.constants.contains { $0.name == name } }.map(\.name)
        throw .invalidArgument(
          name: name, found: "\(value) with \(entry.name)",
          expected: "no \(name), or one of the optimizers \(users.joined(separator: ", "))")
      }
      guard index >= specification.arguments.count || values[index] == value else {
        throw .invalidArgument(
          name: name, found: "\(value) beside \(label) \(text)", expected: "one of the two")
      }
      values[index] = value
    }
    for (constant, value) in zip(entry.constants, values) where !constant.isAllowed(value) {
      throw .invalidArgument(
        name: constant.name, found: "\(value)", expected: "for \(constant.name) \(constant.expected)")
    }
    if let (constant, value, expected) = entry.conflict(values) {
      throw .invalidArgument(
        name: constant, found: "\(value)", expected: "for \(constant) \(expected)")
    }
    self = entry.make(values)
  }

  init(_ rule: any UpdateRule) {
    algorithm = .rule(rule)
  }

  init(_ method: any FullBatchMethod) {
    algorithm = .fullBatch(method)
  }

  /// What is best for it.
  var defaults: Defaults {
    Optimizer.registry.first { $0.name == name }?.defaults ?? Defaults()
  }

  /// Whether the learning rate means something to it.
  public var usesLearningRate: Bool {
    if case .rule = algorithm { true } else { false }
  }

  /// How many numbers it keeps for each parameter, laid out as the parameters.
  var stateCount: Int {
    switch algorithm {
    case .rule(let rule): rule.stateCount
    case .fullBatch: 0
    }
  }
}

extension Optimizer.Entry {
  /// Whether these are values that the constants may have: only such can be written down and read back.
  func allows(_ values: [Double]) -> Bool {
    zip(constants, values).allSatisfy { $0.isAllowed($1) } && conflict(values) == nil
  }

  fileprivate var usage: String {
    constants.isEmpty ? name : "\(name)[:\(constants.map(\.name).joined(separator: ","))]"
  }
}

extension Optimizer.Constant {
  /// The part of the last step that the next one keeps.
  static func momentum(_ defaultValue: Double) -> Optimizer.Constant {
    .fraction("momentum", defaultValue)
  }

  /// A number from 0 to below 1.
  static func fraction(_ name: String, _ defaultValue: Double) -> Optimizer.Constant {
    .init(name: name, defaultValue: defaultValue, expected: "a number from 0 to below 1") {
      $0 >= 0 && $0 < 1
    }
  }

  /// A first damping that a step can be tried with.
  static let damping = Optimizer.Constant(
    name: "mu", defaultValue: 0.001,
    expected: "a number above 0, within the range of f32, and at most \(DampedLeastSquares.maximumDamping)"
  ) { $0 > 0 && Float($0).isNormal && $0 <= DampedLeastSquares.maximumDamping }

  /// A number above 0.
  static func positive(_ name: String, _ defaultValue: Double) -> Optimizer.Constant {
    .init(name: name, defaultValue: defaultValue, expected: "a number above 0, within the range of f32") {
      $0 > 0 && Float($0).isNormal
    }
  }
}
