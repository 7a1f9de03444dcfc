/// One field of a record, as it stands in the text: without the blanks around it, without its quotes.
struct CSVField {
  let start: UnsafePointer<UInt8>
  let count: Int
  /// Whether the text holds doubled quotes, each of which stands for one.
  let hasDoubledQuotes: Bool
  /// Whether the text stands in quotes.
  let isQuoted: Bool
  /// Whether the record ends behind it.
  let endsRecord: Bool
  /// The line on which it starts.
  let line: Int

  /// Calls `body` with the field's text; eight readable bytes, the first of which continues no number,
  /// follow it.
  func withText<Result>(_ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
    let text = UnsafeBufferPointer(start: start, count: count)
    guard hasDoubledQuotes else { return body(text) }
    var single: [UInt8] = []
    var index = 0
    while index < count {
      single.append(text[index])
      index += text[index] == UInt8(ascii: "\"") ? 2 : 1
    }
    let singleCount = single.count
    single.append(contentsOf: repeatElement(0, count: 8))
    return single.withUnsafeBufferPointer { body(UnsafeBufferPointer(rebasing: $0[..<singleCount])) }
  }

  /// The text for a message: at most 40 characters, on one line.
  var excerpt: String {
    let text = withText { String(decoding: $0.prefix(200), as: UTF8.self) }
    let shown = String(text.map { $0.isNewline || $0 == "\0" ? " " : $0 }.prefix(40))
    return shown.count < text.count ? shown + "…" : shown
  }
}

/// A cursor over the records of a text in CSV (RFC 4180), field by field.
///
/// Records end with LF, CRLF or CR, the last one also with the text. A field that starts with a quote
/// ends with the next quote that is not doubled. Blanks around a field do not belong to it, unless they
/// stand between quotes; nor do spaces that nobody sees around an unquoted one. A quote inside of an unquoted
/// field is a character like any other.
struct CSVScanner {
  var cursor: UnsafePointer<UInt8>
  /// The line of the cursor.
  var line: Int
  let end: UnsafePointer<UInt8>
  private(set) var delimiter: UInt8
  let source: String
  /// The byte with which lines start that are no records.
  private let comment: UInt8?
  // The bytes that count as blank; the same one twice when the other is the delimiter.
  private var blank: (UInt8, UInt8)

  /// A cursor at the start of `text`, which must be followed by the zero bytes of `InputBytes`.
  init(_ text: UnsafeBufferPointer<UInt8>, delimiter: UInt8, source: String, comment: UInt8? = nil) {
    guard let start = text.baseAddress else { preconditionFailure("a text in memory has an address") }
    cursor = start
    end = start + text.count
    line = 1
    self.source = source
    self.comment = comment
    (self.delimiter, blank) = (0, (0, 0))
    setDelimiter(delimiter)
  }

  /// Whether any number of blanks is one delimiter.
  var isDividedByBlanks: Bool { delimiter == TableReader.TextOptions.blank }

  /// Goes on with another delimiter.
  mutating func setDelimiter(_ delimiter: UInt8) {
    self.delimiter = delimiter
    let (space, tab) = (UInt8(ascii: " "), UInt8(ascii: "\t"))
    blank = (space, delimiter == tab ? space : tab)
  }

  /// Moves over blanks.
  mutating func skipBlanks() {
    while isBlank(cursor.pointee) { cursor += 1 }
  }

  /// Moves to the start of the next line.
  mutating func skipLine() {
    while cursor < end, !Self.endsLine(cursor.pointee) { cursor += 1 }
    if cursor < end { skipLineEnd() }
  }

  /// Moves over lines without anything but blanks; false at the end of the text, or behind such a line that
  /// ends at `limit` or further on.
  mutating func skipToRecord(before limit: UnsafePointer<UInt8>? = nil) -> Bool {
    while true {
      if let limit, cursor >= limit { return false }
      var next = cursor
      while isBlank(next.pointee) { next += 1 }
      if next == end { return false }
      if let comment, next.pointee == comment {
        skipLine()
        continue
      }
      guard Self.endsLine(next.pointee) else { return true }
      cursor = next
      skipLineEnd()
    }
  }

  /// Moves over the record at the cursor.
  ///
  /// - Returns: the number of its fields, and whether these are all: not if one is malformed.
  mutating func skipFields() -> (count: Int, areAll: Bool) {
    var count = 0
    while let field = try? nextField() {
      count += 1
      if field.endsRecord { return (count, true) }
    }
    return (count, false)
  }

  /// The field at the cursor, which moves behind the delimiter or the end of the line.
  ///
  /// - Throws: `invalidData` for a quote that is not closed, text behind a closing quote, and a NUL.
  mutating func nextField() throws(BPNetError) -> CSVField {
    skipBlanks()
    return cursor.pointee == UInt8(ascii: "\"") ? try quotedField() : try plainField()
  }

