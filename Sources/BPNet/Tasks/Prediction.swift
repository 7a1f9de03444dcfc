/// The prediction of a model for one sample.
///
/// It prints itself: "setosa (probability 0.998)", "rain yes (0.93), wind no (0.12)", "mpg 23.4".
public enum Prediction: Sendable, Equatable {
  /// The class, an index into `labels`, and the probability of each class.
  case `class`(Int, probabilities: [Double], labels: [String])
  /// The label of each target, an index into its pair of labels, and the probability of the second one.
  case labels([Int], probabilities: [Double], pairs: [[String]], names: [String])
  /// A value for each name, in the data's units; for a forecast of several rows `[steps][series]`.
  case values([Double], names: [String])

  /// The label of the predicted class; nil unless one class is predicted.
  public var label: String? {
    guard case .class(let index, _, let labels) = self else { return nil }
    return labels[index]
  }

  /// The probability of the predicted class; nil unless one class is predicted.
  public var probability: Double? {
    guard case .class(let index, let probabilities, _) = self else { return nil }
    return probabilities[index]
  }

  /// The predicted value; nil unless one value is predicted.
  public var value: Double? {
    guard case .values(let values, _) = self, values.count == 1 else { return nil }
    return values[0]
  }
}

extension Prediction: CustomStringConvertible {
  /// A single readable line, with numbers rounded to a few digits.
  public var description: String {
    switch self {
    case .class(let index, let probabilities, let labels):
      "\(labels[index]) (probability \(NumberText.significant(probabilities[index], digits: 3)))"
    case .labels(let indices, let probabilities, let pairs, let names):
      names.indices.map { target in
        let label = pairs[target][indices[target]]
        let probability = indices[target] == 1 ? probabilities[target] : 1 - probabilities[target]
        return "\(names[target]) \(label) (\(NumberText.significant(probability, digits: 3)))"
      }.joined(separator: ", ")
    case .values(let values, let names):
      zip(names, values).map { "\($0) \(NumberText.significant($1, digits: 4))" }.joined(separator: ", ")
    }
  }
}
