import Foundation
import Testing

@testable import BPNet

@Suite struct CSVReaderTests {
  /// A text and what it must be read as; `rows` are written as one would say them.
  struct Good: CustomTestStringConvertible, Sendable {
    let title: String
    let text: String
    var source = "t.csv"
    var delimiter: UInt8?
    var header = TableReader.TextOptions.Header.automatic
    let names: [String]
    let rows: [[String]]
    var lines: [Int]?
    var testDescription: String { title }
  }

  static let good: [Good] = [
    Good(
      title: "a header", text: "a,b\n1,2\n3,4\n", names: ["a", "b"],
      rows: [["1.0", "2.0"], ["3.0", "4.0"]], lines: [2, 3]),
    Good(
      title: "no header", text: "1,2\n3,4\n", names: ["1", "2"], rows: [["1.0", "2.0"], ["3.0", "4.0"]],
      lines: [1, 2]),
    Good(title: "no newline at the end", text: "a,b\n1,2", names: ["a", "b"], rows: [["1.0", "2.0"]]),
    Good(
      title: "an empty last cell and no newline", text: "a,b\n1,2\n1,", names: ["a", "b"],
      rows: [["1.0", "2.0"], ["1.0", "-"]]),
    Good(
      title: "CRLF", text: "a,b\r\n1,2\r\n3,x\r\n", names: ["a", "b"],
      rows: [["1.0", "'2'"], ["3.0", "'x'"]], lines: [2, 3]),
    Good(
      title: "CR", text: "a,b\r1,2\r3,4\r", names: ["a", "b"], rows: [["1.0", "2.0"], ["3.0", "4.0"]],
      lines: [2, 3]),
    Good(title: "a byte-order mark", text: "\u{FEFF}a,b\n1,2\n", names: ["a", "b"], rows: [["1.0", "2.0"]]),
    Good(
      title: "spaces that nobody sees around cells",
      text: "a,\u{A0}b\u{A0},c\n\u{A0}1.5\u{A0},\u{200B}2,\u{FEFF}\n\u{A0} 3 \u{A0},4\u{200B}\u{FEFF},"
        + "é\u{A0}\n",
      names: ["a", "b", "c"], rows: [["1.5", "2.0", "-"], ["3.0", "4.0", "'é'"]]),
    Good(
      title: "spaces that nobody sees before a quote",
      text: "a,b\n\u{FEFF}\"1\",\u{A0}\"x,\ny\"\n\u{200B} \"2\" ,z\n", names: ["a", "b"],
      rows: [["1.0", "'x,\ny'"], ["2.0", "'z'"]], lines: [2, 4]),
    Good(
      title: "spaces within cells and in quotes", text: "a,b\nx\u{A0}y,\"\u{A0}z\"\n", names: ["a", "b"],
      rows: [["'x\u{A0}y'", "'\u{A0}z'"]]),
    Good(
      title: "a byte-order mark before a number", text: "\u{FEFF}1,2\n", names: ["1", "2"],
      rows: [["1.0", "2.0"]]),
    Good(
      title: "blank lines", text: "\n\na,b\n\n1,2\n  \n\n3,4\n\n\n", names: ["a", "b"],
      rows: [["1.0", "2.0"], ["3.0", "4.0"]], lines: [5, 8]),
    Good(
      title: "blanks around cells", text: "a , b\n 1 ,\t2 \n3, x y \n", names: ["a", "b"],
      rows: [["1.0", "'2'"], ["3.0", "'x y'"]]),
    Good(
      title: "quotes", text: "\"a,1\",\"b \"\"q\"\"\"\n\"1\",\"x\ny\"\n 2 , \" z \" \n3,5\" pipe\n",
      names: ["a,1", "b \"q\""],
      rows: [["1.0", "'x\ny'"], ["2.0", "' z '"], ["3.0", "'5\" pipe'"]], lines: [2, 4, 5]),
    Good(
      title: "a doubled quote in text", text: "n,t\n1,\"\"\"\"\n2,\"a\"\"b\"\n", names: ["n", "t"],
      rows: [["1.0", "'\"'"], ["2.0", "'a\"b'"]]),
    Good(
      title: "missing cells", text: "a,b,c\n1,,x\nNA,?,\n nan ,NaN,\"\"\n4,NAN,NA\n", names: ["a", "b", "c"],
      rows: [["1.0", "-", "'x'"], ["-", "-", "-"], ["-", "-", "-"], ["4.0", "-", "-"]]),
    Good(
      title: "text that looks like missing, but is not", text: "a,b\n1,na\n2,\"N/A\"\n", names: ["a", "b"],
      rows: [["1.0", "'na'"], ["2.0", "'N/A'"]]),
    Good(
      title: "numbers keep their spelling in text", text: "a,b\n1,007\n2,inf\n3,x\n4,007\n",
      names: ["a", "b"],
      rows: [["1.0", "'007'"], ["2.0", "'inf'"], ["3.0", "'x'"], ["4.0", "'007'"]]),
    Good(
      title: "no header before text", text: "5.1,setosa\n4.9,virginica\n", names: ["1", "2"],
      rows: [["5.1", "'setosa'"], ["4.9", "'virginica'"]]),
    Good(
      title: "a header with years", text: "id,2019,2020\n1,5,6\n2,7,8\n", names: ["id", "2019", "2020"],
      rows: [["1.0", "5.0", "6.0"], ["2.0", "7.0", "8.0"]]),
    Good(
      title: "a header with an empty name", text: ",x\n1,5\n", names: ["1", "x"], rows: [["1.0", "5.0"]]),
    Good(
      title: "a header over a first row with missing cells", text: "a,b\n?,\n1,2\n", names: ["a", "b"],
      rows: [["-", "-"], ["1.0", "2.0"]]),
    Good(
      title: "text alone has a header", text: "size,colour\nbig,red\nsmall,blue\n",
      names: ["size", "colour"], rows: [["'big'", "'red'"], ["'small'", "'blue'"]]),
    Good(
      title: "unless its first record occurs again", text: "big,red\nsmall,blue\nbig,green\n",
      names: ["1", "2"],
      rows: [["'big'", "'red'"], ["'small'", "'blue'"], ["'big'", "'green'"]]),
    Good(
      title: "or repeats itself", text: "p,x,p\ne,y,t\n", names: ["1", "2", "3"],
      rows: [["'p'", "'x'", "'p'"], ["'e'", "'y'", "'t'"]]),
    Good(
      title: "a header by order", text: "1,2\n3,4\n", header: .present, names: ["1", "2"],
      rows: [["3.0", "4.0"]], lines: [2]),
    Good(
      title: "no header by order", text: "a,b\n3,4\n", header: .absent, names: ["1", "2"],
      rows: [["'a'", "'b'"], ["'3'", "'4'"]], lines: [1, 2]),
    Good(
      title: "infinity in a first row is data", text: "inf,a\nx,b\n", names: ["1", "2"],
      rows: [["'inf'", "'a'"], ["'x'", "'b'"]]),
    Good(title: "one column", text: "x\n1\n\n2\n", names: ["x"], rows: [["1.0"], ["2.0"]], lines: [2, 4]),
    Good(
      title: "one quoted missing cell in one column", text: "x\n1\n\"\"\n", names: ["x"],
      rows: [["1.0"], ["-"]]),
    Good(
      title: "TSV", text: "a\tb\n1\t\n\t2,5\n", source: "t.tsv", names: ["a", "b"],
      rows: [["1.0", "-"], ["-", "2.5"]]),
    Good(
      title: "semicolons by sniffing", text: "a;b,c;d\n1;2;3\n", source: "-", names: ["a", "b,c", "d"],
      rows: [["1.0", "2.0", "3.0"]]),
    Good(
      title: "semicolons in a .csv without commas", text: "a;b\n1;2\n", names: ["a", "b"],
      rows: [["1.0", "2.0"]]),
    Good(
      title: "tabs by sniffing, commas quoted", text: "\"a,b,c\"\td\n1\t2\n", source: "-",
      names: ["a,b,c", "d"], rows: [["1.0", "2.0"]]),
    Good(
      title: "spaces by order", text: "1 2\n3 4\n", delimiter: 0x20, names: ["1", "2"],
      rows: [["1.0", "2.0"], ["3.0", "4.0"]]),
    Good(title: "UTF-8", text: "größe,名前\n1,ä\n", names: ["größe", "名前"], rows: [["1.0", "'ä'"]]),
    Good(
      title: "numbers of every shape",
      text: "a,b,c\n-1.5e-3,+7,.5\n12345678,1234567,123456789012345678901\n-0,1E2,1.\n",
      names: ["a", "b", "c"],
      rows: [
        ["-0.0015", "7.0", "0.5"], ["12345678.0", "1234567.0", "1.2345678901234568e+20"],
        ["-0.0", "100.0", "1.0"],
      ]),
  ]

