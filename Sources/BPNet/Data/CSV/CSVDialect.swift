/// How the text of a table is written: as the options say, or as detected from the first records.
struct CSVDialect {
  /// How many records are looked at, and about how many bytes.
  private static let (recordLimit, byteLimit) = (20, 1 << 20)

  /// About the most bytes that a column takes beside its cells, while a text is read.
  private static let byteCountPerColumn = 400
  /// The number of columns for which asking the system costs more than it is worth.
  private static let uncheckedColumnCount = 1 << 14

  /// The cursor at the first record, names included.
  let start: CSVScanner
  /// Whether the first record stands in a line that starts with `#` or `%`, as NumPy writes names.
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
    guard var header = marked else {
      (start, hasMarkedHeader) = (scanner, false)
      return
    }
    header.setDelimiter(delimiter)
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

  /// The cursor behind the `#` or `%` of the last of the lines at the top that start with one, the cursor
  /// behind these lines, and the mark; where all lines do, none is marked.
  private static func skipMarkedLines(
    _ scanner: CSVScanner
  ) -> (marked: CSVScanner?, body: CSVScanner, mark: UInt8) {
    var (body, marked, mark) = (scanner, nil as CSVScanner?, UInt8(ascii: "#"))
    while body.skipToRecord() {
      var line = body
      line.skipBlanks()
      guard line.cursor.pointee == UInt8(ascii: "#") || line.cursor.pointee == UInt8(ascii: "%") else {
        return (marked, body, mark)
      }
      mark = line.cursor.pointee
      line.cursor += 1
      line.skipBlanks()
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

extension CSVDialect {
  /// What the first records are when they are divided at one delimiter.
  struct Sample {
    /// The number of fields of every record looked at, the first of which may lack one if it holds words
    /// alone; nil where they differ or one is malformed.
    private(set) var fieldCount: Int?
    private(set) var recordCount = 0
    private var firstHoldsValues = false
    private var valueCount = 0
    private var cellCount = 0

    init(_ scanner: CSVScanner, cells: CSVCellReader) {
      var scanner = scanner
      let start = scanner.cursor
      while recordCount < CSVDialect.recordLimit, scanner.cursor - start < CSVDialect.byteLimit,
        scanner.skipToRecord()
      {
        var count = 0
        var endsRecord = false
        while !endsRecord {
          guard let field = try? scanner.nextField() else {
            fieldCount = nil
            return
          }
          count += 1
          endsRecord = field.endsRecord
          add(field, cells)
        }
        if recordCount == 1, count > 2, !firstHoldsValues, count - 1 == fieldCount { fieldCount = count }
        if recordCount > 0, count != fieldCount {
          fieldCount = nil
          return
        }
        fieldCount = count
        recordCount += 1
      }
    }

    private mutating func add(_ field: CSVField, _ cells: CSVCellReader) {
      let cell = cells.cell(field)
      if recordCount == 0, cell != .text { firstHoldsValues = true }
      if recordCount > 0 {
        cellCount += 1
        if cell != .text { valueCount += 1 }
      }
    }

    /// Whether the first record holds words alone, and others hold numbers.
    var startsWithNames: Bool { recordCount > 1 && !firstHoldsValues && valueCount > 0 }

    /// The part of the cells behind the first record that are numbers or missing.
    var valuePart: Double { cellCount == 0 ? 0 : Double(valueCount) / Double(cellCount) }
  }

  /// The delimiter that divides the first records evenly, and best into numbers.
  private static func delimiter(of body: CSVScanner, source: String) -> UInt8 {
    let name = source.lowercased()
    if name.hasSuffix(".tsv") || name.hasSuffix(".tab") { return UInt8(ascii: "\t") }
    var best: (delimiter: UInt8, part: Double)?
    for delimiter in [",", ";", "\t", "|"].map({ UInt8(ascii: $0) }) {
      let sample = sample(of: body, delimiter: delimiter)
      guard let count = sample.fieldCount, count > 1, sample.valuePart > best?.part ?? -1 else { continue }
      best = (delimiter, sample.valuePart)
    }
    let blanks = sample(of: body, delimiter: TableReader.TextOptions.blank)
    let areBlanks = blanks.fieldCount ?? 0 > 1
    if let best {
      // A tab is one of the blanks, and so may divide a table that blanks divide further.
      return areBlanks && blanks.valuePart > best.part ? TableReader.TextOptions.blank : best.delimiter
    }
    let counts = countDelimiters(inFirstLineFrom: body)
    guard counts.allSatisfy({ $0.count == 0 }) else {
      if areBlanks, blanks.valuePart >= 0.5 { return TableReader.TextOptions.blank }
      // Something is wrong in the first records: the reader says what.
      if name.hasSuffix(".csv"), counts[0].count > 0 { return UInt8(ascii: ",") }
      return counts.max { $0.count < $1.count }?.delimiter ?? UInt8(ascii: ",")
    }
    return areBlanks && (blanks.recordCount > 1 || blanks.valuePart >= 0.5)
      ? TableReader.TextOptions.blank : UInt8(ascii: ",")
  }

  private static func sample(of body: CSVScanner, delimiter: UInt8) -> Sample {
    var scanner = body
    scanner.setDelimiter(delimiter)
    return Sample(
      scanner,
      cells: CSVCellReader(hasDecimalComma: delimiter != UInt8(ascii: ","), missingValues: nil))
  }

  /// Counts in the line at the cursor, outside of quotes.
  private static func countDelimiters(
    inFirstLineFrom body: CSVScanner
  ) -> [(delimiter: UInt8, count: Int)] {
    var counts = [",", ";", "\t", "|"].map { (delimiter: UInt8(ascii: $0), count: 0) }
    var (isQuoted, cursor) = (false, body.cursor)
    while cursor < body.end, isQuoted || cursor.pointee != UInt8(ascii: "\n") && cursor.pointee != 13 {
      if cursor.pointee == UInt8(ascii: "\"") { isQuoted.toggle() }
      if !isQuoted {
        for index in counts.indices where counts[index].delimiter == cursor.pointee {
          counts[index].count += 1
        }
      }
      cursor += 1
    }
    return counts
  }
}
