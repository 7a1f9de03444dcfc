extension Optimizer {
  /// A number of an optimiser, which an option of the same name sets.
  struct Constant: Sendable {
    let name: String
    let defaultValue: Double
    /// The allowed values, for messages.
    let expected: String
    /// Whether descriptions and files omit it if it and all constants after it have their default values.
    ///
    /// For constants that were added to an optimiser later, so that its default text has not changed.
    var isOmittedByDefault = false
    let isAllowed: @Sendable (Double) -> Bool
  }

  /// The choices that depend on the optimiser if the user makes none.
  struct Defaults: Sendable {
    /// The learning rate; nil if it depends on the task.
    var learningRate: Double?
    /// Whether a batch has all samples.
    var takesFullBatches = false
    /// The rule for weights and biases; nil means each layer's recommended one, and biases of zero.
    var initializer: Initializer?
  }

  /// One of the library's optimisers.
  struct Definition: Sendable {
    let name: String
    /// The constants, in the order in which their values follow the name.
    var constants: [Constant] = []
    var defaults = Defaults()
    /// A check of the constants together: a constant that contradicts the others, and what is expected of it;
    /// nil if there is none.
    var conflict: @Sendable ([Double]) -> (constant: String, value: Double, expected: String)? = { _ in nil }
    /// Builds the optimiser from a value for each of the constants.
    let make: @Sendable ([Double]) -> Optimizer
  }

  /// Reads `NAME` or `NAME:NUMBER,NUMBER…`, with further numbers given by name.
  ///
  /// - Parameters:
  ///   - constants: numbers by name; those that `text` gives too must be equal.
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
  /// Whether the constants may have these values; texts with others could not be read back.
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

  /// The given values of the first constants, and the defaults of the others; nil if too many are given.
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
  /// The fraction μ of the previous step that is added to the next.
  static func momentum(_ defaultValue: Double) -> Optimizer.Constant {
    .fraction("momentum", defaultValue)
  }

  /// A number from 0 to below 1.
  static func fraction(_ name: String, _ defaultValue: Double) -> Optimizer.Constant {
    .init(name: name, defaultValue: defaultValue, expected: "a number from 0 to below 1") {
      $0 >= 0 && $0 < 1
    }
  }

  /// The initial damping μ of a Levenberg–Marquardt method.
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
