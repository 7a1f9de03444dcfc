extension TypedModel {
  /// The loss on samples made by `preprocessing`, and a closure that computes the metrics.
  ///
  /// Up to `LossEvaluator.heldByteCount` both come from one pass through the network. More outputs of classes
  /// are not held, but computed again for the metrics. Both ways have the same result.
  ///
  /// - Parameters:
  ///   - heldByteCount: the bytes up to which outputs are held.
  ///   - others: as for `evaluate(_:topK:threads:)`.
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
        guard let counting else {
          return definition.metrics(of: outputs, for: data, by: preprocessing, topK: topK)
        }
        let width = data.outputCount
        return definition.metrics(
          of: counting.flatMap { outputs[$0 * width..<($0 + 1) * width] },
          for: data.selecting(rows: counting), by: preprocessing, topK: topK)
      }
    )
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
    let response = loss.response(ofOutput: network.topology.outputActivation)
    let (loss, outputs) = evaluator(for: data, threads: threads).lossAndOutputs(
      of: network, response: response)
    let others = evaluator(for: unknown.samples, threads: threads).outputs(of: network, response: response)
    let counting = data.weights?.rowsAboveZero(count: data.rowCount)
    let known = counting?.flatMap { outputs[$0 * data.outputCount..<($0 + 1) * data.outputCount] }
    let metrics = preprocessing.definition.metrics(
      of: (known ?? outputs) + others, for: counting.map { data.selecting(rows: $0) } ?? data, and: unknown,
      by: preprocessing, topK: topK)
    return Model.Evaluation(
      rowCount: data.rowCount + unknown.samples.rowCount, loss: loss, metrics: metrics, names: names,
      unknownRowCount: unknown.samples.rowCount)
  }
}
