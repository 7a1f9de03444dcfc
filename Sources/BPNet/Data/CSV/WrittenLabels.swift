internal import SystemLibrary

/// A look at columns of whole numbers for cells that are written in another way than a number is as a label:
/// `1.0`, `+1`, `1e5`.
///
/// The reader keeps numbers, not how they are written: only labels need that, of columns which are known
/// later.
struct WrittenLabels {
  private let text: TableText

  init(_ text: TableText) { self.text = text }

  /// The columns among some of them in which a number is written in another way.
  ///
  /// - Complexity: O(n) in the bytes of the text, a fraction of the time of reading it where its rows are
  ///   lines and the columns are the first or the last ones.
  /// - Throws: as reading the text does.
  func columns(among columns: [Int]) throws(BPNetError) -> [Int] {
    try text.input.withBytes { (bytes) throws(BPNetError) in
      let layout = try CSVReader.layout(
        bytes.bindMemory(to: UInt8.self), text.options, source: text.input.source)
      var found: [Int] = []
      for column in columns
      where try Self.isWritten(column, of: layout, hasComments: text.options.comment != nil) {
        found.append(column)
      }
      return found
    }
  }

  private static func isWritten(
    _ column: Int, of layout: CSVLayout, hasComments: Bool
  ) throws(BPNetError) -> Bool {
    let body = layout.body
    let byteCount = body.end - body.cursor
    let isOfLines =
      !body.isDividedByBlanks && !hasComments
      && memchr(body.cursor, CInt(UInt8(ascii: "\"")), byteCount) == nil
      && memchr(body.cursor, CInt(UInt8(ascii: "\n")), byteCount) != nil
    return isOfLines
      ? isWritten(column, of: layout.names.count, inLinesOf: body) : try isWritten(column, inRecordsOf: body)
  }

  /// Looks at the fields of lines without quotes, from the nearer end of each.
  ///
  /// A line of another number of fields is looked at in a wrong place, which costs time at most.
  private static func isWritten(_ column: Int, of columnCount: Int, inLinesOf body: CSVScanner) -> Bool {
    var cursor = body.cursor
    let countsFromEnd = column > columnCount / 2
    while cursor < body.end {
      let lineFeed = memchr(cursor, CInt(UInt8(ascii: "\n")), body.end - cursor)
      let end = lineFeed.map { UnsafePointer($0.assumingMemoryBound(to: UInt8.self)) } ?? body.end
      let field =
        countsFromEnd
        ? Self.field(columnCount - 1 - column, fromEndOf: cursor, end, delimiter: body.delimiter)
        : Self.field(column, of: cursor, end, delimiter: body.delimiter)
      if isWritten(field) { return true }
      cursor = end + 1
    }
    return false
  }

  private static func field(
    _ index: Int, of start: UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>, delimiter: UInt8
  ) -> UnsafeBufferPointer<UInt8> {
    var (first, remaining) = (start, index)
    while remaining > 0, first < end {
      if first.pointee == delimiter { remaining -= 1 }
      first += 1
    }
    var last = first
    while last < end, last.pointee != delimiter { last += 1 }
    return UnsafeBufferPointer(start: first, count: last - first)
  }

  private static func field(
    _ index: Int, fromEndOf start: UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>, delimiter: UInt8
  ) -> UnsafeBufferPointer<UInt8> {
    var (last, remaining) = (end, index)
    while remaining > 0, last > start {
      last -= 1
      if last.pointee == delimiter { remaining -= 1 }
    }
    var first = last
    while first > start, (first - 1).pointee != delimiter { first -= 1 }
    return UnsafeBufferPointer(start: first, count: last - first)
  }

  private static func isWritten(_ column: Int, inRecordsOf body: CSVScanner) throws(BPNetError) -> Bool {
    var body = body
    while body.skipToRecord() {
      var (index, endsRecord) = (0, false)
      while !endsRecord {
        let field = try body.nextField()
        endsRecord = field.endsRecord
        if index == column, field.withText(isWritten) { return true }
        index += 1
      }
    }
    return false
  }

  /// Whether a cell of a column of numbers is written in another way than a whole number; a missing one is
  /// not.
  private static func isWritten(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
    var digits = text[...]
    while let last = digits.last, last == UInt8(ascii: " ") || last == UInt8(ascii: "\t") || last == 13 {
      digits = digits.dropLast()
    }
    digits = digits.drop { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
    let isNegative = digits.first == UInt8(ascii: "-")
    if isNegative { digits = digits.dropFirst() }
    guard let first = digits.first, first <= UInt8(ascii: "9") else { return false }
    guard digits.allSatisfy({ UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }) else { return true }
    return first == UInt8(ascii: "0") && (isNegative || digits.count > 1)
  }
}
