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

  /// Adds the rows of other ones, whose lines are those of a part of the text that starts `lineOffset` lines
  /// further on.
  mutating func append(_ next: LineNumbers, lineOffset: Int) {
    guard let first = next.runs.first else { return }
    let continues = rowCount > 0 && first.firstLine + lineOffset == nextLine
    runs += next.runs.dropFirst(continues ? 1 : 0).map { run in
      Run(firstRow: run.firstRow + rowCount, firstLine: run.firstLine + lineOffset)
    }
    rowCount += next.rowCount
    nextLine = next.nextLine + lineOffset
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
