/// The predictions of a model for some samples: a collection of `Prediction`s that prints a line for each.
public enum Predictions: Sendable, Equatable {
  /// For each sample the class (an index into `labels`), and the probabilities, `[samples][classes]`.
  case classes([Int], probabilities: [Double], labels: [String])
  /// For each sample and target the label (an index into the target's pair of labels), and the probability of
  /// the second one, both `[samples][targets]`.
  case labels([Int], probabilities: [Double], pairs: [[String]], names: [String])
  /// The targets in the data's units, `[samples][targets]`; for a forecast of several rows,
  /// `[samples][steps][series]`, each named by its series and its step.
  case values([Double], names: [String])
}

extension Predictions: RandomAccessCollection {
  /// 0.
  public var startIndex: Int { 0 }

  /// The number of samples.
  public var endIndex: Int {
    switch self {
    case .classes(let classes, _, _): classes.count
    case .labels(let indices, _, _, let names): indices.count / names.count
    case .values(let values, let names): values.count / names.count
    }
  }

  /// The prediction for the sample at `position`, counted from 0.
  public subscript(position: Int) -> Prediction {
    func part<Value>(_ all: [Value], _ count: Int) -> [Value] {
      Array(all[position * count..<(position + 1) * count])
    }
    return switch self {
    case .classes(let classes, let probabilities, let labels):
      .class(classes[position], probabilities: part(probabilities, labels.count), labels: labels)
    case .labels(let indices, let probabilities, let pairs, let names):
      .labels(
        part(indices, names.count), probabilities: part(probabilities, names.count), pairs: pairs,
        names: names)
    case .values(let values, let names):
      .values(part(values, names.count), names: names)
    }
  }
}

extension Predictions: CustomStringConvertible {
  /// The maximum number of samples that `description` shows.
  private static var shownCount: Int { 20 }

  /// A line for each of the first samples, and one with the number of the others.
  public var description: String {
    var lines = prefix(Predictions.shownCount).map(\.description)
    if count > Predictions.shownCount { lines.append("… and \(count - Predictions.shownCount) more") }
    return lines.joined(separator: "\n")
  }
}
