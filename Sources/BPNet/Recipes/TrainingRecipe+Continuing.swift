extension TrainingRecipe {
  /// Prepares training that goes on from a model: from its weights, and from its optimiser's state if it
  /// holds one of the recipe's optimiser.
  ///
  /// Columns, classes, scaling and the network are the model's, and what the recipe says of them is not
  /// looked at. The loss, if it is nil, is the model's, and so is the learning rate, if it is nil and the
  /// optimiser has the same name. A validation part that is a fraction of the rows is the model's own if the
  /// rows, the fraction and the seed of the split are. The weights that training starts from count as those
  /// of an epoch 0: with validation data the result is not worse by them.
  ///
  /// - Parameters:
  ///   - table: the data.
  ///   - validationTable: data held back in a table of its own; then no row of `table` is held back.
  ///   - model: what to go on from.
  ///   - type: the element type of the model's network.
  /// - Throws: `BPNetError.invalidArgument` for an option that is not allowed or does not fit, such as
  ///   several restarts, or another element type than the model's; `invalidData` for data that the model
  ///   cannot be trained on, such as a class it does not know.
  public func prepare<Element: Scalar>(
    _ table: Table, validationTable: Table? = nil, continuing model: Model, as type: Element.Type
  ) throws(BPNetError) -> PreparedTraining<Element> {
    try prepare(table, validationTable: validationTable, continuing: try model.typed(as: type))
  }

  package func prepare<Element: Scalar>(
    _ table: Table, validationTable: Table? = nil, continuing model: TypedModel<Element>
  ) throws(BPNetError) -> PreparedTraining<Element> {
    try checkSingleRun()
    try checkLearningRate()
    let preprocessing = model.preprocessing
    let samples = try chooseSamples(of: table, by: preprocessing)
    try (loss ?? model.loss).checkTargets(
      of: table, columns: samples.columns.targets, rows: samples.rows)
    var (trainingSamples, heldSamples) = (samples.rows, [Int]())
    if let fraction = validationFraction, validationTable == nil {
      (trainingSamples, heldSamples) = try samples.definition.split(
        samples, fraction: fraction, seed: splitSeed ?? seed)
    }
    let topology = model.network.topology
    try checkMemory(topology: topology, rowCount: trainingSamples.count, as: Element.self)
    var validation =
      heldSamples.isEmpty ? nil : try preprocessing.encode(table, rows: heldSamples, as: Element.self)
    if let validationTable {
      let rows = try chooseSamples(of: validationTable, by: preprocessing).rows
      validation = try preprocessing.encode(validationTable, rows: rows, as: Element.self)
    }
    var recipe = self
    recipe.loss = loss ?? model.loss
    recipe.chooseOptimizer(
      topology: topology, definition: samples.definition, rowCount: trainingSamples.count)
    if model.record.optimizer?.name == recipe.configuration.optimizer.name {
      recipe.learningRate = learningRate ?? model.record.learningRate
    }
    recipe.configuration.stopping.countsFirstWeights = true
    let training = try preprocessing.encode(table, rows: trainingSamples, as: Element.self)
    return PreparedTraining(
      network: model.network, preprocessing: preprocessing, training: training, validation: validation,
      configuration: recipe.makeConfiguration(
        definition: samples.definition, topology: topology, validates: validation != nil,
        classWeights: try resolveClassWeights(labels: samples.labels, training: training)),
      recipe: recipe, start: model)
  }

  private func checkSingleRun() throws(BPNetError) {
    let expected = "one run: it starts from the model's weights"
    if restartCount > 1 {
      throw .invalidArgument(
        name: "restarts", found: "\(restartCount) beside a model to start from", expected: expected)
    }
    if searchesHiddenSize {
      throw .invalidArgument(
        name: "hidden", found: "several sizes beside a model to start from", expected: expected)
    }
  }

  /// The usable samples of a table, by the columns that a model knows.
  private func chooseSamples(
    of table: Table, by preprocessing: Preprocessing
  ) throws(BPNetError) -> SampleChoice {
    let definition = preprocessing.definition
    let rows = try definition.samples(of: table, by: preprocessing, withTargets: true, missing: missing)
    let inputs = try preprocessing.locateInputs(in: table)
    let targets = definition.targetScaling == .inputs ? inputs : try preprocessing.locateTargets(in: table)
    let classes =
      preprocessing.labels == nil
      ? nil : try ClassifyTask.classes(of: table, rows: rows, by: preprocessing)
    return SampleChoice(
      columns: .init(inputs: inputs, targets: targets), definition: definition,
      details: preprocessing.details, labels: preprocessing.labels, rows: rows, classes: classes)
  }
}

extension TrainingConfiguration {
  /// The configuration that goes on with what trained `model`: its loss and reduction, its optimiser, and the
  /// rates of learning and of decay.
  ///
  /// All else, such as batches and schedule, has its usual value.
  public init(continuing model: Model) {
    self.init()
    loss = model.loss
    reduction = model.reduction
    if let optimizer = model.optimizerProgress?.optimizer ?? model.record.optimizer {
      self.optimizer = optimizer
    }
    learningRate = model.record.learningRate
    biasLearningRate = model.record.biasLearningRate
    weightDecay = model.record.weightDecay
  }
}
