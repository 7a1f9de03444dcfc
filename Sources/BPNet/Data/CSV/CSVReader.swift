/// Reads delimited text (CSV, RFC 4180) into a table.
///
/// - Records end with LF, CRLF or CR; blank lines and a byte-order mark are skipped. A first line such as
///   `sep=;` says the delimiter, as for spreadsheets.
/// - All records have the same number of fields. One of two fields or more may lack the last ones, which are
///   missing then, and one may end with delimiters that nothing stands behind.
/// - Tables as programs print them (`PrintedTable`) are read as the tables that they are.
/// - A field in quotes may hold delimiters, line breaks, and quotes written twice. Blanks around a field
///   do not belong to it, unless they stand between quotes.
/// - Missing is a cell that is empty or one of `TableReader.TextOptions.missingValues`.
/// - A column holds numbers when each of its cells is a number or missing; else it holds text, and its
///   cells keep their spelling. So does a column in which a whole number starts with 0, such as 007. Numbers
///   are finite decimals, rounded correctly.
/// - The delimiter is the one of comma, semicolon, tab, `|` and the byte 1 that divides the first records
///   into equally many fields, and most of them into numbers; else runs of blanks that do; else the one that
///   divides most of the records so.
/// - A comma stands before the fraction of numbers where a column has such numbers and none with a point: not
///   `1,234`, which may be a thousand, where the fields are separated by commas or other numbers have points.
///   Then `1.234` is no number.
/// - Lines at the top that start with `#`, `%` or `!` are left out, but for one that names as many columns as
///   there are, where no names stand below it. A delimiter behind the names alone, or behind the rows alone,
///   makes no column.
/// - A column is only looked into when it is used: an infinite number in it, or bytes that are no text, are
///   errors then.
package struct CSVReader: Sendable {
  /// What is known of the text.
  package var options: TableReader.TextOptions
  private var sharing: CSVSharing

  /// A reader that detects what the options leave open.
  package init(_ options: TableReader.TextOptions) {
    self.init(options, sharing: CSVSharing(threads: options.threads))
  }

  /// A reader that shares its work otherwise; for tests.
  init(_ options: TableReader.TextOptions, sharing: CSVSharing) {
    self.options = options
    self.sharing = sharing
  }

  /// A reader that detects what the options leave open.
  package init(delimiter: UInt8? = nil, header: TableReader.TextOptions.Header = .automatic) {
    self.init(TableReader.TextOptions(delimiter: delimiter, header: header))
  }

  /// Reads the file `path`, or standard input for "-".
  ///
  /// - Throws: `cannotOpen` and `readFailed`; `invalidArgument` for a delimiter that is a letter, digit,
  ///   sign, point, quote, line break or not ASCII, and other options that cannot be; `invalidData` with the
  ///   line for anything that is not the text of a table: records of different lengths, quotes that are not
  ///   closed, binary data, no rows.
  /// - Complexity: O(n) in the bytes of the file, which is read once, or twice when a column turns out
  ///   to hold text after the first 101 records; shared by all processors, or as many as
  ///   `TableReader.TextOptions.threads` says.
  package func read(path: String) throws(BPNetError) -> Table {
    try read(InputBytes(path: path))
  }

  /// Reads a text that is in memory already.
  ///
  /// - Parameters:
  ///   - text: The text.
  ///   - source: What errors call it; its ending chooses the delimiter, as a file's would.
  /// - Throws: As `read(path:)`.
  package func read(text: String, source: String = "text") throws(BPNetError) -> Table {
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

  /// - Parameter textColumns: columns that are read as text even if all their cells are numbers.
  func read(_ input: InputBytes, textColumns: Set<Int> = []) throws(BPNetError) -> Table {
    let input = try input.unpacked(expected: "text in UTF-8")
    if options.encoding == nil, let text = try UTF16Text.utf8(of: input) {
      return try read(text, textColumns: textColumns).noting("text in UTF-16")
    }
    if options.readsPrintedTables,
      let printed = try input.withBytes({ (bytes) throws(BPNetError) in
        try PrintedTable(bytes.bindMemory(to: UInt8.self), options: options, source: input.source)
      })
    {
      return try read(printed, from: input, textColumns: textColumns)
    }
    input.advise(.once)
    return try input.withBytes { (bytes) throws(BPNetError) in
      let text = bytes.bindMemory(to: UInt8.self)
      let layout = try Self.layout(text, options, source: input.source)
      do throws(BPNetError) {
        return try read(input, layout, textColumns: textColumns)
      } catch {
        guard layout.body.isDividedByBlanks, options.readsPrintedTables,
          let printed = PrintedTable(aligned: text)
        else { throw error }
        return try read(printed, from: input, textColumns: textColumns)
      }
    }
  }

  /// Reads the text that a printed table was turned into.
  private func read(
    _ printed: PrintedTable, from input: InputBytes, textColumns: Set<Int>
  ) throws(BPNetError) -> Table {
    var options = options
    (options.delimiter, options.readsPrintedTables) = (printed.delimiter, false)
    let reader = CSVReader(options, sharing: sharing)
    // An array's closure cannot throw a typed error through `rethrows`.
    let text = printed.bytes.withUnsafeBytes { bytes in
      Result { () throws(BPNetError) in
        try InputBytes(copying: bytes, source: input.source, trimmer: input.trimmer)
      }
    }
    var table = try reader.read(text.get(), textColumns: textColumns).noting(printed.note)
    table.delimiter = printed.writtenDelimiter
    return table
  }

  /// Reads the rows of a text.
  private func read(
    _ input: InputBytes, _ layout: CSVLayout, textColumns: Set<Int>
  ) throws(BPNetError) -> Table {
    let isText = layout.textColumns.indices.map { layout.textColumns[$0] || textColumns.contains($0) }
    var builder = try CSVTableBuilder(layout, textColumns: isText, trimmer: input.trimmer)
    try CSVTeamRead.readRows(into: &builder, from: input, sharing: sharing)
    if builder.hasLateText {
      builder = try CSVTableBuilder(
        layout, textColumns: builder.textColumns, trimmer: input.trimmer)
      try CSVTeamRead.readRows(into: &builder, from: input, sharing: sharing)
    }
    builder.dropBlankRowsAtEnd()
    // Where commas separate the fields, the first records alone say what those in quotes are.
    if options.decimalMark == nil, !layout.cells.hasDecimalComma,
      layout.body.delimiter != UInt8(ascii: ","), builder.hasDecimalCommas
    {
      var options = options
      options.foundDecimalComma = true
      return try CSVReader(options, sharing: sharing).read(input, textColumns: textColumns)
    }
    var table = try builder.table()
    table.hasDecimalComma = layout.cells.hasDecimalComma
    table.missingValues = options.usedMissingValues
    table.text = TableText(input, options: options)
    return table
  }

  /// What is known of a text once its first records were looked at.
  ///
  /// - Throws: `invalidData` for what is no text of a table.
  static func layout(
    _ text: UnsafeBufferPointer<UInt8>, _ options: TableReader.TextOptions, source: String
  ) throws(BPNetError) -> CSVLayout {
    try checkEncoding(text, source: source)
    guard let base = text.baseAddress else { preconditionFailure("InputBytes is never empty") }
    var start = base
    // Some programs put a second mark before the one that a file has.
    while UnsafeBufferPointer(start: start, count: base + text.count - start)
      .starts(with: ByteOrderMark.utf8)
    {
      start += ByteOrderMark.utf8.count
    }
    let body = UnsafeBufferPointer(start: start, count: base + text.count - start)
    try ForeignText.check(body, source: source)
    return try CSVSample(CSVDialect(body, options: options, source: source)).layout(options)
  }

  private static func checkEncoding(
    _ text: UnsafeBufferPointer<UInt8>, source: String
  ) throws(BPNetError) {
    if text.starts(with: [0xFF, 0xFE]) || text.starts(with: [0xFE, 0xFF]) {
      throw .invalidData(
        at: .init(file: source), found: "text in UTF-16", expected: "text in the encoding that is asked for")
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
