import Testing

@testable import BPNet

@Suite struct FixedOrderSumTests {
  /// The definition, written out: lanes by index, then the tree.
  private func reference(_ values: [Double]) -> Double {
    var lanes = [Double](repeating: 0, count: 16)
    for (index, value) in values.enumerated() { lanes[index % 16] += value }
    for width in [8, 4, 2, 1] {
      for lane in 0..<width { lanes[lane] += lanes[lane + width] }
    }
    return lanes[0]
  }

  @Test(arguments: Array(0...50) + [1000, 4099])
  func ordersAreAsDefined(count: Int) {
    var generator = RandomGenerator(seed: 1, stream: UInt64(count))
    let values = (0..<count).map { _ in generator.gaussian() * ReproducibleMath.exp(20 * generator.uniform())
    }
    #expect(FixedOrderSum.sum(count: count) { values[$0] } == reference(values))
    #expect(FixedOrderSum.sumOneByOne(count: count) { values[$0] } == reference(values))
    let sumOfBlocks = FixedOrderSum.sumOfBlocks(count: count) { start, elements in
      for index in elements.indices { elements[index] = values[start + index] }
    }
    #expect(sumOfBlocks == reference(values))
    let squares = values.withUnsafeBufferPointer { FixedOrderSum.sumOfSquares($0) }
    #expect(squares == reference(values.map { $0 * $0 }))
    let narrow = values.map { Float($0) }
    let narrowSquares = narrow.withUnsafeBufferPointer { FixedOrderSum.sumOfSquares($0) }
    #expect(narrowSquares == reference(narrow.map { Double($0) * Double($0) }))
  }

  @Test func squaresOfLargeFloatsStayFinite() {
    let values = [Float](repeating: .greatestFiniteMagnitude, count: 40)
    let sum = values.withUnsafeBufferPointer { FixedOrderSum.sumOfSquares($0) }
    #expect(sum > 1e77 && sum.isFinite)
  }

  /// Runs of any lengths, whole lanes or not, add up to the bytes of one sum.
  @Test(arguments: [[], [1], [16, 32], [48, 2, 14, 16, 31], [0, 5, 0, 11, 32, 3]])
  func runsAreOneSum(lengths: [Int]) {
    var generator = RandomGenerator(seed: 9, stream: 0)
    let values = (0..<lengths.reduce(0, +)).map { _ in generator.uniform() - 0.5 }
    var runs = FixedOrderSum.Runs()
    var start = 0
    for length in lengths {
      runs.add(count: length) { values[start + $0] }
      start += length
    }
    #expect(runs.total.bitPattern == FixedOrderSum.sum(count: values.count) { values[$0] }.bitPattern)
  }
}
