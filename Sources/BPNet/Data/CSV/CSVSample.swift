/// The first records of a file, from which the reader decides whether there is a header and, ahead of
/// its fast pass, which columns hold text.
struct CSVSample {
  /// How many records are looked at behind the first.
  static let recordLimit = 100
  /// The least number of records that tell the first one from rows of words.
  private static let leastRecordCount = 10

  private let dialect: CSVDialect
  private let start: CSVScanner
  private let afterFirst: CSVScanner
  private let first: [CSVField]
  private let firstCells: [CSVCell]
  private let firstTexts: [[UInt8]]
  /// The columns whose first text is written as numbers with units or as dates are.
  private let writtenColumns: Set<Int>
  // Of the records behind the first, by column.
  private var hasNumber: [Bool]
  private var hasText: [Bool]
  private var hasFraction: [Bool]
  /// How often each text stands in a column whose first cell is one.
  private var textCounts: [[[UInt8]: Int]]
  private var hasCode: [Bool]
  private var least: [Double]
  private var greatest: [Double]
  /// The number of records behind the first.
  private var recordCount = 0
  /// Whether a text of the first record is written as numbers with units or as dates are, and one below it,
  /// too.
  private var startsWithValues = false
  /// Whether one of them counts up by ones, from the first column to the last.
  private var othersCountUp = false
  private var repeatsFirst = false
  /// The column that the first record has no name for, where it has one less than the others: the first, as R
  /// and pandas write row names, or the last, where rows alone end with a delimiter.
  private let columnWithoutName: Int?
  /// Whether a whole record is like the first, as where files were put one behind the other.
  private var repeatsAllOfFirst = false
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
    textCounts = [[[UInt8]: Int]](repeating: [:], count: first.count)
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

  private mutating func note(_ fields: ArraySlice<CSVField>) {
    recordCount += 1
    let isFirst =
      fields.count == first.count
      && zip(fields, firstTexts).allSatisfy { field, text in
        // A file that was put behind another may start with a byte-order mark.
        field.withText { $0.elementsEqual(text) || $0.elementsEqual(ByteOrderMark.utf8 + text) }
      }
    if isFirst {
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
        if firstCells[column] == .text { textCounts[column][field.withText { Array($0) }, default: 0] += 1 }
      }
    }
    if numbers.count == first.count, CSVSample.countUp(numbers, from: numbers[0]) { othersCountUp = true }
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

/// The rule that `TableReader.TextOptions.Header.automatic` documents.
extension CSVSample {
  /// Texts that no column is called by, in lower case.
  private static let wordsForMissing: Set<String> = [
    "n/a", "na", "n.a.", "#n/a", "none", "nil", "null", "nan", "-", "--", "---", ".", "..", "*", "?",
    "missing",
    "tbd", "unknown", "#div/0!", "#value!",
  ]

  /// - Parameter amongWords: whether words above nothing but words may be names.
  private func looksLikeHeader(amongWords: Bool) -> Bool {
    if columnWithoutName != nil { return true }
    if startsWithValues { return false }
    let named = firstCells.indices.filter { firstCells[$0] == .text }
    // Beside other names, `inf` is one.
    let hasNames = named.count(where: isNameOverNumbers) > 1
    let numbered = firstCells.indices.filter {
      switch firstCells[$0] {
      case .number: true
      case .notFinite: !hasNames || !firstTexts[$0].contains { 0x61...0x7A ~= $0 | 0x20 }
      case .missing, .text: false
      }
    }
    if numbered.count == first.count { return countsColumns || risesAboveNumbers }
    let hasNameOverNumbers = named.contains(where: isNameOverNumbers)
    let areNames = numbered.isEmpty || areNamesBesideWords(numbered, hasNameOverNumbers)
    if areNames, hasNameOverNumbers || !numbered.isEmpty && !repeatsFirst { return true }
    if amongWords, areNumbersBesideName { return true }
    guard !named.contains(where: { hasNumber[$0] && !hasText[$0] }) else { return false }
    let isWhole = named.count + firstTexts.count(where: \.isEmpty) == first.count && !named.isEmpty
    return amongWords && isWhole && Set(named.map { firstTexts[$0] }).count == named.count && !repeatsFirst
  }

  /// Whether the first record has all of some names; false for none.
  private func holdsNames(_ names: [String]?) -> Bool {
    guard let names, !names.isEmpty else { return false }
    return Set(firstTexts).isSuperset(of: names.map { Array($0.utf8) })
  }

  private func isNameOverNumbers(_ column: Int) -> Bool {
    hasNumber[column] && !hasText[column] && !CSVSample.namesMissing(firstTexts[column])
  }

  /// The numbers in some columns of the first record; infinite ones for those that are not finite.
  private func firstNumbers(_ columns: [Int]) -> [Double] {
    columns.map { if case .number(let number) = firstCells[$0] { number } else { .infinity } }
  }

  /// Whether the numbers of a first record that also has other cells are names: those of the columns, years,
  /// or others in equal steps, which are apart from the numbers below them.
  private func areNamesBesideWords(_ columns: [Int], _ hasNameOverNumbers: Bool) -> Bool {
    let numbers = firstNumbers(columns)
    // Some columns, such as early years, may have no value yet.
    guard numbers.allSatisfy(\.isFinite), !columns.contains(where: { hasText[$0] }),
      2 * columns.count(where: { hasNumber[$0] }) > columns.count
    else { return false }
    let areYears = numbers.allSatisfy { 1500...2100 ~= $0 && $0 == $0.rounded() }
    let apartCount = columns.indices.count { isApart(numbers[$0], column: columns[$0]) }
    guard numbers.count > 1 else { return areYears && numbers[0] >= 1900 && apartCount == 1 }
    if CSVSample.countUp(numbers, from: numbers[0]) {
      if numbers[0] == 0 || numbers[0] == 1 {
        return columns.contains { hasFraction[$0] } || hasNameOverNumbers && numbers.count > 2
      }
      if areYears, numbers.count > 2 { return true }
    }
    if areYears, numbers.count > 2, CSVSample.areOrdered(numbers) { return 2 * apartCount > numbers.count }
    return CSVSample.rise(numbers) && apartCount == numbers.count
  }

