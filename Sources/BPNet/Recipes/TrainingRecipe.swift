/// Everything that a user may say about a training run on a table; what is nil is chosen from the data.
public struct TrainingRecipe: Sendable {
  /// The target columns, in the notation of `ColumnSelection`; nil means the last column.
  public var target: String?
  /// The columns to leave out, in the same notation.
  public var ignoredColumns: String?
  /// The column of the samples' weights, in the same notation: neither input nor target; nil means that all
  /// count alike.
  public var weightColumn: String?
  /// How much the samples of each class count in training, beside their weights; nil means all alike.
  public var classWeights: ClassWeights?
  /// What the network is to do; nil means classification if the target is text or has few distinct whole
  /// numbers, unless the loss is of counts, else regression.
  ///
  /// Classification with several target columns tells one of two labels for each of them. An autoencoder has
  /// no target columns; for a forecast they are the series.
  public var task: LearningTask?
  /// For a forecast the number of rows that it is made from; nil means 8.
  public var window: Int?
  /// For a forecast the number of rows that are foretold at once; nil means 1.
  public var horizon: Int?
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
  /// The output layer's activation; nil means softmax for classes, sigmoid for several columns of labels,
  /// linear for numbers.
  ///
  /// With sigmoid two classes have one output, the probability of the second one.
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
  /// How numeric targets are brought to one scale; unless set, `zscore`, or `none` where the loss is of
  /// counts.
  public var targetNormalization: Normalization {
    get { givenTargetNormalization ?? (loss?.function.isForCounts == true ? .none : .zscore) }
    set { givenTargetNormalization = newValue }
  }
  private var givenTargetNormalization: Normalization?
  /// What to do with missing cells.
  public var missing = MissingPolicy.error
  /// The part of the rows that is held back for validation, if any; for a forecast the last ones.
  public var validationFraction: Double?
  /// Whether the optimiser is chosen by the size of the problem and its task, and not that of
  /// `configuration`.
  public var choosesOptimizer = false
  /// All else: optimiser, batches, stopping.
  ///
  /// Its `loss`, `learningRate`, `seed` and `classWeights` are set from here; with validation data `maxFail`
  /// is 6 if nil.
  public var configuration = TrainingConfiguration()
  /// What every random choice depends on: the split, the first weights, the order of the samples.
  public var seed: UInt64 = 0
  /// What the split into training and validation part depends on, if not on `seed`.
  public var splitSeed: UInt64?

  /// Whether a model keeps what the optimiser has kept, for training that goes on from it.
  public var keepsOptimizerState = true

  /// The rises of the validation loss in a row that end training, unless told otherwise.
  static let defaultMaxFail = 6

  /// The defaults of `bpnet train`.
  public init() {}
}

extension TrainingRecipe {
  private var request: TaskRequest {
    TaskRequest(
      task: task, target: target, ignoredColumns: ignoredColumns, weightColumn: weightColumn,
      learnsCounts: loss?.function.isForCounts == true, missing: missing, window: window, horizon: horizon,
      outputActivation: outputActivation)
  }

