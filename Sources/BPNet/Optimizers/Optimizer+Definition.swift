extension Optimizer {
  /// A number that an optimiser is built from, by the name of the option that sets it.
  struct Constant: Sendable {
    let name: String
    let defaultValue: Double
    /// What is allowed, for messages.
    let expected: String
    /// Whether descriptions and files leave it out where it and all that follow have their default values:
    /// for a constant that was added to an optimiser later, so that older texts stay the usual ones.
    var isOmittedByDefault = false
    let isAllowed: @Sendable (Double) -> Bool
  }

  /// The choices that suit an optimiser best, unless the user says otherwise.
  struct Defaults: Sendable {
    /// The learning rate; nil leaves the choice to the task.
    var learningRate: Double?
    /// Whether a step takes all samples.
    var takesFullBatches = false
    /// The rule for weights and biases; nil means each layer's recommended one, and biases of zero.
    var initializer: Initializer?
  }

  /// One of the library's optimisers.
  struct Definition: Sendable {
    let name: String
    /// The numbers that may follow the name, in order.
    var constants: [Constant] = []
    var defaults = Defaults()
    /// The constant that does not go with the others, each of which is allowed by itself, and what is
    /// expected of it; nil if there is none.
    var conflict: @Sendable ([Double]) -> (constant: String, value: Double, expected: String)? = { _ in nil }
    /// Builds the optimiser from a value for each of the constants.
    let make: @Sendable ([Double]) -> Optimizer
  }

  /// Reads `NAME` or `NAME:NUMBER,NUMBER…`, with more numbers by name.
  ///
  /// - Parameters:
  ///   - constants: numbers that `text` does not give, or gives alike.
  ///   - label: the name under which `text` is reported.
  /// - Throws: `BPNetError.invalidArgument`, for a constant under its own name.
  public init(
    parsing text: String, constants: [String: Double], label: String = Optimizer.argumentName
  ) throws(BPNetError) {
    let specification = try NamedSpecification(parsing: text, names: Optimizer.names, label: label)
    guard let definition = Optimizer.definitions.first(where: { $0.name == specification.name }) else {
      self = try Optimizer(parsing: text, label: label)
      return
    }
    let given = specification.arguments
    guard var values = definition.values(from: given) else {
      throw .invalidArgument(name: label, found: "\"\(text)\"", expected: definition.usage)
    }
    for (name, value) in constants.sorted(by: { $0.key < $1.key }) {
      guard let index = definition.constants.firstIndex(where: { $0.name == name }) else {
        let users = Optimizer.definitions.filter { $0.constants.contains { $0.name == name } }.map(\.name)
        throw .invalidArgument(
          name: name, found: "\(value) with \(definition.name)",
          expected: "no \(name), or one of the optimizers \(users.joined(separator: ", "))")
      }
      guard index >= given.count || values[index] == value else {
        throw .invalidArgument(
          name: name, found: "\(value) beside \(label) \(text)", expected: "one of the two")
      }
      values[index] = value
    }
    self = try definition.makeChecked(values)
  }
}

extension Optimizer.Definition {
  /// Whether these are values that the constants may have: only such can be written down and read back.
  func allows(_ values: [Double]) -> Bool {
    zip(constants, values).allSatisfy { $0.isAllowed($1) } && conflict(values) == nil
  }

  var usage: String {
    constants.isEmpty ? name : "\(name)[:\(constants.map(\.name).joined(separator: ","))]"
  }

  var entry: Registry<Optimizer>.Entry {
    .init(name: name, usage: usage) { (numbers: [Double]) throws(BPNetError) in
      guard let values = values(from: numbers) else { return nil }
      return try makeChecked(values)
    }
  }

  /// A value for each constant, of which the first are given; nil if too many are given.
  fileprivate func values(from given: [Double]) -> [Double]? {
    guard given.count <= constants.count else { return nil }
    return given + constants.dropFirst(given.count).map(\.defaultValue)
  }

  /// The optimiser with these values of its constants.
  ///
  /// - Throws: `BPNetError.invalidArgument` under the name of a constant that may not have its value.
  fileprivate func makeChecked(_ values: [Double]) throws(BPNetError) -> Optimizer {
    for (constant, value) in zip(constants, values) where !constant.isAllowed(value) {
      throw .invalidArgument(
        name: constant.name, found: "\(value)", expected: "for \(constant.name) \(constant.expected)")
    }
    if let (constant, value, expected) = conflict(values) {
      throw .invalidArgument(name: constant, found: "\(value)", expected: "for \(constant) \(expected)")
    }
    return make(values)
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
