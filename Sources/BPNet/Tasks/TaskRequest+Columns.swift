extension TaskRequest {
  /// The distinct whole numbers up to which a target counts as classes.
  static let maximumNumericClassCount = 20

  /// The columns of a table by their use.
  struct ColumnChoice {
    let inputs: [Int]
    let targets: [Int]
    /// That of the samples' weights, if there is one.
    var weights: Int?
  }

  /// The target columns, and all others that are not to be left out.
  func chooseColumns(of table: Table) throws(BPNetError) -> ColumnChoice {
    let targets = try targetColumns(of: table)
    return ColumnChoice(
      inputs: try inputColumns(of: table, targets: targets), targets: targets,
      weights: try weightColumn(of: table, targets: targets))
  }

  /// The columns that `target` names, or the last one.
  func targetColumns(of table: Table) throws(BPNetError) -> [Int] {
    let targets =
      try target.map { text throws(BPNetError) in try ColumnSelection(text).indices(in: table) }
      ?? [table.columns.count - 1]
    let ignored = Set(try ignoredColumns(of: table))
    if let both = targets.first(where: ignored.contains) {
      throw .invalidArgument(
        name: "ignoredColumns", found: "the target column \"\(table.columns[both].name)\"",
        expected: "columns other than the target")
    }
    return targets
  }

  /// The columns of numbers that are neither targets nor to be left out.
  func inputColumns(of table: Table, targets: [Int]) throws(BPNetError) -> [Int] {
    let weights = try weightColumn(of: table, targets: targets)
    let others = Set(try ignoredColumns(of: table) + targets + [weights].compactMap { $0 })
    let inputs = table.columns.indices.filter { !others.contains($0) }
    guard !inputs.isEmpty else {
      throw .invalidData(
        at: .init(file: table.source), found: "no column left for the inputs",
        expected: "at least one beside the targets and those to ignore")
    }
    for index in inputs {
      if case .invalidData(let place, let found, let expected, _)? = table.numberExpected(inColumn: index) {
        throw .invalidData(
          at: place, found: found, expected: expected,
          hint: "a column that is not meant as an input can be left out (ignore)")
      }
    }
    return inputs
  }

  /// The column of the samples' weights, if there is one.
  ///
  /// - Throws: `BPNetError.invalidArgument` under the name `weight-column` if it is not one column of the
  ///   table, or is a target or left out; `invalidData` if it is text.
  func weightColumn(of table: Table, targets: [Int]) throws(BPNetError) -> Int? {
    guard let weightColumn else { return nil }
    let columns = try ColumnSelection(weightColumn, argument: "weightColumn").indices(in: table)
    guard columns.count == 1 else {
      throw .invalidArgument(
        name: "weightColumn", found: "\(columns.count) columns", expected: "one column of weights")
    }
    let ignored = try ignoredColumns(of: table)
    for (others, use) in [(targets, "target"), (ignored, "ignored")] where others.contains(columns[0]) {
      throw .invalidArgument(
        name: "weightColumn", found: "the \(use) column \"\(table.columns[columns[0]].name)\"",
        expected: "a column other than the targets and those to ignore")
    }
    if let error = table.numberExpected(inColumn: columns[0]) { throw error }
    return columns[0]
  }

  private func ignoredColumns(of table: Table) throws(BPNetError) -> [Int] {
    try ignoredColumns.map { text throws(BPNetError) in
      try ColumnSelection(text, argument: "ignoredColumns").indices(in: table)
    } ?? []
  }

  /// The task that the target asks for: classification if it is text, or one column of few distinct whole
  /// numbers, else regression.
  func automaticTask(of table: Table) throws(BPNetError) -> LearningTask {
    let columns = try chooseColumns(of: table)
    let holdText = columns.targets.allSatisfy { table.numberExpected(inColumn: $0) != nil }
    guard columns.targets.count == 1, !learnsCounts else { return holdText ? .classify : .regress }
    let column = columns.targets[0]
    if table.numberExpected(inColumn: column) != nil { return .classify }
    let rows = try missing.usableRows(of: table, columns: columns)
    return looksLikeClasses(table, column: column, rows: rows) ? .classify : .regress
  }

  /// Whether a column of numbers holds few distinct whole numbers: at most `maximumNumericClassCount`, and
  /// each twice on average.
  private func looksLikeClasses(_ table: Table, column: Int, rows: [Int]) -> Bool {
    var seen: Set<Double> = []
    for row in rows {
      let value = table[row, column]
      guard value == value.rounded() else { return false }
      seen.insert(value)
      if seen.count > TaskRequest.maximumNumericClassCount { return false }
    }
    return seen.count * 2 <= rows.count
  }
}
