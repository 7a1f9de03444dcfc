extension Model {
  /// A model's outputs for samples beside their true targets, in the data's own units.
  package struct Outcomes: Sendable {
    /// What is compared, by the kind of the task.
    package enum Values: Sendable {
      /// The probabilities, `[samples][classes]`, and the classes.
      case classes(probabilities: [Double], actual: [Int], labels: [String])
      /// The probabilities of second labels, `[samples][targets]`, and 1 where these are true, else 0.
      case labels(probabilities: [Double], actual: [Int], pairs: [[String]], names: [String])
      /// The numbers, `[samples][names]`.
      case values(predicted: [Double], actual: [Double], names: [String])
    }

    /// The outputs and the targets.
    package let values: Values
    /// The row of each sample in the table, counted from 0; for a forecast the first row of its window.
    package let rows: [Int]
  }

}

extension Model.Outcomes {
  /// The outcomes of several models for samples of their own, one behind the other; nil if these are of
  /// different kinds, or there are none.
  package static func joined(_ parts: [Model.Outcomes]) -> Model.Outcomes? {
    guard var values = parts.first?.values else { return nil }
    for part in parts.dropFirst() {
      switch (values, part.values) {
      case (.classes(let first, let actual, let labels), .classes(let second, let others, let names))
      where labels == names:
        values = .classes(probabilities: first + second, actual: actual + others, labels: labels)
      case (
        .labels(let first, let actual, let pairs, let names),
        .labels(let second, let others, let otherPairs, let otherNames)
      ) where pairs == otherPairs && names == otherNames:
        values = .labels(probabilities: first + second, actual: actual + others, pairs: pairs, names: names)
      case (.values(let first, let actual, let names), .values(let second, let others, let otherNames))
      where names == otherNames:
        values = .values(predicted: first + second, actual: actual + others, names: names)
      default: return nil
      }
    }
    return Model.Outcomes(values: values, rows: parts.flatMap(\.rows))
  }
}

extension Model {
  /// The outcomes for the samples of a table that also has the targets; rows with unknown labels are left
  /// out.
  ///
  /// - Throws: as `evaluate(_:topK:use:threads:)`.
  package func outcomes(
    of table: Table, use: Model.TableUse = Model.TableUse(), threads: Int? = nil
  ) throws(BPNetError) -> Outcomes {
    try implementation.outcomes(of: table, use: use, threads: threads)
  }

  /// The outcomes for samples of this model's preprocessing, of which `row` is each one's number.
  package func outcomes<Element: Scalar>(
    of data: Dataset<Element>, threads: Int? = nil
  ) throws(BPNetError) -> Outcomes {
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
  ) throws(BPNetError) -> Model.Outcomes {
    let samples = try usableSamples(of: table, withTargets: true, use: use)
    var rows = samples.rows
    _ = try preprocessing.removeUnknownClasses(from: &rows, of: samples.table)
    let data = try preprocessing.encode(samples.table, rows: rows, as: Element.self)
    return try outcomes(of: data, rows: rows, threads: threads)
  }

  /// The outcomes for samples made by `preprocessing`.
  ///
  /// - Throws: `BPNetError.outputNotFinite`.
  func outcomes(of data: Dataset<Element>, rows: [Int], threads: Int?) throws(BPNetError) -> Model.Outcomes {
    let outputs = evaluator(for: data, threads: threads).outputs(of: network, response: response)
    let values: Model.Outcomes.Values =
      switch try readPredictions(outputs, rows: rows) {
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
            [pairs = TargetScaling.values(of: outputs, for: data, by: preprocessing)] in pairs($0).actual
          }, names: names)
      }
    return Model.Outcomes(values: values, rows: rows)
  }
}
