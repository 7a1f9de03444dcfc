/// Everything that a user may say about a training run on a table; what is nil is chosen from the data.
public struct TrainingRecipe: Sendable {
  /// The target columns, in the notation of `ColumnSelection`; nil means the last column.
  public var target: String?
  /// The columns to leave out, in the same notation.
  public var ignoredColumns: String?
  /// What the network is to do; nil means classification if the target is text or has few distinct whole
  /// numbers, else regression.
  public var task: LearningTask?
  /// The sizes of the hidden layers; nil means one of √(inputs + outputs) + `hiddenSizeOffset` neurons.
  public var hiddenSizes: [Int]?
  /// a in the formula √(inputs + outputs) + a of the hidden layer's size, at least 1.
  public var hiddenSizeOffset = 5
  /// Whether a is the best of 1 to 10, each of which is tried.
  public var searchesHiddenSize = false
  /// How many first weights are tried, of which the best trained are kept; at least 1.
  public var restartCount = 1
  /// The hidden layers' activations: one for all or one each.
  public var activations: [Activation] = [.sigmoid()]
  /// The output layer's activation; nil means softmax for classes, linear for numbers.
  public var outputActivation: Activation?
  /// How biases behave.
  public var bias = BiasMode.each
  /// What training makes small; nil means cross-entropy for softmax and sigmoid outputs of classes, else
  /// mean squared error.
  public var loss: Loss?
  /// η of the weights; nil means the optimiser's own, or 0.1, 0.01 for regression and for hidden ReLU layers.
  public var learningRate: Double?
  /// How many samples one step takes; nil means all for an optimiser that is meant for that, else what
  /// `configuration` says.
  public var batchSize: BatchSize?
  /// The first weights; nil means the optimiser's own initialiser, or each layer's recommended one.
  public var weightInitializer: Initializer?
  /// The first biases; nil means the optimiser's own initialiser, or zeros.
  public var biasInitializer: Initializer?
  /// How inputs are brought to one scale.
  public var normalization = Normalization.zscore
  /// How numeric targets are brought to one scale.
  public var targetNormalization = Normalization.zscore
  /// What to do with missing cells.
  public var missing = MissingPolicy.error
  /// The part of the rows that is held back for validation, if any.
  public var validationFraction: Double?
  /// All else: optimiser, batches, stopping.
  ///
  /// Its `loss`, `learningRate` and `seed` are set from here; with validation data `maxFail` is 6 if nil.
  public var configuration = TrainingConfiguration()
  /// What every random choice depends on: the split, the first weights, the order of the samples.
  public var seed: UInt64 = 0
  /// What the split into training and validation part depends on, if not on `seed`.
  public var splitSeed: UInt64?

  /// The rises of the validation loss in a row that end training, unless told otherwise.
  static let defaultMaxFail = 6

  /// The defaults of `bpnet train`.
  public init() {}
}

extension TrainingRecipe {
  /// Chooses what is left open, splits and scales the data, and makes the first weights.
  ///
  /// - Parameters:
  ///   - table: the data.
  ///   - validationTable: data held back in a table of its own; then no row of `table` is held back.
  /// - Throws: `BPNetError.invalidArgument` for an option that is not allowed or does not fit the data,
  ///   `invalidData` for data that cannot be used.
  public func prepare<Element: Scalar>(
    _ table: Table, validationTable: Table? = nil, as type: Element.Type
  ) throws(BPNetError) -> PreparedTraining<Element> {
    try prepare(table, samples: try chooseSamples(of: table), validationTable: validationTable, as: type)
  }

  /// Prepares some of a table's samples, and knows no others but for the classes there are.
  func prepare<Element: Scalar>(
    _ table: Table, samples: SampleChoice, validationTable: Table?, as type: Element.Type
  ) throws(BPNetError) -> PreparedTraining<Element> {
    var (trainingRows, heldRows) = (samples.rows, [Int]())
    if let fraction = validationFraction, validationTable == nil {
      let split = try Split.holdOut(
        rowCount: samples.rows.count, fraction: fraction, classes: samples.classes, seed: splitSeed ?? seed)
      trainingRows = split.training.map { samples.rows[$0] }
      heldRows = split.held.map { samples.rows[$0] }
    }
    let preprocessing = try fitPreprocessing(
      table, columns: samples.columns, labels: samples.labels, trainingRows: trainingRows)
    let network = try makeNetwork(
      task: samples.task, preprocessing: preprocessing, rowCount: trainingRows.count, as: type)
    var validation = heldRows.isEmpty ? nil : try preprocessing.encode(table, rows: heldRows, as: type)
    if let validationTable {
      let rows = try usableRows(of: validationTable, preprocessing: preprocessing)
      validation = try preprocessing.encode(validationTable, rows: rows, as: type)
    }
    return PreparedTraining(
      task: samples.task, network: network, preprocessing: preprocessing,
      training: try preprocessing.encode(table, rows: trainingRows, as: type), validation: validation,
      configuration: makeConfiguration(
        task: samples.task, topology: network.topology, validates: validation != nil),
      recipe: self)
  }

