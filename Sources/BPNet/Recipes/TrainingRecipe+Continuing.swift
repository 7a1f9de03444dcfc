extension TrainingRecipe {
  /// The recipe of a training that continues from a model.
  ///
  /// A choice that `given` leaves open is that of the model's training, except that the stopping rules, the
  /// threads and the choices of what a model keeps have their default values. With another optimiser than the
  /// model's, so do the choices that depend on the optimiser: rates, schedule, penalties, limits and batches.
  /// The seed of the split is the model's, so that rows once held back are held back again.
  ///
  /// - Throws: `BPNetError.invalidArgument` if a choice of `given` contradicts the model's network, task or
  ///   scaling.
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

  /// Prepares a training that continues from a model: from its weights, and from its optimiser's state if it
  /// belongs to the recipe's optimiser.
  ///
  /// Columns, classes, scaling and the network are the model's; the recipe's choices about them are ignored,
  /// except that the names of columns are checked. If the recipe has no loss, it is the model's, and if it
  /// has no learning rate and the optimiser has the same name, so is the learning rate. A validation part
  /// that is a fraction of the rows is the model's own if the rows, the fraction and the seed of the split
  /// are. The weights that training starts from count as those of an epoch 0, so with validation data the
  /// result is never worse on them.
  ///
  /// - Parameters:
  ///   - table: the data.
  ///   - validationTable: a separate table of validation data; nil means a part of `table`, if the recipe
  ///     holds one back.
  ///   - testTable: a separate table on which the result is evaluated, allowed only without `testFraction`.
  ///   - model: the model to continue from.
  ///   - type: the element type of the model's network.
  /// - Throws: `BPNetError.invalidArgument` if a choice is not allowed or does not fit, such as several
  ///   restarts, or the element type is not the model's; `invalidData` if the model cannot be trained on the
  ///   data, for example because it does not know a class.
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
    let chosen = try chooseSamples(of: table, by: preprocessing)
    let samples = try settingTestAside(chosen)
    try (loss ?? model.loss).checkTargets(
      of: table, columns: samples.columns.targets, rows: samples.rows)
    let parts = try parts(of: samples, validationTable: validationTable)
    let dropped = try preprocessing.droppedText(
      of: table, rows: chosen.rows, withTargets: true, missing: missing ?? .error)
    var remarks = dropped.map { [Table.Remark.note($0)] } ?? []
    let validation: EvaluationPart<Element>? = try validationPart(
      of: table, rows: parts.held, validationTable: validationTable, by: preprocessing, remarks: &remarks)
    let training = try preprocessing.encode(table, rows: parts.training, as: Element.self)
    var data = PreparedData(
      preprocessing: preprocessing, training: training, validationPart: validation, start: model)
    data.remarks = remarks
    data.sources = [table, validationTable, testTable].compactMap { $0 }.flatMap(\.mappedInputs)
    data.test = try testPart(
      of: table, samples, testTable: testTable, by: preprocessing, remarks: &data.remarks)
    if let remark = seenTestRows(in: model.record.recipe) { data.remarks.append(remark) }
    return try PreparedTraining(self, on: data)
  }

  /// A warning of test rows that the model before may have been trained on.
  private func seenTestRows(in earlier: TrainingRecipe) -> Table.Remark? {
    guard let testFraction else { return nil }
    let isTheSame = earlier.testFraction == testFraction && earlier.splitSeed == splitSeed ?? seed ?? 0
    guard !isTheSame else { return nil }
    let part = earlier.testFraction.map { "another test part (\($0))" } ?? "no test part"
    return .warning(
      "the model before was trained with \(part): it may have seen the rows of this one",
      hint: "`testFraction: FILE` with rows that it has not seen, or the same part from the first training on"
    )
  }

  /// The usable samples of a table with a model's columns.
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
  /// The optimiser that trained the model; nil if it is not known.
  package var optimizer: Optimizer? { optimizerProgress?.optimizer ?? record.optimizer }
}

extension TrainingConfiguration {
  /// The configuration that continues a model's training with its loss and reduction, optimiser, learning
  /// rates and weight decay.
  ///
  /// All else, such as batches and schedule, has its default value.
  public init(continuing model: Model) {
    self.init()
    loss = model.loss
    reduction = model.reduction
    if let optimizer = model.optimizer { self.optimizer = optimizer }
    let recipe = model.record.recipe
    learningRate =
      recipe.learningRate ?? TrainingRecipe.defaultLearningRate(task: model.task, topology: model.topology)
    biasLearningRate = recipe.biasLearningRate
    weightDecay = recipe.weightDecay ?? 0
  }
}
