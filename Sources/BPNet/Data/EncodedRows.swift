/// Rows that stay in memory as their file has them, and are encoded when a batch is gathered.
struct EncodedRows<Element: Scalar>: Sendable {
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
    for (position, row) in rows.enumerated() {
      let row = tableRows.map { $0.base[Int(row)] } ?? row
      encoder.encode(row: Int(row), into: destination.row(position))
    }
  }

  /// The given rows of these.
  func selecting(rows: [Int]) -> EncodedRows {
    let chosen = rows.map { row in tableRows.map { $0.base[row] } ?? Int32(row) }
    return EncodedRows(encoder, tableRows: AlignedBuffer(copying: chosen))
  }
}
