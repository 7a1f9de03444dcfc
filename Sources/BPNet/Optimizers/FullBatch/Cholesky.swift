/// The Cholesky factorisation A = UᵀU of symmetric positive definite matrices of one size.
///
/// Memory is allocated once. Matrices are row-major and given by their upper triangle. The factorisation is
/// blocked: a block of `blockRows` rows is updated with all rows above it by one kernel product, and within a
/// block strips of `stripRows` rows likewise. Products add to their destination, so U is computed from −A.
/// The result is the same on every instruction set, bit for bit.
final class Cholesky {
  /// The rows of a block: enough to make up for the packing of a product.
  static var blockRows: Int { 64 }
  /// The rows of a strip, within which Swift does the substitution.
  static var stripRows: Int { 8 }
  /// The columns of the inverse that `inverseTrace` computes at a time; a multiple of `blockRows`.
  private static var inverseColumns: Int { 256 }

  /// The number of rows and columns.
  let order: Int
  private let kernels: KernelSet
  /// U, on and above the diagonal.
  private let upper: Matrix<Double>
  /// 1 / U[i][i].
  private let reciprocals: UnsafeMutablePointer<Double>
  /// A copy of some columns of U without gaps: in U each of their rows is on another page of memory.
  private let panel: Matrix<Double>
  private let storage: AlignedBuffer<Double>
  private let panelStorage: AlignedBuffer<Double>
  private let reciprocalStorage: AlignedBuffer<Double>
  private let scratch = KernelScratch()

  /// Memory for matrices of `order` rows, as `byteCount(order:withInverseTrace:)` says.
  init(order: Int, kernels: KernelSet) {
    let stride = Matrix<Double>.stride(ofColumns: order)
    self.order = order
    self.kernels = kernels
    storage = AlignedBuffer(count: order * stride)
    reciprocalStorage = AlignedBuffer(count: order)
    upper = Matrix(base: storage.base, rows: order, columns: order, stride: stride)
    reciprocals = reciprocalStorage.base
    panelStorage = AlignedBuffer(uninitializedCount: order * Cholesky.blockRows)
    panel = Matrix(base: panelStorage.base, rows: order, columns: Cholesky.blockRows)
  }

  /// The bytes of a factorisation of this order, and of `inverseTrace` if asked for; `Int.max` on overflow.
  static func byteCount(order: Int, withInverseTrace: Bool) -> Int {
    let columns =
      Matrix<Double>.stride(ofColumns: order) + blockRows + 1 + (withInverseTrace ? inverseColumns : 0)
    let (count, isTooLarge) = order.multipliedReportingOverflow(by: columns)
    let (bytes, overflow) = count.multipliedReportingOverflow(by: MemoryLayout<Double>.stride)
    return isTooLarge || overflow ? Int.max : bytes
  }

  /// Factorises scale · A + diagonal · I.
  ///
  /// - Parameter matrix: A, order × order numbers; those below the diagonal are not read.
  /// - Returns: whether the sum is positive definite within rounding errors; if not, there is no factor.
  /// - Complexity: O(order³), order³/3 multiply-adds.
  func factor(_ matrix: UnsafePointer<Double>, scale: Double = 1, diagonal: Double = 0) -> Bool {
    loadNegated(matrix, scale: scale, diagonal: diagonal)
    for start in stride(from: 0, to: order, by: Cholesky.blockRows) {
      let end = min(start + Cholesky.blockRows, order)
      addProducts(of: 0..<start, to: start..<end, columns: start..<order)
      for first in stride(from: start, to: end, by: Cholesky.stripRows) {
        let strip = first..<min(first + Cholesky.stripRows, end)
        addProducts(of: start..<first, to: strip, columns: first..<order)
        guard factorTriangle(strip) else { return false }
        substitute(strip, columns: strip.upperBound..<order)
      }
    }
    return true
  }

  /// Replaces b by the solution x of A x = b, with the factorised A.
  ///
  /// - Complexity: O(order²).
  func solve(_ vector: UnsafeMutablePointer<Double>) {
    for index in 0..<order {
      let value = vector[index] * reciprocals[index]
      vector[index] = value
      let row = upper.row(index)
      for column in index + 1..<max(order, index + 1) { vector[column] -= row[column] * value }
    }
    for index in (0..<order).reversed() {
      let (row, rest) = (upper.row(index) + index + 1, vector + index + 1)
      let known = FixedOrderSum.sum(count: order - index - 1) { row[$0] * rest[$0] }
      vector[index] = (vector[index] - known) * reciprocals[index]
    }
  }

  /// tr(A⁻¹) of the factorised A: the sum of the squares of U⁻ᵀ, computed some columns at a time.
  ///
  /// - Complexity: O(order³), without the zeros above the diagonal.
  func inverseTrace() -> Double {
    let columns = min(Cholesky.inverseColumns, order)
    let panel = AlignedBuffer<Double>(count: order * columns)
    var trace = 0.0
    for first in stride(from: 0, to: order, by: columns) {
      let inverse = Matrix(
        base: panel.base, rows: order - first, columns: min(columns, order - first))
      makeInverse(inverse, first: first)
      trace += FixedOrderSum.sumOneByOne(count: inverse.rows) { row in
        FixedOrderSum.sumOfSquares(UnsafeBufferPointer(start: inverse.row(row), count: inverse.columns))
      }
    }
    return trace
  }
}

