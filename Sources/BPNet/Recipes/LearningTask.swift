/// What a network is asked to do.
public enum LearningTask: String, CaseIterable, Codable, Sendable {
  /// To tell which class a sample belongs to.
  case classify
  /// To give numbers.
  case regress
}
