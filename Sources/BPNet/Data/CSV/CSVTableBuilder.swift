internal import SystemLibrary

/// The pass over the rows of a CSV file that makes a table of them.
///
/// Columns of text must be known before: a column that turns out to hold text on the way (`hasLateText`)
/// is noted, the pass goes on to the end, and a second one with `textColumns` makes the table.
struct CSVTableBuilder {
  private let layout: CSVLayout
  private var scanner: CSVScanner
  private let cells: CSVCellReader
  private let columnCount: Int
  private let isText: [Bool]
  /// Behind the last of the columns of numbers that follow each other from a column on.
  private let endOfNumbers: [Int]
  private var found: CSVFindings
  /// Whether plain numbers are read where `ends` says.
  private let isFast: Bool
  private var rows: CellRows
  private var ends: CSVFieldEnds
  private var blankRowCount = 0

  /// A pass over the rows of `layout`; `textColumns` are those of the sample unless a pass before has
  /// found more.
  ///
  /// - Parameter trimmer: what gives the pages of files back; with it, the cells are written to a file.
  /// - Throws: `readFailed` if there is no memory for them, `cannotOpen` if no file can be made.
  init(
    _ layout: CSVLayout, textColumns: [Bool]? = nil, trimmer: PageTrimmer?, estimatedRowCount: Int? = nil
  ) throws(BPNetError) {
    self.layout = layout
    scanner = layout.body
    columnCount = layout.names.count
    let isText = textColumns ?? layout.textColumns
    self.isText = isText
    endOfNumbers = Self.endsOfNumbers(isText)
    found = CSVFindings(columnCount: columnCount)
    cells = layout.cells
    isFast = !layout.body.isDividedByBlanks && !layout.cells.hasMissingNumbers
    rows = try CellRows(
      columnCount: columnCount, estimatedRowCount: estimatedRowCount ?? layout.estimatedRowCount,
      source: layout.body.source, trimmer: trimmer)
    ends = CSVFieldEnds(
      delimiter: scanner.delimiter, textStart: scanner.cursor, textEnd: scanner.end)
  }

  /// For each column the first one from there on that holds text.
  private static func endsOfNumbers(_ isText: [Bool]) -> [Int] {
    var (ends, next) = (isText.indices.map { $0 }, isText.count)
    for column in isText.indices.reversed() {
      if isText[column] { next = column }
      ends[column] = next
    }
    return ends
  }

  /// Whether a column that was taken for numbers holds text.
  var hasLateText: Bool { textColumns != isText }

  /// Whether the texts of a column are numbers with a decimal comma.
  var hasDecimalCommas: Bool {
    isText.indices.contains { isText[$0] && DecimalMark.areCommas(found.dictionaries[$0].values) }
  }

  /// The columns known to hold text, or codes.
  var textColumns: [Bool] {
    isText.indices.map { isText[$0] || found.firstText[$0] != nil || found.hasCode[$0] }
  }

  /// Reads the rows that start before `limit`.
  ///
  /// - Throws: `invalidData`, with the line, and `readFailed` if they do not fit into memory.
  mutating func readRows(before limit: UnsafePointer<UInt8>) throws(BPNetError) {
    while scanner.cursor < limit, scanner.skipToRecord(before: limit) {
      found.lines.append(line: scanner.line)
      try readRecord(into: try rows.nextRow())
      rows.commitRow()
    }
  }

  /// Leaves out rows without any value below all others, once all are read.
  mutating func dropBlankRowsAtEnd() {
    blankRowCount = columnCount > 1 ? rows.dropBlankRowsAtEnd() : 0
  }

