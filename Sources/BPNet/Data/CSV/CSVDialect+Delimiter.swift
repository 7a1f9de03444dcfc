/// Which delimiter divides the fields of a text.
extension CSVDialect {
  /// What the first records are when they are divided at one delimiter.
  struct Sample {
    /// The number of fields of every record looked at, the first of which may lack one if it holds words
    /// alone; nil where they differ or one is malformed.
    private(set) var fieldCount: Int?
    private(set) var recordCount = 0
    private var firstHoldsValues = false
    private(set) var valueCount = 0
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

    /// Whether these records are divided better than by another delimiter: into more than twice as many
    /// numbers, or into a greater part of them.
    func divides(betterThan other: Sample) -> Bool {
      if valueCount > 2 * other.valueCount || other.valueCount > 2 * valueCount {
        return valueCount > other.valueCount
      }
      return valuePart > other.valuePart
    }
  }

  /// The bytes that divide fields, in the order in which they are preferred; Hive writes the last one.
  private static let delimiters = [",", ";", "\t", "|", "\u{1}"].map { UInt8(ascii: $0) }

  /// The delimiter that divides the first records evenly, and best into numbers; where none does, the one
  /// that divides most of them so: titles and notes stand above such tables, or between their rows.
  static func delimiter(of body: CSVScanner, source: String) -> UInt8 {
    let name = source.lowercased()
    if name.hasSuffix(".tsv") || name.hasSuffix(".tab") { return UInt8(ascii: "\t") }
    var best: (delimiter: UInt8, sample: Sample)?
    for delimiter in delimiters {
      let sample = sample(of: body, delimiter: delimiter)
      guard sample.fieldCount ?? 0 > 1 else { continue }
      if best.map({ sample.divides(betterThan: $0.sample) }) ?? true { best = (delimiter, sample) }
    }
    let blanks = sample(of: body, delimiter: TableReader.TextOptions.blank)
    let areBlanks = blanks.fieldCount ?? 0 > 1
    if let best {
      // A tab is one of the blanks, and so may divide a table that blanks divide further.
      return areBlanks && blanks.valuePart > best.sample.valuePart
        ? TableReader.TextOptions.blank : best.delimiter
    }
    if areBlanks, blanks.valuePart >= 0.5 { return TableReader.TextOptions.blank }
    if let delimiter = delimiterOfMostRecords(from: body) { return delimiter }
    let counts = countDelimiters(inFirstLineFrom: body)
    guard counts.allSatisfy({ $0.count == 0 }) else {
      // Something is wrong in the first records: the reader says what.
      if name.hasSuffix(".csv"), counts[0].count > 0 { return UInt8(ascii: ",") }
      return counts.max { $0.count < $1.count }?.delimiter ?? UInt8(ascii: ",")
    }
    return areBlanks && blanks.recordCount > 1 ? TableReader.TextOptions.blank : UInt8(ascii: ",")
  }

  /// The delimiter that divides more of the first records than any other into one number of fields.
  ///
  /// They are more than half of them: nearly all, and most of their fields numbers, for blanks, which stand
  /// between words, too. Nil if there is none.
  private static func delimiterOfMostRecords(from body: CSVScanner) -> UInt8? {
    var best: (delimiter: UInt8, common: CommonFieldCount)?
    for delimiter in delimiters + [TableReader.TextOptions.blank] {
      var scanner = body
      scanner.setDelimiter(delimiter)
      let common = CommonFieldCount(scanner, cells: cells(dividedBy: delimiter))
      let isBlank = delimiter == TableReader.TextOptions.blank
      guard common.isOfMost, !isBlank || common.isOfNearlyAll && common.valuePart > 0.5,
        best.map({ $0.common < common }) ?? true
      else { continue }
      best = (delimiter, common)
    }
    return best?.delimiter
  }

  private static func cells(dividedBy delimiter: UInt8) -> CSVCellReader {
    CSVCellReader(hasDecimalComma: delimiter != UInt8(ascii: ","), missingValues: nil)
  }

  private static func sample(of body: CSVScanner, delimiter: UInt8) -> Sample {
    var scanner = body
    scanner.setDelimiter(delimiter)
    return Sample(scanner, cells: cells(dividedBy: delimiter))
  }

  /// Counts in the line at the cursor, outside of quotes.
  private static func countDelimiters(
    inFirstLineFrom body: CSVScanner
  ) -> [(delimiter: UInt8, count: Int)] {
    var counts = delimiters.map { (delimiter: $0, count: 0) }
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
