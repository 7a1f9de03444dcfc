import Testing

@testable import BPNet

/// First lines that are names although they hold numbers, and those that look so.
@Suite struct FirstLineTests {
  private func table(_ text: String) throws -> Table { try CSVReader().read(text: text, source: "t.csv") }

  /// Forty rows with fractions, and a word that comes again at each place of `text` that has one.
  private static func rows(below first: String, whole: Bool = false) -> String {
    let cells = first.split(separator: ",").map { Int($0) != nil }
    return (0..<40).map { row in
      cells.indices.map { column in
        let number = (row * 37 + column * 11) % 50
        return cells[column] ? (whole ? "\(number)" : "\(number).5") : ["alive", "dead"][(row + column) % 2]
      }.joined(separator: ",") + "\n"
    }.joined()
  }

  @Test(arguments: [
    "0,6,12,24,48,outcome", "5,10,15,25,species", "group,0,5,10,30,60", "443,482,562,655,865,crop",
    "kind,2,group",
  ]) func numbersBesideNamesAreNames(first: String) throws {
    let table = try table(first + "\n" + Self.rows(below: first))
    #expect(table.hasHeader && table.rowCount == 40)
    #expect(table.columns.map(\.name).joined(separator: ",") == first)
    #expect(table.notes.contains { $0.contains("is read as names; `header: absent` takes it for data") })
  }

  /// Words that stand below, or beside words that stand once; numbers as those below; few rows.
  @Test func rowsStayRows() throws {
    let first = "7,12,outcome"
    let rows = Self.rows(below: first)
    for text in [
      "7,12,alive\n" + rows, first + "\n" + rows + "1.5,2.5,lost\n", "7.25,12,outcome\n" + rows,
      first + "\n" + Self.rows(below: first, whole: true), "7,7,outcome\n" + rows,
      first + "\n" + rows.split(separator: "\n").prefix(5).joined(separator: "\n"),
    ] {
      #expect(try !table(text).hasHeader, "\(text.prefix(20))")
    }
  }

  /// Words that stand nowhere below, above words that all come again.
  @Test(arguments: ["kind,kind,class", "NA,kind,class", "kind,n/a,null,class"])
  func repeatedNamesAndNAAboveClassesAreNames(first: String) throws {
    let table = try table(first + "\n" + Self.rows(below: first))
    #expect(table.hasHeader && table.rowCount == 40)
    #expect(table.columns.map(\.name).joined(separator: ",") == first)
  }

  /// A word that stands below, too, or none but one beside `NA`; words that stand once; few rows.
  @Test func rowsOfWordsStayRows() throws {
    let rows = Self.rows(below: "a,b,c")
    for text in [
      "dead,alive,dead\n" + rows, "alive,lost,lost\n" + rows, "NA,NA,class\n" + rows,
      "kind,kind,class\n" + rows + "once,dead,alive\n",
      "kind,kind,class\n" + rows.split(separator: "\n").prefix(5).joined(separator: "\n"),
    ] {
      #expect(try !table(text).hasHeader, "\(text.prefix(20))")
    }
  }

  /// As commas in cells without quotes make it look.
  @Test func namesOfRowsAreAllDifferent() throws {
    let numbers = (0..<40).map { "\($0 % 7),\($0).5,\($0 % 3)\n" }.joined()
    #expect(try table("a,b\n" + (0..<40).map { "r\($0),\($0).5,\($0 % 3)\n" }.joined()).hasHeader)
    #expect(throws: BPNetError.self) { try table("a,b\n" + numbers) }
  }

  /// Commas between thousands, and fractions, are not what makes a field more.
  @Test func numbersWithCommasAreNoNamesOfRows() throws {
    func rows(_ row: (Int) -> String) -> String { (0..<40).map { row($0) + "\n" }.joined() }
    let salary = { (index: Int) in "\(30 + index),\(index % 2 == 0 ? "000" : "500")" }
    for text in [
      rows { "\($0 + 1),\(salary($0)),hr" }, rows { "P\($0),\(salary($0)),hr" },
      rows { "\(salary($0)),5,hr" },
      rows { "\($0).25,\($0 % 3),7,hr" },
    ] {
      let error = #expect(throws: BPNetError.self) { try table("id,salary,dept\n" + text) }
      #expect(error?.hint?.contains("a cell with a comma in it has to stand in quotes") == true)
    }
    for text in [
      rows { "\($0 + 1),\(100 + $0),\(0.5 + Double($0)),hr" }, rows { "\($0 + 1),001,7,hr" },
      rows { "r\($0),\($0),\(100 + $0),hr" }, rows { "\"\($0).5\",1,2,hr" },
    ] {
      #expect(try table("a,b,c\n" + text).columns.count == 4, "\(text.prefix(20))")
    }
  }

  /// A mark that the delimiter follows is a name, where the line has a field for each column.
  @Test func aMarkMayBeAName() throws {
    for (text, names) in [
      ("#,a,y\n1,2.5,3\n2,3.5,4\n", ["#", "a", "y"]), ("# title\n#,a,y\n1,2.5,3\n", ["#", "a", "y"]),
      ("#\ta\ty\n1\t2.5\t3\n", ["#", "a", "y"]), ("#\ta\ty\n2.5\t3\n", ["a", "y"]),
      ("# a,y\n2.5,3\n", ["a", "y"]), ("# a y\n2.5 3\n", ["a", "y"]), ("#a,y\n2.5,3\n", ["a", "y"]),
      ("! made by hand\na,y\n2.5,3\n", ["a", "y"]),
    ] {
      #expect(try table(text).columns.map(\.name) == names, "\(text)")
    }
    #expect(try ColumnSelection("#").indices(in: table("#,a,y\n1,2.5,3\n")) == [0])
  }
}
