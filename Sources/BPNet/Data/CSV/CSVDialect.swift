/// How the text of a table is written: as the options say, or as detected from the first records.
struct CSVDialect {
  /// How many records are looked at, and about how many bytes.
  static let (recordLimit, byteLimit) = (20, 1 << 20)

  /// About the most bytes that a column takes beside its cells, while a text is read.
  private static let byteCountPerColumn = 400
  /// The number of columns for which asking the system costs more than it is worth.
  private static let uncheckedColumnCount = 1 << 14

  /// The cursor at the first record, names included.
  let start: CSVScanner
  /// Whether the first record stands in a line that starts with `#`, `%` or `!`, as NumPy writes names.
  let hasMarkedHeader: Bool
  let cells: CSVCellReader
  /// Whether the first record may hold names.
  let allowsHeader: Bool
  /// What is wrong with columns of numbers, by their places.
  private(set) var faults: [Int: Table.Fault] = [:]
  /// Remarks about what was detected.
  private(set) var notes: [String] = []

  /// Looks at the start of `text`.
  ///
  /// - Throws: `BPNetError.invalidArgument` for options that cannot be.
  init(
    _ text: UnsafeBufferPointer<UInt8>, options: TableReader.TextOptions, source: String
  ) throws(BPNetError) {
    try options.check()
    allowsHeader = options.header != .absent
    var plain = CSVScanner(
      text, delimiter: options.delimiter ?? UInt8(ascii: ","), source: source, comment: options.comment)
    let said = Self.saidDelimiter(text)
    if said != nil { plain.skipLine() }
    let (marked, body, mark) = Self.skipMarkedLines(plain)
    let delimiter = options.delimiter ?? said ?? Self.delimiter(of: body, source: source)
    var scanner = body
    scanner.setDelimiter(delimiter)
    try Self.checkWidth(of: scanner)
    let sample = Sample(scanner, cells: CSVCellReader(hasDecimalComma: true, missingValues: nil))
    let marks = DecimalMark(
      scanner, cells: CSVCellReader(hasDecimalComma: true, missingValues: options.usedMissingValues),
      recordLimit: Self.recordLimit, byteLimit: Self.byteLimit)
    let usesComma = options.decimalMark.map { $0 == UInt8(ascii: ",") }
    let hasComma = usesComma ?? (options.foundDecimalComma || marks.isComma(delimiter: delimiter))
    cells = CSVCellReader(hasDecimalComma: hasComma, missingValues: options.usedMissingValues)
    if usesComma == nil, hasComma ? marks.hasDoubtfulCommasAlone : !marks.hasCommas {
      faults = marks.faultsOfThousands
    }
    if hasComma, usesComma == nil {
      let doubt = marks.hasDoubtfulCommasAlone ? ": those between thousands have to be left out" : ""
      notes.append("numbers are read with a decimal comma\(doubt)")
    }
    if !hasComma, usesComma == nil, delimiter == UInt8(ascii: ";"), marks.hasDoubtfulPoints {
      notes.append("points are read as decimal ones: those between thousands have to be left out")
    }
    if let delimiterNote = Self.note(delimiter, options: options, source: source) {
      notes.append(delimiterNote)
    }
    guard let marked else {
      (start, hasMarkedHeader) = (scanner, false)
      return
    }
    let header = Self.names(inMarkedLine: marked, delimiter: delimiter, fieldCount: sample.fieldCount)
    var names = header
    let fields = names.skipFields()
    if options.header != .absent, !sample.startsWithNames, fields.areAll, sample.fieldCount == fields.count {
      (start, hasMarkedHeader) = (header, true)
    } else {
      (start, hasMarkedHeader) = (scanner, false)
      notes.append("lines at the top that start with \(UnicodeScalar(mark)) are left out")
    }
  }

  /// The delimiter in a first line such as `sep=;`, which is an instruction for spreadsheets.
  private static func saidDelimiter(_ text: UnsafeBufferPointer<UInt8>) -> UInt8? {
    let line = text.prefix(8).prefix { $0 != UInt8(ascii: "\n") && $0 != UInt8(ascii: "\r") }
      .filter { $0 != UInt8(ascii: "\"") }
    guard line.count == 5, String(decoding: line.prefix(4), as: UTF8.self).lowercased() == "sep=" else {
      return nil
    }
    return [",", ";", "\t", "|"].map({ UInt8(ascii: $0) }).contains(line[4]) ? line[4] : nil
  }

  private static func note(_ delimiter: UInt8, options: TableReader.TextOptions, source: String) -> String? {
    let usual = source.lowercased().hasSuffix(".tsv") || source.lowercased().hasSuffix(".tab") ? "\t" : ","
    guard options.delimiter == nil, usual.utf8.first != delimiter else { return nil }
    let name = delimiter == TableReader.TextOptions.blank ? "blanks" : CSVReader.name(ofDelimiter: delimiter)
    return "fields are separated by \(name)"
  }

  /// The first name in a line that starts with a mark: behind it, or the mark itself, where the delimiter
  /// follows it at once, and so many fields stand in the line.
  private static func names(
    inMarkedLine line: CSVScanner, delimiter: UInt8, fieldCount: Int?
  ) -> CSVScanner {
    var names = line
    names.setDelimiter(delimiter)
    if !names.isDividedByBlanks, names.cursor[1] == delimiter {
      var rest = names
      let fields = rest.skipFields()
      if fields.areAll, fields.count == fieldCount { return names }
    }
    names = line
    names.cursor += 1
    names.skipBlanks()
    names.setDelimiter(delimiter)
    return names
  }

  /// The cursor at the `#`, `%` or `!` of the last of the lines at the top that start with one, the cursor
  /// behind these lines, and the mark; where all lines do, none is marked.
  private static func skipMarkedLines(
    _ scanner: CSVScanner
  ) -> (marked: CSVScanner?, body: CSVScanner, mark: UInt8) {
    var (body, marked, mark) = (scanner, nil as CSVScanner?, UInt8(ascii: "#"))
    while body.skipToRecord() {
      var line = body
      line.skipBlanks()
      guard "#%!".utf8.contains(line.cursor.pointee) else { return (marked, body, mark) }
      mark = line.cursor.pointee
      marked = line
      body.skipLine()
    }
    return (nil, scanner, mark)
  }

  /// Checks that a table may have as many columns as the first record has fields, before anything is kept for
  /// each of them: a line of delimiters is a column a byte.
  private static func checkWidth(of scanner: CSVScanner) throws(BPNetError) {
    var scanner = scanner
    guard scanner.skipToRecord() else { return }
    try checkColumnCount(scanner.skipFields().count, source: scanner.source)
  }

  /// Checks that a table may have so many columns.
  ///
  /// - Throws: `invalidData` for more than there may be, `readFailed` if there is no room for them.
  static func checkColumnCount(_ count: Int, source: String) throws(BPNetError) {
    guard count <= Table.maximumColumnCount else {
      throw .invalidData(
        at: .init(file: source), found: "\(count) columns", expected: "at most \(Table.maximumColumnCount)")
    }
    guard count < uncheckedColumnCount || MemoryBudget.hasRoom(for: count * byteCountPerColumn) else {
      throw .readFailed(path: source, reason: "its \(count) columns are too many to hold in memory")
    }
  }
}
