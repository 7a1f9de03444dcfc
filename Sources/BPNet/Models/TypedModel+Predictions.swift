extension TypedModel {
  /// The function that is applied to each output.
  var response: Loss.Response { loss.response(ofOutput: network.topology.outputActivation) }

  /// The predictions of outputs, `[samples][outputs]`.
  ///
  /// - Parameter rows: the row of each sample, for messages.
  /// - Throws: `BPNetError.outputNotFinite`.
  func readPredictions(_ outputs: [Double], rows: [Int]) throws(BPNetError) -> Predictions {
    if let fault = outputs.firstIndex(where: { !$0.isFinite }) { throw error(ofOutput: fault, rows: rows) }
    let predictions = preprocessing.definition.reading(by: preprocessing).predictions(from: outputs)
    // In the data's own units a number may be too large that was none in the network's.
    if case .values(let values, _) = predictions, let fault = values.firstIndex(where: { !$0.isFinite }) {
      throw error(ofOutput: fault, rows: rows)
    }
    return predictions
  }

  /// The error for an output that is not finite.
  ///
  /// - Parameters:
  ///   - index: its index in `[samples][outputs]`.
  ///   - rows: the row of each sample.
  func error(ofOutput index: Int, rows: [Int]) -> BPNetError {
    let (sample, output) = index.quotientAndRemainder(dividingBy: network.topology.outputCount)
    let names = preprocessing.definition.reading(by: preprocessing).names
    // A single output is the probability of the second of two classes.
    let name = names.count > network.topology.outputCount ? names[names.count - 1] : names[output]
    return .outputNotFinite(name: name, row: rows[sample] + 1)
  }

  /// Checks that a model's figures are not those of outputs that are not finite.
  ///
  /// Such outputs have a loss or a figure that is not finite either; only then is each output looked at.
  ///
  /// - Parameter rows: the row of each sample.
  /// - Throws: `BPNetError.outputNotFinite`.
  func checkFigures(
    of evaluation: Model.Evaluation, on data: Dataset<Element>, rows: [Int], threads: Int?
  ) throws(BPNetError) {
    let figures = evaluation.metrics.figures
    guard !evaluation.loss.isFinite || figures.contains(where: { !$0.value.isFinite }) else { return }
    var fault: Int?
    evaluator(for: data, threads: threads).forEachBlock(of: network, response: response) { range, outputs in
      guard fault == nil, let index = outputs.firstIndex(where: { !$0.isFinite }) else { return }
      fault = index + range.lowerBound * data.outputCount
    }
    if let fault { throw error(ofOutput: fault, rows: rows) }
  }

  package func forEachPrediction(
    for table: Table, use: Model.TableUse, threads: Int?, _ body: (Model.TablePredictions) throws -> Void
  ) throws {
    let samples = try usableSamples(of: table, withTargets: false, use: use)
    let all = task == .forecast ? samples.rows.count : table.rowCount
    func call(_ outputs: [Double], _ rows: [Int]) throws {
      try body(
        Model.TablePredictions(
          predictions: try readPredictions(outputs, rows: rows), rows: rows, rowCount: all,
          droppedText: samples.droppedText))
    }
    guard !samples.rows.isEmpty else { return try call([], []) }
    let data: Dataset<Element> = try preprocessing.encodeInputsAlone(
      of: samples.table, samples: samples.rows)
    try checkMemory(for: table, threads: threads)
    try evaluator(for: data, threads: threads).forEachBlock(of: network, response: response) {
      range, outputs in
      try call(Array(outputs), Array(samples.rows[range]))
    }
  }
}

extension Model {
  /// The predictions for the rows of a table as `predictions(for:use:threads:)` has them, in blocks of rows,
  /// so that not all are in memory at once; at least one block, which may be empty.
  ///
  /// - Throws: as `predictions(for:use:threads:)`, and what `body` throws.
  package func forEachPrediction(
    for table: Table, use: Model.TableUse = Model.TableUse(), threads: Int? = nil,
    _ body: (Model.TablePredictions) throws -> Void
  ) throws {
    try implementation.forEachPrediction(for: table, use: use, threads: threads, body)
  }
}
