extension TrainingRecipe {
  /// A set of default values for the choices that a recipe leaves open.
  ///
  /// A choice of the recipe itself takes precedence over that of its preset.
  public enum Preset: String, CaseIterable, Codable, Sendable {
    /// The values that did best over many data sets (`Benchmarks/defaults.py`), some of them chosen by a
    /// comparison on rows held back.
    case `default`
    /// Gradient descent with momentum 0.9 on √(inputs + outputs) + 5 sigmoid neurons.
    case classic
    /// The defaults of MATLAB's `fitnet` and `patternnet`.
    case matlab
    /// The defaults of scikit-learn's `MLPClassifier` and `MLPRegressor`.
    case sklearn
  }
}
