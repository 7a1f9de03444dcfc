import Testing

@testable import BPNet

/// Rows that are none of the data: totals, names that stand again, titles, blank lines, single numbers that
/// are far from all others.
@Suite struct StrayRowTests {
  private static func rows(_ count: Int = 40, _ row: (Int) -> String) -> String {
    (0..<count).map { row($0) + "\n" }.joined()
  }

  private func choose(
    _ text: String, task: LearningTask? = nil, target: String? = nil
  ) throws -> SampleChoice {
    var request = TaskRequest()
    (request.task, request.target) = (task, target)
    return try request.chooseSamples(of: CSVReader().read(text: text, source: "t.csv"))
  }

  private static func totals(_ head: String, last: String) -> String {
    head + "\n" + rows { "\(["x", "z"][$0 % 2]),\($0 % 7 + 1),\($0 % 9).25" } + last + "\n"
  }

  private static let words = rows { "\(["red", "blue"][$0 % 2]),\(["s", "m", "l"][$0 % 3]),\($0 % 2)k" }

  private static let refused: [(title: String, text: String, task: LearningTask?, error: String)] = [
    (
      "totals beside a category", totals("shop,a,y", last: "Total,155,160.0"), nil,
      "t.csv:42: found the sums of all other rows in a, y, expected a row of the data"
    ),
    (
      "totals without a word", "a,y\n" + rows { "\($0 % 7 + 1),\($0 % 9).25" } + "155,160.0\n", nil,
      "t.csv:42: found the sums of all other rows in a, y"
    ),
    (
      "totals of decimal commas", "a;y\n" + rows { "\($0 % 7),5;\($0 % 9),25" } + "135;160,0\n", nil,
      "t.csv:42: found the sums of all other rows in a, y"
    ),
    (
      "totals of a series", "v\n" + rows { "\($0 % 7 + 1)" } + "155\n", .forecast,
      "t.csv:42: found the sums of all other rows in v"
    ),
    (
      "names again, over words", "col,size,kind\n\(words)col,size,kind\n\(words)", nil,
      "t.csv:42: found the names of the columns again, expected a row of data"
    ),
    (
      "names again, behind a mark", "col,size,kind\n\(words)\u{FEFF}col,size,kind\n\(words)", nil,
      "t.csv:42: found the names of the columns again"
    ),
    (
      "names again, far below", "col,size,kind\n\(words)\(words)\(words)\(words)col,size,kind\n\(words)", nil,
      "t.csv:162: found the names of the columns again"
    ),
    (
      "names again, over numbers", "a,b,y\n" + rows { $0 == 20 ? "a,b,y" : "\($0).5,\($0 % 5),1" }, nil,
      "t.csv:22: found the names of the columns again"
    ),
    (
      "a title above names", "Report 2024,,\ncol,size,kind\n\(words)", nil,
      "t.csv:1: found one text above 3 texts in line 2, expected the names of the columns, or a row"
    ),
    (
      "a title and a blank line", "Report 2024,,\n,,\na,b,y\n" + rows { "\($0),\($0 % 7).5,\($0).25" }, nil,
      "t.csv:1: found one text above 3 texts in line 3"
    ),
    (
      "a gap of a series", "v\n" + rows { $0 == 20 ? "" : "\($0 % 7)" }, .forecast,
      "t.csv:22: found a blank line, expected a number: a series has no gaps"
    ),
    (
      "formulas", "a,y\n" + rows { "\($0 % 7).5,=2*A\($0 + 2)" }, nil,
      "t.csv::y: found 40 different texts in 40 rows, expected classes of several rows each, or numbers"
    ),
    (
      "texts of which a few come again", "a,y\n" + rows { "\($0 % 7).5,\($0 % 30)/50" }, nil,
      "t.csv::y: found 30 different texts in 40 rows"
    ),
    (
      "hexadecimal numbers", "a,y\n" + rows { "\($0 % 7).5,0x\($0 + 10)" }, nil,
      "t.csv::y: found 40 different texts in 40 rows"
    ),
    (
      "digits of another script", "a,y\n" + rows { "\($0 % 7).5,\u{661}\u{662}\($0)" }, nil,
      "t.csv:2:y: found '\u{661}\u{662}0', expected a number: 40 of 40 values of y"
    ),
  ]

  @Test(arguments: refused.indices) func areRefused(index: Int) {
    let (title, text, task, error) = Self.refused[index]
    let thrown = #expect(throws: BPNetError.self, "\(title)") { try choose(text, task: task) }
    #expect(thrown?.description.hasPrefix(error) == true, "\(title): \(thrown?.description ?? "")")
  }

