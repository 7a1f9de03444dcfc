/// An optimiser: the algorithm that changes parameters so that the loss falls.
///
/// To add one: a file with an `UpdateRule` or a `FullBatchMethod`, a static member and its `Definition`, and
/// a line in `definitions`. A program defines its own with a `CustomOptimizer`.
public struct Optimizer: NamedChoice {
  /// The two kinds of optimisers.
  enum Algorithm: Sendable {
    /// Updates each parameter from its own gradient, after each batch.
    case rule(any UpdateRule)
    /// Updates all parameters together from the loss and its gradient over all samples.
    case fullBatch(any FullBatchMethod)
  }

  let algorithm: Algorithm

  static let definitions = [
    sgdDefinition, nesterovDefinition, rmspropDefinition, adamDefinition, adamWDefinition, rpropDefinition,
    quickpropDefinition, lbfgsDefinition, scgDefinition, levenbergMarquardtDefinition,
    bayesianLevenbergMarquardtDefinition,
  ]

  /// The optimisers that the library knows.
  public static let registry = Registry<Optimizer>(definitions.map(\.entry))

  /// `optimizer`.
  public static let argumentName = "optimizer"

  init(_ rule: any UpdateRule) {
    algorithm = .rule(rule)
  }

  init(_ method: any FullBatchMethod) {
    algorithm = .fullBatch(method)
  }

  /// Whether both have the same name and the same constants.
  public static func == (first: Optimizer, second: Optimizer) -> Bool {
    first.description == second.description
  }

  /// Hashes the name and the constants.
  public func hash(into hasher: inout Hasher) { hasher.combine(description) }
}

extension Optimizer {
  /// The names of the optimisers that take a step after each batch; the others need all samples at once.
  package static var namesForBatches: [String] {
    registry.defaultValues.filter(\.usesLearningRate).map(\.name)
  }

  /// The name in options and files.
  public var name: String {
    switch algorithm {
    case .rule(let rule): rule.name
    case .fullBatch(let method): method.name
    }
  }

  /// The optimiser's numbers by the names of the options that set them.
  public var constants: [String: Double] {
    Dictionary(orderedConstants.map { ($0.key, $0.value) }) { first, _ in first }
  }

  private var orderedConstants: KeyValuePairs<String, Double> {
    switch algorithm {
    case .rule(let rule): rule.constants
    case .fullBatch(let method): method.constants
    }
  }

  /// `NAME` or `NAME:NUMBERS`, as `init(parsing:label:extensions:)` reads it.
  public var description: String {
    NamedSpecification.describe(name, recordedConstants.map(\.value))
  }

  /// The constants that descriptions and files contain, in order: all except those at the end that are
  /// omitted by default.
  package var recordedConstants: [(name: String, value: Double)] {
    var recorded = orderedConstants.map { (name: $0.key, value: $0.value) }
    let known = definition?.constants ?? []
    while let last = recorded.last, let constant = known.first(where: { $0.name == last.name }),
      constant.isOmittedByDefault, last.value == constant.defaultValue
    {
      recorded.removeLast()
    }
    return recorded
  }

  /// The library's own definition; nil for an optimiser that a program has defined.
  private var definition: Definition? { Optimizer.definitions.first { $0.name == name } }

  /// The choices that depend on the optimiser if the user makes none.
  var defaults: Defaults { definition?.defaults ?? Defaults() }

  /// Whether the optimiser uses the learning rate.
  public var usesLearningRate: Bool {
    if case .rule = algorithm { true } else { false }
  }

  /// The number of states, each laid out as the parameters.
  var stateCount: Int {
    switch algorithm {
    case .rule(let rule): rule.stateCount
    case .fullBatch: 0
    }
  }
}
