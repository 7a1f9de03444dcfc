extension TrainingRecipe {
  /// The distinct whole numbers up to which a target counts as classes.
  static let maximumNumericClassCount = 20

  /// The columns of a table by their use.
  struct ColumnChoice {
    let inputs: [Int]
    let targets: [Int]
    /// That of the samples' weights, if there is one.
    var weights: Int?
  }

  func chooseColumns(of table: Table) throws(BPNetError) -> ColumnChoice {
    let targets =
      try target.map { text throws(BPNetError) in try ColumnSelection(text).indices(in: table) }
      ?? [table.columns.count - 1]
    let ignored =
      try ignoredColumns.map { text throws(BPNetError) in
        try ColumnSelection(text, argument: "ignore").indices(in: table)
      } ?? []
    if let both = targets.first(where: ignored.contains) {
      throw .invalidArgument(
        name: "ignore", found: "the target column \"\(table.columns[both].name)\"",
        expected: "columns other than the target")
    }
    let weights = try chooseWeightColumn(of: table, targets: targets, ignored: ignored)
    let inputs = table.columns.indices.filter {
      !targets.contains($0) && !ignored.contains($0) && $0 != weights
    }
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
    return ColumnChoice(inputs: inputs, targets: targets, weights: weights)
  }

  /// The rows to use, as `missing` says.
  func usableRows(of table: Table, columns: ColumnChoice) throws(BPNetError) -> [Int] {
    var hint = "rows with missing values can be left out (missing: drop)"
    var used: [Int]
    switch missing {
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

  /// The rows of a validation table to use.
  func usableRows(of table: Table, preprocessing: Preprocessing) throws(BPNetError) -> [Int] {
    let columns = ColumnChoice(
      inputs: try preprocessing.locateInputs(in: table), targets: try preprocessing.locateTargets(in: table))
    let rows = try usableRows(of: table, columns: columns)
    return rowsWithWeights(rows, of: table, column: preprocessing.locateWeights(in: table))
  }

  func chooseTask(_ table: Table, targets: [Int], rows: [Int]) throws(BPNetError) -> LearningTask {
    let texts = targets.compactMap { table.numberExpected(inColumn: $0) }
    switch task {
    case .classify?:
      guard targets.count == 1 else {
        throw .invalidArgument(
          name: "task", found: "classify with \(targets.count) target columns",
          expected: "one target column")
      }
      return .classify
    case .regress?:
      if let error = texts.first { throw error }
      return .regress
    case nil:
      guard targets.count == 1, loss?.function.isForCounts != true else {
        if let error = texts.first { throw error }
        return .regress
      }
      return !texts.isEmpty || looksLikeClasses(table, column: targets[0], rows: rows) ? .classify : .regress
    }
  }

  /// Whether a column of numbers holds few distinct whole numbers: at most `maximumNumericClassCount`, and
  /// each twice on average.
  private func looksLikeClasses(_ table: Table, column: Int, rows: [Int]) -> Bool {
    var seen: Set<Double> = []
    for row in rows {
      let value = table[row, column]
      guard value == value.rounded() else { return false }
      seen.insert(value)
      if seen.count > TrainingRecipe.maximumNumericClassCount { return false }
    }
    return seen.count * 2 <= rows.count
  }

  func fitPreprocessing(
    _ table: Table, columns: ColumnChoice, labels: [String]?, trainingRows: [Int]
  ) throws(BPNetError) -> Preprocessing {
    let inputs = try Scaler(fitting: normalization, to: table, columns: columns.inputs, rows: trainingRows)
    let targets = try Scaler(
      fitting: labels == nil ? targetNormalization : .none, to: table, columns: columns.targets,
      rows: trainingRows)
    func describe(_ index: Int, _ scaling: ColumnScaling, replacement: Double?) -> Preprocessing.Column {
      Preprocessing.Column(
        name: table.columns[index].name, position: index, scaling: scaling, replacement: replacement)
    }
    var inputColumns: [Preprocessing.Column] = []
    for (index, scaling) in zip(columns.inputs, inputs.columns) {
      let replacement = missing == .mean ? try mean(of: table, column: index, rows: trainingRows) : nil
      inputColumns.append(describe(index, scaling, replacement: replacement))
    }
    var preprocessing = Preprocessing(
      inputs: inputColumns,
      targets: zip(columns.targets, targets.columns).map { describe($0, $1, replacement: nil) },
      labels: labels, hasHeader: table.hasHeader, columnCount: table.columns.count)
    preprocessing.weights = columns.weights.map { describe($0, .identity, replacement: nil) }
    return preprocessing
  }

  /// The mean of the cells that are not missing.
  private func mean(of table: Table, column: Int, rows: [Int]) throws(BPNetError) -> Double {
    let values = rows.map { table[$0, column] }.filter { !$0.isNaN }
    guard !values.isEmpty else {
      throw .invalidData(
        at: table.place(ofColumn: column), found: "a missing value in every training row",
        expected: "a number to take the mean of", hint: "the column can be left out (ignore)")
    }
    return FixedOrderSum.sum(count: values.count) { values[$0] / Double(values.count) }
  }
}
