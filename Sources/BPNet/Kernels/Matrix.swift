/// A view of a row-major matrix in memory that others own: the argument of a kernel.
///
/// Invariant: `base` points to at least `(rows − 1)·stride + columns` elements that outlive the view, and
/// `stride ≥ columns` unless the matrix is only read, such as overlapping windows over a series.
struct Matrix<Element: Scalar> {
  var base: UnsafeMutablePointer<Element>
  var rows: Int
  var columns: Int
  /// The distance between the starts of two rows, in elements.
  var stride: Int

  @inline(__always)
  init(base: UnsafeMutablePointer<Element>, rows: Int, columns: Int, stride: Int) {
    self.base = base
    self.rows = rows
    self.columns = columns
    self.stride = stride
  }

  /// A matrix whose rows follow each other without a gap.
  @inline(__always)
  init(base: UnsafeMutablePointer<Element>, rows: Int, columns: Int) {
    self.init(base: base, rows: rows, columns: columns, stride: columns)
  }

  /// The distance between rows for a matrix to be allocated: the number of columns, with padding where it is
  /// a multiple of 256, because then all rows would map to the same few sets of the cache.
  static func stride(ofColumns columns: Int) -> Int {
    columns >= 256 && columns % 256 == 0 ? columns + 16 : columns
  }

  /// The start of a row.
  @inline(__always)
  func row(_ index: Int) -> UnsafeMutablePointer<Element> {
    base + index &* stride
  }

  /// Whether each row follows the one before without a gap.
  @inline(__always)
  var isContiguous: Bool { stride == columns }

  /// Some of the rows.
  @inline(__always)
  subscript(_ part: Range<Int>) -> Matrix {
    Matrix(base: row(part.lowerBound), rows: part.count, columns: columns, stride: stride)
  }

  /// Some of the columns.
  @inline(__always)
  func columns(_ part: Range<Int>) -> Matrix {
    Matrix(base: base + part.lowerBound, rows: rows, columns: part.count, stride: stride)
  }

  /// The first `count` rows.
  @inline(__always)
  func prefix(_ count: Int) -> Matrix {
    Matrix(base: base, rows: count, columns: columns, stride: stride)
  }
}
