/// The choices about the columns and samples of a table, on which the task depends.
struct TaskRequest {
  /// The default numbers of rows of a window, and of rows predicted from it.
  static let (defaultWindow, defaultHorizon) = (8, 1)

  var task: LearningTask?
  var target: String?
  var ignoredColumns: String?
  var weightColumn: String?
  /// Whether the loss is of counts, which are never classes.
  var learnsCounts = false
  var missing = Table.MissingPolicy.error
  var window: Int?
  var horizon: Int?
  var period: Int?
  var outputActivation: Activation?
  var oneHot: Table.OneHotChoice?

  /// Finds the task, where it is not given, the columns, the samples that may be used and their classes.
  func chooseSamples(of table: Table) throws(BPNetError) -> SampleChoice {
    do throws(BPNetError) {
      return try samples(of: table)
    } catch {
      // Totals with gaps, or with names of their own: they say more than these.
      if let targets = try? targetColumns(of: table),
        let inputs = try? candidateColumns(of: table, targets: targets)
      {
        try table.checkLastRows(columns: inputs + targets)
      }
      throw error
    }
  }

  private func samples(of table: Table) throws(BPNetError) -> SampleChoice {
    if let task { try checkOptions(of: task) }
    var read = table
    if task == .classify, let written = try withWrittenLabels(read) { read = written }
    var table = try coded(read)
    var chosen: (task: LearningTask, reason: String?) =
      if let task { (task, nil) } else { try automaticTask(of: table) }
    if task == nil, chosen.task == .classify, let written = try withWrittenLabels(read) {
      table = try coded(written)
      // Numbers that are not told apart are no evidence for a task; those that are written otherwise are.
      if try targetColumns(of: read).contains(where: read.holdsDoubtfulLabels) {
        chosen = try automaticTask(of: table)
      }
    }
    let definition = chosen.task.definition
    if task == nil { try checkOptions(of: definition.task) }
    var samples = try definition.samples(of: table, for: self)
    samples.table = table
    samples.reason = chosen.reason
    let used =
      samples.columns.inputs + samples.columns.targets.filter { !samples.columns.inputs.contains($0) }
    try table.checkLastRows(columns: used)
    samples.remarks =
      try remarks(on: table, targets: samples.columns.targets)
      + remarksOnSentinels(in: table, columns: used)
      + table.remarks(onFarNumbersIn: used)
      + remarks(onFlagsIn: table, columns: samples.columns)
      + remarks(onNamesOfRowsIn: table, inputs: samples.columns.inputs)
      + remarks(onCopiesIn: table, columns: samples.columns, rows: samples.rows)
      + samples.remarks
      + samples.remarks(onRowsLeftOutOf: table, missing: missing)
    if samples.rows.count == 1 { samples.remarks.append(.warning("only 1 row to learn from")) }
    if let outputActivation { try samples.definition.check(output: outputActivation) }
    return samples
  }

  private func withWrittenLabels(_ table: Table) throws(BPNetError) -> Table? {
    try table.withWrittenLabels(in: targetColumns(of: table))
  }

  /// Checks the choices that are given together with a task.
  private func checkOptions(of task: LearningTask) throws(BPNetError) {
    for (name, rows, least) in [("window", window, 1), ("horizon", horizon, 1), ("period", period, 2)] {
      guard let rows else { continue }
      guard task == .forecast else {
        throw .invalidArgument(
          name: name, found: "\(rows) beside the task \(task.rawValue)",
          expected: "the task forecast")
      }
      guard least...Table.maximumRowCount ~= rows else {
        throw .invalidArgument(
          name: name, found: "\(rows)", expected: "an integer from \(least) to \(Table.maximumRowCount)")
      }
    }
    if let weightColumn, task == .forecast {
      throw .invalidArgument(
        name: "weightColumn", found: "\"\(weightColumn)\" beside the task forecast",
        expected: "none: windows overlap")
    }
  }
}
