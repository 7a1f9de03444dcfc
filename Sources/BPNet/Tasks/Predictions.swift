/// What a model says of some rows.
public enum Predictions: Sendable, Equatable {
  /// For each row the class (an index into `labels`), and the probabilities, `[rows][classes]`.
  case classes([Int], probabilities: [Double], labels: [String])
  /// For each row and target which of its two labels (an index into the target's pair), and the probability of the
  /// second one, both `[rows][targets]`.
  case labels([Int], probabilities: [Double], pairs: [[String]], names: [String])
  /// The targets in the data's units, `[rows][targets]`; for a forecast of several rows, `[rows][steps][series]`,
  /// each named by its series and its step.
  case values([Double], names: [String])
}
