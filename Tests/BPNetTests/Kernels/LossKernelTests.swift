import Testing

@testable import BPNet

/// The kernels' logarithms of losses are those of `ReproducibleMath`.
@Suite struct LossKernelTests {
  private static let unusual: [Double] = [
    0, .leastNonzeroMagnitude, .leastNormalMagnitude, 0x1p-54, (0x1p-54).nextDown, 0.41421356237309503, 1,
    36.7, 708.4, 745.13, 745.14, 745.15, 0x1p53, .greatestFiniteMagnitude, .infinity, .nan,
  ]

  /// Numbers of at least 0 of all magnitudes, the unusual ones among them.
  private static func numbers(count: Int, _ generator: inout RandomGenerator) -> [Double] {
    (0..<count).map { index in
      let (kind, uniform) = (Int(generator.uniform() * 4), generator.uniform())
      return switch kind {
      case 0: unusual[index % unusual.count]
      case 1: uniform
      case 2: uniform * 800
      default: Double(bitPattern: UInt64(uniform * 0x1p62))
      }
    }
  }

  private func expectSameBits(_ found: [Double], _ expected: [Double], _ numbers: [Double]) {
    for index in found.indices where !(found[index].isNaN && expected[index].isNaN) {
      #expect(found[index].bitPattern == expected[index].bitPattern, "of \(numbers[index])")
    }
  }

  @Test(arguments: KernelSet.supported)
  func logarithmsAreThoseTakenOneByOne(_ kernels: KernelSet) {
    var generator = RandomGenerator(seed: 7, stream: 0)
    for count in 0..<200 {
      let numbers = Self.numbers(count: count, &generator)
      var (logarithms, ofExponentials) = (numbers, numbers.map { count % 2 == 0 ? $0 : -$0 })
      logarithms.withUnsafeMutableBufferPointer { kernels.log1p($0) }
      ofExponentials.withUnsafeMutableBufferPointer { kernels.log1pOfExp(ofNegativeMagnitudes: $0) }
      expectSameBits(logarithms, numbers.map(ReproducibleMath.log1p), numbers)
      expectSameBits(
        ofExponentials, numbers.map { ReproducibleMath.log1p(ReproducibleMath.exp(-$0)) }, numbers)
    }
  }
}
