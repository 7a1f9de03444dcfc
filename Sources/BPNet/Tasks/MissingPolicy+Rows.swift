/// What the rows of a table are for.
enum RowUse {
  case training
  /// A model is measured; `hasMeans` says whether it has replacements for missing inputs.
  case evaluation(hasMeans: Bool)
  /// A model predicts from inputs alone.
  case prediction(hasMeans: Bool)

  fileprivate var isTraining: Bool { if case .training = self { true } else { false } }

  /// What can be done about a missing cell: an input, unless it is a target.
  ///
  /// - Parameter inputsAreMissing: whether inputs lack values.
  func hint(onTarget: Bool, inputsAreMissing: Bool) -> String {
    switch self {
    case .training where onTarget && inputsAreMissing:
      "rows without a target can be left out: `missing: mean`, which replaces missing inputs by their mean; "
        + "`missing: drop` leaves out all rows with missing values"
    case .training, .evaluation:
      "rows with missing values can be left out: `missing: drop`" + (onTarget ? "" : furtherHint)
    case .prediction:
      "`missing: drop` leaves the predictions of such rows empty" + furtherHint
    }
  }

  /// What to do about the gaps of a column that has but one value beside them; nil for others.
  fileprivate func flagHint(
    on column: Int, of table: Table, rows: [Int], columns: TaskRequest.ColumnChoice
  ) -> String? {
    guard isTraining, let flag = FlagColumn(of: table, column: column, rows: rows) else { return nil }
    guard columns.inputs.contains(column) else {
      return flag.targetHint + "; `target: COLUMN` names another column"
    }
    return FlagColumn.hint(for: table.flags(among: columns.inputs, rows: rows), in: table)
  }

  private var furtherHint: String { meanHint.map { "; \($0)" } ?? "" }

  /// How a missing input can be replaced; nil if it cannot.
  fileprivate var meanHint: String? {
    switch self {
    case .training: "inputs can be replaced by their mean: `missing: mean`"
    case .evaluation(let hasMeans), .prediction(let hasMeans):
      hasMeans ? "`missing: mean` takes the means of the training" : nil
    }
  }

  /// Whether there may be no row at all.
  var allowsNone: Bool { if case .prediction = self { true } else { false } }

  /// Checks that the columns of a training have a value.
  fileprivate func checkValues(of table: Table, columns: TaskRequest.ColumnChoice) throws(BPNetError) {
    guard isTraining, table.rowCount > 1 else { return }
    let empty = (columns.inputs + columns.targets).filter(table.columnIsEmpty)
    guard let column = empty.first else { return }
    let inputs = table.selection(of: empty.filter(columns.inputs.contains))
    throw .invalidData(
      at: table.place(ofColumn: column), found: "no value in any row", expected: "numbers or words",
      hint: columns.targets.contains(column)
        ? "is this the column to predict? `target: COLUMN`"
        : "`ignoredColumns: \(inputs)` leaves \(inputs.contains(",") ? "such columns" : "it") out")
  }
}

extension Table.MissingPolicy {
  /// The columns for whose missing cells a row is left out.
  func columnsOfDroppedRows(_ columns: TaskRequest.ColumnChoice) -> [Int] {
    switch self {
    case .error: []
    case .mean: columns.targets
    case .drop: columns.inputs + columns.targets + [columns.weights].compactMap { $0 }
    }
  }

  /// The rows of a table to use: all that count, with `mean` those of them with targets, and with `drop`
  /// those without missing cells.
  ///
  /// - Throws: `BPNetError.invalidData` for a missing cell that may not be, or if no row is left and one is
  ///   needed.
  func usableRows(
    of table: Table, columns: TaskRequest.ColumnChoice, for use: RowUse = .training
  ) throws(BPNetError) -> [Int] {
    let counting = table.rowsThatCount(weights: columns.weights)
    try use.checkValues(of: table, columns: columns)
    if self == .error {
      try checkNothingMissing(of: table, rows: counting, columns: columns, for: use)
      return counting
    }
    let needed = columnsOfDroppedRows(columns).filter(table.holdsMissing(inColumn:))
    guard !needed.isEmpty else { return counting }
    let rows = counting.filter { row in !needed.contains { table[row, $0].isNaN } }
    guard !rows.isEmpty || use.allowsNone else {
      throw table.noWholeRow(
        counting, columns: needed, ignorable: use.isTraining ? columns.inputs : [],
        expected: self == .drop ? "a whole row" : "a row with a target",
        hint: self == .drop ? use.meanHint : nil)
    }
    return rows
  }

  private func checkNothingMissing(
    of table: Table, rows: [Int], columns: TaskRequest.ColumnChoice, for use: RowUse
  ) throws(BPNetError) {
    let doubtful = (columns.inputs + columns.targets).filter(table.holdsMissing(inColumn:))
    guard !doubtful.isEmpty else { return }
    for row in rows {
      if let column = doubtful.first(where: { table[row, $0].isNaN }) {
        let isTarget = !columns.inputs.contains(column)
        let hint = use.hint(
          onTarget: isTarget, inputsAreMissing: doubtful.contains(where: columns.inputs.contains))
        throw .missingCell(
          of: table, row: row, column: column, expected: isTarget ? "a target" : "a number",
          hint: use.flagHint(on: column, of: table, rows: rows, columns: columns)
            ?? hint + table.wordHint(ofColumn: column, for: use))
      }
    }
  }
}

extension TaskRequest {
  /// Warnings of the inputs that have but one value beside their gaps, and so in all rows that are used.
  func remarks(onFlagsIn table: Table, columns: ColumnChoice) -> [Table.Remark] {
    guard missing != .error, task != .forecast else { return [] }
    let flags = table.flags(among: columns.inputs, rows: table.rowsThatCount(weights: columns.weights))
    guard !flags.isEmpty else { return [] }
    let names = listed(flags.map { table.columns[$0.column].name })
    let rows =
      missing == .mean ? "every row: gaps become the only value beside them" : "every row that is left"
    return [
      .warning(
        "\(names) \(flags.count == 1 ? "is" : "are") the same in \(rows)",
        hint: FlagColumn.hint(for: flags, in: table))
    ]
  }
}

extension Table {
  /// The columns that have but one value beside their gaps in some rows, each once.
  fileprivate func flags(among columns: [Int], rows: [Int]) -> [FlagColumn] {
    let sources = Set(columns.filter(holdsMissing(inColumn:)).map(source(ofColumn:)))
    return sources.sorted().compactMap { FlagColumn(of: self, column: $0, rows: rows) }
  }

  /// What to do where a text such as NA is a word like others, in a column of words.
  fileprivate func wordHint(ofColumn column: Int, for use: RowUse) -> String {
    guard case .training = use, missingValues == nil else { return "" }
    let source = source(ofColumn: column)
    guard case .text = columns[source].kind else { return "" }
    if let hint = ColumnProfile(of: self, column: source).mergedHint(in: self, column: source) {
      return "; \(hint)"
    }
    guard let word = text?.firstWordForMissing(in: self, column: source) else { return "" }
    return "; where \(word) is a word, `missingValues: ` leaves it one"
  }
}
