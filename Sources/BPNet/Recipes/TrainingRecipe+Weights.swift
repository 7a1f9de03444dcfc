/// What samples count, and what counts.
extension TrainingRecipe {
  /// The column of the samples' weights, if there is one.
  ///
  /// - Throws: `BPNetError.invalidArgument` under the name `weight-column` if it is not one column of the table,
  ///   or is a target or left out; `invalidData` if it is text.
  func chooseWeightColumn(
    of table: Table, targets: [Int], ignored: [Int]
  ) throws(BPNetError) -> Int? {
    guard let weightColumn else { return nil }
    let columns = try ColumnSelection(weightColumn, argument: "weight-column").indices(in: table)
    guard columns.count == 1 else {
      throw .invalidArgument(
        name: "weight-column", found: "\(columns.count) columns", expected: "one column of weights")
    }
    for (others, use) in [(targets, "target"), (ignored, "ignored")] where others.contains(columns[0]) {
      throw .invalidArgument(
        name: "weight-column", found: "the \(use) column \"\(table.columns[columns[0]].name)\"",
        expected: "a column other than the targets and those to ignore")
    }
    if let error = table.numberExpected(inColumn: columns[0]) { throw error }
    return columns[0]
  }

  /// The rows that have a weight, where rows with missing cells are dropped; else all of them.
  func rowsWithWeights(_ rows: [Int], of table: Table, column: Int?) -> [Int] {
    guard missing == .drop, let column, table.holdsMissing(inColumn: column) else { return rows }
    return rows.filter { !table[$0, column].isNaN }
  }

  /// The weights of the classes, from those of the training part.
  ///
  /// - Throws: `BPNetError.invalidArgument` under the name `class-weights` if there are no classes, or not those
  ///   that are named.
  func resolveClassWeights<Element: Scalar>(
    labels: [String]?, training: Dataset<Element>
  ) throws(BPNetError) -> [Double]? {
    guard let classWeights else { return nil }
    guard let labels, case .classes(let classes) = training.targets else {
      throw .invalidArgument(
        name: "class-weights", found: "\(classWeights) in regression", expected: "a task of classes")
    }
    var counts = [Int](repeating: 0, count: labels.count)
    for row in 0..<training.rowCount { counts[Int(classes.base[row])] += 1 }
    return try classWeights.values(labels: labels, counts: counts)
  }

  /// Checks that targets are numbers in their own units, and none below 0, where the loss is of counts.
  ///
  /// - Throws: `BPNetError.invalidArgument` for a task or a scaling that does not fit, `invalidData` for a target.
  func checkLoss(
    of table: Table, task: LearningTask, targets: [Int], rows: [Int]
  ) throws(BPNetError) {
    guard let loss, loss.function.isForCounts else { return }
    guard task == .regress else {
      throw .invalidArgument(
        name: "loss", found: "\(loss) for the task \(task.rawValue)",
        expected: "task regress, or another loss")
    }
    guard targetNormalization == .none else {
      throw .invalidArgument(
        name: "normalize-target", found: "\(targetNormalization.rawValue) with loss \(loss)",
        expected: "none: counts in their own units")
    }
    try loss.checkTargets(of: table, columns: targets, rows: rows)
  }
}
