/// Tables that hold several series below each other, or a row of each in turn, told apart by another column.
extension ForecastTask {
  /// The most rows and columns that are looked at, and the most columns of times, and of names.
  private static let (severalRowLimit, columnLimit, pairLimit) = (10_000, 64, 8)
  /// The least number of rows of a series.
  private static let leastLength = 5
  /// Words of a day or a week in lower case: a column of these does not tell series apart.
  private static let calendarWords: Set<String> = [
    "am", "pm", "day", "night", "morning", "noon", "midday", "afternoon", "evening", "early", "late",
    "q1", "q2", "q3", "q4", "h1", "h2", "spring", "summer", "autumn", "fall", "winter", "weekday", "weekend",
  ]

  /// The greatest of numbers from 0 or 1 on that are parts of a day, a week or a year.
  private static let calendarEnds: Set<Double> = [
    3, 4, 6, 7, 11, 12, 23, 24, 28, 29, 30, 31, 47, 48, 51, 52, 53, 59, 60, 95, 96, 365, 366,
  ]

  /// A warning where a time stands in several rows that another column tells apart, or where a column of
  /// times starts anew with each word of another one; nil elsewhere.
  ///
  /// - Complexity: O(rows) for at most 10,000 rows and 64 columns.
  static func remark(onSeveralSeriesIn table: Table, series: [Int]) -> Table.Remark? {
    let rowCount = min(table.rowCount, severalRowLimit)
    guard rowCount >= 2 * leastLength else { return nil }
    let others = (0..<min(table.sourceColumnCount, columnLimit)).filter { column in
      !series.contains(column) && table.columns[column].fault == nil
        && (0..<rowCount).allSatisfy { !table[$0, column].isNaN }
    }
    let names = others.filter { mayNameSeries($0, in: table, rowCount: rowCount) }.prefix(pairLimit)
    let times = names.isEmpty ? [] : others.lazy.filter { mayBeTimes($0, in: table) }.prefix(pairLimit)
    for time in times {
      guard let clock = clock(ofColumn: time, in: table, rowCount: rowCount) else { continue }
      for column in names where column != time {
        let cells = (0..<rowCount).map { table[$0, column] }
        let (timeName, name) = (table.columns[time].name, table.columns[column].name)
        let text: String
        if let count = seriesAtATime(cells, clock) {
          text = "one \(timeName) stands in up to \(count) rows, which \(name) tells apart"
        } else if startsAnew(clock, with: cells), table.columns[column].kind != .number {
          text = "\(timeName) starts anew with each \(name)"
        } else {
          continue
        }
        return .warning(
          "\(text), as if there were several series",
          hint: "a series is a column: give each its own, with one row for each \(timeName)")
      }
    }
    return nil
  }

  private static func mayBeTimes(_ column: Int, in table: Table) -> Bool {
    guard case .text(let values) = table.columns[column].kind else { return true }
    return values.first.map(DateText.isDate) == true
  }

  /// The times of a column, in order: its numbers, or the places of its dates among each other; nil for other
  /// columns.
  private static func clock(ofColumn column: Int, in table: Table, rowCount: Int) -> [Double]? {
    let cells = (0..<rowCount).map { table[$0, column] }
    guard case .text(let values) = table.columns[column].kind else {
      return cells.allSatisfy { $0 == $0.rounded() } ? cells : nil
    }
    let used = Set(cells).map { values[Int($0)] }
    guard used.count > 1, used.allSatisfy(DateText.isDate) else { return nil }
    let readings = Dictionary(used.map { ($0, DateText.readings($0).first ?? []) }) { first, _ in first }
    let sorted = used.sorted { one, other in
      let (first, second) = (readings[one] ?? [], readings[other] ?? [])
      return first == second ? one < other : first.lexicographicallyPrecedes(second)
    }
    let places = Dictionary(sorted.enumerated().map { ($1, Double($0)) }) { first, _ in first }
    return cells.map { places[values[Int($0)]] ?? 0 }
  }

  /// Whether the values of a column come again, and are no dates, months or parts of a day.
  private static func mayNameSeries(_ column: Int, in table: Table, rowCount: Int) -> Bool {
    let cells = Set((0..<rowCount).map { table[$0, column] })
    guard cells.count > 1, leastLength * cells.count <= rowCount else { return false }
    guard case .text(let values) = table.columns[column].kind else {
      guard cells.allSatisfy({ $0 >= 0 && $0 == $0.rounded() }) else { return false }
      let isCalendar = cells.min().map { $0 <= 1 } == true && calendarEnds.contains(cells.max() ?? 0)
      return cells.count <= 2 || !isCalendar
    }
    return !cells.map { values[Int($0)] }.allSatisfy { word in
      calendarWords.contains(word.lowercased()) || DateText.isDate(word) || DateText.namesPart(word)
        || Int(word.prefix(4)).map { 1900...2100 ~= $0 } == true
    }
  }

  /// The most rows of one time, if times never fall, most stand in several rows, and no name stands twice
  /// beside one; else nil.
  private static func seriesAtATime(_ names: [Double], _ clock: [Double]) -> Int? {
    var (seen, most, timeCount, severalCount) = (Set<Double>(), 1, 0, 0)
    for row in clock.indices {
      if row == 0 || clock[row] > clock[row - 1] {
        seen = [names[row]]
        timeCount += 1
        continue
      }
      guard clock[row] == clock[row - 1], seen.insert(names[row]).inserted else { return nil }
      if seen.count == 2 { severalCount += 1 }
      most = max(most, seen.count)
    }
    return timeCount >= leastLength && 2 * severalCount > timeCount ? most : nil
  }

  /// Whether times rise under each name, and fall wherever another name begins.
  private static func startsAnew(_ clock: [Double], with names: [Double]) -> Bool {
    var seen: Set = [names[0]]
    return clock.indices.dropFirst().allSatisfy { row in
      names[row] == names[row - 1]
        ? clock[row] > clock[row - 1] : clock[row] < clock[row - 1] && seen.insert(names[row]).inserted
    }
  }
}
