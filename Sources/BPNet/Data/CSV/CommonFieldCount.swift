/// The number of fields that most of the first records of a text have, at one delimiter.
struct CommonFieldCount {
  /// How many records are looked at: titles and notes are longer than a header.
  private static let recordLimit = 100

  /// The number of fields, at least 2; 0 if no record has as many.
  private(set) var fieldCount = 0
  /// The records that have it.
  private(set) var recordCount = 0
  /// The part of their cells that are numbers or missing.
  private(set) var valuePart = 0.0
  /// All records that were looked at.
  private var allCount = 0

  /// Looks at the records from the cursor on, up to one that is malformed.
  init(_ scanner: CSVScanner, cells: CSVCellReader) {
    var scanner = scanner
    let start = scanner.cursor
    var tallies: [Int: (records: Int, values: Int)] = [:]
    while allCount < Self.recordLimit, scanner.cursor - start < CSVDialect.byteLimit, scanner.skipToRecord(),
      let fields = try? CSVSample.record(&scanner)
    {
      allCount += 1
      guard fields.count > 1 else { continue }
      let valueCount = fields.count { cells.cell($0) != .text }
      let tally = tallies[fields.count] ?? (0, 0)
      tallies[fields.count] = (tally.records + 1, tally.values + valueCount)
    }
    let most = tallies.max { ($0.value.records, $0.key) < ($1.value.records, $1.key) }
    guard let (count, tally) = most.map({ ($0.key, $0.value) }) else { return }
    (fieldCount, recordCount) = (count, tally.records)
    valuePart = Double(tally.values) / Double(count * tally.records)
  }

  /// Whether more than half of the records have this number.
  var isOfMost: Bool { 2 * recordCount > allCount }

  /// Whether nine of ten records have this number.
  var isOfNearlyAll: Bool { 10 * recordCount >= 9 * allCount }

  /// Whether more records have the number of another, or as many and hold more numbers.
  static func < (first: CommonFieldCount, second: CommonFieldCount) -> Bool {
    (first.recordCount, first.valuePart) < (second.recordCount, second.valuePart)
  }
}
