/// What to do with missing cells.
public enum MissingPolicy: String, CaseIterable, Codable, Sendable {
  /// They are an error.
  case error
  /// They become the mean of the training rows' cells in their column.
  case mean
  /// Their rows are left out.
  case drop
}