extension Cholesky {
  private func loadNegated(_ matrix: UnsafePointer<Double>, scale: Double, diagonal: Double) {
    for row in 0..<order {
      let (source, destination) = (matrix + row * order, upper.row(row))
      for column in row..<order { destination[column] = -(scale * source[column]) }
      destination[row] -= diagonal
    }
  }

  /// Adds the product Uᵀ U of the rows `source` of U to the rows `target`, in some columns.
  private func addProducts(of source: Range<Int>, to target: Range<Int>, columns: Range<Int>) {
    guard !source.isEmpty else { return }
    func block(_ rows: Range<Int>, _ columns: Range<Int>) -> Matrix<Double> {
      Matrix(
        base: upper.row(rows.lowerBound) + columns.lowerBound, rows: rows.count, columns: columns.count,
        stride: upper.stride)
    }
    kernels.gradient(
      input: gathered(block(source, target)), errors: block(source, columns), accumulate: true,
      gradient: block(target, columns), biasGradient: nil, scratch: scratch.base)
  }

  /// A copy of some columns of U without gaps if there are many rows, else the columns themselves.
  private func gathered(_ columns: Matrix<Double>) -> Matrix<Double> {
    guard columns.rows > Cholesky.blockRows else { return columns }
    let copy = Matrix(base: panel.base, rows: columns.rows, columns: columns.columns)
    for row in 0..<columns.rows { copy.row(row).update(from: columns.row(row), count: columns.columns) }
    return copy
  }

  /// Computes U from −A in the triangle of a strip; false if a diagonal element is not above 0.
  private func factorTriangle(_ strip: Range<Int>) -> Bool {
    for row in strip {
      for column in row..<strip.upperBound {
        var value = -upper.row(row)[column]
        for above in strip.lowerBound..<row { value -= upper.row(above)[row] * upper.row(above)[column] }
        if column == row {
          guard value > 0, value.isFinite else { return false }
          value = value.squareRoot()
          reciprocals[row] = 1 / value
        } else {
          value *= reciprocals[row]
        }
        upper.row(row)[column] = value
      }
    }
    return true
  }

  /// Computes U from −A to the right of the triangle of a strip.
  private func substitute(_ strip: Range<Int>, columns: Range<Int>) {
    substitute(
      strip,
      in: Matrix(
        base: upper.row(strip.lowerBound) + columns.lowerBound, rows: strip.count, columns: columns.count,
        stride: upper.stride))
  }

  /// Replaces −B by the solution X of TᵀX = B, with the triangle T of U in the rows and columns `strip`.
  private func substitute(_ strip: Range<Int>, in target: Matrix<Double>) {
    let width = SIMD8<Double>.scalarCount
    let vectors = target.columns / width * width
    for column in stride(from: 0, to: vectors, by: width) {
      for row in 0..<strip.count {
        let place = UnsafeMutableRawPointer(target.row(row) + column)
        var value = -place.loadUnaligned(as: SIMD8<Double>.self)
        for above in 0..<row {
          let factor = upper.row(strip.lowerBound + above)[strip.lowerBound + row]
          let solved = UnsafeRawPointer(target.row(above) + column).loadUnaligned(as: SIMD8<Double>.self)
          value -= factor * solved
        }
        place.storeBytes(of: value * reciprocals[strip.lowerBound + row], as: SIMD8<Double>.self)
      }
    }
    for column in vectors..<target.columns {
      for row in 0..<strip.count {
        var value = -target.row(row)[column]
        for above in 0..<row {
          value -= upper.row(strip.lowerBound + above)[strip.lowerBound + row] * target.row(above)[column]
        }
        target.row(row)[column] = value * reciprocals[strip.lowerBound + row]
      }
    }
  }

  /// Computes columns of U⁻ᵀ from column `first` on, without the zeros above them: row 0 of `inverse` is row
  /// `first`.
  private func makeInverse(_ inverse: Matrix<Double>, first: Int) {
    inverse.base.update(repeating: 0, count: inverse.rows * inverse.columns)
    for column in 0..<inverse.columns { inverse.row(column)[column] = -1 }
    func addProducts(of source: Range<Int>, to target: Range<Int>) {
      guard !source.isEmpty else { return }
      kernels.gradient(
        input: gathered(
          Matrix(
            base: upper.row(source.lowerBound) + target.lowerBound, rows: source.count,
            columns: target.count, stride: upper.stride)),
        errors: inverse[source.lowerBound - first..<source.upperBound - first], accumulate: true,
        gradient: inverse[target.lowerBound - first..<target.upperBound - first], biasGradient: nil,
        scratch: scratch.base)
    }
    for start in stride(from: first, to: order, by: Cholesky.blockRows) {
      let end = min(start + Cholesky.blockRows, order)
      addProducts(of: first..<start, to: start..<end)
      for row in stride(from: start, to: end, by: Cholesky.stripRows) {
        let strip = row..<min(row + Cholesky.stripRows, end)
        addProducts(of: start..<row, to: strip)
        substitute(strip, in: inverse[row - first..<strip.upperBound - first])
      }
    }
  }
}
