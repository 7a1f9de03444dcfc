/// What the reader knows of a file once it has looked at the first records.
struct CSVLayout {
  /// The names of the columns.
  let names: [String]
  /// Whether they come from the file.
  let hasHeader: Bool
  /// The columns that hold text somewhere in the sample.
  let textColumns: [Bool]
  /// The cursor at the first row.
  let body: CSVScanner
  /// About how many rows follow.
  let estimatedRowCount: Int
}

/// The first records of a file, from which the reader decides whether there is a header and, ahead of
/// its fast pass, which columns hold text.
struct CSVSample {
  /// How many records are looked at behind the first.
  static let recordLimit = 100

  private let start: CSVScanner
  private let afterFirst: CSVScanner
  private let first: [CSVField]
  private let firstCells: [CSVCell]
  private let firstTexts: [[UInt8]]
  // Of the records behind the first, by column.
  private var hasNumber: [Bool]
  private var hasText: [Bool]
  private var repeatsFirst = false
  private var bytesPerRecord = 1

  /// Looks at the records from the cursor on.
  ///
  /// - Throws: `invalidData` when there is no record, or one of those looked at is malformed.
  init(_ scanner: CSVScanner) throws(BPNetError) {
    var scanner = scanner
    guard scanner.skipToRecord() else {
      throw .invalidData(
        at: .init(file: scanner.source), found: "nothing but blank lines", expected: "rows of data")
    }
    let parser = NumberParser()
    start = scanner
    first = try Self.record(&scanner)
    afterFirst = scanner
    firstCells = first.map { $0.withText { CSVCell($0, parser: parser) } }
    firstTexts = first.map { $0.withText { Array($0) } }
    hasNumber = [Bool](repeating: false, count: first.count)
    hasText = hasNumber
    var count = 1
    while count <= Self.recordLimit, scanner.skipToRecord() {
      let fields = try Self.record(&scanner)
      // The full pass reports it, or an error before it.
      guard fields.count == first.count else { break }
      note(fields, parser: parser)
      count += 1
    }
    bytesPerRecord = max(1, (scanner.cursor - start.cursor) / count)
  }

  private static func record(_ scanner: inout CSVScanner) throws(BPNetError) -> [CSVField] {
    var fields: [CSVField] = []
    repeat {
      fields.append(try scanner.nextField())
    } while fields.last?.endsRecord == false
    return fields
  }

  private mutating func note(_ fields: [CSVField], parser: NumberParser) {
    for (column, field) in fields.enumerated() {
      field.withText { text in
        switch CSVCell(text, parser: parser) {
        case .number, .notFinite: hasNumber[column] = true
        case .missing: break
        case .text:
          hasText[column] = true
          if text.elementsEqual(firstTexts[column]) { repeatsFirst = true }
        }
      }
    }
  }

  /// The layout under a rule for the header.
  ///
  /// - Throws: `invalidData` when two columns have the same name or a name is not UTF-8.
  func layout(header: CSVReader.Header) throws(BPNetError) -> CSVLayout {
    let hasHeader =
      switch header {
      case .automatic: looksLikeHeader
      case .present: true
      case .absent: false
      }
    let body = hasHeader ? afterFirst : start
    return CSVLayout(
      names: hasHeader ? try names() : (1...first.count).map(String.init), hasHeader: hasHeader,
      textColumns: zip(hasText, firstCells).map { $0 || !hasHeader && $1 == .text }, body: body,
      estimatedRowCount: (body.end - body.cursor) / bytesPerRecord + 1)
  }

  /// The rule that `CSVReader.Header.automatic` documents.
  private var looksLikeHeader: Bool {
    for (column, cell) in firstCells.enumerated()
    where cell == .text && hasNumber[column] && !hasText[column] {
      return true
    }
    return firstCells.allSatisfy { $0 == .text } && Set(firstTexts).count == first.count && !repeatsFirst
  }

  private func names() throws(BPNetError) -> [String] {
    var names: [String] = []
    for (column, text) in firstTexts.enumerated() {
      guard let name = String(validating: text, as: UTF8.self) else {
        throw .invalidData(
          at: .init(file: start.source, line: first[column].line, column: "\(column + 1)"),
          found: "a name that is not UTF-8", expected: "text in UTF-8")
      }
      names.append(name.isEmpty ? "\(column + 1)" : name)
    }
    try Table.checkNames(names, at: .init(file: start.source, line: start.line))
    return names
  }
}
