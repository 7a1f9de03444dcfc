/// The shape of a matrix product, written M×K×N: the result has M rows and N columns, and each of its
/// elements is a sum over K.
struct ProductShape: Equatable, Sendable, CustomStringConvertible {
  /// The maximum number of elements of an operand, so that sizes in bytes cannot overflow.
  static let maximumElementCount = 1 << 30

  /// M.
  var rows: Int
  /// K.
  var inner: Int
  /// N.
  var columns: Int

  /// A shape of at least one row, column and summand.
  init(_ rows: Int, _ inner: Int, _ columns: Int) {
    (self.rows, self.inner, self.columns) = (rows, inner, columns)
  }

  /// Reads `128x784x30`; nil if the text is not three sizes of at least 1, or an operand would be too large.
  init?(parsing text: String) {
    let fields = text.split(separator: "x", omittingEmptySubsequences: false)
    let sizes = fields.compactMap { field in
      field.utf8.allSatisfy { (0x30...0x39).contains($0) } ? Int(field) : nil
    }
    guard fields.count == 3, sizes.count == 3,
      sizes.allSatisfy({ 1...ProductShape.maximumElementCount ~= $0 })
    else { return nil }
    self.init(sizes[0], sizes[1], sizes[2])
    let largest = max(rows * inner, inner * columns, rows * columns)
    guard largest <= ProductShape.maximumElementCount else { return nil }
  }

  /// `MxKxN`.
  var description: String { "\(rows)x\(inner)x\(columns)" }

  /// The number of elements of both operands and the result.
  var elementCount: Int { rows * inner + inner * columns + rows * columns }

  /// The floating-point operations: a multiplication and an addition for each of the M·K·N terms.
  var operations: Double { 2 * Double(rows) * Double(inner) * Double(columns) }

  /// The shapes that are measured by default: those of small and large layers, a single row, and squares.
  static let standard = [
    ProductShape(16, 10, 10), ProductShape(32, 64, 32), ProductShape(64, 128, 10), ProductShape(1, 784, 128),
    ProductShape(32, 784, 30), ProductShape(128, 784, 128), ProductShape(256, 784, 512),
    ProductShape(128, 512, 512), ProductShape(512, 512, 512), ProductShape(1024, 1024, 1024),
    ProductShape(2048, 2048, 2048),
  ]
}

/// The operands of a product that are transposed in memory, for the three products of back-propagation.
enum Transpose: String, CaseIterable, Sendable {
  /// Neither: the forward product, x·W.
  case nn
  /// The right one: the backward product, δ·Wᵀ.
  case nt
  /// The left one: the weight gradient, xᵀ·δ.
  case tn
}
