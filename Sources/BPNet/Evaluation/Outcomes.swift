extension Metrics {
  /// What metrics compare: a model's predictions for samples beside their true targets, in the data's own
  /// units.
  ///
  /// All numbers are finite, and there is at least one sample.
  public struct Outcomes: Sendable {
    /// What is compared, by the kind of the task.
    public enum Values: Sendable {
      /// The probabilities, `[samples][labels]`, and the classes, as indices into the labels.
      case classes(probabilities: [Double], actual: [Int], labels: [String])
      /// The probabilities of the targets' second labels, `[samples][names]`, and 1 where these are true,
      /// else 0.
      case labels(probabilities: [Double], actual: [Int], pairs: [[String]], names: [String])
      /// The numbers, both `[samples][names]`: those of targets, of an autoencoder's inputs, or of a
      /// forecast's steps and series.
      case values(predicted: [Double], actual: [Double], names: [String])
    }

    /// The predictions and the targets.
    public let values: Values
    /// The weight of each sample, above 0: that of the data's column of weights, or 1.
    public let weights: [Double]
    /// The row of each sample in the table, counted from 0; for a forecast the first row of its window.
    package let rows: [Int]

    /// The outcomes of samples.
    ///
    /// - Parameter weights: the samples' weights; nil means 1 for each.
    package init(values: Values, weights: [Double]? = nil, rows: [Int]) {
      self.values = values
      self.weights = weights ?? [Double](repeating: 1, count: rows.count)
      self.rows = rows
    }
  }
}

extension Metrics.Outcomes {
  /// The outcomes of several models for samples of their own, one behind the other; nil if these are of
  /// different kinds, or there are none.
  package static func joined(_ parts: [Metrics.Outcomes]) -> Metrics.Outcomes? {
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
    return Metrics.Outcomes(values: values, weights: parts.flatMap(\.weights), rows: parts.flatMap(\.rows))
  }
}
