import Testing

@testable import BPNet

@Suite struct CholeskyTests {
  /// 1 / (1 + |i − j|), which is positive definite; NaN below the diagonal, which must not be read.
  private func distances(_ order: Int) -> [Double] {
    (0..<order * order).map { index in
      let (row, column) = (index / order, index % order)
      return column < row ? .nan : 1 / Double(1 + column - row)
    }
  }

  private func rightSide(_ order: Int) -> [Double] { (0..<order).map { Double($0 % 7) - 3 } }

  /// (1/(1+|i−j|) + ½ I) x = (i mod 7) − 3, with the results of numpy.linalg.solve and numpy.linalg.inv.
  @Test(
    arguments: [
      (1, 4.0, -2.0, -2.0, 0.6666666666666666),
      (7, 9.682916247532122, -1.9323937435001575, 1.9323937435001577, 5.694388468580363),
      (8, 23.214932487402823, -1.8662444322319034, -3.0322067224661717, 6.533364945959505),
      (65, 177.43214137469087, -1.8652452697351565, -1.1903335229920047, 54.361851761745186),
      (200, 543.1112084506038, -1.8668589037557952, 0.373167868596606, 167.64483056068642),
      (300, 814.9531361799598, -1.867665298234302, 1.4110510697445842, 251.55855878788503),
    ])
  func agreesWithNumPy(order: Int, square: Double, first: Double, last: Double, trace: Double) {
    for kernels in KernelSet.supported {
      let cholesky = Cholesky(order: order, kernels: kernels)
      #expect(cholesky.factor(distances(order), diagonal: 0.5))
      var solution = rightSide(order)
      cholesky.solve(&solution)
      #expect(abs(solution.reduce(0) { $0 + $1 * $1 } / square - 1) < 1e-13)
      #expect(abs(solution[0] - first) < 1e-13 && abs(solution[order - 1] - last) < 1e-13)
      #expect(abs(cholesky.inverseTrace() / trace - 1) < 1e-13)
    }
  }

  /// min(i, j) = UᵀU with U all ones, so that each step is exact; its inverse has the trace 2 n − 1.
  @Test(arguments: [1, 2, 8, 9, 63, 64, 65, 72, 129, 256, 257, 515])
  func exactFactors(order: Int) throws {
    let matrix = (0..<order * order).map { Double(min($0 / order, $0 % order) + 1) }
    let cholesky = Cholesky(order: order, kernels: try KernelSet.selected())
    #expect(cholesky.factor(matrix))
    let solution = (0..<order).map { Double($0 * 37 % 11) }
    var vector = (0..<order).map { row in
      (0..<order).reduce(0) { $0 + matrix[row * order + $1] * solution[$1] }
    }
    cholesky.solve(&vector)
    #expect(vector == solution)
    #expect(cholesky.inverseTrace() == Double(2 * order - 1))
    // Scaled by 4 and solved again, in the same memory.
    #expect(cholesky.factor(matrix, scale: 4))
    cholesky.solve(&vector)
    vector = vector.map { $0 * 4 }
    cholesky.solve(&vector)
    #expect(cholesky.inverseTrace() == Double(2 * order - 1) / 4)
  }

  @Test func bytesAreTheSameForAllKernels() {
    for order in [5, 64, 130, 300] {
      var results: [[Double]] = []
      for kernels in KernelSet.supported {
        let cholesky = Cholesky(order: order, kernels: kernels)
        #expect(cholesky.factor(distances(order), scale: 1.7, diagonal: 1e-3))
        var solution = rightSide(order)
        cholesky.solve(&solution)
        results.append(solution + [cholesky.inverseTrace()])
      }
      #expect(results.allSatisfy { $0 == results[0] })
    }
  }

  @Test(arguments: [1, 9, 70, 200]) func findsWhatIsNotPositiveDefinite(order: Int) throws {
    let cholesky = Cholesky(order: order, kernels: try KernelSet.selected())
    // −1 in one place of the diagonal, wherever it is.
    for place in Set([0, order / 2, order - 1]) {
      var matrix = [Double](repeating: 0, count: order * order)
      for row in 0..<order { matrix[row * order + row] = row == place ? -1 : 1 }
      #expect(!cholesky.factor(matrix))
      matrix[place * order + place] = .nan
      #expect(!cholesky.factor(matrix))
      matrix[place * order + place] = .infinity
      #expect(!cholesky.factor(matrix))
      matrix[place * order + place] = 0
      #expect(!cholesky.factor(matrix))
      #expect(cholesky.factor(matrix, diagonal: 1e-9))
    }
  }

  @Test func memoryIsCountedWithoutOverflow() {
    #expect(Cholesky.byteCount(order: 1000, withInverseTrace: false) == 8 * 1000 * 1065)
    #expect(Cholesky.byteCount(order: 1 << 40, withInverseTrace: true) == Int.max)
  }
}
