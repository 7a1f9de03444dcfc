/// The order of a series, as far as a column of dates tells it.
extension ForecastTask {
  /// The most rows of which the order is looked at.
  private static let rowLimit = 10_000
  /// Numbers that are seconds since 1970, or smaller parts of them.
  private static let leastTimestamp = 1e8

  /// A warning of rows that are not those of one series in the order of time; nil if there is none.
  static func remark(onRowsOf table: Table, series: [Int]) -> Table.Remark? {
    remark(onOrderOf: table, series: series) ?? remark(onSeveralSeriesIn: table, series: series)
  }

  /// A warning where a column of dates falls from row to row, the newest row being taken for the first, or
  /// where it falls now and then, as that of several series behind each other does.
  private static func remark(onOrderOf table: Table, series: [Int]) -> Table.Remark? {
    guard table.rowCount > 2 else { return nil }
    for column in 0..<table.sourceColumnCount
    where !series.contains(column) && table.columns[column].fault == nil {
      let (readings, name) = (readings(ofColumn: column, in: table), table.columns[column].name)
      if falls(readings) {
        return .warning(
          "\(name) falls from row to row, as if the newest row came first",
          hint: "a series is learnt from the first row to the last: turn the rows round")
      }
      // Many numbers that look like times are none.
      guard table.columns[column].kind != .number, let row = firstFall(readings) else { continue }
      let place = table.line(ofRow: row).map { "line \($0)" } ?? "row \(row + 1)"
      return .warning(
        "\(name) falls back in \(place)",
        hint: "the rows of a series are in the order of time, and those of several series in columns")
    }
    return nil
  }

  /// The first row whose date is before that of the row above it, in the reading of dates in which that comes
  /// last; nil if there is none in one of them.
  private static func firstFall(_ readings: [[[Double]]]) -> Int? {
    let falls = readings.map { dates in
      dates.indices.dropFirst().first { dates[$0].lexicographicallyPrecedes(dates[$0 - 1]) }
    }
    return falls.contains(nil) ? nil : falls.compactMap { $0 }.max()
  }

  /// The error for a blank line between the numbers of a text of one column; nil if there is none, or one
  /// behind each row.
  static func errorOfBlankLine(in table: Table) -> BPNetError? {
    // Comments may stand between rows, too.
    guard table.sourceColumnCount == 1, table.text?.options.comment == nil else { return nil }
    let rows = (0..<table.rowCount).dropFirst()
    let steps = rows.lazy.map { (table.line(ofRow: $0) ?? 0) - (table.line(ofRow: $0 - 1) ?? 0) }
    guard let step = steps.min(), let gap = zip(rows, steps).first(where: { $0.1 > step }),
      let line = table.line(ofRow: gap.0 - 1)
    else { return nil }
    return .invalidData(
      at: .init(file: table.source, line: line + step), found: "a blank line",
      expected: "a number: a series has no gaps")
  }

  /// The dates of the rows in each way they can be read; none for a column that does not tell.
  private static func readings(ofColumn column: Int, in table: Table) -> [[[Double]]] {
    let cells = (0..<min(table.rowCount, rowLimit)).map { table[$0, column] }
    guard cells.allSatisfy({ !$0.isNaN }) else { return [] }
    guard case .text(let values) = table.columns[column].kind else {
      let areTimes = cells.allSatisfy { 1900...2100 ~= $0 && $0 == $0.rounded() || $0 >= leastTimestamp }
      return areTimes ? [cells.map { [$0] }] : []
    }
    let dates = cells.map { DateText.readings(values[Int($0)]) }
    guard let count = dates.map(\.count).min(), count == dates[0].count else { return [] }
    return (0..<count).map { reading in dates.map { $0[reading].map(Double.init) } }
  }

  /// Whether dates fall in one reading, and rise in none.
  private static func falls(_ readings: [[[Double]]]) -> Bool {
    func isSorted(_ dates: [[Double]], by areInOrder: ([Double], [Double]) -> Bool) -> Bool {
      zip(dates, dates.dropFirst()).allSatisfy { !areInOrder($1, $0) } && dates.first != dates.last
    }
    let isFalling = readings.contains { isSorted($0) { one, other in other.lexicographicallyPrecedes(one) } }
    let isRising = readings.contains { isSorted($0) { one, other in one.lexicographicallyPrecedes(other) } }
    return isFalling && !isRising
  }
}
