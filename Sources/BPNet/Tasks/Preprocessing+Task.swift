extension Preprocessing {
  /// The task with its reading of rows and outputs.
  var definition: any TaskDefinition {
    details?.kind.definition ?? (labels == nil ? LearningTask.regress : .classify).definition
  }

  /// What the network is asked to do.
  package var task: LearningTask { definition.task }

  /// The number of outputs that a network needs.
  package var outputCount: Int { definition.outputCount(of: self) }

  /// The samples of a table that have targets, each by its first row: all rows whose weight is not 0, or for
  /// a forecast all windows that rows to be foretold follow.
  ///
  /// - Throws: `BPNetError.invalidData` if there are too few rows for one.
  package func samples(of table: Table) throws(BPNetError) -> [Int] {
    try definition.samples(of: table, by: self, withTargets: true, missing: nil)
  }

  /// All samples of a table: all rows, or for a forecast all windows, the last of which ends with the table.
  ///
  /// - Throws: `BPNetError.invalidData` if there are too few rows for one.
  func samplesWithoutTargets(of table: Table) throws(BPNetError) -> [Int] {
    try definition.samples(of: table, by: self, withTargets: false, missing: nil)
  }

  /// The given samples as a network sees them, with their weights if the table holds any.
  ///
  /// - Parameter rows: each sample's row, or for a forecast the first row of its window.
  /// - Throws: `BPNetError.invalidData` if a column or a cell is missing, or a class is not one of
  ///   `labels`.
  /// - Precondition: the rows are those of the table; for a forecast the last one that a sample takes is,
  ///   too.
  package func encode<Element: Scalar>(
    _ table: Table, rows: [Int], as type: Element.Type
  ) throws(BPNetError) -> Dataset<Element> {
    precondition(rows.allSatisfy { 0..<table.rowCount ~= $0 }, "rows of the table")
    let table = try readied(table)
    return try addWeights(
      to: try definition.encode(table, samples: rows, by: self, as: type), from: table, rows: rows)
  }

  /// One sample's inputs, given in the data's own units, as the network takes them; for a forecast the rows
  /// of a window, one after the other.
  ///
  /// - Throws: `BPNetError.invalidArgument` if there are not as many as the network has inputs.
  package func encode(input: [Double]) throws(BPNetError) -> [Double] {
    guard input.count == inputCount else {
      throw .invalidArgument(
        name: "input", found: counted(input.count, "number"), expected: "\(inputCount)")
    }
    return input.indices.map { inputs[$0 % inputs.count].scaling.apply(input[$0]) }
  }

  /// One sample's targets as the network's outputs should be, written with commas between: the label of a
  /// class or of each target, or one number a target in the data's own units.
  ///
  /// - Throws: `BPNetError.invalidArgument` if a label or a number is not one, or there are not as many as
  ///   targets.
  package func encode(target text: String) throws(BPNetError) -> [Double] {
    try definition.encode(target: text, by: self)
  }
}
