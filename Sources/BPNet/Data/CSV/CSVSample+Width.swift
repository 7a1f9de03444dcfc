/// First records that have a field less than those below them, or one more.
extension CSVSample {
  /// The column that a record of words has no name for, where it has one field less than each of the next
  /// two: the last one where that is empty in both, else the first, if it may hold the names of rows.
  static func columnWithoutName(
    _ record: [CSVField], before scanner: CSVScanner, cells: CSVCellReader
  ) -> Int? {
    guard record.count > 1, record.allSatisfy({ cells.cell($0) == .text }) else { return nil }
    let start = scanner
    var (scanner, emptyCount) = (start, 0)
    for _ in 0..<2 {
      guard scanner.skipToRecord(), let next = try? Self.record(&scanner), next.count == record.count + 1
      else { return nil }
      if next.last?.count == 0 { emptyCount += 1 }
    }
    if emptyCount == 2 { return record.count }
    return emptyCount == 0 && areNamesOfRows(before: start, fieldCount: record.count + 1, cells) ? 0 : nil
  }

  /// Whether the first fields of the next records are all different, as the names of rows are; where commas
  /// separate the fields none of them may be a fraction, nor a comma stand between thousands.
  private static func areNamesOfRows(
    before scanner: CSVScanner, fieldCount: Int, _ cells: CSVCellReader
  ) -> Bool {
    var (scanner, seen, count) = (scanner, Set<[UInt8]>(), 0)
    let isOfCommas = scanner.delimiter == UInt8(ascii: ",")
    var thousands = UnquotedThousands(fieldCount: fieldCount)
    while count < recordLimit, scanner.skipToRecord(), let next = try? record(&scanner), !next.isEmpty {
      guard seen.insert(next[0].withText { Array($0) }).inserted else { return false }
      if isOfCommas {
        if !next[0].isQuoted, case .number(let number) = cells.cell(next[0]), number != number.rounded() {
          return false
        }
        thousands.add(next)
      }
      count += 1
    }
    return !thousands.areFound
  }

  /// Whether a record of words ends with a delimiter, and each of the next two lacks the field behind it.
  static func namesNothingAtEnd(
    _ record: [CSVField], before scanner: CSVScanner, cells: CSVCellReader
  ) -> Bool {
    guard record.count > 2, record.last?.count == 0, record.dropLast().allSatisfy({ cells.cell($0) == .text })
    else { return false }
    var scanner = scanner
    return (0..<2).allSatisfy { _ in
      scanner.skipToRecord() && (try? Self.record(&scanner))?.count == record.count - 1
    }
  }
}
