/// The task of a network.
public enum LearningTask: String, CaseIterable, Codable, Sendable {
  /// Predicting the class of a sample, or with several target columns one of two labels for each.
  case classify
  /// Predicting numbers.
  case regress
  /// Reproducing the inputs through hidden layers, which may be narrower.
  case autoencode
  /// Predicting the next rows of series from the last ones.
  case forecast
}
