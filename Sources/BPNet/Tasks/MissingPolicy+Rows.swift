extension MissingPolicy {
  /// The rows of a table to use: all that count, or with `drop` those of them without missing cells.
  ///
  /// - Throws: `BPNetError.invalidData` for a missing cell that may not be, or if no row is left.
  func usableRows(of table: Table, columns: TaskRequest.ColumnChoice) throws(BPNetError) -> [Int] {
    let counting = table.rowsThatCount(weights: columns.weights)
    var hint = "rows with missing values can be left out: `missing: drop`"
    var used: [Int]
    for column in columns.inputs + columns.targets where table.rowCount > 1 && table.columnIsEmpty(column) {
      let name = table.columns[column].name
      throw .invalidData(
        at: table.place(ofColumn: column), found: "no value in any row", expected: "numbers or words",
        hint: columns.targets.contains(column)
          ? "is this the column to predict? `target: COLUMN`" : "`ignoredColumns: \(name)` leaves it out")
    }
    switch self {
    case .error:
      used = columns.inputs + columns.targets
      hint += "; inputs can be replaced by their mean: `missing: mean`"
    case .mean: used = columns.targets
    case .drop:
      let all = (columns.inputs + columns.targets + [columns.weights].compactMap { $0 }).filter(
        table.holdsMissing(inColumn:))
      let rows = counting.filter { row in !all.contains { table[row, $0].isNaN } }
      guard !rows.isEmpty else {
        throw .invalidData(
          at: .init(file: table.source), found: "a missing value in every row", expected: "a whole row")
      }
      return rows
    }
    used = used.filter(table.holdsMissing(inColumn:))
    guard !used.isEmpty else { return counting }
    for row in counting {
      if let column = used.first(where: { table[row, $0].isNaN }) {
        let expected = columns.inputs.contains(column) ? "a number" : "a target"
        throw .missingCell(of: table, row: row, column: column, expected: expected, hint: hint)
      }
    }
    return counting
  }
}