  @inline(__always)
  private mutating func plainField() throws(BPNetError) -> CSVField {
    let start = cursor
    var next = cursor
    if isDividedByBlanks {
      while !isBlank(next.pointee), !Self.endsLine(next.pointee), next.pointee != 0 { next += 1 }
    } else {
      while next.pointee != delimiter, !Self.endsLine(next.pointee), next.pointee != 0 { next += 1 }
    }
    var last = next
    while last > start, isBlank((last - 1).pointee) { last -= 1 }
    cursor = next
    let fieldLine = line
    var text = UnsafeBufferPointer(start: start, count: last - start)
    if last > start, start.pointee >= 0xC2 || (last - 1).pointee >= 0x80 {
      text = withoutUnseenSpaces(text)
      if text.first == UInt8(ascii: "\""), let opening = text.baseAddress, opening > start {
        cursor = opening
        return try quotedField()
      }
    }
    return CSVField(
      start: text.baseAddress ?? start, count: text.count, hasDoubledQuotes: false, isQuoted: false,
      endsRecord: try moveBehindField(), line: fieldLine)
  }

  /// No-break space, byte-order mark and zero-width space, in UTF-8: what web pages and files put one behind
  /// the other leave around cells.
  private static let unseenSpaces: [[UInt8]] = [[0xC2, 0xA0], ByteOrderMark.utf8, [0xE2, 0x80, 0x8B]]

  /// The text without such spaces, and blanks, around it.
  ///
  /// It is not inlined, since cells of numbers never come here.
  @inline(never)
  private func withoutUnseenSpaces(_ text: UnsafeBufferPointer<UInt8>) -> UnsafeBufferPointer<UInt8> {
    var rest = text[...]
    while let first = rest.first {
      if isBlank(first) {
        rest.removeFirst()
      } else if let space = Self.unseenSpaces.first(where: rest.starts(with:)) {
        rest.removeFirst(space.count)
      } else {
        break
      }
    }
    while let last = rest.last {
      if isBlank(last) {
        rest.removeLast()
      } else if let space = Self.unseenSpaces.first(where: { rest.suffix($0.count).elementsEqual($0) }) {
        rest.removeLast(space.count)
      } else {
        break
      }
    }
    return UnsafeBufferPointer(rebasing: rest)
  }

  private mutating func quotedField() throws(BPNetError) -> CSVField {
    let fieldLine = line
    let quote = UInt8(ascii: "\"")
    let start = cursor + 1
    var hasDoubledQuotes = false
    cursor = start
    while true {
      if cursor >= end {
        throw .invalidData(
          at: .init(file: source, line: fieldLine), found: "a quote that is never closed",
          expected: "a closing quote")
      }
      let byte = cursor.pointee
      if byte == 0 { throw nulError() }
      if Self.endsLine(byte) {
        skipLineEnd()
      } else if byte != quote {
        cursor += 1
      } else if cursor[1] == quote {
        hasDoubledQuotes = true
        cursor += 2
      } else {
        break
      }
    }
    let count = cursor - start
    cursor += 1
    if !isDividedByBlanks { skipBlanks() }
    return CSVField(
      start: start, count: count, hasDoubledQuotes: hasDoubledQuotes, isQuoted: true,
      endsRecord: try moveBehindField(), line: fieldLine)
  }

  /// Moves from the end of a field's text behind its delimiter (false) or the end of its line (true).
  private mutating func moveBehindField() throws(BPNetError) -> Bool {
    if isDividedByBlanks, isBlank(cursor.pointee) {
      skipBlanks()
      if cursor < end, !Self.endsLine(cursor.pointee) { return false }
    }
    let byte = cursor.pointee
    if byte == delimiter {
      cursor += 1
      return false
    }
    if cursor == end { return true }
    if Self.endsLine(byte) {
      skipLineEnd()
      return true
    }
    if byte == 0 { throw nulError() }
    throw .invalidData(
      at: .init(file: source, line: line), found: "text behind a closing quote",
      expected: "\(CSVReader.name(ofDelimiter: delimiter)) or the end of the line",
      hint: "inside of a quoted field a quote is written twice\(isEscaped ? ", not behind a backslash" : "")")
  }

  /// Whether the quote before the cursor stands behind a backslash, as some programs write it.
  private var isEscaped: Bool {
    var quote = cursor - 1
    while isBlank(quote.pointee) { quote -= 1 }
    return quote.pointee == UInt8(ascii: "\"") && quote[-1] == UInt8(ascii: "\\")
  }

  /// Moves behind the LF, CRLF or CR at the cursor.
  @inline(__always)
  mutating func skipLineEnd() {
    cursor += cursor.pointee == UInt8(ascii: "\r") && cursor[1] == UInt8(ascii: "\n") ? 2 : 1
    line += 1
  }

  @inline(__always)
  private func isBlank(_ byte: UInt8) -> Bool {
    byte == blank.0 || byte == blank.1
  }

  @inline(__always)
  private static func endsLine(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r")
  }

  private func nulError() -> BPNetError {
    .invalidData(
      at: .init(file: source, line: line), found: "a NUL byte", expected: "text in UTF-8",
      hint: line == 1
        ? "this looks like a binary file, or like text in UTF-16"
        : "writing that was cut off leaves such bytes: take the line out")
  }
}
