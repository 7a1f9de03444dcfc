extension TrainingRecipe {
  private var request: TaskRequest {
    TaskRequest(
      task: task, target: target, ignoredColumns: ignoredColumns, weightColumn: weightColumn,
      learnsCounts: loss?.function.isForCounts == true, missing: missing ?? .error, window: window,
      horizon: horizon, outputActivation: outputActivation)
  }

  /// Finds the columns, the samples that may be used, the task and the classes.
  func chooseSamples(of table: Table) throws(BPNetError) -> SampleChoice {
    let samples = try request.chooseSamples(of: table)
    try checkLoss(
      of: table, task: samples.definition.task, targets: samples.columns.targets, rows: samples.rows)
    return samples
  }

  /// Makes every open choice, splits and scales the data, and makes the first weights.
  ///
  /// - Parameters:
  ///   - table: the data.
  ///   - validationTable: data held back in a table of its own; then no row of `table` is held back.
  /// - Throws: `BPNetError.invalidArgument` for a choice that is not allowed or does not fit the data,
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
    let parts = try parts(of: samples, validationTable: validationTable)
    let preprocessing = try fitPreprocessing(table, samples: samples, trainingSamples: parts.training)
    let facts = RecipeCircumstances(
      preprocessing: preprocessing, rowCount: parts.training.count,
      validates: validationTable != nil || !parts.held.isEmpty)
    // What cannot be trained is to be refused before anything is.
    try resolved(for: facts).checkMemory(rowCount: parts.training.count, as: type)
    var validation =
      parts.held.isEmpty ? nil : try preprocessing.encode(table, rows: parts.held, as: type)
    if let validationTable {
      let rows = try samples.definition.samples(
        of: validationTable, by: preprocessing, withTargets: true, missing: missing ?? .error)
      try checkLoss(
        of: validationTable, task: samples.definition.task,
        targets: try preprocessing.locateTargets(in: validationTable), rows: rows)
      validation = try preprocessing.encode(validationTable, rows: rows, as: type)
    }
    let training = try preprocessing.encode(table, rows: parts.training, as: type)
    let classWeights = try resolveClassWeights(labels: samples.labels, training: training)
    let decision = try decision(on: training, classWeights: classWeights, for: facts)
    let request = decision?.recipe ?? self
    let resolved = try request.resolved(for: facts)
    var configuration = resolved.configuration
    configuration.classWeights = classWeights
    var prepared = PreparedTraining(
      network: try resolved.makeNetwork(rowCount: parts.training.count, as: type),
      preprocessing: preprocessing, training: training, validation: validation,
      configuration: configuration, recipe: resolved.recipe, request: request)
    prepared.decision = decision
    return prepared
  }

  /// The samples to train on and those held back.
  func parts(
    of samples: SampleChoice, validationTable: Table?
  ) throws(BPNetError) -> (training: [Int], held: [Int]) {
    guard let fraction = usedValidationFraction, validationTable == nil else { return (samples.rows, []) }
    return try samples.definition.split(
      samples, fraction: fraction, seed: splitSeed ?? seed ?? 0)
  }
}

extension ResolvedRecipe {
  /// A network with its first weights.
  func makeNetwork<Element: Scalar>(
    rowCount: Int, as type: Element.Type
  ) throws(BPNetError) -> Network<Element> {
    try checkMemory(rowCount: rowCount, as: type)
    var network = try Network<Element>(topology: topology)
    network.initialize(
      weights: recipe.weightInitializer, biases: recipe.biasInitializer ?? .zeros, seed: configuration.seed)
    guard network.isFinite else {
      throw .invalidArgument(
        name: "weightInitializer",
        found: "first weights or biases beyond the range of \(Element.precision.rawValue)",
        expected: "finite numbers")
    }
    return network
  }

  /// Checks that what training takes fits into memory: weights and optimiser states, those of the best epoch,
  /// two copies of what goes to a file, and the activations of a batch and of an evaluation.
  func checkMemory<Element: Scalar>(rowCount: Int, as _: Element.Type) throws(BPNetError) {
    let copies = 4 + (recipe.keepsOptimizerState == false ? 2 : 4) * configuration.optimizer.stateCount
    let batch = configuration.batchSize.count(rowCount: rowCount)
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
}
