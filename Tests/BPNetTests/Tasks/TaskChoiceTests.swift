import Testing

@testable import BPNet

/// Which task a target asks for, and what is said of it.
@Suite struct TaskChoiceTests {
  private func choose(_ values: [Double], isLabel: Bool = false) throws -> SampleChoice {
    var table = try Table(
      rows: values.enumerated().map { [Double($0 * 7 % 13) + 0.5, $1] }, columnNames: ["x", "y"])
    if isLabel { table = try Self.withLabels(values) }
    return try TaskRequest().chooseSamples(of: table)
  }

  /// Inputs, and labels of integers in an array of their own: bytes, or of eight bytes each.
  private static func withLabels(_ values: [Double], areBytes: Bool = false) throws -> Table {
    let inputs = try Table(rows: values.indices.map { [Double($0 * 7 % 13) + 0.5] })
    let bytes = values.flatMap { value in
      areBytes ? [UInt8(value)] : (0..<8).map { UInt8(truncatingIfNeeded: Int(value) >> (8 * $0)) }
    }
    let input = try bytes.withUnsafeBytes { try InputBytes(copying: $0, source: "y") }
    let block = try CellBlock(
      in: input, offset: 0, byteCount: bytes.count, type: areBytes ? .uint8 : .int64,
      rowCount: values.count, columnCount: 1, source: "y")
    return try inputs.appending(Table(blocks: [block], source: "y"))
  }

  private typealias Case = (name: String, values: [Double], reason: String)

  private static func cycle(_ count: Int, from first: Int = 0, rows: Int) -> [Double] {
    (0..<rows).map { Double(first + $0 % count) }
  }

  /// As good as random, from 0 to 1.
  private static func draw(_ index: Int) -> Double {
    Double((index &* 7919 &+ 104_729) &* (index &+ 31) % 1_000_003) / 1_000_003
  }

  private static let classes: [Case] = [
    (
      "two classes", cycle(2, rows: 30),
      "y has 2 different whole numbers; `task: regress` takes them as numbers"
    ),
    ("ratings", cycle(5, from: 1, rows: 30), "y has 5 different whole numbers"),
    ("letters", cycle(26, from: 1, rows: 780), "y has 26 different whole numbers; `task: regress`"),
    ("letters drawn by lot", (0..<2000).map { (draw($0) * 26).rounded(.down) }, "y has 26 different"),
    ("EMNIST", cycle(47, rows: 940), "y has 47 different whole numbers"),
    ("a hundred", cycle(100, rows: 3000), "y has 100 different whole numbers"),
  ]

  @Test(arguments: Self.classes.indices) func wholeNumbersAreClasses(index: Int) throws {
    let (name, values, reason) = Self.classes[index]
    let choice = try choose(values)
    #expect(choice.definition.task == .classify, "\(name)")
    #expect(choice.reason?.hasPrefix(reason) == true, "\(choice.reason ?? "no reason")")
  }

  private static let numbers: [Case] = [
    (
      "fractions", (0..<50).map { Double($0) / 4 },
      "y holds fractions; `task: classify` takes each number as a class"
    ),
    (
      "years", cycle(40, from: 1980, rows: 800),
      "y has 40 different whole numbers; `task: classify` takes them"
    ),
    ("ages of adults", cycle(60, from: 18, rows: 6000), "y has 60 different whole numbers; `task: classify`"),
    (
      "ages from birth", (0..<5000).map { (90 * draw($0) * draw($0 + 7)).rounded(.down) },
      "y has "
    ),
    ("counts", (0..<3000).map { (-8 * ReproducibleMath.log(draw($0) + 1e-9)).rounded(.down) }, "y has "),
    ("one for each row", cycle(60, rows: 60), "y has 60 different whole numbers"),
    ("too many for the rows", cycle(30, rows: 90), "y has 30 different whole numbers"),
    ("a gap", cycle(40, rows: 800).map { $0 == 7 ? 8 : $0 }, "y has 39 different whole numbers"),
    ("below 0", cycle(41, from: -20, rows: 820), "y has 41 different whole numbers"),
    ("identities", (0..<20_002).map { Double($0 / 2 + 5) }, "y has more than 10000 different whole numbers"),
  ]

  @Test(arguments: Self.numbers.indices) func otherNumbersAreNot(index: Int) throws {
    let (name, values, reason) = Self.numbers[index]
    let choice = try choose(values)
    #expect(choice.definition.task == .regress, "\(name)")
    #expect(choice.reason?.hasPrefix(reason) == true, "\(choice.reason ?? "no reason")")
    #expect(choice.reason?.contains("`task: classify`") == true)
  }

  /// Integers in an array of their own are labels of few rows too, but for those that start elsewhere.
  @Test func arraysOfLabels() throws {
    #expect(try choose(Self.cycle(30, rows: 300), isLabel: true).definition.task == .classify)
    #expect(try choose(Self.cycle(30, rows: 299), isLabel: true).definition.task == .regress)
    #expect(try choose(Self.cycle(60, from: 18, rows: 6000), isLabel: true).definition.task == .regress)
    #expect(try choose((0..<600).map { Double($0 % 50 * 3) }, isLabel: true).definition.task == .regress)
    let bytes = try Self.withLabels((0..<60).map { Double($0 * 5 % 47) }, areBytes: true)
    let choice = try TaskRequest().chooseSamples(of: bytes)
    #expect(choice.definition.task == .classify && choice.labels?.count == 47)
    #expect(choice.remarks.contains { $0.isWarning && $0.text == "47 classes in 60 rows of 2" })
  }

  @Test func severalTargetsAndCounts() throws {
    let table = try Table(rows: (0..<20).map { [Double($0), Double($0 % 2), Double($0 % 3)] })
    var request = TaskRequest()
    request.target = "2-3"
    #expect(
      try request.chooseSamples(of: table).reason
        == "several targets of numbers; `task: classify` takes them as labels")
    (request.target, request.learnsCounts) = (nil, true)
    #expect(try request.chooseSamples(of: table).reason == "the loss is that of counts")
    request.task = .regress
    #expect(try request.chooseSamples(of: table).reason == nil)
  }
}
