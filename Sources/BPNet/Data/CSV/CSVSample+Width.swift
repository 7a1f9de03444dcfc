/// First records that have a field less than those below them, or one more.
extension CSVSample {
  /// The column that a record of words has no name for, where it has one field less than each of the next
  /// two: the last one where that is empty in both, else the first.
  static func columnWithoutName(
    _ record: [CSVField], before scanner: CSVScanner, cells: CSVCellReader
  ) -> Int? {
    guard record.count > 1, record.allSatisfy({ cells.cell($0) == .text }) else { return nil }
    var (scanner, emptyCount) = (scanner, 0)
    for _ in 0..<2 {
      guard scanner.skipToRecord(), let next = try? Self.record(&scanner), next.count == record.count + 1
      else { return nil }
      if next.last?.count == 0 { emptyCount += 1 }
    }
    return emptyCount == 2 ? record.count : emptyCount == 0 ? 0 : nil
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
