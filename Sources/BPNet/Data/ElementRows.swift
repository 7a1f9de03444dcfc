/// Rows of elements in memory, as a network takes them: made by this program, or a part of a mapped file.
///
/// Invariant that makes it `Sendable`: `base` points to rows that `owner` keeps in place, and that nobody
/// writes to any more.
struct ElementRows<Element: Scalar>: @unchecked Sendable {
  let base: UnsafeMutablePointer<Element>
  /// The elements of a row that count.
  let columns: Int
  /// The elements from the start of a row to the next.
  let stride: Int
  private let owner: AnyObject & Sendable

  /// All of `buffer`, rows of `columns` elements.
  init(_ buffer: AlignedBuffer<Element>, columns: Int) {
    base = buffer.base
    self.columns = columns
    stride = columns
    owner = buffer
  }

  /// The cells of neighbouring columns of a block, where they lie; nil where they are not such elements.
  init?(_ block: CellBlock, columns: Range<Int>) {
    guard block.type.storage == Element.self as Any.Type else { return nil }
    let start = block.base + columns.lowerBound * MemoryLayout<Element>.stride
    guard UInt(bitPattern: start).isMultiple(of: UInt(MemoryLayout<Element>.alignment)) else { return nil }
    // Inputs are only read: a matrix names them as mutable because most of its users write.
    base = UnsafeMutableRawPointer(mutating: start).assumingMemoryBound(to: Element.self)
    self.columns = columns.count
    stride = block.columnCount
    owner = block.owner
  }

  /// The given rows, where they lie.
  @inline(__always)
  func matrix(_ rows: Range<Int>) -> Matrix<Element> {
    Matrix(base: base + rows.lowerBound * stride, rows: rows.count, columns: columns, stride: stride)
  }

  /// Copies the given rows to `destination`, in their order.
  @inline(__always)
  func gather(_ rows: UnsafeBufferPointer<Int32>, into destination: Matrix<Element>) {
    let (base, stride, columns) = (base, stride, columns)
    for position in 0..<rows.count {
      let source = base + Int(rows[position]) * stride
      RowCopy.copy(source, to: destination.row(position), count: columns)
    }
  }
}
