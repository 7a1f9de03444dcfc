import BPNet
import CommandSupport

/// A model that training goes on from: what `--from` says.
struct WarmStart {
  let model: Model
  let path: String

  /// The arguments with the model's values for the options that were not given.
  ///
  /// - Throws: `UsageError` for an option that does not agree with the model, `BPNetError.invalidModel` if the
  ///   model's record holds what is no value of an option.
  func adopt(_ arguments: ParsedArguments) throws -> ParsedArguments {
    try checkAgreement(arguments)
    var result = try adoptOptimizer(arguments)
    let keepsOptimizer = arguments.isGiven(TrainOptions.optimizer) ? isOptimizer(of: result) : true
    for option in TrainOptions.trainingSections.flatMap(\.options) where !arguments.isGiven(option) {
      let name = option.names[0]
      guard let text = recorded(name), !WarmStartOptions.ofThisRun.contains(name),
        keepsOptimizer || !WarmStartOptions.ofOptimizer.contains(name)
      else { continue }
      result = try setting(option, to: text, in: result)
    }
    return result
  }

  /// What the model's record says of an option, as it would be typed.
  private func recorded(_ name: String) -> String? {
    let record = model.record
    // The optimiser's name carries its constants.
    // The library takes the learning rate where it suits the optimiser.
    guard name != "optimizer", name != "learning-rate", record.optimizer?.constants[name] == nil else {
      return nil
    }
    return switch name {
    case "bias-learning-rate": record.biasLearningRate.map { "\($0)" }
    case "weight-decay": "\(record.weightDecay)"
    case "reduction": model.reduction.rawValue
    case "no-shuffle": record.options["shuffle"] == "false" ? "true" : nil
    // The same rows are held back, whatever seed the order of the others is to have.
    case "split-seed": record.options["split-seed"] ?? record.options["seed"]
    default: record.options[name]
    }
  }

  /// The optimiser with its constants, unless another is asked for.
  private func adoptOptimizer(_ arguments: ParsedArguments) throws -> ParsedArguments {
    guard let optimizer = model.optimizerProgress?.optimizer ?? model.record.optimizer,
      !arguments.isGiven(TrainOptions.optimizer) || arguments[TrainOptions.optimizer].text == optimizer.name
    else { return arguments }
    let usual = optimizer.constants
    let given = TrainOptions.optimizerConstants(arguments).filter { usual[$0.key] != nil }
    let adopted = try Optimizer(
      parsing: optimizer.name, constants: usual.merging(given) { _, given in given })
    return try setting(TrainOptions.optimizer, to: adopted.description, in: arguments)
  }

  /// Whether the arguments ask for the optimiser that trained the model, with whatever constants.
  private func isOptimizer(of arguments: ParsedArguments) -> Bool {
    let asked = try? Optimizer(parsing: arguments[TrainOptions.optimizer].text)
    return asked?.name == (model.optimizerProgress?.optimizer ?? model.record.optimizer)?.name
  }

  private func setting(
    _ option: any CommandOption, to text: String, in arguments: ParsedArguments
  ) throws -> ParsedArguments {
    do {
      return try arguments.setting(option, to: text)
    } catch {
      throw BPNetError.invalidModel(
        at: .init(file: path),
        found: "\(option.names[0]) \(Printable.quoted(text)) in the record of its training",
        expected: option.expected)
    }
  }
}

/// What becomes of options beside `--from`.
enum WarmStartOptions {
  /// Options that a model has no say in: when to stop, and what it was before it was trained.
  static let ofThisRun: Set<String> = [
    "epochs", "goal", "max-fail", "patience", "min-gradient", "time-limit", "init", "init-bias", "normalize",
    "normalize-target", "restarts", "threads",
  ]
  /// Options that suit an optimiser, and are not taken over to another.
  static let ofOptimizer: Set<String> = [
    "learning-rate", "bias-learning-rate", "schedule", "warm-up", "weight-decay", "l1",
    "clip-norm", "clip-value", "batch-size",
  ]

  /// Refuses `--from` in a command that starts from first weights.
  static func refuse(_ arguments: ParsedArguments, command: String, reason: String) throws(UsageError) {
    guard let path = arguments[TrainOptions.from] else { return }
    throw UsageError(
      name: TrainOptions.from.spelling, found: "\(Printable.quoted(path)) in bpnet \(command)",
      expected: "none: \(reason); bpnet train goes on from a model")
  }
}

