/// Rows of elements in memory, as a network takes them: made by this program, or a part of a mapped file.
///
/// Invariant that makes it `Sendable`: `matrix` is of rows that `owner` keeps in place, and that nobody
/// writes to any more.
struct ElementRows<Element: Scalar>: @unchecked Sendable {
  let matrix: Matrix<Element>
  private let owner: AnyObject & Sendable

  /// All of `buffer`, rows of `columns` elements.
  init(_ buffer: AlignedBuffer<Element>, columns: Int) {
    matrix = Matrix(base: buffer.base, rows: buffer.count / columns, columns: columns)
    owner = buffer
  }

  /// Windows over the rows of `buffer`, one element row further each: `count` rows of `columns` elements, the
  /// first of which begins at `offset`, and each other `stride` elements after the one before.
  ///
  /// Windows overlap where `stride` is less than `columns`: they are only read.
  init(windowsOf buffer: AlignedBuffer<Element>, offset: Int, count: Int, columns: Int, stride: Int) {
    precondition(count >= 1 && offset + (count - 1) * stride + columns <= buffer.count)
    matrix = Matrix(base: buffer.base + offset, rows: count, columns: columns, stride: stride)
    owner = buffer
  }

  /// The cells of adjacent columns of a block, in place; nil if they are not elements of this type.
  init?(_ block: CellBlock, columns: Range<Int>) {
    guard block.sparse == nil, block.type.storage == Element.self as Any.Type else { return nil }
    let start = block.base + columns.lowerBound * MemoryLayout<Element>.stride
    guard UInt(bitPattern: start).isMultiple(of: UInt(MemoryLayout<Element>.alignment)) else { return nil }
    // Inputs are only read: a matrix names them as mutable because most of its users write.
    matrix = Matrix(
      base: UnsafeMutableRawPointer(mutating: start).assumingMemoryBound(to: Element.self),
      rows: block.rowCount, columns: columns.count, stride: block.columnCount)
    owner = block.owner
  }
}
