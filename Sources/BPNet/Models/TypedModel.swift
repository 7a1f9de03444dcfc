/// A model of one element type: what a `Model` holds, and what training makes.
package struct TypedModel<Element: Scalar>: Sendable {
  /// The network.
  package var network: Network<Element>
  /// How rows of a table become inputs, and outputs predictions.
  package let preprocessing: Preprocessing
  /// How it was trained.
  package var record: TrainingRecord
  /// What the optimiser has kept of the training that led to the network's weights, for training that goes
  /// on; nil if it is not known.
  package let optimizerState: OptimizerState<Element>?

  /// A model of the given parts.
  ///
  /// - Throws: `BPNetError.invalidArgument` if the network's inputs or outputs are not as many as the
  ///   preprocessing's, the record's loss is not defined for the outputs, or the optimiser's state is another
  ///   network's.
  package init(
    network: Network<Element>, preprocessing: Preprocessing, record: TrainingRecord,
    optimizerState: OptimizerState<Element>? = nil
  ) throws(BPNetError) {
    let topology = network.topology
    guard topology.inputCount == preprocessing.inputCount,
      topology.outputCount == preprocessing.outputCount
    else {
      throw .invalidArgument(
        name: "network", found: "\(topology.inputCount) inputs and \(topology.outputCount) outputs",
        expected: "\(preprocessing.inputCount) and \(preprocessing.outputCount), as in the data")
    }
    self.network = network
    self.preprocessing = preprocessing
    self.record = record
    self.optimizerState = optimizerState
    try loss.check(output: topology.outputActivation)
    try optimizerState?.check(topology)
  }

  /// A model of the given parts, whose record names another loss and reduction, or none.
  ///
  /// - Throws: `BPNetError.invalidArgument` as for a record with this loss.
  package init(
    network: Network<Element>, preprocessing: Preprocessing, loss: Loss, reduction: Reduction = .mean,
    record: TrainingRecord, optimizerState: OptimizerState<Element>? = nil
  ) throws(BPNetError) {
    var record = record
    record.recipe.loss = loss
    record.recipe.reduction = reduction
    try self.init(
      network: network, preprocessing: preprocessing, record: record, optimizerState: optimizerState)
  }

  /// What training minimised.
  package var loss: Loss { record.recipe.loss ?? .meanSquared }

  /// How the losses of a batch's samples became one number.
  package var reduction: Reduction { record.recipe.reduction ?? .mean }

  /// What the network does.
  package var task: LearningTask { preprocessing.task }
}

extension TypedModel {
  /// The predictions for all rows of a table; for a forecast, those for all windows of rows, the last of
  /// which ends with the table.
  ///
  /// - Parameter threads: the most threads that work together, at least 1; nil means one for each available
  ///   processor. Fewer are used where there is little to share.
  /// - Throws: `BPNetError.invalidData` if an input column or a cell is missing or is text.
  package func predict(_ table: Table, threads: Int? = nil) throws(BPNetError) -> Predictions {
    predictions(for: try encodeInputs(of: table), threads: threads)
  }

  /// The loss and the metrics on all samples of a table that holds the targets, too.
  ///
  /// - Throws: as `Model.evaluate(_:topK:threads:)`.
  /// - Precondition: `topK`, if given, is at least 1 and no more than there are classes.
  package func evaluate(_ table: Table, topK: Int?, threads: Int?) throws(BPNetError) -> Evaluation {
    let rows = try preprocessing.samples(of: table)
    let data = try preprocessing.encode(table, rows: rows, as: Element.self)
    try checkTargets(of: table, rows: rows)
    let (loss, metrics) = evaluate(data, topK: topK, threads: threads)
    return Evaluation(
      rowCount: rows.count, loss: loss, metrics: metrics,
      names: preprocessing.labels ?? preprocessing.targets.map(\.name))
  }

  /// Checks that the loss is defined for the targets of some rows of a table.
  ///
  /// - Throws: `BPNetError.invalidData` for a target column that is not there, and with its place for a
  ///   target that may not be.
  package func checkTargets(of table: Table, rows: [Int]) throws(BPNetError) {
    try loss.checkTargets(of: table, columns: try preprocessing.locateTargets(in: table), rows: rows)
  }

  /// All samples of a table, with any targets at all.
  func encodeInputs(of table: Table) throws(BPNetError) -> Dataset<Element> {
    let samples = try preprocessing.samplesWithoutTargets(of: table)
    let inputs = try preprocessing.definition.encodeInputs(
      of: table, samples: samples, by: preprocessing, as: Element.self)
    return Dataset(
      rowCount: samples.count, inputCount: preprocessing.inputCount, outputCount: preprocessing.outputCount,
      inputs: inputs, targets: .classes(AlignedBuffer(count: samples.count)))
  }

  /// The predictions for all samples of a data set made by `preprocessing`.
  ///
  /// - Parameter threads: as for `predict(_:threads:)`.
  package func predictions(for data: Dataset<Element>, threads: Int? = nil) -> Predictions {
    let response = loss.response(ofOutput: network.topology.outputActivation)
    let outputs = evaluator(for: data, threads: threads).outputs(of: network, response: response)
    return preprocessing.definition.reading(by: preprocessing).predictions(from: outputs)
  }

  /// The loss and the metrics on samples made by `preprocessing`, from one pass through the network.
  ///
  /// The loss is by the samples' weights, if they have any; the metrics count each sample once.
  ///
  /// - Parameters:
  ///   - topK: how many classes the top-k accuracy looks at; nil means
  ///   `TopKAccuracy.defaultK(classCount:)`.
  ///   - threads: as for `predict(_:threads:)`.
  /// - Precondition: `topK`, if given, is at least 1 and no more than there are classes.
  package func evaluate(
    _ data: Dataset<Element>, topK: Int? = nil, threads: Int? = nil
  ) -> (loss: Double, metrics: Metrics) {
    let response = loss.response(ofOutput: network.topology.outputActivation)
    let (loss, outputs) = evaluator(for: data, threads: threads).lossAndOutputs(
      of: network, response: response)
    return (loss, preprocessing.definition.metrics(of: outputs, for: data, by: preprocessing, topK: topK))
  }

  private func evaluator(for data: Dataset<Element>, threads: Int?) -> LossEvaluator<Element> {
    LossEvaluator(
      topology: network.topology, data: data, loss: loss, reduction: reduction,
      team: LossEvaluator.makeTeam(topology: network.topology, data: data, threads: threads))
  }
}
