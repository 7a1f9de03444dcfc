extension MissingPolicy {
  /// The rows of a table to use: all, or with `drop` those without missing cells.
  ///
  /// - Throws: `BPNetError.invalidData` for a missing cell that may not be, or if no row is left.
  func usableRows(of table: Table, columns: TaskRequest.ColumnChoice) throws(BPNetError) -> [Int] {
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

  /// How many rows are left out, and for which columns.
  func remarks(on table: Table, samples: SampleChoice) -> [DataRemark] {
    guard self == .drop, samples.rows.count < table.rowCount, samples.definition.task != .forecast else {
      return []
    }
    let columns = samples.columns
    let used = columns.inputs + columns.targets + [columns.weights].compactMap { $0 }
    return [.note(table.droppedText(count: table.rowCount - samples.rows.count, columns: used))]
  }
}

extension Table {
  /// What is said of rows that are left out for their missing cells.
  func droppedText(count: Int, columns used: [Int]) -> String {
    var counts: [(name: String, count: Int)] = []
    for column in used where holdsMissing(inColumn: column) {
      let missing = (0..<rowCount).count { self[$0, column].isNaN }
      if missing > 0, !counts.contains(where: { $0.name == columns[column].name }) {
        counts.append((columns[column].name, missing))
      }
    }
    let most = counts.sorted { $0.count > $1.count }.prefix(5).map { "\($0.count) in \($0.name)" }
    let rest = counts.count > 5 ? ", …" : ""
    return "\(count) of \(rowCount) rows left out: missing values (\(most.joined(separator: ", "))\(rest))"
  }
}
