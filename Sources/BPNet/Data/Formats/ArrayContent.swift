/// Neighbouring columns of numbers as an array of one type has them, row after row.
struct ArrayContent {
  /// The type that all of the columns have where they lie; nil where they differ.
  let commonType: NumberType?
  /// Whether each of the columns is of a type of its file, not one that text was read into.
  let isTyped: Bool
  private let table: Table
  private let columns: Range<Int>
  private let runs: ColumnRuns

  /// - Parameter columns: one or more columns of `table`, of numbers.
  init(_ columns: Range<Int>, of table: Table) {
    self.table = table
    self.columns = columns
    runs = ColumnRuns(of: Array(columns), in: table)
    let first = runs.runs[0].type
    commonType = runs.runs.allSatisfy { $0.type == first } ? first : nil
    isTyped = columns.allSatisfy { table.blocks[table.places[$0].block].lines == nil }
  }

  /// Calls `body` with the numbers, a megabyte or one row at a time, as bytes of a type.
  ///
  /// Those of the type are copied; others become Doubles, which `append` writes.
  func forEachPart(
    as type: NumberType, append: (Double, inout [UInt8]) -> Void,
    _ body: (UnsafeRawBufferPointer) throws -> Void
  ) rethrows {
    var bytes: [UInt8] = []
    let size = 1 << 20
    bytes.reserveCapacity(size + columns.count * type.byteCount)
    let cells = AlignedBuffer<Double>(count: ColumnRuns.maximumRunLength)
    for row in 0..<table.rowCount {
      for run in runs.runs {
        if run.type == type, run.sparse == nil {
          let start = run.base + row * run.rowByteCount
          bytes += UnsafeRawBufferPointer(start: start, count: run.count * run.cellByteCount)
        } else {
          run.widen(row: row, into: cells.base)
          for index in 0..<run.count { append(cells.base[index], &bytes) }
        }
      }
      if bytes.count >= size {
        try bytes.withUnsafeBytes(body)
        bytes.removeAll(keepingCapacity: true)
      }
    }
    if !bytes.isEmpty { try bytes.withUnsafeBytes(body) }
  }

  /// Calls `body` with every number, rounded to a Double; those that are missing are NaN.
  func forEachNumber(_ body: (Double) -> Void) {
    for row in 0..<table.rowCount {
      runs.forEachRun(ofRow: row) { run, cells in
        for index in 0..<run.count { body(cells[index]) }
      }
    }
  }

  /// Checks that every number is a Double: integers of 64 bits need not be.
  ///
  /// - Throws: `BPNetError.invalidData` for the first one of a column that is not.
  func checkDoubles(for format: TableWriter.Format) throws(BPNetError) {
    for column in columns {
      let place = table.places[column]
      let type = table.blocks[place.block].type
      guard let bounds = type.bounds, bounds.upperBound > 0x1p53 else { continue }
      for row in 0..<table.rowCount {
        let value = table[row, column]
        // Below that every whole number is a Double.
        guard abs(value) >= 0x1p53 else { continue }
        let digits = TableWriter.number(row, column, of: table)
        if Int64(digits).map({ Int64(exactly: value) == $0 }) ?? false { continue }
        if UInt64(digits).map({ UInt64(exactly: value) == $0 }) ?? false { continue }
        throw .invalidData(
          at: table.place(ofRow: row, column: column), found: digits,
          expected: "a number with the digits of double precision, since \(format.rawValue) has one type "
            + "for all columns")
      }
    }
  }
}
