/// What reading the rows of a CSV file finds out beside their numbers.
struct CSVFindings {
  /// The texts of each column.
  var dictionaries: [TextDictionary]
  /// The first cell of each column that is neither a number nor missing.
  var firstText: [Table.TextCell?]
  /// The first cell of each column that cannot be used.
  var faults: [Table.Fault?]
  /// The columns with a whole number that starts with 0.
  var hasCode: [Bool]
  /// Whether a cell is missing.
  var holdsMissing = false
  /// The rows that end before the last column, and those that end behind it, with nothing there.
  var (shortRows, longRows) = (UnevenRows(), UnevenRows())
  /// Where the rows start.
  var lines = LineNumbers()

  /// Rows of another number of fields than there are columns.
  struct UnevenRows {
    private(set) var count = 0
    private(set) var firstLine = 0

    /// Adds a row that starts on a line.
    mutating func add(line: Int) {
      if count == 0 { firstLine = line }
      count += 1
    }

    /// Adds the rows of the part that follows.
    mutating func append(_ next: UnevenRows, lineOffset: Int) {
      if count == 0 { firstLine = next.firstLine + lineOffset }
      count += next.count
    }

    /// The rows for a note, where they are, and what they do; nil if there are none.
    func text(_ verb: String, _ plural: String) -> String? {
      switch count {
      case 0: nil
      case 1: "line \(firstLine) \(verb)"
      default: "\(count) rows (first in line \(firstLine)) \(plural)"
      }
    }
  }

  /// Nothing yet.
  init(columnCount: Int) {
    dictionaries = [TextDictionary](repeating: TextDictionary(), count: columnCount)
    firstText = [Table.TextCell?](repeating: nil, count: columnCount)
    faults = [Table.Fault?](repeating: nil, count: columnCount)
    hasCode = [Bool](repeating: false, count: columnCount)
  }

  /// Forgets everything.
  ///
  /// Columns of which nothing is known stay as they are: there may be thousands of them.
  mutating func removeAll() {
    for column in hasCode.indices {
      if dictionaries[column].isUsed { dictionaries[column] = TextDictionary() }
      if firstText[column] != nil { firstText[column] = nil }
      if faults[column] != nil { faults[column] = nil }
      hasCode[column] = false
    }
    holdsMissing = false
    (shortRows, longRows) = (UnevenRows(), UnevenRows())
    lines = LineNumbers()
  }

  /// Notes a cell that cannot be used, unless there was one in its column before.
  mutating func note(_ fault: Table.Fault, column: Int) {
    if faults[column] == nil { faults[column] = fault }
  }

  /// Adds the findings of the rows that follow.
  ///
  /// - Parameter lineOffset: what has to be added to the numbers of their lines.
  /// - Returns: the columns whose texts have other numbers here, and these by those of `next`.
  mutating func append(_ next: CSVFindings, lineOffset: Int) -> [(column: Int, numbers: [Double])] {
    var renumbered: [(column: Int, numbers: [Double])] = []
    for column in dictionaries.indices where !next.dictionaries[column].values.isEmpty {
      let numbers = dictionaries[column].append(next.dictionaries[column])
      if !numbers.indices.allSatisfy({ numbers[$0] == $0 }) {
        renumbered.append((column, numbers.map(Double.init)))
      }
    }
    for column in firstText.indices {
      if firstText[column] == nil, let text = next.firstText[column] {
        firstText[column] = Table.TextCell(line: text.line + lineOffset, text: text.text)
      }
      if let fault = next.faults[column] {
        note(
          .init(line: fault.line + lineOffset, found: fault.found, expected: fault.expected), column: column)
      }
      if next.hasCode[column] { hasCode[column] = true }
    }
    if next.holdsMissing { holdsMissing = true }
    shortRows.append(next.shortRows, lineOffset: lineOffset)
    longRows.append(next.longRows, lineOffset: lineOffset)
    lines.append(next.lines, lineOffset: lineOffset)
    return renumbered
  }
}