extension WarmStart {
  /// Checks what is said of the network and the scaling, without a look at the data.
  private func checkAgreement(_ arguments: ParsedArguments) throws(UsageError) {
    let topology = model.topology
    let (hidden, details) = (topology.layers.dropLast(), model.preprocessing.details)
    func check(
      _ option: any CommandOption, _ agrees: Bool, _ text: String?
    ) throws(UsageError) {
      guard arguments.isGiven(option), !agrees else { return }
      throw UsageError(
        name: option.spelling, found: arguments.texts(of: option).joined(separator: " "),
        expected: "\(text ?? "none"), as in \(path)")
    }
    func checkIsNotGiven(_ option: any CommandOption, _ expected: String) throws(UsageError) {
      guard arguments.isGiven(option) else { return }
      throw UsageError(
        name: option.spelling, found: "\(arguments.texts(of: option).joined(separator: " ")) beside --from",
        expected: expected)
    }
    if arguments[TrainOptions.restarts] > 1 {
      try checkIsNotGiven(TrainOptions.restarts, "1: training starts from the model's weights")
    }
    if case .search = arguments[TrainOptions.hidden] {
      try checkIsNotGiven(TrainOptions.hidden, "none: the network is the model's")
    }
    try checkIsNotGiven(TrainOptions.initializer, "none: the first weights are the model's")
    try checkIsNotGiven(TrainOptions.initializerOfBiases, "none: the first biases are the model's")
    try check(
      TrainOptions.precision, arguments[TrainOptions.precision] == model.precision,
      model.precision.rawValue)
    try check(
      TrainOptions.task, arguments[TrainOptions.task] ?? model.task == model.task, model.task.rawValue)
    let sizes = hidden.map(\.outputCount)
    try check(
      TrainOptions.hidden, arguments[TrainOptions.hidden].sizes(topology) == sizes,
      sizes.isEmpty ? "no hidden layer" : sizes.map(String.init).joined(separator: ","))
    let activations = hidden.map(\.activation)
    let given = arguments[TrainOptions.activation]
    try check(
      TrainOptions.activation,
      !hidden.isEmpty
        && (given.count == 1 ? activations.allSatisfy { $0 == given[0] } : activations == given),
      hidden.isEmpty ? "no hidden layer" : activations.map(\.description).joined(separator: ","))
    let output = topology.outputActivation
    try check(TrainOptions.output, arguments[TrainOptions.output] ?? output == output, output.description)
    try check(
      TrainOptions.bias, topology.layers.allSatisfy { $0.bias == arguments[TrainOptions.bias] },
      topology.layers.map(\.bias.rawValue).joined(separator: ","))
    try check(
      TrainOptions.window, arguments[TrainOptions.window] == details?.window, details?.window.map { "\($0)" })
    try check(
      TrainOptions.horizon, arguments[TrainOptions.horizon] == details?.horizon,
      details?.horizon.map { "\($0)" })
    let options = model.record.options
    try check(
      TrainOptions.normalize, arguments[TrainOptions.normalize].rawValue == options["normalize"],
      options["normalize"] ?? "none given: the scaling is kept")
    try check(
      TrainOptions.normalizeTarget,
      arguments[TrainOptions.normalizeTarget]?.rawValue == options["normalize-target"],
      options["normalize-target"] ?? "none given: the scaling is kept")
  }

  /// Checks that the columns that are named are those of the model.
  ///
  /// - Throws: `UsageError` where they are others, `BPNetError.invalidArgument` where a column is not there.
  func checkColumns(_ arguments: ParsedArguments, in table: Table) throws {
    let preprocessing = model.preprocessing
    let isNamed = preprocessing.hasHeader && table.hasHeader
    func isColumn(_ index: Int, _ column: Preprocessing.Column) -> Bool {
      isNamed ? table.columns[index].name == column.name : index == column.position
    }
    if let text = arguments[TrainOptions.target] {
      let indices = try ColumnSelection(text).indices(in: table)
      let targets = preprocessing.targets
      guard indices.count == targets.count, zip(indices, targets).allSatisfy({ isColumn($0, $1) }) else {
        throw UsageError(
          name: TrainOptions.target.spelling, found: text,
          expected: "\(targets.map(\.name).joined(separator: ",")), as in \(path)")
      }
    }
    if let text = arguments[TrainOptions.weightColumn], arguments.isGiven(TrainOptions.weightColumn) {
      let indices = try ColumnSelection(text, argument: "weight-column").indices(in: table)
      let weights = preprocessing.weights
      guard let weights, indices.count == 1, isColumn(indices[0], weights) else {
        throw UsageError(
          name: TrainOptions.weightColumn.spelling, found: text,
          expected: "\(weights?.name ?? "none"), as in \(path)")
      }
    }
    if let text = arguments[TrainOptions.ignore] {
      let indices = try ColumnSelection(text, argument: "ignore").indices(in: table)
      let used = preprocessing.inputs + preprocessing.targets
      if let index = indices.first(where: { index in used.contains { isColumn(index, $0) } }) {
        throw UsageError(
          name: TrainOptions.ignore.spelling, found: table.columns[index].name,
          expected: "columns that \(path) does not use")
      }
    }
  }
}

extension HiddenLayers {
  /// The sizes that it stands for in a network of this topology.
  fileprivate func sizes(_ topology: Topology) -> [Int] {
    switch self {
    case .sizes(let sizes): sizes
    case .automatic(let offset):
      [TrainingRecipe.hiddenSize(topology.inputCount, topology.outputCount, offset: offset)]
    case .search: []
    }
  }
}