  /// A network with its first weights.
  func makeNetwork<Element: Scalar>(
    task: LearningTask, preprocessing: Preprocessing, rowCount: Int, as type: Element.Type
  ) throws(BPNetError) -> Network<Element> {
    let topology = try makeTopology(task: task, preprocessing: preprocessing)
    try checkMemory(topology: topology, rowCount: rowCount, as: type)
    var network = try Network<Element>(topology: topology)
    let usual = configuration.optimizer.defaults.initializer
    network.initialize(
      weights: weightInitializer ?? usual, biases: biasInitializer ?? usual ?? .zeros, seed: seed)
    guard network.isFinite else {
      throw .invalidArgument(
        name: "init", found: "first weights or biases beyond the range of \(Element.precision.rawValue)",
        expected: "finite numbers")
    }
    return network
  }

  /// Checks that what training takes fits into memory: weights, optimiser states, the best weights, two
  /// copies on the way to a file, and the activations of a batch and of an evaluation.
  private func checkMemory<Element: Scalar>(
    topology: Topology, rowCount: Int, as _: Element.Type
  ) throws(BPNetError) {
    let copies = 4 + configuration.optimizer.stateCount
    let batch = chosenBatchSize.count(rowCount: rowCount)
    let rows =
      min(batch, GradientDescentStep<Element>.maximumPassRows) + LossEvaluator<Element>.passRows
    let activations = Workspace<Element>.elementCount(
      topology: topology, rowCapacity: rows, drops: configuration.dropout > 0)
    let (elements, overflow) = (copies * topology.parameterCount).addingReportingOverflow(activations)
    let bytes = elements.multipliedReportingOverflow(by: MemoryLayout<Element>.size)
    try MemoryBudget.check(overflow || bytes.overflow ? Int.max : bytes.partialValue, name: "hidden")
  }

  private func makeTopology(task: LearningTask, preprocessing: Preprocessing) throws(BPNetError) -> Topology {
    let (inputs, outputs) = (preprocessing.inputs.count, preprocessing.outputCount)
    let sizes = hiddenSizes ?? [Int(Double(inputs + outputs).squareRoot().rounded()) + hiddenSizeOffset]
    guard activations.count == 1 || activations.count == sizes.count else {
      throw .invalidArgument(
        name: "activation", found: "\(activations.count) activations",
        expected: "one for all hidden layers, or one for each of the \(sizes.count)")
    }
    guard !activations.contains(.softmax) else {
      throw .invalidArgument(
        name: "activation", found: "softmax in a hidden layer", expected: "softmax in the output layer only")
    }
    let hidden = sizes.indices.map {
      Layer(outputCount: sizes[$0], activation: activations[activations.count == 1 ? 0 : $0], bias: bias)
    }
    let output = outputActivation ?? (task == .classify ? .softmax : .linear)
    return try Topology(
      inputCount: inputs, layers: hidden + [Layer(outputCount: outputs, activation: output, bias: bias)])
  }

  func makeConfiguration(
    task: LearningTask, topology: Topology, validates: Bool
  ) -> TrainingConfiguration {
    var result = configuration
    if validates, result.stopping.maxFail == nil { result.stopping.maxFail = TrainingRecipe.defaultMaxFail }
    result.loss = loss ?? chosenLoss(task: task, output: topology.outputActivation)
    let isRectified = topology.layers.dropLast().contains { $0.activation.isRectifier }
    result.learningRate =
      learningRate ?? configuration.optimizer.defaults.learningRate
      ?? (task == .regress || isRectified ? 0.01 : 0.1)
    result.batchSize = chosenBatchSize
    result.seed = seed
    return result
  }

  private var chosenBatchSize: BatchSize {
    batchSize ?? (configuration.optimizer.defaults.takesFullBatches ? .full : configuration.batchSize)
  }

  private func chosenLoss(task: LearningTask, output: Activation) -> Loss {
    guard task == .classify else { return .meanSquared }
    let suits = Loss.crossEntropy.function.expectedOutput(insteadOf: output) == nil
    return suits ? .crossEntropy : .meanSquared
  }
}
