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
      throw profile.numbersExpected(in: table, column: column, task: task) ?? error
    }
    let rows = try request.missing.usableRows(of: table, columns: columns)
    return SampleChoice(
      columns: columns, definition: self, rows: rows,
      remarks: columns.targets.compactMap { RegressTask.remark(on: table, constant: $0, rows: rows) })
  }

  /// A warning of a target that is the same number in every row.
  private static func remark(on table: Table, constant column: Int, rows: [Int]) -> Table.Remark? {
    guard rows.count > 1, let first = rows.first.map({ table[$0, column] }),
      rows.allSatisfy({ table[$0, column] == first })
    else { return nil }
    return .warning(
      "\(table.columns[column].name) is \(ClassCoding.label(ofNumber: first)) in every row: nothing to learn")
  }

  func encode<Element: Scalar>(
    _ table: Table, samples: [Int], by preprocessing: Preprocessing, as type: Element.Type
  ) throws(BPNetError) -> Dataset<Element> {
    let columns = try preprocessing.locateTargets(in: table)
    if let error = columns.lazy.compactMap(table.numberExpected).first { throw error }
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
