/// The line on which each row starts, as runs of rows that stand on consecutive lines: one run for a
/// plain file, one more for every blank line, and for every cell with a line break in it.
struct LineNumbers: Sendable, Equatable {
  private struct Run: Sendable, Equatable {
    let firstRow: Int
    let firstLine: Int
  }

  private var runs: [Run] = []
  private var rowCount = 0
  private var nextLine = 0

  /// Adds a row that starts on `line`.
  mutating func append(line: Int) {
    if line != nextLine || rowCount == 0 { runs.append(Run(firstRow: rowCount, firstLine: line)) }
    rowCount += 1
    nextLine = line + 1
  }

  /// The line of a row that was appended.
  ///
  /// - Complexity: O(log n) in the number of runs.
  func line(ofRow row: Int) -> Int {
    precondition(row >= 0 && row < rowCount)
    var (low, high) = (0, runs.count)
    while high - low > 1 {
      let middle = (low + high) / 2
      if runs[middle].firstRow <= row { low = middle } else { high = middle }
    }
    return runs[low].firstLine + row - runs[low].firstRow
  }
}
