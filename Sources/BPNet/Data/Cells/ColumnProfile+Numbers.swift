extension ColumnProfile {
  /// The number of different numbers that are counted.
  private static let distinctLimit = 1 << 16
  /// The number of columns whose different numbers are in memory at once.
  private static let groupSize = ColumnRuns.maximumRunLength

  /// What is known of a column of numbers, cell by cell.
  struct NumberTally {
    private(set) var missingCount = 0
    private var last = Double.nan
    private var seen: Set<Double> = []
    private var least = Double.infinity
    private var greatest = -Double.infinity

    /// Adds a cell, which is NaN if it is missing.
    mutating func add(_ cell: Double) {
      guard cell != last else { return }
      guard !cell.isNaN else {
        missingCount += 1
        return
      }
      last = cell
      (least, greatest) = (min(least, cell), max(greatest, cell))
      if seen.count < distinctLimit { seen.insert(cell) }
    }

    /// The number of different values, up to a limit.
    var distinctCount: Int { seen.count }

    /// The least and the greatest number, if there is one.
    var range: ClosedRange<Double>? { least <= greatest ? least...greatest : nil }
  }

  /// The profile of a column of numbers with these cells.
  init(of table: Table, column index: Int, tally: NumberTally, rowCount: Int) {
    let column = table.columns[index]
    self.init(
      name: column.name, kind: tally.missingCount == rowCount ? .empty : .numbers,
      countsRows: table.hasHeader && column.isUnnamed && table.columnNumbersRows(index),
      missingCount: tally.missingCount, numberCount: rowCount - tally.missingCount, wordCount: 0,
      distinctCount: tally.distinctCount, range: tally.range, words: [], firstWord: nil)
  }

  /// The profiles of all columns of the data, over some rows.
  ///
  /// Numbers are read row by row, many columns at once: column by column, each would touch every page of a
  /// file that is larger than the memory.
  ///
  /// - Complexity: O(cells).
  static func all(of table: Table, rows: [Int]) -> [ColumnProfile] {
    let numeric = (0..<table.sourceColumnCount).filter { table.columns[$0].kind == .number }
    var profiles: [Int: ColumnProfile] = [:]
    for start in stride(from: 0, to: numeric.count, by: groupSize) {
      let group = Array(numeric[start..<min(start + groupSize, numeric.count)])
      let runs = ColumnRuns(of: group, in: table)
      var tallies = [NumberTally](repeating: NumberTally(), count: group.count)
      for row in rows {
        runs.forEachRun(ofRow: row) { run, cells in
          for index in 0..<run.count { tallies[run.position + index].add(cells[index]) }
        }
      }
      for (column, tally) in zip(group, tallies) {
        profiles[column] = ColumnProfile(of: table, column: column, tally: tally, rowCount: rows.count)
      }
    }
    return (0..<table.sourceColumnCount).map { column in
      profiles[column] ?? ColumnProfile(of: table, column: column, rows: rows)
    }
  }
}
