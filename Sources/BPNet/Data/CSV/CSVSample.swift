/// The first records of a file, from which the reader decides whether there is a header and, ahead of
/// its fast pass, which columns hold text.
struct CSVSample {
  /// How many records are looked at behind the first.
  static let recordLimit = 100
  /// The least number of records that tell the first one from rows of words.
  static let leastRecordCount = 10

  private let dialect: CSVDialect
  private let start: CSVScanner
  private let afterFirst: CSVScanner
  let first: [CSVField]
  let firstCells: [CSVCell]
  let firstTexts: [[UInt8]]
  /// The columns whose first text is written as numbers with units or as dates are.
  private let writtenColumns: Set<Int>
  // Of the records behind the first, by column.
  private(set) var hasNumber: [Bool]
  private(set) var hasText: [Bool]
  private(set) var hasFraction: [Bool]
  private var hasCode: [Bool]
  private(set) var least: [Double]
  private(set) var greatest: [Double]
  /// The number of records behind the first.
  private(set) var recordCount = 0
  /// Whether a text of the first record is written as numbers with units or as dates are, and one below it,
  /// too.
  private(set) var startsWithValues = false
  /// Whether one of them counts up by ones, from the first column to the last.
  private(set) var othersCountUp = false
  private(set) var repeatsFirst = false
  /// The column that the first record has no name for, where it has one less than the others: the first, as R
  /// and pandas write row names, or the last, where rows alone end with a delimiter.
  let columnWithoutName: Int?
  /// Whether a whole record is like the first, as where files were put one behind the other.
  private(set) var repeatsAllOfFirst = false
  private var bytesPerRecord = 1

  /// Looks at the records from the start of the table on.
  ///
  /// - Throws: `invalidData` when there is no record, or one of those looked at is malformed.
  init(_ dialect: CSVDialect) throws(BPNetError) {
    self.dialect = dialect
    var scanner = dialect.start
    guard dialect.hasMarkedHeader || scanner.skipToRecord() else {
      throw .invalidData(
        at: .init(file: scanner.source), found: "nothing but blank lines", expected: "rows of data")
    }
    start = scanner
    var first = try Self.record(&scanner)
    afterFirst = scanner
    columnWithoutName =
      dialect.allowsHeader ? Self.columnWithoutName(first, before: scanner, cells: dialect.cells) : nil
    if dialect.allowsHeader, Self.namesNothingAtEnd(first, before: scanner, cells: dialect.cells) {
      first.removeLast()
    }
    if let columnWithoutName {
      first.insert(
        CSVField(
          start: first[0].start, count: 0, hasDoubledQuotes: false, isQuoted: false, endsRecord: false,
          line: first[0].line), at: columnWithoutName)
    }
    self.first = first
    firstCells = first.map(dialect.cells.cell)
    let texts = first.map { $0.withText { Array($0) } }
    firstTexts = texts
    let cells = firstCells
    writtenColumns = Set(texts.indices.filter { cells[$0] == .text && Self.isWritten(texts[$0]) })
    hasNumber = [Bool](repeating: false, count: first.count)
    (hasText, hasFraction, hasCode) = (hasNumber, hasNumber, hasNumber)
    least = [Double](repeating: .infinity, count: first.count)
    greatest = [Double](repeating: -.infinity, count: first.count)
    var count = 1
    while count <= Self.recordLimit, scanner.skipToRecord() {
      let fields = try Self.record(&scanner)
      let isCutShort = fields.count > 1 && fields.count < first.count
      let isWhole = fields.count >= first.count && fields[first.count...].allSatisfy { $0.count == 0 }
      // The full pass reports it, or an error before it.
      guard isCutShort || isWhole else { break }
      note(fields.prefix(first.count))
      count += 1
    }
    bytesPerRecord = max(1, (scanner.cursor - start.cursor) / count)
    // Names that are repeated stand over numbers, or over words that are all others; else it is a row.
    if repeatsAllOfFirst, !hasNumber.contains(true), recordCount < Self.leastRecordCount {
      repeatsFirst = true
    }
  }

  /// Whether a text is a number with something around it, or a date, and does not start with a letter.
  private static func isWritten(_ text: [UInt8]) -> Bool {
    guard let first = text.first, first < 0x41 || first > 0x7A else { return false }
    let text = String(decoding: text, as: UTF8.self)
    return WrittenNumber(text) != nil || DateText.isDate(text)
  }

  /// The fields of the next record.
  static func record(_ scanner: inout CSVScanner) throws(BPNetError) -> [CSVField] {
    var fields: [CSVField] = []
    repeat {
      fields.append(try scanner.nextField())
      // The width of the first record is checked; another may be wider.
      if fields.count.nonzeroBitCount == 1 {
        try CSVDialect.checkColumnCount(fields.count, source: scanner.source)
      }
    } while fields.last?.endsRecord == false
    return fields
  }

  /// Whether a record is the first once more.
  private func isFirst(_ fields: ArraySlice<CSVField>) -> Bool {
    fields.count == first.count
      && zip(fields, firstTexts).allSatisfy { field, text in field.withText { $0.elementsEqual(text) } }
  }

