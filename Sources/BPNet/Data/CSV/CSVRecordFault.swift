/// A record that has not as many fields as there are columns: what is said of it, and what may be wrong.
struct CSVRecordFault {
  /// Where the record starts.
  let start: UnsafePointer<UInt8>
  /// The line it starts in.
  let line: Int
  /// The number of its fields.
  let fieldCount: Int
  /// The number that was expected.
  let columnCount: Int
  /// Whether no row stands above it.
  let isFirst: Bool
  /// The scanner behind it.
  let behind: CSVScanner

  /// Whether lines that start with this byte may be comments.
  static func startsComment(_ byte: UInt8) -> Bool { "#%/*!".utf8.contains(byte) }

  /// The error that says so.
  var error: BPNetError {
    .invalidData(
      at: .init(file: behind.source, line: line), found: counted(fieldCount, "field"),
      expected: "\(columnCount)", hint: hint)
  }

  private var hint: String? {
    let first = UnicodeScalar(start.pointee)
    if Self.startsComment(start.pointee) {
      return "`comment: \(first)` leaves out lines that start with it"
    }
    if isConflict { return "Git marks by it what it could not merge: choose one of the two sides" }
    if isRule { return "a line under the names has to be left out" }
    let isOfCommas = behind.delimiter == UInt8(ascii: ",")
    // Decimal commas make at most twice as many.
    let hasCommas = isOfCommas && columnCount + 1...2 * columnCount ~= fieldCount && isOfNumbers
    if !isFirst || columnCount > 1, !hasCommas, startsTable {
      return Self.titleHint
        + (isFirst && isOfCommas ? "; a cell with a comma in it has to stand in quotes" : "")
    }
    if columnCount == 1 {
      let title = "if the first line is a title above the table: leave it out"
      return hasCommas && fieldCount == 2
        ? "\(title); if commas stand before fractions: `delimiter: ;` beside `decimalMark: ,`" : title
    }
    let stray = strayHint
    guard !isOfCommas else {
      guard fieldCount > columnCount else { return stray }
      return "a cell with a comma in it has to stand in quotes"
        + (hasCommas ? "; decimal commas need another delimiter" : "")
    }
    let name = behind.isDividedByBlanks ? "blanks" : CSVReader.name(ofDelimiter: behind.delimiter)
    let delimiter = "fields are separated by \(name); `delimiter: CHARACTER` says another"
    return [stray, delimiter].compactMap { $0 }.joined(separator: "; ")
  }

  /// Whether it starts as the line does by which Git marks the first of two versions.
  private var isConflict: Bool {
    UnsafeBufferPointer(start: start, count: behind.end - start).starts(with: "<<<<<<< ".utf8)
  }

  /// Whether it is a line of dashes, bars and blanks alone.
  private var isRule: Bool {
    var end = start
    while end < behind.end, "-+|=: ".utf8.contains(end.pointee) { end += 1 }
    return end > start && (end == behind.end || end.pointee == 10 || end.pointee == 13)
  }

  private static let titleHint =
    "the lines below have as many: if those above are a title or notes, leave them out"

  /// The most records below the table.
  private static let tailLimit = 20

  /// What to do with a line that stands below all rows, or between them as one text or below the names, and
  /// with first lines unlike all others.
  private var strayHint: String? {
    var (rest, count, areAlike) = (behind, 0, true)
    while count < Self.tailLimit, rest.skipToRecord() {
      let fields = rest.skipFields()
      areAlike = areAlike && fields == (fieldCount, true)
      guard fields != (columnCount, true) else {
        let isShort = fieldCount < columnCount && (fieldCount == 1 || isFirst)
        return count == 0 && isShort && !isOfNumbers
          ? "if it holds a note or units: leave it out" : nil
      }
      count += 1
    }
    if isFirst { return "if the first line is a title above the table: leave it out" }
    guard count < Self.tailLimit else { return areAlike ? Self.titleHint : nil }
    return count == 0
      ? "if it is a line below the table: leave it out"
      : "if it starts lines below the table: leave them out"
  }

  /// Whether it has more fields than the records above it, and the next two have as many.
  private var startsTable: Bool {
    guard fieldCount > columnCount else { return false }
    var rest = behind
    return (0..<2).allSatisfy { _ in rest.skipToRecord() && rest.skipFields() == (fieldCount, true) }
  }

  /// Whether it holds digits, signs of numbers and commas alone.
  private var isOfNumbers: Bool {
    var end = start
    while end < behind.end, end.pointee != 10, end.pointee != 13 {
      guard 0x30...0x39 ~= end.pointee || "+-., ".utf8.contains(end.pointee) else { return false }
      end += 1
    }
    return true
  }
}