  /// The table of the rows that were read.
  ///
  /// - Throws: `invalidData` when there is no row.
  mutating func table() throws(BPNetError) -> Table {
    let source = scanner.source
    guard rows.rowCount > 0 else {
      throw .invalidData(at: .init(file: source), found: "a header and no rows", expected: "rows of data")
    }
    let columns = layout.names.indices.map { column in
      Table.Column(
        name: layout.names[column].text,
        kind: isText[column] ? .text(values: found.dictionaries[column].values) : .number,
        isNamed: layout.names[column].isGiven, firstText: found.firstText[column],
        areQuoted: isText[column] ? found.dictionaries[column].areQuoted : [],
        fault: found.faults[column] ?? layout.faults[column])
    }
    if let error = errorOfSecondTable { throw error }
    try Table.checkShape(rowCount: rows.rowCount, columnCount: columnCount, source: source)
    var table = Table(
      columns: columns, blocks: [try rows.block(holdsMissing: found.holdsMissing, lines: found.lines)],
      hasHeader: layout.hasHeader, source: source, notes: notes)
    table.delimiter = scanner.delimiter
    if let error = table.errorOfNamesAmongRows { throw error }
    return table
  }

  /// The error for a table behind a blank line, of fewer columns than the one above it: nothing but rows that
  /// end early; nil if there is none.
  private var errorOfSecondTable: BPNetError? {
    let (count, line) = (found.shortRows.count, found.shortRows.firstLine)
    let first = rows.rowCount + blankRowCount - count
    guard count > 1, first > 0, found.lines.line(ofRow: first) == line,
      found.lines.line(ofRow: first - 1) < line - 1
    else { return nil }
    var above = layout.body
    while above.line < line - 1 { above.skipLine() }
    above.skipBlanks()
    guard above.cursor.pointee == 10 || above.cursor.pointee == 13 else { return nil }
    return .invalidData(
      at: .init(file: scanner.source, line: line),
      found: "\(count) rows of fewer fields behind a blank line", expected: "rows of \(columnCount) fields",
      hint: "if another table starts here: take it out of the file")
  }

  private var notes: [String] {
    var notes = layout.notes
    if layout.hasLatin1Names || found.dictionaries.contains(where: \.holdsLatin1) {
      let words = layout.names.map(\.text) + found.dictionaries.filter(\.holdsLatin1).flatMap(\.values)
      notes.append("text that is not UTF-8 is read as Latin-1" + (Latin1.doubt(about: words) ?? ""))
    }
    if let rows = found.shortRows.text("lacks", "lack") {
      notes.append("\(rows) fields at the end: missing values")
    }
    if let rows = found.longRows.text("ends", "end") {
      notes.append("\(rows) with delimiters behind the last column: left out")
    }
    if blankRowCount > 0 {
      notes.append("\(counted(blankRowCount, "empty row")) at the end left out")
    }
    return notes
  }

  /// Reads the record at the cursor into `row`.
  ///
  /// Plain numbers are converted between the separators that `ends` knows; everything else goes through the
  /// scanner.
  private mutating func readRecord(into row: UnsafeMutablePointer<Double>) throws(BPNetError) {
    let (line, start) = (scanner.line, scanner.cursor)
    var column = 0
    var endsRecord = false
    var hasSurplus = false
    while !endsRecord {
      if isFast, column < columnCount, !isText[column] {
        endsRecord = readNumbers(&column, into: row)
        if endsRecord { break }
      }
      let field = try scanner.nextField()
      endsRecord = field.endsRecord
      if column < columnCount {
        row[column] = try value(of: field, column: column)
        if row[column].isNaN { found.holdsMissing = true }
      } else if field.count > 0 || field.isQuoted {
        hasSurplus = true
      }
      column += 1
    }
    guard column != columnCount else { return }
    if column > columnCount, !hasSurplus {
      found.longRows.add(line: line)
    } else if isCutShort(start, fieldCount: column) {
      found.shortRows.add(line: line)
      found.holdsMissing = true
      (row + column).update(repeating: .nan, count: columnCount - column)
    } else {
      let fault = CSVRecordFault(
        start: start, line: line, fieldCount: column, columnCount: columnCount, isFirst: rows.rowCount == 0,
        behind: scanner)
      throw fault.error
    }
  }

