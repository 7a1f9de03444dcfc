/// A model with its element type, as training makes it and `Model` wraps it.
package struct TypedModel<Element: Scalar>: Sendable {
  /// The network.
  package var network: Network<Element>
  /// How rows of a table become inputs, and outputs predictions.
  package internal(set) var preprocessing: Preprocessing
  /// The record of the training.
  package var record: TrainingRecord
  /// The optimiser's state after the training of the network, for further training; nil if it is not known.
  package let optimizerState: OptimizerState<Element>?

  /// A model of the given parts.
  ///
  /// - Throws: `BPNetError.invalidArgument` if the network has not as many inputs and outputs as the
  ///   preprocessing, the record's loss is not defined for the outputs, or the optimiser's state belongs to
  ///   another network.
  package init(
    network: Network<Element>, preprocessing: Preprocessing, record: TrainingRecord,
    optimizerState: OptimizerState<Element>? = nil
  ) throws(BPNetError) {
    let topology = network.topology
    guard topology.inputCount == preprocessing.inputCount,
      topology.outputCount == preprocessing.outputCount
    else {
      throw .invalidArgument(
        name: "network",
        found:
          "\(counted(topology.inputCount, "input")) and \(counted(topology.outputCount, "output"))",
        expected: "\(preprocessing.inputCount) and \(preprocessing.outputCount), as in the data")
    }
    self.network = network
    self.preprocessing = preprocessing
    self.record = record
    self.optimizerState = optimizerState
    try loss.check(output: topology.outputActivation)
    try optimizerState?.check(topology)
  }

  /// A model of the given parts, with this loss and reduction instead of the record's.
  ///
  /// - Throws: `BPNetError.invalidArgument` as for a record with this loss.
  package init(
    network: Network<Element>, preprocessing: Preprocessing, loss: Loss,
    reduction: TrainingConfiguration.Reduction = .mean,
    record: TrainingRecord, optimizerState: OptimizerState<Element>? = nil
  ) throws(BPNetError) {
    var record = record
    record.recipe.loss = loss
    record.recipe.reduction = reduction
    try self.init(
      network: network, preprocessing: preprocessing, record: record, optimizerState: optimizerState)
  }

  /// The loss function that was minimised.
  package var loss: Loss { record.recipe.loss ?? .meanSquared }

  /// The reduction of the loss over the samples of a batch.
  package var reduction: TrainingConfiguration.Reduction { record.recipe.reduction ?? .mean }

  /// The task of the network.
  package var task: LearningTask { preprocessing.task }
}

extension TypedModel {
  /// The predictions for all rows of a table; for a forecast, those for all windows of rows, the last of
  /// which ends with the table.
  ///
  /// - Parameter threads: the maximum number of threads, at least 1; nil means one for each available
  ///   processor. Fewer are used where more would not be faster.
  /// - Throws: `BPNetError.invalidData` if an input column or a cell is missing or is text.
  package func predict(_ table: Table, threads: Int? = nil) throws(BPNetError) -> Predictions {
    let table = try preprocessing.readied(table, takesAllRows: true)
    let samples = try preprocessing.samplesWithoutTargets(of: table)
    return try predictions(
      for: try preprocessing.encodeInputsAlone(of: table, samples: samples), rows: samples, threads: threads)
  }

  /// The predictions for the rows that have what they need.
  ///
  /// - Throws: as `Model.predictions(for:use:threads:)`.
  package func predictions(
    for table: Table, use: Model.TableUse, threads: Int?
  ) throws(BPNetError) -> Model.TablePredictions {
    let samples = try usableSamples(of: table, withTargets: false, use: use)
    let all = task == .forecast ? samples.rows.count : table.rowCount
    let predictions =
      samples.rows.isEmpty
      ? preprocessing.definition.reading(by: preprocessing).predictions(ofNumbers: [])
      : try predictions(
        for: try preprocessing.encodeInputsAlone(of: samples.table, samples: samples.rows),
        rows: samples.rows, threads: threads)
    return Model.TablePredictions(
      predictions: predictions, rows: samples.rows, rowCount: all, droppedText: samples.droppedText)
  }

