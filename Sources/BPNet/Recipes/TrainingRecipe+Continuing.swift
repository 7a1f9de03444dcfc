extension TrainingRecipe {
  /// The recipe of training that goes on from a model.
  ///
  /// What `given` leaves open is as the model was trained, but for the rules of stopping, the threads and
  /// what a model of its own keeps, which have their usual values. With another optimiser than the model's,
  /// so have the choices that suit an optimiser: rates, schedule, penalties, limits and batches. The seed of
  /// the split is the model's, so that rows once held back stay so.
  ///
  /// - Throws: `BPNetError.invalidArgument` for a choice of `given` that does not agree with the model's
  ///   network, task or scaling.
  public init(
    continuing model: Model, overriding given: TrainingRecipe = TrainingRecipe()
  ) throws(BPNetError) {
    if let disagreement = given.disagreement(with: model) { throw disagreement.error }
    self = given
    let optimizer = model.optimizer
    let keepsOptimizer =
      given.optimizer == nil || given.optimizer?.optimizer?.name == optimizer?.name
    for choice in RecipeChoice.all where !choice.isGiven(given) {
      let isInherited =
        switch choice.inheritance {
        case .never: false
        case .always: true
        case .withOptimizer: keepsOptimizer
        }
      if isInherited { choice.copy(model.record.recipe, &self) }
    }
    if given.optimizer == nil { self.optimizer = optimizer.map { .given($0) } }
  }

  /// Prepares training that goes on from a model: from its weights, and from its optimiser's state if it
  /// holds one of the recipe's optimiser.
  ///
  /// Columns, classes, scaling and the network are the model's, and what the recipe says of them is not
  /// looked at, but for the names of columns. The loss, if it is nil, is the model's, and so is the learning
  /// rate, if it is nil and the optimiser has the same name. A validation part that is a fraction of the rows
  /// is the model's own if the rows, the fraction and the seed of the split are. The weights that training
  /// starts from count as those of an epoch 0: with validation data the result is not worse by them.
  ///
  /// - Parameters:
  ///   - table: the data.
  ///   - validationTable: data held back in a table of its own; then no row of `table` is held back.
  ///   - testTable: data to measure the result on, beside which the recipe has no `testFraction`.
  ///   - model: what to go on from.
  ///   - type: the element type of the model's network.
  /// - Throws: `BPNetError.invalidArgument` for a choice that is not allowed or does not fit, such as several
  ///   restarts, or another element type than the model's; `invalidData` for data that the model cannot be
  ///   trained on, such as a class it does not know.
  public func prepare<Element: Scalar>(
    _ table: Table, validationTable: Table? = nil, testTable: Table? = nil, continuing model: Model,
    as type: Element.Type
  ) throws(BPNetError) -> PreparedTraining<Element> {
    try prepare(
      table, validationTable: validationTable, testTable: testTable, continuing: try model.typed(as: type))
  }

  package func prepare<Element: Scalar>(
    _ table: Table, validationTable: Table? = nil, testTable: Table? = nil,
    continuing model: TypedModel<Element>
  ) throws(BPNetError) -> PreparedTraining<Element> {
    if let disagreement = severalRuns { throw disagreement.error }
    var preprocessing = model.preprocessing
    if let period {
      try preprocessing.set(period: period, for: table)
    }
    let table = try preprocessing.readied(table)
    let validationTable = try validationTable.map { [preprocessing] table throws(BPNetError) in
      try preprocessing.readied(table)
    }
    if let disagreement = try disagreement(with: preprocessing, in: table) { throw disagreement.error }
    let samples = try settingTestAside(chooseSamples(of: table, by: preprocessing))
    try (loss ?? model.loss).checkTargets(
      of: table, columns: samples.columns.targets, rows: samples.rows)
    let parts = try parts(of: samples, validationTable: validationTable)
    var validation =
      parts.held.isEmpty ? nil : try preprocessing.encode(table, rows: parts.held, as: Element.self)
    if let validationTable {
      let rows = try chooseSamples(of: validationTable, by: preprocessing).rows
      validation = try preprocessing.encode(validationTable, rows: rows, as: Element.self)
    }
    let training = try preprocessing.encode(table, rows: parts.training, as: Element.self)
    var data = PreparedData(
      preprocessing: preprocessing, training: training, validation: validation, start: model)
    data.test = try testPart(
      of: table, samples, testTable: testTable, by: preprocessing, remarks: &data.remarks)
    if let remark = seenTestRows(in: model.record.recipe) { data.remarks.append(remark) }
    return try PreparedTraining(self, on: data)
  }

  /// A warning of test rows that the model before may have been trained on.
  private func seenTestRows(in earlier: TrainingRecipe) -> DataRemark? {
    guard let testFraction else { return nil }
    let isTheSame = earlier.testFraction == testFraction && earlier.splitSeed == splitSeed ?? seed ?? 0
    guard !isTheSame else { return nil }
    let part = earlier.testFraction.map { "another test part (\($0))" } ?? "no test part"
    return .warning(
      "the model before was trained with \(part): it may have seen the rows of this one",
      hint: "`testFraction: FILE` with rows that it has not seen, or the same part from the first training on"
    )
  }

  /// The usable samples of a table, by the columns that a model knows.
  private func chooseSamples(
    of table: Table, by preprocessing: Preprocessing
  ) throws(BPNetError) -> SampleChoice {
    let definition = preprocessing.definition
    let rows = try definition.samples(
      of: table, by: preprocessing, withTargets: true, missing: missing ?? .error)
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

extension Model {
  /// The optimiser that trained it; nil if that is not known.
  package var optimizer: Optimizer? { optimizerProgress?.optimizer ?? record.optimizer }
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
    if let optimizer = model.optimizer { self.optimizer = optimizer }
    let recipe = model.record.recipe
    learningRate =
      recipe.learningRate ?? TrainingRecipe.usualLearningRate(task: model.task, topology: model.topology)
    biasLearningRate = recipe.biasLearningRate
    weightDecay = recipe.weightDecay ?? 0
  }
}
