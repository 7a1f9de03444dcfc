import Testing

@testable import BPNet

/// What the reader finds out of how a table is written.
@Suite struct CSVDialectTests {
  struct Case: CustomTestStringConvertible, Sendable {
    let title: String
    let text: String
    var options = TextOptions()
    var source = "t.csv"
    let names: [String]
    /// The cells, NaN for a missing one; nil where a column is text.
    let rows: [[Double]]?
    var testDescription: String { title }
  }

  private static let cases: [Case] = [
    Case(
      title: "semicolons, although the first line has a comma", text: "Temp, C;RH;y\n10.5;2;3\n11;2.5;4\n",
      names: ["Temp, C", "RH", "y"], rows: [[10.5, 2, 3], [11, 2.5, 4]]),
    Case(
      title: "decimal commas", text: "a;b\n1,5;-0,25\n2;1e1\n", names: ["a", "b"],
      rows: [[1.5, -0.25], [2, 10]]),
    Case(
      title: "a comma that is no decimal one, since there are points", text: "a;b\n1,5;0.25\n2;1\n",
      names: ["a", "b"], rows: nil),
    Case(
      title: "decimal commas in quotes, as told", text: "a,b\n\"1,5\",2\n",
      options: TextOptions(decimalMark: 0x2C),
      names: ["a", "b"], rows: [[1.5, 2]]),
    Case(
      title: "bars", text: "a|b|c\n1|2|3\n4||6\n", source: "p.txt", names: ["a", "b", "c"],
      rows: [[1, 2, 3], [4, .nan, 6]]),
    Case(title: "tabs in a .csv", text: "a\tb\n1\t2\n", names: ["a", "b"], rows: [[1, 2]]),
    Case(
      title: "runs of blanks", text: " 0.1   2.0    3 \n 10  \t 4.5   -6\n", source: "fixed.data",
      names: ["1", "2", "3"], rows: [[0.1, 2, 3], [10, 4.5, -6]]),
    Case(
      title: "quotes beside blanks", text: "18.0 8  \"ford torino\"\n17.0 8 \"amc rebel\"\n",
      source: "auto-mpg.data",
      names: ["1", "2", "3"], rows: nil),
    Case(
      title: "names behind #, as NumPy writes them", text: "# a b y\n1.5e0 2 3\n4 5 6\n", source: "saved.txt",
      names: ["a", "b", "y"], rows: [[1.5, 2, 3], [4, 5, 6]]),
    Case(
      title: "names behind #, with commas", text: "# a,b\n1,2\n", names: ["a", "b"], rows: [[1, 2]]),
    Case(
      title: "comments above the names", text: "# made by hand\n#\na,b\n1,2\n", names: ["a", "b"],
      rows: [[1, 2]]),
    Case(
      title: "comments anywhere, as told", text: "% title\na,b\n1,2\n% more, of it\n3,4\n",
      options: TextOptions(comment: 0x25), names: ["a", "b"], rows: [[1, 2], [3, 4]]),
    Case(
      title: "a header of column numbers", text: "0,1,2\n0.5,1.5,0\n0.7,2.5,1\n", names: ["0", "1", "2"],
      rows: [[0.5, 1.5, 0], [0.7, 2.5, 1]]),
    Case(
      title: "no header of column numbers over whole ones", text: "0,1,2\n3,4,5\n", names: ["1", "2", "3"],
      rows: [[0, 1, 2], [3, 4, 5]]),
    Case(
      title: "a first row with an odd cell", text: "n/a,1.20,0.5\n0.1,0.2,0.3\n", names: ["1", "2", "3"],
      rows: nil),
    Case(
      title: "a first row with an odd word", text: "tbd\n0.1\n0.2\n", names: ["1"], rows: nil),
    Case(
      title: "wavelengths as names", text: "sample,400,402.5,405\n1,0.1,0.2,0.3\n",
      names: ["sample", "400", "402.5", "405"], rows: [[1, 0.1, 0.2, 0.3]]),
    Case(
      title: "empty names and empty rows at the end", text: "T;RH;;\n1,5;2;;\n2,5;3;;\n;;;\n;;;\n",
      names: ["T", "RH", "3", "4"], rows: [[1.5, 2, .nan, .nan], [2.5, 3, .nan, .nan]]),
    Case(
      title: "numbers that stand for missing values", text: "a,b\n-999,1\n2,-999.0\n",
      options: TextOptions(missingValues: ["-999"]), names: ["a", "b"], rows: [[.nan, 1], [2, .nan]]),
    Case(
      title: "nothing but the empty cell is missing", text: "a,b\nNA,1\n,2\n",
      options: TextOptions(missingValues: [""]), names: ["a", "b"], rows: nil),
  ]

  @Test(arguments: cases) func isFoundOut(_ sample: Case) throws {
    let table = try CSVReader(sample.options).read(text: sample.text, source: sample.source)
    #expect(table.columns.map(\.name) == sample.names)
    let isNumeric = table.columns.allSatisfy { $0.kind == .number }
    guard let rows = sample.rows else {
      #expect(!isNumeric)
      return
    }
    try #require(isNumeric && table.rowCount == rows.count)
    for (row, cells) in rows.enumerated() {
      for (column, cell) in cells.enumerated() {
        #expect(table[row, column] == cell || table[row, column].isNaN && cell.isNaN)
      }
    }
  }

  /// `007` is a code, and a column with one keeps the texts of all.
  @Test func codesAreText() throws {
    let text = "x,code\n" + (0..<300).map { "\($0),\($0 == 250 ? "007" : "\(100 + $0)")\n" }.joined()
    let table = try CSVReader().read(text: text)
    guard case .text(let values) = table.columns[1].kind else {
      Issue.record("numbers")
      return
    }
    #expect(values[Int(table[250, 1])] == "007" && values[Int(table[0, 1])] == "100")
    #expect(table.columns[0].kind == .number)
  }

  @Test func quotedCellsAreNotMissingUnlessEmpty() throws {
    let table = try CSVReader().read(text: "r,x\n\"NA\",1\nNA,2\n\"\",\"3\"\n")
    #expect(table.columns[0].kind == .text(values: ["NA"]))
    #expect(table[0, 0] == 0 && table[1, 0].isNaN && table[2, 0].isNaN && table[2, 1] == 3)
  }

  @Test(arguments: [
    TextOptions(decimalMark: 0x3B), TextOptions(delimiter: 0x2C, decimalMark: 0x2C),
    TextOptions(delimiter: 0x3B, comment: 0x3B), TextOptions(comment: 0x22),
  ])
  func refusesWhatCannotBe(_ options: TextOptions) {
    #expect(throws: BPNetError.self) { try CSVReader(options).read(text: "a;b\n1;2\n") }
  }
}
