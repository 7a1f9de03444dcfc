import Testing

@testable import BPNet

/// Numbers that stand for missing values, and those that do not.
@Suite struct SentinelTests {
  private func warnings(_ text: String, task: LearningTask? = nil) throws -> [Table.Remark] {
    var request = TaskRequest()
    request.task = task
    let table = try CSVReader().read(text: text, source: "t.csv")
    return try request.chooseSamples(of: table).remarks.filter(\.isWarning)
  }

  /// Sixty rows of which each seventh holds `code` in place of a number.
  private static func column(_ code: String, _ number: (Int) -> String) -> String {
    "a,y\n" + (0..<60).map { "\($0 % 7 == 3 ? code : number($0)),\($0 * 37 % 50).25\n" }.joined()
  }

  private static func fractions(_ index: Int) -> String { "\(index * 31 % 10).\(index % 9 + 1)" }

  private static let codes: [(code: String, number: @Sendable (Int) -> String)] = [
    ("-999", fractions), ("9999", fractions), ("-99", fractions), ("-9", fractions), ("-1", fractions),
    ("-888", fractions), ("-777", fractions), ("-999.9", fractions), ("9999.99", fractions),
    ("-32768", fractions), ("65535", fractions), ("-2147483648", fractions), ("1e+30", fractions),
    ("99", { "\($0 % 5 + 1)" }), ("-1", { "\($0 % 50 + 20)" }), ("-9", { "\($0 % 41)" }),
    // No code, but far from all others.
    ("0", { "10\($0 * 31 % 10).\($0 % 9 + 1)" }), ("1000000", fractions), ("-5000", fractions),
    ("0", { "\(1_700_000_000 + 60 * $0)" }),
  ]

  @Test(arguments: codes.indices) func areWarnedOf(index: Int) throws {
    let (code, number) = Self.codes[index]
    let found = try warnings(Self.column(code, number))
    #expect(found.map(\.text) == ["a: \(code) in 9 rows stands apart from all other numbers"])
    #expect(found.first?.hint == "if it stands for missing values: `missingValues: \(code)`")
  }

  private static let numbers: [(title: String, text: String)] = [
    ("signs", column("-1") { _ in "1" }), ("signs and 0", column("-1") { "\($0 % 2)" }),
    ("differences", column("-1") { "\($0 % 11 - 5)" }), ("counts from 0", column("-1") { "\($0 % 30)" }),
    ("counts from 1", column("-1") { "\($0 % 30 + 1)" }),
    ("levels", column("500") { "\([0, 1, 5][$0 % 3])" }),
    ("degrees", column("-9") { "\($0 % 40 - 20)" }), ("percent", column("99") { "\($0 * 7 % 100)" }),
    ("embeddings", column("-1") { "\($0 % 2 == 0 ? "-" : "")\($0 % 7).\($0 % 9 + 1)" }),
    ("amounts most of which are 0", column("99999") { $0 % 4 == 0 ? "\($0)" : "0" }),
    ("pixels", column("254") { $0 % 9 == 0 ? "\($0)" : "0" }),
    (
      "most of the rows", "a,y\n" + (0..<60).map { "\($0 % 3 == 0 ? "\($0).5" : "-999"),\($0).25\n" }.joined()
    ),
    ("pressures around 999", column("999") { "\(980 + $0 % 40)" }),
    ("prices", column("999") { "\([199, 299, 399, 499][$0 % 4])" }),
    ("prices with cents", column("99.99") { ["19.99", "29.99", "49.95", "9.99"][$0 % 4] }),
    ("large numbers of their own", "a,y\n" + (0..<60).map { "\($0 % 9)e25,\($0).25\n" }.joined()),
  ]

  @Test(arguments: numbers.indices) func othersAreNumbers(index: Int) throws {
    let (title, text) = Self.numbers[index]
    #expect(try warnings(text).isEmpty, "\(title)")
  }

  /// Several codes, in several columns; a series, which has no gaps; and an array, which has NaN.
  @Test func hintsGoByTheData() throws {
    let rows = (0..<60).map { row in
      "\(row % 7 == 3 ? "-999" : Self.fractions(row)),\(row % 5 == 2 ? "-1" : Self.fractions(row + 1)),"
        + "\(row * 37 % 50).25\n"
    }
    let several = try warnings("a,b,y\n" + rows.joined())
    #expect(several.map(\.text) == ["a: -999 in 9 rows, b: -1 in 12 rows stand apart from all other numbers"])
    #expect(several.first?.hint == "if they stand for missing values: `missingValues: -999,-1`")
    let series = try warnings(
      "v\n" + (0..<60).map { "\($0 % 7 == 3 ? "-999" : Self.fractions($0))\n" }.joined(), task: .forecast)
    #expect(series.first?.hint == "if it stands for missing values: a series has no gaps: fill them before")
    let cells = (0..<60).map { $0 % 7 == 3 ? -999 : Double($0 % 13) + 0.5 }
    let table = try Table(columns: [
      .numbers(cells, name: "a"), .numbers((0..<60).map { Double($0 * 37 % 50) + 0.25 }, name: "y"),
    ])
    let array = try TaskRequest().chooseSamples(of: table).remarks.filter(\.isWarning)
    #expect(array.first?.hint == "if it stands for missing values: NaN says so")
  }

  /// Nothing is asked where it was said what is missing.
  @Test func choicesAreNotAskedAbout() throws {
    var options = TableReader.TextOptions()
    options.missingValues = ["NA"]
    let table = try CSVReader(options).read(text: Self.column("-999", Self.fractions), source: "t.csv")
    #expect(try TaskRequest().chooseSamples(of: table).remarks.allSatisfy { !$0.isWarning })
  }
}
