/// Columns whose cells stand below each other, so that a blank cell shows: a table that runs of blanks do not
/// divide into equally many fields.
///
/// A column is a run of places of which each is used in some line; between columns are places that are blank
/// in every line. The lines are taken for such a table only if the cells of each column start at the same
/// place, or end at the same place, in every line but those of the names.
struct AlignedColumns {
  private let columns: [Range<Int>]
  /// The positions of the lines with cells.
  private let filled: [Int]
  private let hasIndexName: Bool

  /// The least lines of which the first names the columns.
  private static let leastLineCount = 5
  /// The lines that show whether blanks divide a text into equally many fields.
  private static let sampleLineCount = 200

  /// Whether the first lines are divided by runs of blanks, and into different numbers of fields, or hold
  /// words, of which a field may be a part.
  static func mayBe(_ sample: TextLines) -> Bool {
    let lines = sample.filled.prefix(sampleLineCount).map { sample.lines[$0] }
    guard lines.count >= leastLineCount, lines.contains(where: holdsRun) else { return false }
    let counts = Set(lines.dropFirst().map { $0.split(separator: UInt8(ascii: " ")).count })
    return counts.count > 1
      || lines.dropFirst().contains { line in line.contains { $0 | 0x20 >= UInt8(ascii: "f") } }
  }

  private static func holdsRun(_ line: TextLines.Line) -> Bool {
    zip(line, line.dropFirst()).contains { $0 == UInt8(ascii: " ") && $1 == UInt8(ascii: " ") }
  }

  /// The cells with tabs between them, each row in its line; nil for a text that is no such table, or one
  /// that blanks divide as well.
  static func text(of all: TextLines) -> [UInt8]? {
    guard let table = AlignedColumns(all) else { return nil }
    let (cuts, filled) = (table.columns.dropFirst().map(\.lowerBound), Set(table.filled))
    var result: [UInt8] = []
    for (index, line) in all.lines.enumerated() {
      if table.hasIndexName, index == table.filled[0] {
        // The names stand in two lines: they become one, in the second.
      } else if table.hasIndexName, index == table.filled[1] {
        result += TextLines.trimmed(line)
        guard let names = PlacedCells(all.lines[table.filled[0]], cuts: cuts) else { return nil }
        result += names.joined
      } else if filled.contains(index) {
        guard let cells = PlacedCells(line, cuts: cuts) else { return nil }
        result += cells.joined
      }
      result.append(UInt8(ascii: "\n"))
    }
    return result
  }

  private init?(_ all: TextLines) {
    filled = all.filled.filter { !TextLines.countsRows(all.lines[$0]) }
    // Single blanks between short cells are below each other by chance.
    guard filled.count >= Self.leastLineCount, filled.contains(where: { Self.holdsRun(all.lines[$0]) }) else {
      return nil
    }
    let columns = Self.columns(filled.map { all.lines[$0] })
    guard columns.count > 1 else { return nil }
    self.columns = columns
    let cells = filled.map { Self.cells(of: all.lines[$0], columns) }
    // pandas writes the name of an index in a line of its own.
    hasIndexName = cells[0][0] == nil && cells[1][0] != nil && cells[1].dropFirst().allSatisfy { $0 == nil }
    let rows = cells.dropFirst(hasIndexName ? 2 : 1)
    let isUneven = rows.contains { row in row.contains { $0 == nil || $0?.wordCount ?? 1 > 1 } }
    guard hasIndexName || isUneven,
      columns.indices.allSatisfy({ column in Self.isAligned(rows.map { $0[column] }) })
    else {
      return nil
    }
  }

  /// A cell: its first place, the place behind it, and its words.
  private struct Cell {
    var start: Int
    var end: Int
    var wordCount = 1
    var holdsLetters = false
    var holdsDigits = false
  }

  /// The runs of places that are used.
  private static func columns(_ lines: [TextLines.Line]) -> [Range<Int>] {
    var isUsed: [Bool] = []
    for line in lines {
      var place = -1
      for byte in line {
        if byte & 0xC0 != 0x80 { place += 1 }
        // A line may start in the middle of a character.
        place = max(place, 0)
        if place == isUsed.count { isUsed.append(false) }
        if byte != UInt8(ascii: " ") { isUsed[place] = true }
      }
    }
    var (columns, start) = ([Range<Int>](), nil as Int?)
    for place in isUsed.indices {
      if isUsed[place], start == nil { start = place }
      if !isUsed[place], let first = start {
        columns.append(first..<place)
        start = nil
      }
    }
    return columns + (start.map { [$0..<isUsed.count] } ?? [])
  }

  /// The cells of a line; nil for a blank one.
  private static func cells(of line: TextLines.Line, _ columns: [Range<Int>]) -> [Cell?] {
    var (cells, column, place) = ([Cell?](repeating: nil, count: columns.count), 0, -1)
    for byte in line {
      if byte & 0xC0 != 0x80 { place += 1 }
      guard byte != UInt8(ascii: " ") else { continue }
      while column + 1 < columns.count, place >= columns[column].upperBound { column += 1 }
      var cell = cells[column] ?? Cell(start: place, end: place)
      if place > cell.end { cell.wordCount += 1 }
      cell.end = place + 1
      if byte | 0x20 > UInt8(ascii: "e") { cell.holdsLetters = true }
      if UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte { cell.holdsDigits = true }
      cells[column] = cell
    }
    return cells
  }

  /// Whether all cells of a column start at one place, or end at one, and none is several numbers.
  private static func isAligned(_ column: [Cell?]) -> Bool {
    let cells = column.compactMap { $0 }
    guard let first = cells.first else { return true }
    return (cells.allSatisfy { $0.start == first.start } || cells.allSatisfy { $0.end == first.end })
      && cells.allSatisfy { $0.wordCount == 1 || $0.holdsLetters }
      // Signs alone are those of lists.
      && cells.contains { $0.holdsLetters || $0.holdsDigits }
  }
}
