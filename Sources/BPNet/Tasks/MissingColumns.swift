/// Columns that a model needs and a table does not have.
struct MissingColumns {
  /// The most names that a message lists.
  private static let listLimit = 5

  /// Their names, in the order of the model.
  let names: [String]
  /// What they are for the model: "input" or "target".
  let use: String

  /// The error, which says what the table has in their place.
  func error(in table: Table) -> BPNetError {
    let what = use == "target" ? "target column" : "column"
    let found = "no \(names.count == 1 ? what : what + "s") \(MissingColumns.list(names) { "\"\($0)\"" })"
    return .invalidData(
      at: .init(file: table.source), found: found,
      expected: "the \(use) columns that the model was trained on", hint: hint(in: table))
  }

  /// Names that differ in case or blanks alone, or all names if none is of the model.
  private func hint(in table: Table) -> String? {
    let columns = table.columns.prefix(table.sourceColumnCount).filter(\.isNamed).map(\.name)
    if let similar = SimilarWords(names, among: columns) {
      return "\(similar.pair) are names of two columns"
    }
    guard table.hasHeader, use == "input" else { return nil }
    return "the columns of the data are \(MissingColumns.list(columns) { $0 })"
  }

  private static func list(_ names: [String], _ write: (String) -> String) -> String {
    names.prefix(listLimit).map(write).joined(separator: ", ")
      + (names.count > listLimit ? ", … (\(names.count))" : "")
  }
}
