import Testing

@testable import BPNet

/// Periods that series show, and series that show none.
@Suite struct SeasonalPeriodTests {
  /// Normal random numbers.
  private static func noise(_ count: Int, seed: UInt64) -> [Double] {
    var generator = RandomGenerator(seed: seed, stream: 0)
    return (0..<count).map { _ in
      (0..<12).reduce(-6) { sum, _ in sum + Double(generator.next() >> 11) * 0x1p-53 }
    }
  }

  private static func sine(_ period: Double, _ time: Int, phase: Double = 0) -> Double {
    ReproducibleMath.sin(2 * .pi * Double(time) / period + phase)
  }

  private static func walk(_ steps: [Double]) -> [Double] {
    steps.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1) }
  }

  /// Series with the period that they have, if any.
  static let series: [(name: String, values: [Double], period: Int?)] = [
    ("months on a line", (0..<96).map { 5 * Double($0) + 20 * sine(12, $0) + noise(96, seed: 1)[$0] }, 12),
    (
      "months that grow",
      (0..<144).map { (100 + 2 * Double($0)) * (1 + 0.2 * sine(12, $0) + 0.1 * sine(6, $0, phase: 1)) }, 12
    ),
    ("a bent trend", (0..<120).map { Double($0 * $0) + 60 * sine(10, $0) }, 10),
    ("days of the week", (0..<70).map { Double($0 % 7 == 6 ? 1 : 5) }, 7),
    ("one after the other", (0..<40).map { Double($0 % 2) }, 2),
    ("a slow wave in noise", (0..<400).map { sine(50, $0) + 0.1 * noise(400, seed: 2)[$0] }, 50),
    ("hours of many days", (0..<12_000).map { sine(24, $0) }, 24),
    ("noise", noise(200, seed: 3), nil), ("a random walk", walk(noise(500, seed: 4)), nil),
    ("another walk", walk(noise(100, seed: 5)), nil),
    ("a walk of walks", walk(walk(noise(300, seed: 6))), nil),
    ("a line", (0..<60).map { 3 - 0.5 * Double($0) }, nil),
    ("nothing", [Double](repeating: 7, count: 60), nil), ("too few", [1, 2, 1, 2, 1, 2, 1, 2], nil),
    ("two waves alone", (0..<24).map { sine(12, $0) }, nil),
    ("gaps", (0..<40).map { $0 == 3 ? .nan : Double($0 % 2) }, nil),
  ]

  @Test(arguments: series.indices) func aClearPeriodIsFound(index: Int) {
    let (name, values, period) = Self.series[index]
    let found = SeasonalPeriod(in: values)
    #expect(found?.rowCount == period, "\(name): \(String(describing: found))")
    #expect(found.map { 0.5...1.000001 ~= $0.correlation } ?? true, "\(name)")
  }
}
