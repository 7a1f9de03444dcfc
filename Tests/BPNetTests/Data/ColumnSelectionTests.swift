import Testing

@testable import BPNet

@Suite struct ColumnSelectionTests {
  private static let names = ["a", "b", "c-d", "e,f", "5-6", "2019", "g", "x-1"]

  @Test(arguments: [
    ("a", [0]), ("1", [0]), ("8", [7]), ("g,a", [6, 0]), (" g , 2 ", [6, 1]), ("2-4", [1, 2, 3]),
    ("a-c-d", [0, 1, 2]), ("c-d-g", [2, 3, 4, 5, 6]), ("c-d", [2]), ("e,f", [3]), ("a,e,f,g", [0, 3, 6]),
    ("5-6", [4]), ("2019", [5]), ("1-x-1", [0, 1, 2, 3, 4, 5, 6, 7]), ("b-3", [1, 2]), ("a,1,a-b", [0, 1]),
    ("x-1-8", [7]),
  ])
  func resolves(text: String, indices: [Int]) throws {
    #expect(try ColumnSelection(text).indices(in: Self.names, source: "t.csv") == indices)
  }

  @Test(arguments: [
    ("9", "target: found column 9, expected 1 to 8, the columns of t.csv"),
    ("0", "target: found column 0, expected 1 to 8, the columns of t.csv"),
    ("2-99", "target: found column 2-99, expected 1 to 8, the columns of t.csv"),
    ("4-2", "target: found the range '4-2', expected its first column before its last"),
    ("", "target: found '', expected column names or numbers"),
    ("a,,b", "target: found 'a,,b', expected column names or numbers"),
    ("a,", "target: found 'a,', expected column names or numbers"),
    ("-", "target: found '-', expected a column of t.csv, such as a, b, g"),
    ("cd", "target: found 'cd', expected a column of t.csv, such as c-d, a, b"),
    ("a-h", "target: found 'a-h', expected a column of t.csv, such as a, c-d, 5-6"),
    ("-1", "target: found '-1', expected a column of t.csv, such as x-1, a, b"),
    (
      "99999999999999999999",
      "target: found column 99999999999999999999, expected 1 to 8, the columns of t.csv"
    ),
  ])
  func refuses(text: String, message: String) {
    #expect {
      try ColumnSelection(text).indices(in: Self.names, source: "t.csv")
    } throws: {
      ($0 as? BPNetError)?.description == message
    }
  }

  @Test func resolvesInATable() throws {
    let table = try Table(rows: [[1, 2, 3]], columnNames: ["p00", "p01", "digit"])
    #expect(try ColumnSelection("p00-p01").indices(in: table) == [0, 1])
    #expect(
      throws: BPNetError.invalidArgument(
        name: "--one-hot", found: "'digits'", expected: "a column of table, such as digit, p00, p01")
    ) {
      try ColumnSelection("digits", argument: "--one-hot").indices(in: table)
    }
  }

  /// Selections that hints have, typed as they stand, select the columns that are meant.
  @Test(arguments: [
    ["plain", "two words", "ähnlich"], [" before", "behind ", "\u{A0}both\u{A0}"],
    ["a,b", "a-b", "-a"], ["", "line\nbreak", "tab\t"], ["del\u{7F}", "next\u{85}", "tick`"],
    ["3", "1", "2"],
  ]) func selectionsCanBeTyped(names: [String]) throws {
    let table = try Table(rows: [[1, 2, 3]], columnNames: names)
    for columns in [[0], [1], [2], [0, 2], [2, 1, 0]] {
      let text = table.selection(of: columns)
      #expect(try ColumnSelection(text).indices(in: table) == columns, "\(text)")
      #expect(!text.hasPrefix("-") && !text.contains("`"))
      #expect(!text.unicodeScalars.contains { $0.properties.generalCategory == .control })
    }
  }

  @Test func nearestNamesComeFirst() {
    #expect(
      NearestMatch.closest(to: "Petal_lenght", among: ["a", "petal_width", "petal_length"]).first
        == "petal_length")
  }
}