  private static let accepted: [(title: String, text: String, task: LearningTask?, rowCount: Int)] = [
    ("a row of other sums", totals("shop,a,y", last: "x,7,8.25"), nil, 41),
    (
      "counts of which most are 0",
      "k,y\n" + rows { "\(["x", "z"][$0 % 2]),\($0 == 7 ? 3 : $0 == 8 ? 1 : 0)" } + "x,4\n", nil, 41
    ),
    ("rows that are all the same", "x,y\n" + rows(5) { _ in "x,y" } + "u,w\n", nil, 7),
    ("a row of words that come again", "red,s\n" + rows { "\(["red", "b"][$0 % 2]),s\($0 % 3)" }, nil, 41),
    ("one name above numbers", "y,,\n" + rows { "\($0 % 2),\($0 % 7).5,\($0 % 5).25" }, nil, 40),
    ("a blank line behind each row", "v\n\n" + rows { "\($0 % 7)\n" }, .forecast, 32),
    ("blank lines at the end", "v\n" + rows { "\($0 % 7)" } + "\n\n", .forecast, 32),
    ("twenty texts of their own", "a,y\n" + rows(20) { "\($0 % 7).5,name \($0)" }, nil, 20),
    ("texts in two rows each", "a,y\n" + rows { "\($0 % 7).5,name \($0 / 2)" }, nil, 40),
    ("classes by choice", "a,y\n" + rows { "\($0 % 7).5,name \($0)" }, .classify, 40),
  ]

  @Test(arguments: accepted.indices) func othersAreRows(index: Int) throws {
    let (title, text, task, rowCount) = Self.accepted[index]
    let choice = try choose(text, task: task)
    #expect(choice.rows.count == rowCount, "\(title)")
  }

  private static let remarks: [(title: String, text: String, task: LearningTask?, remark: String?)] = [
    (
      "a target in other units", "a,y\n" + rows { "\($0 % 7).5,\($0 == 9 ? "8250" : "\($0 % 9).25")" }, nil,
      "y is 8250 in line 11, far from all other rows"
    ),
    (
      "a mark for nothing, once", "a,y\n" + rows { "\($0 == 30 ? "-999" : "\($0 % 7).5"),\($0 % 9).25" }, nil,
      "a is -999 in line 32, far from all other rows"
    ),
    (
      "two columns", "a,y\n" + rows { $0 == 9 ? "-999,8250" : "\($0 % 7).5,\($0 % 9).25" }, nil,
      "a is -999 in line 11, far from all other rows; so are numbers of y"
    ),
    ("squares", "a,y\n" + rows { "\($0 * $0 * $0),\($0 % 9).25" }, nil, nil),
    (
      "counts of which most are 0",
      "a,y\n" + rows { "\($0 == 9 ? 60 : $0 % 5 == 0 ? 1 : 0),\($0 % 9).25" }, nil, nil
    ),
    ("one 1 among zeros", "a,y\n" + rows { "\($0 == 9 ? 1 : 0),\($0 % 9).25" }, nil, nil),
    ("ten rows", "a,y\n" + rows(10) { "\($0 == 9 ? 999 : $0),\($0 % 9).25" }, nil, nil),
    (
      "a series behind another",
      "date,v\n" + rows(28) { "2024-01-\(10 + $0 % 14),\($0 % 7)" }, .forecast,
      "date falls back in line 16"
    ),
    (
      "days sorted as texts",
      "date,v\n"
        + [1, 10, 11, 12, 2, 20, 21, 3, 4, 5, 6, 7].map {
          "1/\($0)/2024,\($0 % 7)\n"
        }.joined(), .forecast, "date falls back in line 6"
    ),
    (
      "days of which some are absent", "date,v\n" + rows { "2024-01-\(10 + $0 / 2),\($0 % 7)" }, .forecast,
      nil
    ),
  ]

  @Test(arguments: remarks.indices) func areWarnedOf(index: Int) throws {
    let (title, text, task, remark) = Self.remarks[index]
    let warnings = try choose(text, task: task).remarks.filter(\.isWarning).map(\.text)
    #expect(warnings == [remark].compactMap { $0 }, "\(title)")
  }

  /// Some programs write two byte-order marks.
  @Test func byteOrderMarksAreNoNames() throws {
    let table = try CSVReader().read(text: "\u{FEFF}\u{FEFF}\u{FEFF}a,b\n1,2\n", source: "t.csv")
    #expect(table.columns.map(\.name) == ["a", "b"])
  }
}
