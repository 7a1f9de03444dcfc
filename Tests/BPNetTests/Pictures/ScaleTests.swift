import Testing

@testable import BPNetPictures

@Suite struct ScaleTests {
  static let linear: [(values: [Double], labels: [String])] = [
    ([0.0, 1.0], ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"]),
    ([0.0, 95.0], ["0", "20", "40", "60", "80", "100"]),
    ([-3.0, 4.0], ["−4", "−2", "0", "2", "4"]),
    ([0.0, 20_000.0], ["0", "5,000", "10,000", "15,000", "20,000"]),
    ([7.0], ["6.0", "6.5", "7.0", "7.5", "8.0"]),
    ([0.0, 0.0], ["−1.0", "−0.5", "0.0", "0.5", "1.0"]),
    ([], ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"]),
    ([.nan, 0.0, .infinity, 1.0], ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"]),
    ([0.0, 3e9], ["0", "0.5×10⁹", "1×10⁹", "1.5×10⁹", "2×10⁹", "2.5×10⁹", "3×10⁹"]),
    // Years have no commas.
    ([1950, 2010], ["1950", "1960", "1970", "1980", "1990", "2000", "2010"]),
    // One number in single precision is one here, too.
    ([5, 4.99999993], ["4.4", "4.6", "4.8", "5.0", "5.2", "5.4", "5.6"]),
    (
      [1_700_000_000, 1_700_000_400],
      [
        "1,700,000,000", "1,700,000,100", "1,700,000,200", "1,700,000,300",
        "1,700,000,400",
      ]
    ),
    ([0.1, 0.100002], ["0.1000000", "0.1000005", "0.1000010", "0.1000015", "0.1000020"]),
    ([0.0, 4e-8], ["0", "1×10⁻⁸", "2×10⁻⁸", "3×10⁻⁸", "4×10⁻⁸"]),
  ]

  @Test(arguments: linear)
  func ticksAreRound(values: [Double], labels: [String]) {
    #expect(Scale.linear(values).ticks.map(\.label) == labels)
  }

  static let extremes: [[Double]] = [
    [-1e308, 1e308], [1e15, 1e15 + 1], [.leastNonzeroMagnitude], [1e300, -1e-300],
    [-.greatestFiniteMagnitude, .greatestFiniteMagnitude], [.greatestFiniteMagnitude], [0, 1.2e308],
  ]

  @Test(arguments: extremes)
  func extremesHaveAScale(values: [Double]) {
    let scale = Scale.linear(values)
    #expect(scale.low < scale.high && scale.low.isFinite && scale.high.isFinite)
    #expect((1...40).contains(scale.ticks.count))
    for scale in [scale, Scale.linear(values, isRounded: false)] {
      #expect(scale.low < scale.high && scale.low.isFinite && scale.high.isFinite)
      #expect(values.allSatisfy { (-1e-9...1 + 1e-9).contains(scale.fraction($0) ?? -1) })
      #expect(scale.value(at: 0) == scale.low && abs(scale.value(at: 1) / scale.high - 1) < 1e-9)
    }
  }

  @Test func logarithmsHaveDecades() throws {
    let wide = try #require(Scale.logarithmic([2e-4, 30]))
    #expect(wide.ticks.map(\.label) == ["10⁻⁴", "0.001", "0.01", "0.1", "1", "10", "100"])
    #expect(wide.fraction(1e-4) == 0 && abs((wide.fraction(0.1) ?? 0) - 0.5) < 1e-12)
    let narrow = try #require(Scale.logarithmic([0.3, 1.4]))
    #expect(narrow.ticks.map(\.label) == ["0.2", "0.5", "1", "2"])
    #expect(Scale.logarithmic([0, 1]) == nil && Scale.logarithmic([]) == nil)
    #expect(wide.fraction(0) == nil && wide.fraction(-1) == nil && wide.fraction(.nan) == nil)
  }

  @Test func scalesOfLossesAreLogarithmicWhereThatHelps() {
    #expect(Scale.fitting([0.001, 1]).isLogarithmic)
    #expect(!Scale.fitting([0.1, 1]).isLogarithmic)
    #expect(!Scale.fitting([0, 1]).isLogarithmic)
    #expect(!Scale.fitting([-1, 1000]).isLogarithmic)
  }

  @Test func epochsAreWholeNumbers() {
    #expect(Scale.counting(from: 0, through: 1).ticks.map(\.label) == ["0", "1"])
    #expect(
      Scale.counting(from: 0, through: 64).ticks.map(\.label) == ["0", "10", "20", "30", "40", "50", "60"])
    #expect(Scale.counting(from: 0, through: 0).high == 1)
  }
}

@Suite struct AxisTests {
  /// Labels that have no room for all of them are left out evenly, and that of 0 stays.
  @Test func labelsAreEvenlySpaced() throws {
    for size in [1e-14, 3e-13, 2.6e9, 1.0] {
      let points = stride(from: -2.5, through: 2.5, by: 0.5).map { ($0 * size, $0) }
      let texts = try PictureReader(.fit(points: points, curve: points, input: "x", target: "y")).all("text")
      let lowest = texts.filter { $0.text == "x" }.compactMap { Double($0.attributes["y"] ?? "") }.max() ?? 0
      let labels = texts.filter { abs((Double($0.attributes["y"] ?? "") ?? 0) - (lowest - 19)) < 0.2 }
      let places = labels.compactMap { Double($0.attributes["x"] ?? "") }
      let gaps = zip(places, places.dropFirst()).map { $1 - $0 }
      #expect(
        places.count >= 3 && (gaps.max() ?? 0) - (gaps.min() ?? 9) < 0.3, "\(size): \(labels.map(\.text))")
      #expect(labels.contains { $0.text == "0" || $0.text == "0.0" || $0.text == "0.5" }, "\(size)")
    }
  }

  /// What stands behind a name that is written from right to left is not drawn before it.
  @Test func valuesStandBehindTheirNames() {
    let mark = "\u{200E}"
    let names = ["yes": "yes: 1", "قطة": "قطة\(mark): 1", "כלב": "כלב\(mark): 1", "猫": "猫: 1"]
    for (name, shown) in names {
      #expect(Legend.Entry(symbol: .line(0), name: name, value: "1").text(limit: 200) == shown)
    }
  }
}
