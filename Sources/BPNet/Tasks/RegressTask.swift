/// One or more columns of numbers, with an output for each.
struct RegressTask: TaskDefinition {
  let task = LearningTask.regress
  let targetScaling = TargetScaling.own
  let recommendedOutput = Activation.linear
  let recommendedLosses = [Loss.meanSquared]

  func samples(of table: Table, for request: TaskRequest) throws(BPNetError) -> SampleChoice {
    let columns = try request.chooseColumns(of: table)
    for column in columns.targets {
      guard let error = table.numberExpected(inColumn: column) else { continue }
      if case .number = table.columns[column].kind { throw error }
      let profile = ColumnProfile(
        of: table, column: column, rows: table.rowsThatCount(weights: columns.weights))
      let cause = profile.numbersExpected(in: table, column: column, task: task) ?? error
      guard columns.targets.count > 1, case .invalidData(let place, let found, let expected, let hint) = cause
      else { throw cause }
      let choice = "`target: \(table.selection(of: [column]))` makes classes of this one of several targets"
      throw .invalidData(
        at: place, found: found, expected: expected,
        hint: [hint, choice].compactMap { $0 }.joined(separator: "; ")
      )
    }
    let rows = try request.missing.usableRows(of: table, columns: columns)
    let constant = columns.targets.compactMap { RegressTask.remark(on: table, constant: $0, rows: rows) }
    let classes = RegressTask.remark(on: table, indicators: columns.targets, rows: rows)
    return SampleChoice(
      columns: columns, definition: self, rows: rows, remarks: constant + [classes].compactMap { $0 })
  }

  /// A note of columns of which one is 1 and the others are 0 in every row; an array of targets has its own.
  private static func remark(on table: Table, indicators columns: [Int], rows: [Int]) -> Table.Remark? {
    let isOneHot = { (row: Int) in
      let cells = columns.map { table[row, $0] }
      return cells.allSatisfy { $0 == 0 || $0 == 1 } && cells.reduce(0, +) == 1
    }
    guard columns.count > 2, table.targetsFrom == nil, rows.allSatisfy(isOneHot) else { return nil }
    let names = listed(columns.map { table.columns[$0].name })
    return .note(
      "one of the targets \(names) is 1 in each row: they are classes, "
        + "which one column of their names would hold")
  }

  /// A warning of a target that is the same number in every row.
  private static func remark(on table: Table, constant column: Int, rows: [Int]) -> Table.Remark? {
    guard rows.count > 1, let first = rows.first.map({ table[$0, column] }),
      rows.allSatisfy({ table[$0, column] == first })
    else { return nil }
    return .warning(
      "\(table.columns[column].name) is \(ClassCoding.label(ofNumber: first)) in every row: nothing to learn",
      hint: FlagColumn(of: table, column: column, rows: Array(0..<table.rowCount))?.targetHint)
  }

  func encode<Element: Scalar>(
    _ table: Table, samples: [Int], by preprocessing: Preprocessing, as type: Element.Type
  ) throws(BPNetError) -> Dataset<Element> {
    let columns = try preprocessing.locateTargets(in: table)
    if let error = columns.lazy.compactMap(table.explainedNumberExpected).first { throw error }
    let targets: AlignedBuffer<Element> = try preprocessing.encodeNumbers(
      of: table, rows: samples, columns: columns, described: preprocessing.targets)
    return try rows(
      samples, of: table, by: preprocessing, targets: .values(targets),
      trueTargets: TrueTargets(
        table, columns: columns, rows: samples, replacements: preprocessing.targets.map(\.replacement)))
  }

  func encode(target text: String, by preprocessing: Preprocessing) throws(BPNetError) -> [Double] {
    try TargetScaling.apply(to: text, count: preprocessing.outputCount, by: preprocessing)
  }

  func reading(by preprocessing: Preprocessing) -> OutputReading {
    .values(scalings: preprocessing.targets.map(\.scaling), names: preprocessing.targets.map(\.name))
  }

  func metrics<Element: Scalar>(
    of outputs: [Double], for data: Dataset<Element>, by preprocessing: Preprocessing, topK: Int?
  ) -> Metrics {
    .regression(RegressTask.metrics(of: outputs, for: data, by: preprocessing))
  }

  /// The metrics in the data's units.
  static func metrics<Element: Scalar>(
    of outputs: [Double], for data: Dataset<Element>, by preprocessing: Preprocessing
  ) -> Metrics.Regression {
    let values = TargetScaling.values(of: outputs, for: data, by: preprocessing)
    let count = preprocessing.targets.count
    return Metrics.Regression(sampleCount: data.rowCount, targetCount: count) { values($0 * count + $1) }
  }
}
