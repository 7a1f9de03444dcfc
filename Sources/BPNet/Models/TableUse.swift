extension Model {
  /// How a model treats cells of a table that it cannot use as they are; nil means as in its training.
  public struct TableUse: Sendable, Equatable {
    /// What to do with missing cells: with `drop` their rows have no prediction, and are not evaluated.
    public var missing: Table.MissingPolicy?
    /// What becomes of words that are no known category.
    public var unknownCategory: Table.UnknownCategoryPolicy?

    /// As in training, unless said.
    public init(missing: Table.MissingPolicy? = nil, unknownCategory: Table.UnknownCategoryPolicy? = nil) {
      self.missing = missing
      self.unknownCategory = unknownCategory
    }
  }
}

extension Model {
  /// The predictions for the rows of a table, as far as they can be made.
  public struct TablePredictions: Sendable, Equatable {
    /// A prediction for each of `rows`.
    public let predictions: Predictions
    /// The row of each prediction, counted from 0; for a forecast the first row of its window.
    public let rows: [Int]
    /// The number of rows, or for a forecast of windows, with a prediction or without.
    public let rowCount: Int
    /// What is said of rows that are left out; nil where none is.
    public let droppedText: String?
  }
}

/// The samples of a table that a model can use.
struct UsableSamples {
  let table: Table
  let rows: [Int]
  let droppedText: String?
}

extension TypedModel {
  /// The samples of a table whose cells are there, as far as `use` asks for that.
  ///
  /// - Throws: as `Preprocessing.usableSamples(of:withTargets:missing:unknown:)`.
  func usableSamples(
    of table: Table, withTargets: Bool, use: Model.TableUse
  ) throws(BPNetError) -> UsableSamples {
    let hasMeans = preprocessing.inputs.contains { $0.replacement != nil }
    return try preprocessing.usableSamples(
      of: table, withTargets: withTargets,
      missing: use.missing ?? record.recipe.missing ?? (hasMeans ? .mean : .error),
      unknown: use.unknownCategory)
  }
}

extension Preprocessing {
  /// The samples of a table whose cells are there, as far as `policy` asks for that.
  ///
  /// - Parameter unknown: what becomes of words that are no known category; nil means as in training.
  /// - Throws: `BPNetError.invalidData` if a column is not there or is text, or a cell is missing that may
  ///   not be.
  func usableSamples(
    of table: Table, withTargets: Bool, missing policy: Table.MissingPolicy,
    unknown: Table.UnknownCategoryPolicy?
  ) throws(BPNetError) -> UsableSamples {
    let table = try readied(table, unknown: unknown, takesAllRows: !withTargets)
    let rows = try definition.samples(of: table, by: self, withTargets: withTargets, missing: policy)
    try table.checkLastRows(columns: locateInputs(in: table))
    return UsableSamples(
      table: table, rows: rows,
      droppedText: try droppedText(of: table, rows: rows, withTargets: withTargets, missing: policy))
  }

  /// What is said of rows of a readied table that are not among those used; nil where all are, and of series.
  func droppedText(
    of table: Table, rows: [Int], withTargets: Bool, missing policy: Table.MissingPolicy
  ) throws(BPNetError) -> String? {
    guard task != .forecast, rows.count < table.rowCount else { return nil }
    let inputs = try locateInputs(in: table)
    let targets = withTargets && task != .autoencode ? try locateTargets(in: table) : []
    let weights = withTargets ? locateWeights(in: table) : nil
    let columns = TaskRequest.ColumnChoice(inputs: inputs, targets: targets, weights: weights)
    return table.droppedText(
      usedCount: rows.count, columns: policy.columnsOfDroppedRows(columns), weights: weights)
  }
}
