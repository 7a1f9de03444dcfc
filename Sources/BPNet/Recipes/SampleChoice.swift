/// What of a table is learnt from, and as what.
struct SampleChoice {
  let columns: TrainingRecipe.ColumnChoice
  let task: LearningTask
  /// The classes of the whole table; nil for numbers.
  let labels: [String]?
  /// The usable rows of the table.
  let rows: [Int]
  /// The class of each of `rows`; nil for numbers.
  let classes: [Int]?

  /// Some of the samples, by their places in `rows`.
  func selecting(_ places: [Int]) -> SampleChoice {
    SampleChoice(
      columns: columns, task: task, labels: labels, rows: places.map { rows[$0] },
      classes: classes.map { classes in places.map { classes[$0] } })
  }
}

extension TrainingRecipe {
  /// Finds the columns, the rows that may be used, the task and the classes.
  func chooseSamples(of table: Table) throws(BPNetError) -> SampleChoice {
    let columns = try chooseColumns(of: table)
    let rows = rowsWithWeights(
      try usableRows(of: table, columns: columns), of: table, column: columns.weights)
    let task = try chooseTask(table, targets: columns.targets, rows: rows)
    try checkLoss(of: table, task: task, targets: columns.targets, rows: rows)
    let coding = task == .classify ? try ClassCoding(of: table, column: columns.targets[0], rows: rows) : nil
    return SampleChoice(
      columns: columns, task: task, labels: coding?.labels, rows: rows,
      classes: try coding?.classes(of: table, column: columns.targets[0], rows: rows))
  }
}