  @Test(arguments: good)
  func reads(_ good: Good) throws {
    let reader = CSVReader(delimiter: good.delimiter, header: good.header)
    let table = try reader.read(text: good.text, source: good.source)
    #expect(table.columns.map(\.name) == good.names)
    #expect(table.spokenCells == good.rows)
    if let lines = good.lines {
      #expect((0..<table.rowCount).map { table.line(ofRow: $0) } == lines)
    }
  }

  /// Texts that are no tables, and what is said of them.
  static let bad = [
    ("a,b\n1,2\n3\n", "t.csv:3: found 1 field, expected 2"),
    ("a,b,c\n1,2,3\n\n4\n", "t.csv:4: found 1 field, expected 3"),
    ("a,b\n1,2,3\n", "t.csv:2: found 3 fields, expected 2"),
    ("a,b\n1,2,,3\n", "t.csv:2: found 4 fields, expected 2"),
    ("a,b\n1,x\n3,\"y\nz\",w\n", "t.csv:3: found 3 fields, expected 2"),
    ("a,b\n1,2\n3,\"x\n4,5\n", "t.csv:3: found a quote that is never closed, expected a closing quote"),
    ("a,b\n1,2\n3\n4,\"x\n", "t.csv:3: found 1 field, expected 2"),
    ("a,b\n1,\"x\"y\n", "t.csv:2: found text behind a closing quote, expected ',' or the end of the line"),
    ("a,b\n1,2\n3,\0\n", "t.csv:3: found a NUL byte, expected text in UTF-8"),
    ("a,b\n1,2\n3\0,4\n", "t.csv:3: found a NUL byte, expected text in UTF-8"),
    ("a,b\n1,2\n3,\"x\0\"\n", "t.csv:3: found a NUL byte, expected text in UTF-8"),
    ("a\0,b\n1,2\n", "t.csv:1: found a NUL byte, expected text in UTF-8"),
    (
      "a,b\n1,2\n3,\u{A0}\"x\"y\n",
      "t.csv:3: found text behind a closing quote, expected ',' or the end of the line"
    ),
    ("a,b\n", "t.csv: found a header and no rows, expected rows of data"),
    ("", "t.csv: found an empty file, expected data"),
    ("\n \r\n\n", "t.csv: found nothing but blank lines, expected rows of data"),
    ("\u{FEFF}", "t.csv: found nothing but blank lines, expected rows of data"),
  ]