  private mutating func note(_ fields: ArraySlice<CSVField>) {
    recordCount += 1
    if isFirst(fields) {
      repeatsAllOfFirst = true
      return
    }
    var numbers: [Double] = []
    for (column, field) in fields.enumerated() {
      switch dialect.cells.cell(field) {
      case .number(let number):
        hasNumber[column] = true
        numbers.append(number)
        (least[column], greatest[column]) = (min(least[column], number), max(greatest[column], number))
        if number != number.rounded() { hasFraction[column] = true }
        if field.withText(CSVCellReader.isCode) { hasCode[column] = true }
      case .notFinite: hasNumber[column] = true
      case .missing: break
      case .text:
        hasText[column] = true
        if writtenColumns.contains(column), field.withText({ Self.isWritten(Array($0)) }) {
          startsWithValues = true
        }
        if field.withText({ $0.elementsEqual(firstTexts[column]) }) { repeatsFirst = true }
      }
    }
    if numbers.count == first.count, CSVSample.countUp(numbers, from: numbers[0]) { othersCountUp = true }
  }

  /// How often each text stands behind the first record, for each of its columns: a second look at what was
  /// looked at.
  func countTexts() -> [[[UInt8]: Int]] {
    var counts = [[[UInt8]: Int]](repeating: [:], count: first.count)
    var scanner = afterFirst
    for _ in 0..<recordCount {
      guard scanner.skipToRecord(), let record = try? Self.record(&scanner) else { break }
      let fields = record.prefix(first.count)
      guard !isFirst(fields) else { continue }
      for (column, field) in fields.enumerated() where dialect.cells.cell(field) == .text {
        counts[column][field.withText { Array($0) }, default: 0] += 1
      }
    }
    return counts
  }

  /// The layout under what is known of the text.
  ///
  /// - Throws: `invalidData` when a name is not UTF-8 and has to be.
  func layout(_ options: TableReader.TextOptions) throws(BPNetError) -> CSVLayout {
    if options.header == .automatic, !dialect.hasMarkedHeader, let titleError { throw titleError }
    let hasHeader =
      switch options.header {
      case .automatic:
        dialect.hasMarkedHeader || holdsNames(options.modelColumns)
          || looksLikeHeader(amongWords: options.modelColumns?.isEmpty != true)
      case .present: true
      case .absent: false
      }
    let body = hasHeader ? afterFirst : start
    let names = hasHeader ? try names(options) : (texts: [], isLatin1: false)
    let isText = firstCells.indices.map { column in
      hasText[column] || hasCode[column]
        || !hasHeader && (firstCells[column] == .text || first[column].withText(CSVCellReader.isCode))
    }
    return CSVLayout(
      names: hasHeader ? names.texts : (1...first.count).map { ("\($0)", false) },
      hasHeader: hasHeader, textColumns: isText, body: body, cells: dialect.cells,
      encoding: options.encoding, estimatedRowCount: (body.end - body.cursor) / bytesPerRecord + 1,
      faults: dialect.faults,
      notes: dialect.notes
        + (columnWithoutName == 0 ? ["the first line has a name for each column but the first"] : [])
        + (options.header == .automatic ? doubtNote(hasHeader: hasHeader).map { [$0] } ?? [] : []),
      hasLatin1Names: names.isLatin1)
  }

  /// The error for a first record of one text, as a spreadsheet writes a title, above one of several texts
  /// alone; nil if there is none.
  private var titleError: BPNetError? {
    guard first.count > 2, first[0].count > 0, first.dropFirst().allSatisfy({ $0.count == 0 }) else {
      return nil
    }
    var scanner = afterFirst
    while scanner.skipToRecord(), let record = try? Self.record(&scanner) {
      let fields = record.filter { $0.count > 0 }
      guard !fields.isEmpty else { continue }
      guard fields.count > 1, fields.allSatisfy({ dialect.cells.cell($0) == .text }) else { return nil }
      return .invalidData(
        at: .init(file: start.source, line: first[0].line),
        found: "one text above \(counted(fields.count, "text")) in line \(fields[0].line)",
        expected: "the names of the columns, or a row",
        hint: "if it is a title above the table: leave it out; `header: absent` takes it for a row")
    }
    return nil
  }

  private func names(
    _ options: TableReader.TextOptions
  ) throws(BPNetError) -> (texts: [(text: String, isGiven: Bool)], isLatin1: Bool) {
    var (names, holdsLatin1) = ([(text: String, isGiven: Bool)](), false)
    for (column, bytes) in firstTexts.enumerated() {
      guard let (name, isLatin1) = Latin1.string(bytes, encoding: options.encoding) else {
        throw .invalidData(
          at: .init(file: start.source, line: first[column].line, column: "\(column + 1)"),
          found: "a name that is not UTF-8", expected: "text in UTF-8")
      }
      names.append(name.isEmpty ? ("\(column + 1)", false) : (name, true))
      if isLatin1, options.encoding == nil { holdsLatin1 = true }
    }
    let given = Set(names.lazy.filter(\.isGiven).map(\.text))
    for index in names.indices where !names[index].isGiven && given.contains(names[index].text) {
      names[index].text = "column \(index + 1)"
    }
    return (names, holdsLatin1)
  }
}
