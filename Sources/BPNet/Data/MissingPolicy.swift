extension Table {
  /// What to do with missing cells.
  public enum MissingPolicy: String, CaseIterable, Codable, Sendable {
    /// They are an error.
    case error
    /// Those of inputs become the mean of the training rows' cells in their column; rows without a target are
    /// left out.
    case mean
    /// Their rows are left out.
    case drop
  }
}

extension BPNetError {
  /// A cell without a value, where one is needed.
  static func missingCell(
    of table: Table, row: Int, column: Int, expected: String = "a number", hint: String? = nil
  ) -> BPNetError {
    .invalidData(
      at: table.place(ofRow: row, column: table.source(ofColumn: column)), found: "a missing value",
      expected: expected, hint: hint)
  }
}
