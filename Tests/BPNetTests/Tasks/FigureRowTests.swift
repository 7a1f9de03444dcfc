import Testing

@testable import BPNet

/// Sums, means and other figures below a table.
@Suite struct FigureRowTests {
  private static func rows(_ head: String, last: String, _ row: (Int) -> String) -> String {
    head + "\n" + (0..<40).map { row($0) + "\n" }.joined() + last + "\n"
  }

  private static func plain(_ head: String = "shop,a,y", last: String) -> String {
    rows(head, last: last) { "\(["x", "z"][$0 % 2]),\($0 % 7 + 1),\($0 * 37 % 40).25" }
  }

  private func choose(_ text: String, task: LearningTask? = nil) throws -> SampleChoice {
    var request = TaskRequest()
    request.task = task
    return try request.chooseSamples(of: CSVReader().read(text: text, source: "t.csv"))
  }

  private static let refused: [(title: String, text: String, error: String)] = [
    ("means without a word", plain(last: "x,3.875,19.75"), "found the means of all other rows in a, y"),
    ("means beside a word", plain(last: "Mean,3.875,19.75"), "found the means of all other rows in a, y"),
    (
      "means beside names of rows",
      rows("id,a,y", last: "Mean,3.875,19.75") { "r\($0),\($0 % 7 + 1),\($0 * 37 % 40).25" },
      "found the means of all other rows in a, y"
    ),
    (
      "means of which one is rounded, beside a word", plain(last: "Moyenne,4,19.8"),
      "found 'Moyenne', and figures of the rows above"
    ),
    ("the mean of one column", plain(last: "average:,,19.75"), "found 'average:', and figures"),
    ("totals with a gap", plain(last: "Total,,790.00"), "found the sums of all other rows in y"),
    (
      "several figures", plain(last: "Mean,3.9,19.8\nSD,2.0,11.7\nMin,1,0.25\nMax,7,39.25"),
      "found 'Mean', and figures of the rows above"
    ),
    (
      "a total beside a rank",
      rows("shop,rank,y", last: "Summe,,790.00") { "x,\($0 + 3),\($0 * 37 % 40).25" },
      "found the sums of all other rows in y"
    ),
  ]

  @Test(arguments: refused.indices) func areRefused(index: Int) {
    let (title, text, error) = Self.refused[index]
    let thrown = #expect(throws: BPNetError.self, "\(title)") { try choose(text) }
    #expect(thrown?.description.hasPrefix("t.csv:42: " + error) == true, "\(title): \(thrown as Any)")
  }

  private static let accepted: [(title: String, text: String, task: LearningTask?)] = [
    ("means rounded to whole numbers may be a row", plain(last: "x,4,20"), nil),
    ("a category that is called average", plain(last: "average,2,11.25"), nil),
    ("no, of yes and no", rows("t,b,y", last: "n,1,39.25") { "y,\($0 % 2),\($0 * 37 % 40).25" }, nil),
    (
      "the last and highest level of a sorted table",
      rows("level,k,y", last: "max,1,39.25") { "\($0 < 20 ? "min" : "mid"),\($0 % 3),\($0 * 37 % 40).25" },
      nil
    ),
    (
      "words of figures above",
      rows("of,a,y", last: "mean,3.875,19.75") {
        "\($0 % 2 == 0 ? "mean" : "max"),\($0 % 7 + 1).5,\($0 * 37 % 40).25"
      }, nil
    ),
    (
      "the middle of an experiment's plan",
      "a,b,y\n" + (0..<36).map { "\($0 % 3 - 1),\($0 / 3 % 3 - 1),\($0).25\n" }.joined() + "0,0,0.5\n", nil
    ),
    (
      "a series that ends at its mean",
      "v\n" + (0..<41).map { "\([0, 1, 0, -1][$0 % 4])\n" }.joined(), .forecast
    ),
  ]

  @Test(arguments: accepted.indices) func othersAreRows(index: Int) throws {
    let (title, text, task) = Self.accepted[index]
    #expect(throws: Never.self, "\(title)") { try choose(text, task: task) }
  }
}
