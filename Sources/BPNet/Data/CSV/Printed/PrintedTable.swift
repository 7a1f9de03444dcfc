/// A table as a program prints it for people to read: with lines drawn between its cells, or with its columns
/// below each other and cells left blank.
///
/// It is turned into a text with a delimiter whose lines have the numbers of the original ones.
struct PrintedTable {
  /// The text with a delimiter.
  private(set) var bytes: [UInt8] = []
  /// What divides it.
  let delimiter: UInt8
  /// What divides the original text, where people would say so.
  let writtenDelimiter: UInt8
  /// What is said of it.
  let note: String

  /// The bytes that hold the first lines of most texts.
  private static let headByteCount = 1 << 12
  /// The bytes among which the form of a text shows.
  private static let sampleByteCount = 1 << 16
  /// The most bytes of a text that is turned into another one.
  private static let byteLimit = 1 << 26
  /// What is said of columns whose cells stand below each other.
  private static let alignedNote = "columns are found by their places in the lines"

  /// Nil for a text that is no such table.
  ///
  /// - Throws: `invalidData` for a printed table that is not whole.
  init?(
    _ text: UnsafeBufferPointer<UInt8>, options: TableReader.TextOptions, source: String
  ) throws(BPNetError) {
    guard text.count <= Self.byteLimit else { return nil }
    let mark = ByteOrderMark.utf8
    let text = text.starts(with: mark) ? UnsafeBufferPointer(rebasing: text[mark.count...]) : text
    guard let heads = Self.heads(of: text) else { return nil }
    if let drawn = DrawnTable(heads, delimiter: options.delimiter) {
      let sample = TextLines(text, byteLimit: Self.sampleByteCount)
      try Self.checkComplete(sample, isWithLines: true, source: source)
      (delimiter, writtenDelimiter, note) = (drawn.delimiter, drawn.delimiter, drawn.note)
      bytes = drawn.text(of: TextLines(text))
      return
    }
    let isBlank = options.delimiter == nil || options.delimiter == TableReader.TextOptions.blank
    guard isBlank, !TextLines.holds(heads[0], anyOf: ",;\t|"), !TextLines.holds(heads[1], anyOf: ";\t|")
    else {
      return nil
    }
    (delimiter, writtenDelimiter) = (UInt8(ascii: "\t"), TableReader.TextOptions.blank)
    if let ruled = RuledColumns(heads) {
      guard let bytes = ruled.text(of: TextLines(text)) else { return nil }
      self.bytes = bytes
      note = "columns are divided as the line of dashes says"
      return
    }
    let sample = TextLines(text, byteLimit: Self.sampleByteCount)
    try Self.checkComplete(sample, isWithLines: false, source: source)
    guard AlignedColumns.mayBe(sample), let bytes = AlignedColumns.text(of: TextLines(text)) else {
      return nil
    }
    self.bytes = bytes
    note = Self.alignedNote
  }

  /// The text of columns below each other, with cells left blank, in which the reader has found a row that
  /// blanks divide into fewer fields; nil for other texts.
  init?(aligned text: UnsafeBufferPointer<UInt8>) {
    guard text.count <= Self.byteLimit, let bytes = AlignedColumns.text(of: TextLines(text)) else {
      return nil
    }
    self.bytes = bytes
    (delimiter, writtenDelimiter) = (UInt8(ascii: "\t"), TableReader.TextOptions.blank)
    note = Self.alignedNote
  }

  /// The first three lines that are not blank, without blanks around them; nil if there are fewer.
  private static func heads(of text: UnsafeBufferPointer<UInt8>) -> [TextLines.Line]? {
    for byteCount in [headByteCount, sampleByteCount] {
      let start = TextLines(text, byteLimit: byteCount)
      let filled = start.filled
      // The last line may be cut off.
      guard filled.count > (byteCount < text.count ? 3 : 2) else { continue }
      return filled.prefix(3).map { TextLines.trimmed(start.lines[$0]) }
    }
    return nil
  }

  /// Checks that no line or column is replaced by dots, as pandas, R and others do.
  private static func checkComplete(
    _ sample: TextLines, isWithLines: Bool, source: String
  ) throws(BPNetError) {
    let hint = "print or save all of it: in pandas frame.to_csv(path, index=False)"
    for (index, line) in sample.lines.enumerated() {
      let words = line.split { $0 == UInt8(ascii: " ") || isWithLines && $0 == UInt8(ascii: "|") }
      let dots = words.count { word in
        word.elementsEqual("...".utf8) || word.elementsEqual("..".utf8) || word.elementsEqual("…".utf8)
          || word.elementsEqual("⋮".utf8)
      }
      guard dots > 0 else { continue }
      // Rows: a whole line of dots. Columns: dots among the names.
      let isRow = dots == words.count
      guard isRow || index == sample.filled.first else { continue }
      throw .invalidData(
        at: .init(file: source, line: index + 1), found: "dots in place of \(isRow ? "rows" : "columns")",
        expected: "the whole table", hint: hint)
    }
    // Not the end of a row in TeX.
    guard let first = sample.filled.first, !isWithLines, sample.lines[first].count > 1,
      sample.lines[first].suffix(2).elementsEqual(" \\".utf8)
    else { return }
    throw .invalidData(
      at: .init(file: source, line: first + 1), found: "a table that is printed in several parts",
      expected: "one with all columns side by side", hint: hint)
  }
}