  /// Whether a record of fewer fields than there are columns is one whose last cells are empty, as
  /// spreadsheets write it: at least two fields, and no sign of a comment, or of a file that ends in the
  /// middle of a line.
  private func isCutShort(_ start: UnsafePointer<UInt8>, fieldCount: Int) -> Bool {
    guard fieldCount > 1, fieldCount < columnCount, !scanner.isDividedByBlanks,
      !CSVRecordFault.startsComment(start.pointee)
    else {
      return false
    }
    return scanner.cursor < end || (end - 1).pointee == 10 || (end - 1).pointee == 13
  }

  /// Reads plain numbers, up to the end of the record (true) or the first field that needs a closer look
  /// (false); `column` counts them.
  private mutating func readNumbers(_ column: inout Int, into row: UnsafeMutablePointer<Double>) -> Bool {
    let (parser, limit, delimiter) = (cells.plainParser, endOfNumbers[column], scanner.delimiter)
    let end = row + limit
    var (cursor, cell) = (scanner.cursor, row + column)
    var (endsRecord, isPlain) = (false, true)
    while isPlain, !endsRecord, cell < end, let known = ends.known(from: cursor) {
      var position = known.first
      let last = min(known.end, position + (end - cell))
      var mayBeCode = false
      while position < last {
        let separator = known.origin + Int(position.pointee)
        guard separator.pointee == delimiter else {
          endsRecord = true
          break
        }
        guard let value = parser.parseField(cursor, separator, mayBeCode: &mayBeCode) else {
          isPlain = false
          break
        }
        cell.pointee = value
        if mayBeCode {
          noteCode(from: cursor, to: separator, column: cell - row)
          mayBeCode = false
        }
        cell += 1
        cursor = separator + 1
        position += 1
      }
      if endsRecord {
        isPlain = readLastNumber(from: cursor, to: known.origin + Int(position.pointee), cell, row)
        endsRecord = isPlain
        if isPlain {
          cell += 1
          cursor = known.origin + Int(position.pointee) + 1
          position += 1
        }
      }
      ends.pass(to: position)
    }
    column = cell - row
    scanner.cursor = cursor
    if endsRecord { scanner.line += 1 }
    return endsRecord
  }

  /// Reads the number before a line feed into `cell` of `row`; false if it needs a closer look.
  @inline(never)
  private mutating func readLastNumber(
    from start: UnsafePointer<UInt8>, to lineFeed: UnsafePointer<UInt8>, _ cell: UnsafeMutablePointer<Double>,
    _ row: UnsafeMutablePointer<Double>
  ) -> Bool {
    let hasReturn = lineFeed > start && (lineFeed - 1).pointee == UInt8(ascii: "\r")
    let end = hasReturn ? lineFeed - 1 : lineFeed
    var mayBeCode = false
    guard let value = cells.plainParser.parseField(start, end, mayBeCode: &mayBeCode) else { return false }
    cell.pointee = value
    if mayBeCode { noteCode(from: start, to: end, column: cell - row) }
    return true
  }

  @inline(never)
  private mutating func noteCode(
    from start: UnsafePointer<UInt8>, to end: UnsafePointer<UInt8>, column: Int
  ) {
    let isCode = CSVCellReader.isCode(UnsafeBufferPointer(start: start, count: end - start))
    if isCode { found.hasCode[column] = true }
  }

  private mutating func value(of field: CSVField, column: Int) throws(BPNetError) -> Double {
    // In a column that is known to hold text, there is nothing to find out of a cell but that it is missing.
    if isText[column], found.firstText[column] != nil, !cells.hasMissingNumbers {
      return cells.isMissing(field) ? .nan : text(of: field, column: column)
    }
    switch cells.cell(field) {
    case .missing:
      return .nan
    case .number(let number) where !isText[column]:
      if field.withText(CSVCellReader.isCode) { found.hasCode[column] = true }
      return number
    case .notFinite where !isText[column]:
      found.note(
        .init(line: field.line, found: "'\(field.excerpt)'", expected: "a finite number"), column: column)
      return .nan
    case .text where found.firstText[column] == nil:
      found.firstText[column] = Table.TextCell(line: field.line, text: field.excerpt)
      fallthrough
    case .number, .notFinite, .text:
      guard isText[column] else { return .nan }
    }
    return text(of: field, column: column)
  }

