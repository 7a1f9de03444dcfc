/// A set of usual values for the choices that a recipe leaves open.
///
/// What a recipe says itself takes the place of what its preset says.
public enum Preset: String, CaseIterable, Codable, Sendable {
  /// The values that did best over many data sets (`Benchmarks/defaults.py`), with some choices made by
  /// rows held back.
  case `default`
  /// Gradient descent with momentum 0.9 on √(inputs + outputs) + 5 sigmoid neurons.
  case classic
  /// What MATLAB's `fitnet` and `patternnet` have.
  case matlab
  /// What scikit-learn's `MLPClassifier` and `MLPRegressor` have.
  case sklearn
}