  /// Whether a word stands beside whole numbers, and below it nothing but other words, each of them more than
  /// once; below the numbers stand fractions, or numbers that are all less or all greater: times, doses and
  /// wavelengths above what was measured.
  private var areNumbersBesideName: Bool {
    guard recordCount >= Self.leastRecordCount, !startsWithValues, Set(firstTexts).count == first.count else {
      return false
    }
    let isAboveWords = firstCells.indices.map { column in
      hasText[column] && !hasNumber[column] && !textCounts[column].isEmpty
        && textCounts[column].allSatisfy { $1 > 1 && $0 != firstTexts[column] }
        && !CSVSample.namesMissing(firstTexts[column])
    }
    let areNames = firstCells.indices.allSatisfy { column in
      switch firstCells[column] {
      case .text: isAboveWords[column] || isNameOverNumbers(column)
      case .number(let number):
        number == number.rounded() && hasNumber[column] && !hasText[column]
          && (hasFraction[column] || number < least[column] || number > greatest[column])
      case .missing, .notFinite: false
      }
    }
    return areNames && firstCells.indices.contains { firstCells[$0] == .text && isAboveWords[$0] }
      && firstCells.contains { $0 != .text }
  }

  private static func namesMissing(_ text: [UInt8]) -> Bool {
    wordsForMissing.contains(String(decoding: text, as: UTF8.self).lowercased())
  }

  /// Whether a number differs from all those that stand below it by more than half of the greater one.
  private func isApart(_ number: Double, column: Int) -> Bool {
    let nearest =
      number < least[column] ? least[column] : number > greatest[column] ? greatest[column] : number
    return (number - nearest).magnitude > 0.5 * max(number.magnitude, nearest.magnitude)
  }

  /// Whether numbers rise in equal steps.
  private static func rise(_ numbers: [Double]) -> Bool {
    let steps = zip(numbers.dropFirst(), numbers).map { $0 - $1 }
    return steps.allSatisfy { $0 > 0 && abs($0 - steps[0]) <= 1e-6 * steps[0] }
  }

  /// Whether numbers rise, or fall, in any steps.
  private static func areOrdered(_ numbers: [Double]) -> Bool {
    let pairs = zip(numbers, numbers.dropFirst())
    return pairs.allSatisfy { $0 < $1 } || pairs.allSatisfy { $0 > $1 }
  }

  /// Whether numbers rise by ones.
  private static func countUp(_ numbers: [Double], from first: Double) -> Bool {
    numbers.count > 1 && numbers.indices.allSatisfy { numbers[$0] == first + Double($0) }
  }

  /// Whether the first record is 0, 1, 2 … or 1, 2, 3 … in all columns.
  private var isCount: Bool {
    let numbers = firstNumbers(Array(first.indices))
    return (numbers[0] == 0 || numbers[0] == 1) && CSVSample.countUp(numbers, from: numbers[0])
  }

  /// Whether the first record counts the columns, above cells that are not all whole or do not reach so far.
  private var countsColumns: Bool {
    guard isCount else { return false }
    if hasFraction.contains(true) { return true }
    guard first.count > 2, recordCount >= 10, !othersCountUp else { return false }
    let numbers = firstNumbers(Array(first.indices))
    return first.count >= 8 || numbers.indices.contains { numbers[$0] > greatest[$0] }
  }

  /// Whether the first record holds numbers in equal steps, such as years or wavelengths, each of them apart
  /// from the numbers below it.
  private var risesAboveNumbers: Bool {
    areApart && CSVSample.rise(firstNumbers(Array(first.indices)))
  }

  /// Whether each number of the first record is apart from those below it, in three columns or more.
  private var areApart: Bool {
    guard first.count > 2, recordCount >= 10, !hasText.contains(true) else { return false }
    let numbers = firstNumbers(Array(first.indices))
    return numbers.indices.allSatisfy { numbers[$0].isFinite && isApart(numbers[$0], column: $0) }
  }

  /// What is said where the first record is taken as data, although it may be names, or the other way round.
  private func doubtNote(hasHeader: Bool) -> String? {
    let numbers = firstNumbers(Array(first.indices))
    if hasHeader {
      if areNumbersBesideName {
        return "the first line holds numbers and words that stand nowhere below them, and is read as names; "
          + "`header: absent` takes it for data"
      }
      guard numbers.allSatisfy(\.isFinite), risesAboveNumbers else { return nil }
      return "the first line holds numbers and is read as names; `header: absent` takes it for data"
    }
    if first.count > 2, recordCount > 0, isCount, !othersCountUp {
      return
        "the first line counts the columns and is read as data; `header: present` takes it for their names"
    }
    guard areApart, !hasFraction.contains(false), Set(numbers).count == numbers.count,
      numbers.allSatisfy({ $0 == $0.rounded() })
    else { return nil }
    return "the first line is unlike the others and is read as data; `header: present` takes it for names"
  }
}