  @Test(arguments: bad)
  func refuses(text: String, message: String) {
    expectError(message) { try CSVReader().read(text: text, source: "t.csv") }
  }

  /// Without a text of so many columns, which would take long to read.
  @Test func refusesMoreColumnsThanATableMayHave() throws {
    try CSVDialect.checkColumnCount(1 << 13, source: "t.csv")
    let error = #expect(throws: BPNetError.self) {
      try CSVDialect.checkColumnCount((1 << 24) + 1, source: "t.csv")
    }
    #expect(error?.description == "t.csv: found 16777217 columns, expected at most 16777216")
  }

  @Test(
    arguments: [
      ([0xFF, 0xFE, 0x61], "t.csv: found damaged text in UTF-16, expected text in UTF-8 or UTF-16"),
      (
        FormatBytes.gzip(Array("1,2\n".utf8)) + [UInt8](repeating: 7, count: 40),
        "t.csv: found 40 bytes behind the packed data that are not packed, expected data packed by gzip, and "
          + "nothing else"
      ),
      (
        [0x1F, 0x8B, 0x08, 0x00],
        "t.csv: found packed data that are damaged or cut off, expected data packed by gzip or zip"
      ),
    ] as [([UInt8], String)])
  func refusesOtherEncodings(bytes: [UInt8], message: String) {
    expectError(message) { try CSVReader().read(bytes: bytes, source: "t.csv") }
  }

  @Test(arguments: Array("7a.+-\"\n\0?".utf8) + [0xE4])
  func refusesDelimitersOfNumbersAndQuotes(delimiter: UInt8) {
    #expect {
      try CSVReader(delimiter: delimiter).read(text: "1,2\n")
    } throws: { error in
      guard case .invalidArgument(name: "delimiter", _, _)? = error as? BPNetError else { return false }
      return true
    }
  }

  /// What cannot be used is an error when its column is used, and no sooner.
  @Test(arguments: [
    ("a,b\n1,2\n3,inf\n", 1, "t.csv:3:b: found 'inf', expected a finite number"),
    ("a,b\n1,2\n-1e999,4\n5,-Infinity\n", 0, "t.csv:3:a: found '-1e999', expected a finite number"),
  ])
  func faultsAreThoseOfTheirColumns(text: String, column: Int, message: String) throws {
    let table = try CSVReader().read(text: text, source: "t.csv")
    #expect(table.numberExpected(inColumn: column)?.description == message)
  }

  @Test func oneNameOfSeveralColumnsIsAnErrorWhereItIsUsed() throws {
    let table = try CSVReader().read(text: "a,b,a\n1,2,3\n", source: "t.csv")
    #expect(try ColumnSelection("b").indices(in: table) == [1])
    #expect(throws: BPNetError.self) { try ColumnSelection("a").indices(in: table) }
    #expect(throws: BPNetError.self) { try table.checkNames(ofInputs: [0], targets: [2]) }
    #expect(throws: Never.self) { try table.checkNames(ofInputs: [0], targets: [1]) }
  }

  @Test func otherBytesAreLatin1() throws {
    let bytes: [UInt8] = [0x6E, 0xE4, 0x2C, 0x62, 0x0A, 0x31, 0x2C, 0x80, 0x0A]
    let table = try CSVReader().read(bytes: bytes, source: "t.csv")
    #expect(table.columns[0].name == "nä")
    #expect(table.columns[1].kind == .text(values: ["€"]))
    #expect(table.notes == ["text that is not UTF-8 is read as Latin-1"])
    let strict = CSVReader(TableReader.TextOptions(encoding: .utf8))
    #expect(throws: BPNetError.self) { try strict.read(bytes: bytes, source: "t.csv") }
    let table2 = try strict.read(bytes: Array("a,b\n1,".utf8) + [0xE4], source: "t.csv")
    #expect(
      table2.fault(inColumn: 1)?.description
        == "t.csv:2:b: found text that is not UTF-8, expected text in UTF-8")
  }

  private func expectError(_ message: String, _ body: () throws -> Table) {
    #expect {
      _ = try body()
    } throws: {
      ($0 as? BPNetError)?.description == message
    }
  }

  /// Text that first appears behind the sample is found by the full pass, and read by a second one.
  @Test func textBehindTheSampleMakesATextColumn() throws {
    var text = "a,b\n"
    for row in 0..<500 { text += row == 300 || row == 400 ? "abc,\(row)\n" : "\(row),\(row)\n" }
    let table = try CSVReader().read(text: text, source: "t.csv")
    guard case .text(let values) = table.columns[0].kind else {
      Issue.record("column a is \(table.columns[0].kind)")
      return
    }
    #expect(values.count == 499)
    #expect(values[Int(table[300, 0])] == "abc" && table[400, 0] == table[300, 0])
    #expect(values[Int(table[499, 0])] == "499")
    #expect(table.columns[1].kind == .number && table[499, 1] == 499)
    #expect(
      table.numberExpected(inColumn: 0)?.description == "t.csv:302:a: found 'abc', expected a number")
    #expect(table.numberExpected(inColumn: 1) == nil)
  }

  /// More rows, and far longer ones, than the sample lets the reader expect.
  @Test func rowsLongerThanTheSampleAreRead() throws {
    var text = ""
    for row in 0..<20_000 { text += row < 200 ? "\(row).00000000000000000000,1.50000000\n" : "\(row),1\n" }
    let table = try CSVReader().read(text: text)
    #expect(table.rowCount == 20_000)
    #expect((0..<20_000).allSatisfy { table[$0, 0] == Double($0) && table[$0, 1] == ($0 < 200 ? 1.5 : 1) })
  }

  @Test func manyTextsKeepTheirNumbers() throws {
    let text = (0..<5_000).map { "n\($0 % 1_777),1\n" }.joined()
    let table = try CSVReader().read(text: text)
    guard case .text(let values) = table.columns[0].kind else {
      Issue.record("column 1 is \(table.columns[0].kind)")
      return
    }
    #expect(values == (0..<1_777).map { "n\($0)" })
    #expect((0..<5_000).allSatisfy { table[$0, 0] == Double($0 % 1_777) })
  }

  @Test func longTextIsCutInMessages() throws {
    let table = try CSVReader().read(
      text: "a,b\n1,\"\(String(repeating: "x", count: 38))\ny\(String(repeating: "z", count: 100))\"\n",
      source: "t.csv")
    #expect(
      table.numberExpected(inColumn: 1)?.description
        == "t.csv:2:b: found '\(String(repeating: "x", count: 38)) y…', expected a number")
  }

  private func example(_ name: String) -> String {
    URL(filePath: #filePath).appending(path: "../../../../Examples/Data/\(name)").standardizedFileURL.path
  }

  @Test func readsIris() throws {
    let table = try CSVReader().read(path: example("iris.csv"))
    #expect(table.rowCount == 150 && table.hasHeader)
    #expect(
      table.columns.map(\.name) == ["sepal_length", "sepal_width", "petal_length", "petal_width", "species"])
    #expect(table.columns[4].kind == .text(values: ["setosa", "versicolor", "virginica"]))
    #expect(Array(table.values.prefix(5)) == [5.1, 3.5, 1.4, 0.2, 0])
    #expect(Array(table.values.suffix(5)) == [5.9, 3, 5.1, 1.8, 2])
    #expect((0..<4).allSatisfy { table.columns[$0].kind == .number })
    #expect(table.line(ofRow: 149) == 151)
  }

  @Test func readsDigits() throws {
    let table = try CSVReader().read(path: example("digits.csv"))
    #expect(table.rowCount == 1_797 && table.columns.count == 65)
    #expect(table.columns.allSatisfy { $0.kind == .number })
    #expect(table.columns[64].name == "digit")
    #expect(Array(table.values.prefix(8)) == [0, 0, 5, 13, 9, 1, 0, 0])
    let labels = (0..<table.rowCount).map { table[$0, 64] }
    #expect(Set(labels) == Set((0...9).map(Double.init)))
    #expect(table.values.allSatisfy { $0 >= 0 && $0 <= 16 && $0 == $0.rounded() })
  }
}
