extension TypedModel {
  /// The loss on samples made by `preprocessing`, and a closure that computes the metrics.
  ///
  /// Up to `LossEvaluator.heldByteCount` both come from one pass through the network. More outputs of classes
  /// are not held, but computed again for the metrics. Both ways have the same result.
  ///
  /// - Parameters:
  ///   - topK: the k of the top-k accuracy; nil means the usual one.
  ///   - threads: the maximum number of threads; nil means one for each available processor.
  ///   - heldByteCount: the bytes up to which outputs are held.
  func measure(
    _ data: Dataset<Element>, topK: Int? = nil, threads: Int?,
    heldByteCount: Int = LossEvaluator<Element>.heldByteCount
  ) -> (loss: Double, metrics: () -> Metrics) {
    let evaluator = evaluator(for: data, threads: threads)
    let counting = data.weights?.rowsAboveZero(count: data.rowCount)
    let definition = preprocessing.definition
    if definition.measuresInPasses, !holdsOutputs(for: data, within: heldByteCount) {
      let passes = outputPasses(evaluator, response: response, counting: counting, of: data)
      return (
        evaluator.loss(of: network),
        { definition.metrics(of: passes, for: data, rows: counting, by: preprocessing, topK: topK) }
      )
    }
    let (loss, outputs) = evaluator.lossAndOutputs(of: network, response: response)
    return (
      loss,
      {
        let (outputs, data) = Self.counted(outputs, data, rows: counting)
        return definition.metrics(of: outputs, for: data, by: preprocessing, topK: topK)
      }
    )
  }

  /// The outputs and the samples that count in metrics; nil means all.
  private static func counted(
    _ outputs: [Double], _ data: Dataset<Element>, rows: [Int]?
  ) -> (outputs: [Double], data: Dataset<Element>) {
    guard let rows else { return (outputs, data) }
    let width = data.outputCount
    return (rows.flatMap { outputs[$0 * width..<($0 + 1) * width] }, data.selecting(rows: rows))
  }

  /// Whether there is room for the outputs of all samples.
  private func holdsOutputs(for data: Dataset<Element>, within heldByteCount: Int) -> Bool {
    let byteCount = LossEvaluator<Element>.outputByteCount(
      rowCount: data.rowCount, outputCount: network.topology.outputCount)
    return byteCount <= heldByteCount && MemoryBudget.hasRoom(for: byteCount)
  }

  /// The outputs for the samples that count, computed each time.
  private func outputPasses(
    _ evaluator: LossEvaluator<Element>, response: Loss.Response, counting: [Int]?, of data: Dataset<Element>
  ) -> OutputPasses {
    let width = network.topology.outputCount
    return OutputPasses(sampleCount: counting?.count ?? data.rowCount, outputCount: width) { body in
      var next = 0
      evaluator.forEachBlock(of: network, response: response) { rows, outputs in
        guard let base = outputs.baseAddress else { return }
        for row in rows {
          if let counting {
            guard next < counting.count, counting[next] == row else { continue }
            next += 1
          }
          body(base + (row - rows.lowerBound) * width)
        }
      }
    }
  }

  /// The loss and the metrics on samples made by `preprocessing`, and on those with unknown labels, which
  /// count in the metrics alone.
  func evaluation(
    on data: Dataset<Element>, and unknown: UnknownSamples<Element>?, topK: Int? = nil, threads: Int?
  ) -> Model.Evaluation {
    let names = preprocessing.labels ?? preprocessing.targets.map(\.name)
    guard let unknown else {
      let (loss, metrics) = evaluate(data, topK: topK, threads: threads)
      return Model.Evaluation(rowCount: data.rowCount, loss: loss, metrics: metrics, names: names)
    }
    let (loss, outputs) = evaluator(for: data, threads: threads).lossAndOutputs(
      of: network, response: response)
    let others = evaluator(for: unknown.samples, threads: threads).outputs(of: network, response: response)
    let known = Self.counted(outputs, data, rows: data.weights?.rowsAboveZero(count: data.rowCount))
    let metrics = preprocessing.definition.metrics(
      of: known.outputs + others, for: known.data, and: unknown, by: preprocessing, topK: topK)
    return Model.Evaluation(
      rowCount: data.rowCount + unknown.samples.rowCount, loss: loss, metrics: metrics, names: names,
      unknownRowCount: unknown.samples.rowCount)
  }

  /// An evaluation on samples made by `preprocessing`, with the figures of metrics that the program has
  /// defined itself added; NaN where the outputs do not have the figure.
  ///
  /// - Throws: the error of a metric's function.
  func adding(
    _ metrics: [Metrics.RankingMetric], to evaluation: Model.Evaluation, on data: Dataset<Element>,
    threads: Int?
  ) throws(BPNetError) -> Model.Evaluation {
    var evaluation = evaluation
    let values = try values(of: metrics, on: data, threads: threads)
    evaluation.ownFigures = zip(metrics, values).map { .init(name: $0.description, value: $1 ?? .nan) }
    return evaluation
  }

  /// The figures of metrics that the program has defined itself; nil if the outputs do not have one, NaN if
  /// they are not finite or no sample counts.
  ///
  /// - Throws: the error of a metric's function.
  func values(
    of metrics: [Metrics.RankingMetric], on data: Dataset<Element>, threads: Int?
  ) throws(BPNetError) -> [Double?] {
    guard !metrics.isEmpty else { return [] }
    let counting = data.weights?.rowsAboveZero(count: data.rowCount)
    let data = counting.map { data.selecting(rows: $0) } ?? data
    var outcomes: Metrics.Outcomes?
    if data.rowCount > 0 {
      do throws(BPNetError) {
        outcomes = try self.outcomes(of: data, rows: Array(0..<data.rowCount), threads: threads)
      } catch .outputNotFinite {}
    }
    var values: [Double?] = []
    for metric in metrics {
      guard let outcomes else {
        values.append(.nan)
        continue
      }
      values.append(try metric.value(of: outcomes))
    }
    return values
  }
}
