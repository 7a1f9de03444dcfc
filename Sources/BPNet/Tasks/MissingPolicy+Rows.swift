extension MissingPolicy {
  /// The rows of a table to use: all, or with `drop` those without missing cells.
  ///
  /// - Throws: `BPNetError.invalidData` for a missing cell that may not be, or if no row is left.
  func usableRows(of table: Table, columns: TaskRequest.ColumnChoice) throws(BPNetError) -> [Int] {
    var hint = "rows with missing values can be left out (missing: drop)"
    var used: [Int]
    switch self {
    case .error:
      used = columns.inputs + columns.targets
      hint += ", or inputs replaced by their mean (missing: mean)"
    case .mean: used = columns.targets
    case .drop:
      let all = (columns.inputs + columns.targets).filter(table.holdsMissing(inColumn:))
      let rows = (0..<table.rowCount).filter { row in !all.contains { table[row, $0].isNaN } }
      guard !rows.isEmpty else {
        throw .invalidData(
          at: .init(file: table.source), found: "a missing value in every row", expected: "a whole row")
      }
      return rows
    }
    used = used.filter(table.holdsMissing(inColumn:))
    guard !used.isEmpty else { return Array(0..<table.rowCount) }
    for row in 0..<table.rowCount {
      if let column = used.first(where: { table[row, $0].isNaN }) {
        let expected = columns.inputs.contains(column) ? "a number" : "a target"
        throw .missingCell(of: table, row: row, column: column, expected: expected, hint: hint)
      }
    }
    return Array(0..<table.rowCount)
  }
}
