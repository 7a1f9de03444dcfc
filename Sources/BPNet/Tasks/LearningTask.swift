/// What a network is asked to do.
public enum LearningTask: String, CaseIterable, Codable, Sendable {
  /// To tell which class a sample belongs to, or with several target columns which of two labels each has.
  case classify
  /// To give numbers.
  case regress
  /// To give its inputs again, through hidden layers that may be narrower.
  case autoencode
  /// To continue series: from the last rows the next ones.
  case forecast
}
