import Testing

@testable import BPNet

/// What the reader finds out of how a table is written.
@Suite struct CSVDialectTests {
  struct Case: CustomTestStringConvertible, Sendable {
    let title: String
    let text: String
    var options = TableReader.TextOptions()
    var source = "t.csv"
    let names: [String]
    /// The cells, NaN for a missing one; nil where a column is text.
    let rows: [[Double]]?
    var testDescription: String { title }
  }

  private static let modelOptions: TableReader.TextOptions = {
    var options = TableReader.TextOptions()
    options.modelColumns = ["0", "1"]
    return options
  }()

  private static let pixels = (0..<20).map { [$0 * 5 % 17, $0 * 3 % 13, $0 % 11, $0 % 2] }
  private static let lags = (1...20).map { [$0, $0 + 1, $0 + 2] }

  /// Lines of whole numbers.
  private static func lines(_ rows: [[Int]]) -> String {
    rows.map { $0.map(String.init).joined(separator: ",") + "\n" }.joined()
  }

  private static func numbers(_ rows: [[Int]]) -> [[Double]] { rows.map { $0.map(Double.init) } }

  /// A line for each digit, with it in place of D.
  private static func digits(_ line: String) -> String {
    (0..<9).map { line.replacing("D", with: "\($0)") + "\n" }.joined()
  }

