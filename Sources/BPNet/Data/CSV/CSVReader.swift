/// Reads delimited text (CSV, RFC 4180) into a table.
///
/// - Records end with LF, CRLF or CR; blank lines and a byte-order mark are skipped. All records have
///   the same number of fields.
/// - A field in quotes may hold delimiters, line breaks, and quotes written twice. Blanks around a field
///   do not belong to it, unless they stand between quotes.
/// - Missing is a cell that is empty, `NA`, `?`, or `nan` in any case.
/// - A column holds numbers when each of its cells is a number or missing; else it holds text, and its
///   cells keep their spelling. Numbers are finite decimals, rounded correctly, with a point whatever
///   the locale.
public struct CSVReader: Sendable {
  /// Whether the first record holds the names of the columns.
  public enum Header: String, CaseIterable, Sendable {
    /// Found out from the first 101 records. The first is a header when one of its cells is text in a
    /// column that otherwise holds numbers; or when all of its cells are text, all different, and none
    /// occurs again in its column. (So a file of text alone has a header, unless its first record looks
    /// like the others.)
    case automatic
    /// The first record is a header, whatever it looks like.
    case present
    /// The first record is data; the columns are called "1", "2", …
    case absent
  }

  /// The byte between fields, or nil for the usual one: a tab in files named `.tsv` or `.tab`, a comma
  /// in files named `.csv` whose first line holds one, and else the one of comma, semicolon and tab that
  /// the first line holds most of.
  public var delimiter: UInt8?
  /// Whether the first record holds the names of the columns.
  public var header: Header

  /// A reader that finds out what it is not told.
  public init(delimiter: UInt8? = nil, header: Header = .automatic) {
    self.delimiter = delimiter
    self.header = header
  }

  /// Reads the file `path`, or standard input for "-".
  ///
  /// - Throws: `cannotOpen` and `readFailed`; `invalidArgument` for a delimiter that is a letter, digit,
  ///   sign, point, quote, line break or not ASCII; `invalidData` with the line, and the column where one
  ///   is to blame, for anything that is not the text of a table: records of different lengths, quotes
  ///   that are not closed, two columns of one name, infinite numbers, binary data, text that is not
  ///   UTF-8, no rows.
  /// - Complexity: O(n) in the bytes of the file, which is read once, or twice when a column turns out
  ///   to hold text after the first 101 records.
  public func read(path: String) throws(BPNetError) -> Table {
    try read(InputBytes(path: path))
  }

  /// Reads a text that is in memory already.
  ///
  /// - Parameters:
  ///   - text: The text.
  ///   - source: What errors call it; its ending chooses the delimiter, as a file's would.
  /// - Throws: As `read(path:)`.
  public func read(text: String, source: String = "text") throws(BPNetError) -> Table {
    let utf8 = Array(text.utf8)
    return try read(bytes: utf8, source: source)
  }

  /// Reads bytes that are in memory already; for tests of what is no String.
  func read(bytes: [UInt8], source: String) throws(BPNetError) -> Table {
    // An array's closure cannot throw a typed error through `rethrows`.
    let input = bytes.withUnsafeBytes { bytes in
      Result { () throws(BPNetError) in try InputBytes(copying: bytes, source: source) }
    }
    return try read(input.get())
  }

  func read(_ input: InputBytes) throws(BPNetError) -> Table {
    try input.checkUnpacked(expected: "text in UTF-8")
    input.advise(.once)
    return try input.withBytes { (bytes) throws(BPNetError) in
      let text = bytes.bindMemory(to: UInt8.self)
      try Self.checkEncoding(text, source: input.source)
      guard let base = text.baseAddress else { preconditionFailure("InputBytes is never empty") }
      let start = base + (text.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0)
      let body = UnsafeBufferPointer(start: start, count: base + text.count - start)
      let delimiter = try chooseDelimiter(of: body, source: input.source)
      let scanner = CSVScanner(body, delimiter: delimiter, source: input.source)
      let sample = try CSVSample(scanner)
      let layout = try sample.layout(header: header)
      var builder = try CSVTableBuilder(layout)
      try builder.read()
      if builder.hasLateText {
        builder = try CSVTableBuilder(layout, textColumns: builder.textColumns)
        try builder.read()
      }
      return try builder.table()
    }
  }

  private static func checkEncoding(
    _ text: UnsafeBufferPointer<UInt8>, source: String
  ) throws(BPNetError) {
    if text.starts(with: [0xFF, 0xFE]) || text.starts(with: [0xFE, 0xFF]) {
      throw .invalidData(at: .init(file: source), found: "text in UTF-16", expected: "text in UTF-8")
    }
  }

  private func chooseDelimiter(
    of text: UnsafeBufferPointer<UInt8>, source: String
  ) throws(BPNetError) -> UInt8 {
    if let delimiter {
      try Self.check(delimiter)
      return delimiter
    }
    let name = source.lowercased()
    if name.hasSuffix(".tsv") || name.hasSuffix(".tab") { return UInt8(ascii: "\t") }
    let (comma, semicolon, tab) = Self.countDelimiters(inFirstLineOf: text)
    if name.hasSuffix(".csv"), comma > 0 { return UInt8(ascii: ",") }
    if tab > max(comma, semicolon) { return UInt8(ascii: "\t") }
    return semicolon > comma ? UInt8(ascii: ";") : UInt8(ascii: ",")
  }

  /// Counts in the first line that is not empty, outside of quotes.
  private static func countDelimiters(
    inFirstLineOf text: UnsafeBufferPointer<UInt8>
  ) -> (comma: Int, semicolon: Int, tab: Int) {
    var count = (comma: 0, semicolon: 0, tab: 0)
    var (isQuoted, isBlank) = (false, true)
    for byte in text {
      switch byte {
      case UInt8(ascii: "\""): isQuoted.toggle()
      case UInt8(ascii: "\n"), UInt8(ascii: "\r"):
        if !isQuoted, !isBlank { return count }
        continue
      case _ where isQuoted: continue
      case UInt8(ascii: ","): count.comma += 1
      case UInt8(ascii: ";"): count.semicolon += 1
      case UInt8(ascii: "\t"): count.tab += 1
      case UInt8(ascii: " "): continue
      default: break
      }
      isBlank = false
    }
    return count
  }

  private static func check(_ delimiter: UInt8) throws(BPNetError) {
    switch delimiter {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."),
      UInt8(ascii: "\""), UInt8(ascii: "?"), 0, UInt8(ascii: "\n"), UInt8(ascii: "\r"), 0x80...:
      throw .invalidArgument(
        name: "delimiter", found: name(ofDelimiter: delimiter),
        expected: "one ASCII character that cannot stand in a number, such as ',', ';' or a tab")
    default:
      break
    }
  }

  /// A delimiter for messages.
  static func name(ofDelimiter delimiter: UInt8) -> String {
    switch delimiter {
    case UInt8(ascii: "\t"): "a tab"
    case UInt8(ascii: " "): "a space"
    case 0x21...0x7E: "'\(Character(UnicodeScalar(delimiter)))'"
    default: "byte \(delimiter)"
    }
  }
}
