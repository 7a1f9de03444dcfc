extension Table {
  /// How the numbers of a column are brought to one scale.
  ///
  /// Each is x′ = (x − offset) / scale.
  public enum Normalization: String, CaseIterable, Codable, Sendable {
    /// Not at all: offset 0, scale 1.
    case identity = "none"
    /// To [0, 1]: offset min, scale max − min.
    case minmax
    /// To [-1, 1]: offset (min + max) / 2, scale (max − min) / 2.
    case minmax11
    /// To mean 0 and standard deviation 1: offset the mean, scale the standard deviation of the population
    /// √(Σ(x − mean)² / n), as scikit-learn's `StandardScaler` has it.
    case zscore
  }
}