  static let fieldCases: [Case] = [
    Case(
      title: "semicolons, although the first line has a comma", text: "Temp, C;RH;y\n10.5;2;3\n11;2.5;4\n",
      names: ["Temp, C", "RH", "y"], rows: [[10.5, 2, 3], [11, 2.5, 4]]),
    Case(
      title: "decimal commas", text: "a;b\n1,5;-0,25\n2;1e1\n", names: ["a", "b"],
      rows: [[1.5, -0.25], [2, 10]]),
    Case(
      title: "decimal commas beside points", text: "version;b\n1.0;0,25\n1.1;1\n", names: ["version", "b"],
      rows: [[1, 0.25], [1.1, 1]]),
    Case(
      title: "commas between thousands, since there are points", text: "a;b\n1,500;0.25\n2,000;1\n",
      names: ["a", "b"], rows: nil),
    Case(
      title: "points between thousands, since there are decimal commas", text: "a;b\n1.500;0,25\n2.000;1\n",
      names: ["a", "b"], rows: nil),
    Case(
      title: "decimal commas in quotes", text: "a,b\n\"1,5\",2\n\"2,25\",3\n", names: ["a", "b"],
      rows: [[1.5, 2], [2.25, 3]]),
    Case(
      title: "commas between thousands in quotes", text: "a,b\n\"1,500\",2\n\"2,250\",3\n",
      names: ["a", "b"], rows: nil),
    Case(
      title: "decimal commas between blanks", text: "1,5  2 0,25\n2,5  3 1\n", source: "d.txt",
      names: ["1", "2", "3"], rows: [[1.5, 2, 0.25], [2.5, 3, 1]]),
    Case(
      title: "decimal commas and words for missing values", text: "a;b\n1,5;n/a\n2,5;0,5\n3,5;1,5\n",
      names: ["a", "b"], rows: nil),
    Case(
      title: "no decimal commas between thousands in quotes, with blanks behind them",
      text: "a,b\n\"25,649  \",5\n\"1,352  \",6\n", names: ["a", "b"], rows: nil),
    Case(
      title: "no decimal commas in quotes beside points", text: "a,b\n\"4,6\",0.5\n2,1.5\n",
      names: ["a", "b"], rows: nil),
    Case(
      title: "decimal commas in quotes, as told", text: "a,b\n\"1,5\",2\n",
      options: TableReader.TextOptions(decimalMark: 0x2C),
      names: ["a", "b"], rows: [[1.5, 2]]),
    Case(
      title: "bars", text: "a|b|c\n1|2|3\n4||6\n", source: "p.txt", names: ["a", "b", "c"],
      rows: [[1, 2, 3], [4, .nan, 6]]),
    Case(
      title: "the byte 1, as Hive writes it", text: "a\u{1}b\n1\u{1}2\n", names: ["a", "b"], rows: [[1, 2]]),
    Case(
      title: "commas, with a bar in each last cell",
      text: "1,F,2,5,6,n.|120\n4,M,5,6,7,n.|77\n8,F,9,1,2,p.|5\n",
      names: ["1", "2", "3", "4", "5", "6"], rows: nil),
    Case(
      title: "bars, with a list of numbers in each last cell", text: "a|b|c\n1|2|x, y\n3|4|z, x\n",
      names: ["a", "b", "c"], rows: nil),
    Case(
      title: "numbers with units below one name", text: "weight\n" + digits("1D kg"), names: ["weight"],
      rows: nil),
    Case(
      title: "words below one name", text: "title\nthe old man\nto the lighthouse now\nthe new man\n",
      names: ["title"], rows: nil),
    Case(title: "tabs in a .csv", text: "a\tb\n1\t2\n", names: ["a", "b"], rows: [[1, 2]]),
    Case(
      title: "runs of blanks", text: " 0.1   2.0    3 \n 10  \t 4.5   -6\n", source: "fixed.data",
      names: ["1", "2", "3"], rows: [[0.1, 2, 3], [10, 4.5, -6]]),
    Case(
      title: "quotes beside blanks", text: "18.0 8  \"ford torino\"\n17.0 8 \"amc rebel\"\n",
      source: "auto-mpg.data",
      names: ["1", "2", "3"], rows: nil),
    Case(
      title: "blanks, and a tab before a name in quotes",
      text: "18.0   8   307.0\t\"ford torino\"\n17.0   8   302.0\t\"amc rebel sst\"\n",
      source: "auto-mpg.data",
      names: ["1", "2", "3", "4"], rows: nil),
    Case(
      title: "words between blanks", text: "colour size ok\nred s yes\nblue m no\n", source: "w.txt",
      names: ["colour", "size", "ok"], rows: nil),
    Case(
      title: "names behind %", text: "% a b\n1 2\n3 4\n", source: "p.txt", names: ["a", "b"],
      rows: [[1, 2], [3, 4]]),
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
      options: TableReader.TextOptions(comment: 0x25), names: ["a", "b"], rows: [[1, 2], [3, 4]]),
  ]

  static let headerCases: [Case] = [
    Case(
      title: "a header of column numbers", text: "0,1,2\n0.5,1.5,0\n0.7,2.5,1\n", names: ["0", "1", "2"],
      rows: [[0.5, 1.5, 0], [0.7, 2.5, 1]]),
    Case(
      title: "no header of column numbers over whole ones", text: "0,1,2\n3,4,5\n", names: ["1", "2", "3"],
      rows: [[0, 1, 2], [3, 4, 5]]),
    Case(
      title: "a header of column numbers over whole ones that do not reach so far",
      text: "0,1,2,3\n" + lines(pixels), names: ["0", "1", "2", "3"], rows: numbers(pixels)),
    Case(
      title: "no header of column numbers over rows that count up, too", text: lines(lags),
      names: ["1", "2", "3"], rows: numbers(lags)),
    Case(
      title: "names of the model that reads it", text: "0,1,2\n3,4,5\n", options: modelOptions,
      names: ["0", "1", "2"], rows: [[3, 4, 5]]),
    Case(
      title: "a first row of a word and numbers like those below",
      text: "offline,0.5,1.2\n" + digits("0.D,0.9D,1.D"), names: ["1", "2", "3"], rows: nil),
    Case(
      title: "a first row of a word and equal steps",
      text: "offline,0.2,0.7,1.2\n" + digits("0.D,0.D,0.9D,1.D"), names: ["1", "2", "3", "4"], rows: nil),
    Case(
      title: "a first row of a word and a number far from those below",
      text: "warming up,1500\n0.5,0.7\n0.1,0.2\n",
      names: ["1", "2"], rows: nil),
    Case(
      title: "years over large numbers", text: "country,2001,2002\nA,1200000,1300000\nB,3400000,2100000\n",
      names: ["country", "2001", "2002"], rows: nil),
    Case(
      title: "a year over small numbers", text: "region,2020\nA,5.3\nB,6.1\n", names: ["region", "2020"],
      rows: nil),
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
      options: TableReader.TextOptions(missingValues: ["-999"]), names: ["a", "b"],
      rows: [[.nan, 1], [2, .nan]]),
    Case(
      title: "nothing but the empty cell is missing", text: "a,b\nNA,1\n,2\n",
      options: TableReader.TextOptions(missingValues: [""]), names: ["a", "b"], rows: nil),
    Case(
      title: "a first line that says the delimiter", text: "sep=;\r\na;b\r\n1,5;2\r\n", names: ["a", "b"],
      rows: [[1.5, 2]]),
    Case(
      title: "a delimiter that is said behind a byte-order mark", text: "\u{FEFF}\"SEP=|\"\na|b\n1|2\n",
      names: ["a", "b"], rows: [[1, 2]]),
    Case(
      title: "a name that begins like it", text: "sep=x,b\n1,2\n", names: ["sep=x", "b"], rows: [[1, 2]]),
    Case(
      title: "years as names beside words", text: "country,1990,1995,2000\nA,0.5,1.5,2\nB,0.7,2.5,1.5\n",
      names: ["country", "1990", "1995", "2000"], rows: nil),
    Case(
      title: "years in other steps, some without a value",
      text: "Month,Day,1880,1900,1910,1911\nJan,1,,14.2,14.3,14.4\nFeb,2,,15.2,15.3,15.4\n",
      names: ["Month", "Day", "1880", "1900", "1910", "1911"], rows: nil),
    Case(
      title: "a name that is a word for infinity", text: "year,i3,inf\n1959,3.4,0.7\n1960,2.9,1.7\n",
      names: ["year", "i3", "inf"], rows: [[1959, 3.4, 0.7], [1960, 2.9, 1.7]]),
    Case(
      title: "an infinite number beside a word", text: "off,inf,1\n2,3,4\n5,6,7\n", names: ["1", "2", "3"],
      rows: nil),
    Case(
      title: "years that fall", text: "country,2020,2010,2005\nA,0.5,1.5,2\nB,0.7,2.5,1.5\n",
      names: ["country", "2020", "2010", "2005"], rows: nil),
    Case(
      title: "years in the rows", text: "A,1880,1900,1910\nB,1890,1901,1912\n", names: ["1", "2", "3", "4"],
      rows: nil),
    Case(
      title: "no years over whole numbers", text: "A,1990,1995\nB,2001,2002\n", names: ["1", "2", "3"],
      rows: nil),
    Case(
      title: "column numbers and a word as names", text: "0,1,species\n0.5,1.5,a\n0.7,2.5,b\n",
      names: ["0", "1", "species"], rows: nil),
    Case(
      title: "column numbers behind the name of an index that has none", text: ",0,1\n0,0.5,7\n1,1.5,8\n",
      names: ["column 1", "0", "1"], rows: [[0, 0.5, 7], [1, 1.5, 8]]),
    Case(
      title: "a first row that counts up, beside a class that comes again",
      text: "0,1,a\n0.5,1.5,b\n0.7,2.5,a\n", names: ["1", "2", "3"], rows: nil),
    Case(
      title: "a header without a name for the row names, as R writes it",
      text: "mpg wt\n\"Mazda RX4\" 21.0 2.6\n\"Fiat\" 22.5 3\n", source: "cars.txt",
      names: ["1", "mpg", "wt"],
      rows: nil),
    Case(
      title: "rows that end with a delimiter, under a header that does not",
      text: "a,b\n1,2.5,\n2,3.5,\n", names: ["a", "b", "3"], rows: [[1, 2.5, .nan], [2, 3.5, .nan]]),
    Case(
      title: "a name less than columns, with commas", text: "a,b\n1,2.5,3\n2,3.5,4\n",
      names: ["1", "a", "b"],
      rows: [[1, 2.5, 3], [2, 3.5, 4]]),
    Case(title: "a row of words that is repeated", text: "a,b\nc,d\na,b\n", names: ["1", "2"], rows: nil),
  ]

  @Test(arguments: fieldCases + headerCases) func isFoundOut(_ sample: Case) throws {
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

  @Test(arguments: [false, true]) func utf16IsRead(bigEndian: Bool) throws {
    let text = "a\tname\n1\tZürich\n2\t𝄞\n"
    let units = [0xFEFF] + text.utf16
    let bytes = units.flatMap { unit -> [UInt8] in
      let (low, high) = (UInt8(unit & 255), UInt8(unit >> 8))
      return bigEndian ? [high, low] : [low, high]
    }
    let table = try CSVReader().read(bytes: bytes, source: "t.txt")
    #expect(table.columns.map(\.name) == ["a", "name"])
    #expect(table.columns[1].kind == .text(values: ["Zürich", "𝄞"]))
    #expect(table.notes == ["text in UTF-16", "fields are separated by a tab"])
    let cut = #expect(throws: BPNetError.self) {
      try CSVReader().read(bytes: bytes.dropLast(), source: "t.txt")
    }
    #expect(cut?.description.contains("t.txt: found damaged text in UTF-16") == true)
    let asked = #expect(throws: BPNetError.self) {
      try CSVReader(TableReader.TextOptions(encoding: .latin1)).read(bytes: bytes, source: "t.txt")
    }
    #expect(asked?.description.contains("found text in UTF-16") == true)
  }

  /// Files of other kinds are called by their names.
  @Test(arguments: [
    ("PK\u{3}\u{4}\0\0", "an Excel workbook"), ("PAR1\0", "Parquet"), ("[{\"a\":1}]", "JSON"),
    ("{\"a\":1}\n{\"a\":2}\n", "JSON"), (" <!DOCTYPE html>\n<html>", "HTML"),
    ("<?xml version=\"1.0\"?>", "XML"),
    ("@relation x\n@data\n1,2\n", "ARFF"), ("SQLite format 3\0", "SQLite"), ("%PDF-1.4\n", "PDF"),
    ("% 1. Title\n%\n@RELATION iris\n", "ARFF"), ("1 1:0.5 2:0.25 7:1\n", "LIBSVM"),
  ])
  func otherFormatsAreNamed(text: String, name: String) {
    let error = #expect(throws: BPNetError.self) { try CSVReader().read(text: text, source: "t.csv") }
    #expect(error?.description.contains("found") == true && error?.description.contains(name) == true)
    #expect(error?.hint != nil)
  }

  /// A record of another number of fields, and what may be wrong with it.
  static let uneven: [(text: String, message: String, hint: String?)] = [
    ("a,b\n1,2\n# note\n3,4\n", "t.csv:3: found 1 field, expected 2", "`comment: #`"),
    ("Report\na,b\n1,2\n", "t.csv:2: found 2 fields, expected 1", "a title above the table"),
    ("a|b\n1|2\n3\n", "t.csv:3: found 1 field, expected 2", "separated by '|'"),
    ("a,b\n1,2\n(2 rows)\n", "t.csv:3: found 1 field, expected 2", "a line below the table"),
    ("a | b\n=======\n1 | 2\n", "t.csv:2: found 1 field, expected 2", "a line under the names"),
    ("a,b\n1,2\n1,2,3\n", "t.csv:3: found 3 fields, expected 2", "has to stand in quotes"),
    ("a,b,c\n1,2,3\n1\n4,5,6\n", "t.csv:3: found 1 field, expected 3", nil),
  ]

  @Test(arguments: uneven)
  func unevenRecordsHaveHints(text: String, message: String, hint: String?) {
    let error = #expect(throws: BPNetError.self) { try CSVReader().read(text: text, source: "t.csv") }
    #expect(error?.description.hasPrefix(message) == true, "\(String(describing: error))")
    #expect(hint.map { error?.hint?.contains($0) == true } ?? (error?.hint == nil))
  }

  /// Decimal commas below more rows than are looked at first, and in a column that has words, too.
  @Test func lateDecimalCommasAreFound() throws {
    let rows = (0..<300).map {
      "\($0);\($0 < 250 ? "\($0)" : "\($0),5");\($0 % 9 == 0 ? "n.d." : "\($0),25")\n"
    }
    let table = try CSVReader().read(text: "n;late;mixed\n" + rows.joined())
    #expect(table.columns[1].kind == .number && table[299, 1] == 299.5 && table[0, 1] == 0)
    #expect(table.notes.contains("numbers are read with a decimal comma"))
    let mixed = ColumnProfile(of: table, column: 2)
    #expect(mixed.kind == .numbersAndWords && mixed.words == ["n.d."] && mixed.range == 1.25...299.25)
    // A single comma among points is a slip.
    let slip = try CSVReader().read(
      text: "a;b\n1.5;2\n" + String(repeating: "2.5;1\n", count: 200) + "3,5;2\n")
    #expect(slip.columns[0].kind != .number && !slip.hasDecimalComma)
  }

  /// What may be read in two ways is said.
  @Test(arguments: [
    ("1,2,3\n2,4,6\n3,6,9\n", "the first line counts the columns and is read as data"),
    ("a;b\n122.536;1\n98.100;2\n", "points are read as decimal ones"),
    ("a;b\n1,493;1\n10,124;2\n", "numbers are read with a decimal comma: those between thousands"),
  ])
  func doubtsAreSaid(text: String, note: String) throws {
    #expect(try CSVReader().read(text: text).notes.contains { $0.hasPrefix(note) })
  }

  /// Marks between thousands beside whole numbers that are too small for one.
  @Test(arguments: [
    ("a;b\n950;1\n1.050;2\n1.200;3\n999;4\n12.500;5\n", "'1.050'"),
    ("a,b\n950,1\n1.050,2\n1.200,3\n999,4\n12.500,5\n", "'1.050'"),
    ("a\tb\n950\t1\n1,050\t2\n1,200\t3\n999\t4\n12,500\t5\n", "'1,050'"),
  ])
  func marksBetweenThousandsAreErrors(text: String, found: String) throws {
    let fault = try CSVReader().read(text: text, source: "t.csv").fault(inColumn: 0)?.description ?? ""
    #expect(
      fault.hasPrefix("t.csv:3:a: found \(found) among whole numbers of up to three digits"),
      "\(fault)")
    let mark = UInt8(ascii: found.contains(",") ? "," : ".")
    let table = try CSVReader(TableReader.TextOptions(decimalMark: mark)).read(text: text, source: "t.csv")
    #expect(table[0, 0] == 950 && table[1, 0] == 1.05 && table.fault(inColumn: 0) == nil)
  }

  /// Fractions of three digits stand beside other fractions, larger whole numbers, or small ones alone.
  @Test(arguments: [
    "a;b\n950;1\n1.050;2\n1.2;3\n1.125;4\n2.375;5\n", "a;b\n9500;1\n1.050;2\n1.250;3\n1.125;4\n",
    "a;b\n3;1\n1.125;2\n2.375;3\n1.625;4\n", "a;b\n950;1\n1.050;2\n1.250;4\n",
    "a;b\n950;1\n0.125;2\n1.125;2\n2.375;3\n1.625;4\n",
  ])
  func fractionsOfThreeDigitsAreRead(text: String) throws {
    let table = try CSVReader().read(text: text, source: "t.csv")
    #expect(table.columns[0].kind == .number && table.fault(inColumn: 0) == nil)
    #expect((0..<table.rowCount).contains { [1.05, 1.125].contains(table[$0, 0]) })
  }

  @Test func namesThatAreNotUTF8AreSaid() throws {
    let table = try CSVReader().read(
      bytes: [0x67, 0xF6, 0x2C, 0x62, 0x0A, 0x31, 0x2C, 0x32], source: "t.csv")
    #expect(table.columns[0].name == "gö")
    #expect(table.notes == ["text that is not UTF-8 is read as Latin-1"])
  }

  @Test(arguments: [
    TableReader.TextOptions(decimalMark: 0x3B), TableReader.TextOptions(delimiter: 0x2C, decimalMark: 0x2C),
    TableReader.TextOptions(delimiter: 0x3B, comment: 0x3B), TableReader.TextOptions(comment: 0x22),
  ])
  func refusesWhatCannotBe(_ options: TableReader.TextOptions) {
    #expect(throws: BPNetError.self) { try CSVReader(options).read(text: "a;b\n1;2\n") }
  }
}