  /// The number of a field's text in its column.
  private mutating func text(of field: CSVField, column: Int) -> Double {
    if let index = field.withText({ found.dictionaries[column].index(of: $0, encoding: layout.encoding) }) {
      if field.isQuoted { found.dictionaries[column].noteQuotes(around: index) }
      return Double(index)
    }
    found.note(
      .init(line: field.line, found: "text that is not UTF-8", expected: "text in UTF-8"), column: column)
    return .nan
  }
}

/// Reading a text in parts, each by a builder of its own, that are put together in their order.
extension CSVTableBuilder {
  /// The place behind the rows that were read.
  var cursor: UnsafePointer<UInt8> { scanner.cursor }

  /// The end of the text.
  var end: UnsafePointer<UInt8> { scanner.end }

  /// About the number of bytes of a row.
  var estimatedRowByteCount: Int {
    max((layout.body.end - layout.body.cursor) / layout.estimatedRowCount, 1)
  }

  /// A builder of parts of the same text.
  ///
  /// - Throws: `readFailed` if there is no memory for the rows of a part of `byteCount`.
  func part(ofByteCount byteCount: Int) throws(BPNetError) -> CSVTableBuilder {
    try CSVTableBuilder(
      layout, textColumns: isText, trimmer: nil, estimatedRowCount: byteCount / estimatedRowByteCount)
  }

  /// Forgets what was read, and goes to the start of a part.
  mutating func restart(at start: UnsafePointer<UInt8>) {
    scanner.cursor = start
    scanner.line = 1
    found.removeAll()
    rows.removeAll()
    ends.restart(at: start)
  }

  /// Adds the rows of the part that starts at the cursor, and moves behind them.
  ///
  /// - Throws: `readFailed` and `writeFailed`, as `readRows`.
  mutating func append(_ part: inout CSVTableBuilder) throws(BPNetError) {
    let lineOffset = scanner.line - 1
    for (column, numbers) in found.append(part.found, lineOffset: lineOffset) {
      part.rows.renumber(column: column, numbers)
    }
    try rows.append(part.rows)
    scanner.cursor = part.scanner.cursor
    scanner.line = part.scanner.line + lineOffset
  }

  /// The first place at which a record may start, from `start` on: behind a line feed that stands before
  /// `limit`, and does not look like one in quotes; nil if there is none.
  ///
  /// Whether a line feed is in quotes cannot be known without the text before it. It is taken for one that
  /// is not if the range has no quotes, or a record of the right number of fields follows.
  func recordStart(
    from start: UnsafePointer<UInt8>, before limit: UnsafePointer<UInt8>
  ) -> UnsafePointer<UInt8>? {
    var place = start - 1
    let hasQuotes = memchr(start, CInt(UInt8(ascii: "\"")), limit - start) != nil
    for _ in 0..<Self.lineFeedLimit {
      guard let found = memchr(place, CInt(UInt8(ascii: "\n")), limit - 1 - place) else { return nil }
      place = UnsafePointer(found.assumingMemoryBound(to: UInt8.self)) + 1
      if !hasQuotes || startsRecord(at: place) { return place }
    }
    return nil
  }

  /// The number of line feeds among which the end of a record is looked for.
  private static let lineFeedLimit = 64

  private func startsRecord(at place: UnsafePointer<UInt8>) -> Bool {
    var scanner = scanner
    scanner.cursor = place
    guard scanner.skipToRecord() else { return true }
    for column in 1...columnCount {
      guard let field = try? scanner.nextField() else { return false }
      if field.endsRecord { return column == columnCount }
    }
    return false
  }
}
