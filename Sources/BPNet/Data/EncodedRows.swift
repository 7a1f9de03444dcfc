/// Rows that stay in memory as their file has them, and are encoded when a batch is gathered.
struct EncodedRows<Element: Scalar>: Sendable {
  /// How many rows ahead of the one that is encoded memory is asked for: a row takes long enough.
  private static var prefetchDistance: Int { 2 }

  private let encoder: RowEncoder<Element>
  /// The row of the table for each row of the data set; nil where they are the same.
  private let tableRows: AlignedBuffer<Int32>?

  /// The given rows of the table that `encoder` was made for.
  init(_ encoder: RowEncoder<Element>, rows: [Int], of table: Table) {
    self.encoder = encoder
    tableRows =
      rows.elementsEqual(0..<table.rowCount) ? nil : AlignedBuffer(copying: rows.map(Int32.init))
  }

  private init(_ encoder: RowEncoder<Element>, tableRows: AlignedBuffer<Int32>?) {
    self.encoder = encoder
    self.tableRows = tableRows
  }

  /// Writes the given rows to `destination`, in their order.
  @specialized(where Element == Float)
  @specialized(where Element == Double)
  func gather(_ rows: UnsafeBufferPointer<Int32>, into destination: Matrix<Element>) {
    for position in 0..<rows.count {
      if position + EncodedRows.prefetchDistance < rows.count {
        encoder.prefetch(row: tableRow(rows[position + EncodedRows.prefetchDistance]))
      }
      encoder.encode(row: tableRow(rows[position]), into: destination.row(position))
    }
  }

  @inline(__always)
  private func tableRow(_ row: Int32) -> Int {
    guard let tableRows else { return Int(row) }
    return Int(tableRows.base[Int(row)])
  }

  /// The given rows of these.
  func selecting(rows: [Int]) -> EncodedRows {
    let chosen = rows.map { row in tableRows.map { $0.base[row] } ?? Int32(row) }
    return EncodedRows(encoder, tableRows: AlignedBuffer(copying: chosen))
  }
}