  /// Finds the columns, the samples that may be used, the task and the classes.
  func chooseSamples(of table: Table) throws(BPNetError) -> SampleChoice {
    let samples = try request.chooseSamples(of: table)
    try checkLoss(
      of: table, task: samples.definition.task, targets: samples.columns.targets, rows: samples.rows)
    return samples
  }

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
    try checkLearningRate()
    var (trainingSamples, heldSamples) = (samples.rows, [Int]())
    if let fraction = validationFraction, validationTable == nil {
      (trainingSamples, heldSamples) = try samples.definition.split(
        samples, fraction: fraction, seed: splitSeed ?? seed)
    }
    let preprocessing = try fitPreprocessing(table, samples: samples, trainingSamples: trainingSamples)
    var recipe = self
    if choosesOptimizer {
      recipe.chooseOptimizer(
        topology: try makeTopology(preprocessing), definition: samples.definition,
        rowCount: trainingSamples.count)
    }
    let network = try recipe.makeNetwork(
      preprocessing: preprocessing, rowCount: trainingSamples.count, as: type)
    var validation = heldSamples.isEmpty ? nil : try preprocessing.encode(table, rows: heldSamples, as: type)
    if let validationTable {
      let rows = try samples.definition.samples(
        of: validationTable, by: preprocessing, withTargets: true, missing: missing)
      try checkLoss(
        of: validationTable, task: samples.definition.task,
        targets: try preprocessing.locateTargets(in: validationTable), rows: rows)
      validation = try preprocessing.encode(validationTable, rows: rows, as: type)
    }
    let training = try preprocessing.encode(table, rows: trainingSamples, as: type)
    return PreparedTraining(
      network: network, preprocessing: preprocessing, training: training, validation: validation,
      configuration: recipe.makeConfiguration(
        definition: samples.definition, topology: network.topology, validates: validation != nil,
        classWeights: try resolveClassWeights(labels: samples.labels, training: training)),
      recipe: recipe)
  }

  /// Checks that no learning rate is given to a method that has none.
  func checkLearningRate() throws(BPNetError) {
    if case .fullBatch(let method) = configuration.optimizer.algorithm, let learningRate {
      throw .invalidArgument(
        name: "learning-rate", found: "\(learningRate) with the optimizer \(method.name)",
        expected: "none: it finds the length of its steps itself")
    }
  }

  /// A network with its first weights.
  func makeNetwork<Element: Scalar>(
    preprocessing: Preprocessing, rowCount: Int, as type: Element.Type
  ) throws(BPNetError) -> Network<Element> {
    let topology = try makeTopology(preprocessing)
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

  /// Checks that what training takes fits into memory: weights and optimiser states, those of the best epoch,
  /// two copies of what goes to a file, and the activations of a batch and of an evaluation.
  func checkMemory<Element: Scalar>(
    topology: Topology, rowCount: Int, as _: Element.Type
  ) throws(BPNetError) {
    let copies = 4 + (keepsOptimizerState ? 4 : 2) * configuration.optimizer.stateCount
    let batch = chosenBatchSize.count(rowCount: rowCount)
    let evaluationThreads = LossEvaluator<Element>.threadCount(
      topology: topology, rowCount: rowCount, sharing: .awake, limit: configuration.threads)
    let training = Workspace<Element>.Plan(
      topology: topology, rowCapacity: min(batch, StepPlan.maximumPassRows),
      purpose: .training, drops: configuration.dropout > 0)
    let evaluation = Workspace<Element>.Plan(
      topology: topology, rowCapacity: min(rowCount, LossEvaluator<Element>.passRows), purpose: .evaluation)
    let parameters = copies * topology.parameterCount * MemoryLayout<Element>.stride
    let evaluations = [Int](repeating: evaluation.byteCount, count: evaluationThreads)
    try MemoryBudget.check(
      MemoryBudget.sum([parameters, training.byteCount] + evaluations), name: "hidden")
  }

  /// √(inputs + outputs) + `offset`: the size of the hidden layer, unless the user names one.
  public static func hiddenSize(_ inputCount: Int, _ outputCount: Int, offset: Int) -> Int {
    Int(Double(inputCount + outputCount).squareRoot().rounded()) + offset
  }

  private func makeTopology(_ preprocessing: Preprocessing) throws(BPNetError) -> Topology {
    let (inputs, outputs) = (preprocessing.inputCount, preprocessing.outputCount)
    let sizes = hiddenSizes ?? [TrainingRecipe.hiddenSize(inputs, outputs, offset: hiddenSizeOffset)]
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
    let output = outputActivation ?? preprocessing.definition.recommendedOutput
    return try Topology(
      inputCount: inputs, layers: hidden + [Layer(outputCount: outputs, activation: output, bias: bias)])
  }

  func makeConfiguration(
    definition: any TaskDefinition, topology: Topology, validates: Bool, classWeights: [Double]?
  ) -> TrainingConfiguration {
    var result = configuration
    result.classWeights = classWeights ?? configuration.classWeights
    if validates, result.stopping.maxFail == nil { result.stopping.maxFail = TrainingRecipe.defaultMaxFail }
    result.loss = loss ?? chosenLoss(definition, output: topology.outputActivation)
    let isRectified = topology.layers.dropLast().contains { $0.activation.isRectifier }
    result.learningRate =
      learningRate ?? configuration.optimizer.defaults.learningRate
      ?? (definition.task != .classify || isRectified ? 0.01 : 0.1)
    result.batchSize = chosenBatchSize
    result.seed = seed
    return result
  }

  private var chosenBatchSize: BatchSize {
    batchSize ?? (configuration.optimizer.defaults.takesFullBatches ? .full : configuration.batchSize)
  }

  func chosenLoss(_ definition: any TaskDefinition, output: Activation) -> Loss {
    if case .fullBatch(let method) = configuration.optimizer.algorithm, method.needsLeastSquares {
      return .meanSquared
    }
    return definition.recommendedLosses.first { $0.function.expectedOutput(insteadOf: output) == nil }
      ?? .meanSquared
  }
}