  /// The loss and the metrics on all samples of a table that also has the targets.
  ///
  /// - Throws: as `Model.evaluate(_:topK:metrics:use:threads:)`.
  /// - Precondition: `topK`, if given, is at least 1 and no more than there are classes.
  package func evaluate(
    _ table: Table, topK: Int?, metrics: [Metrics.RankingMetric], use: Model.TableUse, threads: Int?
  ) throws(BPNetError) -> Model.Evaluation {
    let samples = try usableSamples(of: table, withTargets: true, use: use)
    let table = samples.table
    var rows = samples.rows
    let unknown = try preprocessing.removeUnknownClasses(from: &rows, of: table)
    let data = try preprocessing.encode(table, rows: rows, as: Element.self)
    try checkMemory(for: table, threads: threads)
    try checkTargets(of: table, rows: rows)
    var evaluation = evaluation(
      on: data, and: try UnknownSamples(unknown, of: table, by: preprocessing), topK: topK, threads: threads)
    try checkFigures(of: evaluation, on: data, rows: rows, threads: threads)
    let own = Metrics.RankingMetric.own(metrics)
    for (metric, value) in zip(own, try values(of: own, on: data, threads: threads)) {
      guard let value else { continue }
      evaluation.ownFigures.append(.init(name: metric.description, value: value))
    }
    for metric in metrics { try metric.check(among: evaluation.figures.map(\.name), label: "metrics") }
    (evaluation.unknownClassText, evaluation.droppedText) = (unknown.text, samples.droppedText)
    return evaluation
  }

  /// Checks that the loss is defined for the targets of some rows of a table.
  ///
  /// - Throws: `BPNetError.invalidData` if a target column is missing, and with its place for a target that
  ///   the loss does not allow.
  package func checkTargets(of table: Table, rows: [Int]) throws(BPNetError) {
    try loss.checkTargets(of: table, columns: try preprocessing.locateTargets(in: table), rows: rows)
  }

  /// The predictions for all samples of a data set made by `preprocessing`.
  ///
  /// - Parameters:
  ///   - rows: the row of each sample, for messages.
  ///   - threads: as for `predict(_:threads:)`.
  /// - Throws: `BPNetError.outputNotFinite`.
  private func predictions(
    for data: Dataset<Element>, rows: [Int], threads: Int?
  ) throws(BPNetError) -> Predictions {
    let outputs = evaluator(for: data, threads: threads).outputs(of: network, response: response)
    return try readPredictions(outputs, rows: rows)
  }

  /// The loss and the metrics on samples made by `preprocessing`.
  ///
  /// The loss is weighted if the samples have weights; the metrics count each sample once whose weight is not
  /// 0.
  ///
  /// - Parameters:
  ///   - topK: the k of the top-k accuracy; nil means `Metrics.TopKAccuracy.defaultK(classCount:)`.
  ///   - threads: as for `predict(_:threads:)`.
  /// - Precondition: `topK`, if given, is at least 1 and no more than there are classes.
  package func evaluate(
    _ data: Dataset<Element>, topK: Int? = nil, threads: Int? = nil
  ) -> (loss: Double, metrics: Metrics) {
    let measurement = measure(data, topK: topK, threads: threads)
    return (measurement.loss, measurement.metrics())
  }

  /// Checks that there is memory left to compute outputs for a table.
  ///
  /// - Throws: `BPNetError.readFailed`.
  func checkMemory(for table: Table, threads: Int?) throws(BPNetError) {
    // Asking the system takes longer than a pass over few rows.
    guard table.rowCount >= LossEvaluator<Element>.passRows else { return }
    let byteCount = LossEvaluator<Element>.byteCount(
      topology: topology, rowCount: table.rowCount, threads: threads)
    guard MemoryBudget.hasRoomIfLarge(byteCount) else {
      throw .readFailed(path: table.source, reason: "there is no memory left to compute outputs for it")
    }
  }

  func evaluator(for data: Dataset<Element>, threads: Int?) -> LossEvaluator<Element> {
    LossEvaluator(
      topology: network.topology, data: data, loss: loss, reduction: reduction,
      team: LossEvaluator.makeTeam(topology: network.topology, data: data, threads: threads))
  }
}
