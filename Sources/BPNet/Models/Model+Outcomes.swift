extension Model {
  /// The outcomes for the samples of a table that also has the targets; rows with unknown labels are left
  /// out.
  ///
  /// - Throws: as `evaluate(_:topK:metrics:use:threads:)`.
  package func outcomes(
    of table: Table, use: Model.TableUse = Model.TableUse(), threads: Int? = nil
  ) throws(BPNetError) -> Metrics.Outcomes {
    try implementation.outcomes(of: table, use: use, threads: threads)
  }

  /// The outcomes for samples of this model's preprocessing, of which `row` is each one's number.
  package func outcomes<Element: Scalar>(
    of data: Dataset<Element>, threads: Int? = nil
  ) throws(BPNetError) -> Metrics.Outcomes {
    try typed(as: Element.self).outcomes(of: data, rows: Array(0..<data.rowCount), threads: threads)
  }

  /// The values of some inputs in rows of a table, `[rows][inputs]`, in the data's own units; what is missing
  /// has the value that stands in for it, or is NaN.
  package func inputValues(of table: Table, rows: [Int], inputs: [Int]) throws(BPNetError) -> [Double] {
    let table = try preprocessing.readied(table)
    let columns = try preprocessing.locateInputs(in: table)
    return rows.flatMap { row in
      inputs.map { input in
        let value = table[row, columns[input]]
        return value.isNaN ? preprocessing.inputs[input].replacement ?? value : value
      }
    }
  }
}

extension TypedModel {
  package func outcomes(
    of table: Table, use: Model.TableUse, threads: Int?
  ) throws(BPNetError) -> Metrics.Outcomes {
    let samples = try usableSamples(of: table, withTargets: true, use: use)
    var rows = samples.rows
    _ = try preprocessing.removeUnknownClasses(from: &rows, of: samples.table)
    let data = try preprocessing.encode(samples.table, rows: rows, as: Element.self)
    try checkMemory(for: table, threads: threads)
    return try outcomes(of: data, rows: rows, threads: threads)
  }

  /// The outcomes for samples made by `preprocessing`.
  ///
  /// - Throws: `BPNetError.outputNotFinite`.
  func outcomes(
    of data: Dataset<Element>, rows: [Int], threads: Int?
  ) throws(BPNetError) -> Metrics.Outcomes {
    let outputs = evaluator(for: data, threads: threads).outputs(of: network, response: response)
    return preprocessing.outcomes(
      of: outputs, as: try readPredictions(outputs, rows: rows), for: data, rows: rows)
  }
}

extension Preprocessing {
  /// The outcomes of outputs, `[samples][outputs]`, that are read as predictions.
  ///
  /// - Parameter rows: the row of each sample.
  func outcomes<Element: Scalar>(
    of outputs: [Double], as predictions: Predictions, for data: Dataset<Element>, rows: [Int]
  ) -> Metrics.Outcomes {
    let values: Metrics.Outcomes.Values =
      switch predictions {
      case .classes(_, let probabilities, let labels):
        .classes(
          probabilities: probabilities,
          actual: data.outputCount == 1
            ? OutputReading.secondLabels(data.targetValues()) : data.targetClasses(), labels: labels)
      case .labels(_, let probabilities, let pairs, let names):
        .labels(
          probabilities: probabilities, actual: OutputReading.secondLabels(data.targetValues()), pairs: pairs,
          names: names)
      case .values(let predicted, let names):
        .values(
          predicted: predicted,
          actual: predicted.indices.map {
            [pairs = TargetScaling.values(of: outputs, for: data, by: self)] in pairs($0).actual
          }, names: names)
      }
    return Metrics.Outcomes(
      values: values, weights: data.weights.map { weights in (0..<data.rowCount).map { weights[Int32($0)] } },
      rows: rows)
  }
}

extension Preprocessing {
  /// The names of those of the program's own metrics that a network's outputs have.
  ///
  /// The names depend on the task alone, so any outputs serve.
  func names<Element: Scalar>(
    of metrics: [Metrics.RankingMetric], for data: Dataset<Element>
  ) -> [String] {
    guard !metrics.isEmpty else { return [] }
    let outputs = [Double](repeating: 0, count: data.rowCount * data.outputCount)
    let outcomes = outcomes(
      of: outputs, as: definition.reading(by: self).predictions(from: outputs), for: data,
      rows: Array(0..<data.rowCount))
    return metrics.filter { metric in
      do throws(BPNetError) { return try metric.value(of: outcomes) != nil } catch { return true }
    }.map(\.description)
  }
}
