/// The order of a series, as far as a column of dates tells it.
extension ForecastTask {
  /// The most rows that are looked at.
  private static let rowLimit = 1000
  /// Numbers that are seconds since 1970, or smaller parts of them.
  private static let leastTimestamp = 1e8

  /// A warning where a column of dates falls from row to row: the newest row is then taken for the first.
  static func remark(onOrderOf table: Table, series: [Int]) -> Table.Remark? {
    guard table.rowCount > 2 else { return nil }
    let falling = (0..<table.sourceColumnCount).first { column in
      guard !series.contains(column), table.columns[column].fault == nil else { return false }
      return falls(readings(ofColumn: column, in: table))
    }
    return falling.map { column in
      .warning(
        "\(table.columns[column].name) falls from row to row, as if the newest row came first",
        hint: "a series is learnt from the first row to the last: turn the rows round")
    }
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
