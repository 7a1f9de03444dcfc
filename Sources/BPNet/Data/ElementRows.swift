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

  /// The cells of neighbouring columns of a block, where they lie; nil where they are not such elements.
  init?(_ block: CellBlock, columns: Range<Int>) {
    guard block.type.storage == Element.self as Any.Type else { return nil }
    let start = block.base + columns.lowerBound * MemoryLayout<Element>.stride
    guard UInt(bitPattern: start).isMultiple(of: UInt(MemoryLayout<Element>.alignment)) else { return nil }
    // Inputs are only read: a matrix names them as mutable because most of its users write.
    matrix = Matrix(
      base: UnsafeMutableRawPointer(mutating: start).assumingMemoryBound(to: Element.self),
      rows: block.rowCount, columns: columns.count, stride: block.columnCount)
    owner = block.owner
  }
}
