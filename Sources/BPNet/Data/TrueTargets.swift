/// The true targets of samples in the data's own units, in place in a table.
///
/// What a network learns is scaled and rounded to its precision; what its predictions are compared with is
/// not.
struct TrueTargets: Sendable {
  private let columns: ColumnRuns
  /// Where each target column's cells are: its run, and its place there.
  private let places: [(run: Int, index: Int)]
  /// The row of each sample's first targets.
  private let rows: [Int]
  /// The rows of targets that a sample has, one after the other.
  private let rowsPerSample: Int
  /// The values for missing cells, one for each column.
  private let replacements: [Double?]

  /// The cells of `columns`, from the given row on for each sample.
  init(
    _ table: Table, columns: [Int], rows: [Int], rowsPerSample: Int = 1, replacements: [Double?]
  ) {
    self.columns = ColumnRuns(of: columns, in: table)
    places = self.columns.runs.indices.flatMap { [runs = self.columns.runs] run in
      (0..<runs[run].count).map { (run: run, index: $0) }
    }
    self.rows = rows
    self.rowsPerSample = rowsPerSample
    self.replacements = replacements
  }

  /// The target at a place of `[samples][rows of a sample][columns]`.
  subscript(place: Int) -> Double {
    let width = places.count
    let (position, column) = place.quotientAndRemainder(dividingBy: width)
    let (sample, step) = position.quotientAndRemainder(dividingBy: rowsPerSample)
    return value(ofSample: sample, row: step, column: column)
  }

  /// The row of the table with a sample's first targets.
  func firstRow(ofSample sample: Int) -> Int { rows[sample] }

  /// The cell of a target column in a row that is counted from a sample's first targets, below 0 for those
  /// before them.
  ///
  /// - Precondition: the row is one of the table.
  func value(ofSample sample: Int, row step: Int, column: Int) -> Double {
    let run = columns.runs[places[column].run]
    let value = run.cell(row: rows[sample] + step, index: places[column].index)
    return value.isNaN ? replacements[column] ?? value : value
  }

  /// Those of some samples, in their order.
  func selecting(_ samples: [Int]) -> TrueTargets {
    TrueTargets(
      columns: columns, places: places, rows: samples.map { rows[$0] }, rowsPerSample: rowsPerSample,
      replacements: replacements)
  }

  private init(
    columns: ColumnRuns, places: [(run: Int, index: Int)], rows: [Int], rowsPerSample: Int,
    replacements: [Double?]
  ) {
    self.columns = columns
    self.places = places
    self.rows = rows
    self.rowsPerSample = rowsPerSample
    self.replacements = replacements
  }
}
