import Testing

@testable import BPNet

/// Tables that are refused, and what is said of what to do.
@Suite struct TableHintTests {
  private static func rows(_ row: (Int) -> String) -> String { (0..<40).map { row($0) + "\n" }.joined() }

  private static let numbers = rows { "\($0 % 7).5,\($0 % 9).25,\($0).75" }

  private static let tables: [(title: String, text: String, error: String, hint: String)] = [
    (
      "LIBSVM with queries", rows { "\($0 % 3) qid:\($0 / 10 + 1) 1:\($0).5 2:\($0 % 7)" },
      "t.csv: found rows of INDEX:VALUE, as LIBSVM has them", "`format: libsvm` reads them"
    ),
    (
      "commands of SQL", rows { "INSERT INTO t VALUES (\($0 % 7).5,\($0));" },
      "t.csv: found commands of SQL", "export the table that they make as CSV"
    ),
    (
      "what Git could not merge", "a,b,y\n\(numbers)<<<<<<< HEAD\n\(numbers)=======\n\(numbers)",
      "t.csv:42: found 1 field", "Git marks by it what it could not merge"
    ),
    (
      "notes of two fields above", "Device:,X100\nSerial:,1234\n\na,b,y\n\(numbers)",
      "t.csv:4: found 3 fields, expected 2",
      "the lines below have as many: if those above are a title or notes, leave them out"
    ),
    (
      "a title with a comma above semicolons",
      "Sales, 2020\nby us\na;b;y\n" + rows { "\($0);\($0 % 7).5;1.5" },
      "t.csv:3: found 3 fields, expected 1",
      "the lines below have as many: if those above are a title or notes, leave them out"
    ),
    (
      "a title above semicolons", "Sales\n\na;b;y\n" + rows { "\($0);\($0 % 7).5;1.5" },
      "t.csv:3: found 3 fields, expected 1", "if the first line is a title above the table: leave it out"
    ),
    (
      "a title of more words than columns", "Results of run 5\n\n" + rows { "\($0 % 7).5 \($0) 1.5" },
      "t.csv:3: found 3 fields, expected 4", "if those above are a title or notes, leave them out"
    ),
    (
      "tabs above commas", "Latitude:\t45.0\nElevation:\t250\n\nt,a,y\n" + rows { "\($0 % 7).5,\($0),1.5" },
      "t.csv:4: found 3 fields, expected 1", "if those above are a title or notes, leave them out"
    ),
    (
      "a bar above commas", "|1x3 Cross validator\n" + rows { "\($0 % 7), Private, <=50K." },
      "t.csv:2: found 3 fields, expected 1", "if the first line is a title above the table: leave it out"
    ),
    (
      "lines below semicolons", "a;b;y\n" + rows { "\($0);\($0 % 7).5;1.5" } + "______\n(C) us, 2021\n",
      "t.csv:42: found 1 field, expected 3", "if it starts lines below the table: leave them out"
    ),
    (
      "a note between rows", "a\ty\nStep 1 of 2\n" + rows { "\($0)\t\($0 % 7).5" },
      "t.csv:2: found 1 field, expected 2", "if it holds a note or units: leave it out"
    ),
    (
      "notes above a wide table of numbers as names",
      "Plate:,1\nMode,A\n\n,1,2,3,4,5,6\n" + rows { "A\($0),1.5,\($0),1.5,2.5,3.5,4.5" },
      "t.csv:4: found 7 fields, expected 2", "if those above are a title or notes, leave them out"
    ),
    (
      "comments between blocks", rows { $0 % 10 == 5 ? "# block \($0)" : "\($0 % 7) 0.\($0) 1.5" },
      "t.csv:6:1: found 2 columns", "`comment: #` leaves out lines that start with it"
    ),
    (
      "names in the second line", "506,3,,\na,b,c,y\n" + rows { "\($0 % 7).5,\($0),\($0 % 9).25,1.5" },
      "t.csv:2:1: found 3 columns", "if the second line names the columns: leave the one above it out"
    ),
    (
      "few whole numbers and words in several columns",
      rows { "\(["2", "3", "5more"][$0 % 3]),\(["2", "4", "more"][$0 % 3]),\($0).5" },
      "t.csv:3:1: found 2 columns", "`oneHot: 1,2` makes 6 inputs, one for each value"
    ),
    (
      "an empty cell among words", "a,b,y\n" + rows { "\($0 == 5 ? "" : "xy".prefix(1 + $0 % 2)),\($0).5,1" },
      "t.csv:7:a: found a missing value", "`missing: mean`"
    ),
    (
      "NA among words", "a,b,y\n" + rows { "\($0 == 5 ? "?" : "xy".prefix(1 + $0 % 2)),\($0).5,1" },
      "t.csv:7:a: found a missing value", "where ? is a word, `missingValues: ` leaves it one"
    ),
    (
      "a cell with a comma", "a,y\n1,2\n3,4\n5,6,7\n8,9\n", "t.csv:4: found 3 fields, expected 2",
      "a cell with a comma in it has to stand in quotes"
    ),
    (
      "cells with commas in all rows", "a,b,y\n" + rows { "\($0 % 5),lake, north,\($0).5" },
      "t.csv:2: found 4 fields, expected 3",
      "leave them out; a cell with a comma in it has to stand in quotes"
    ),
    (
      "notes as wide as the table", "Device:,X100,\nStart:,2024,\n,,\na,b,y\n\(numbers)",
      "t.csv:2:Device:", "the first 3 rows hold words: is the header more than one line?"
    ),
    (
      "names in three lines, each with gaps",
      ",x,x\n,mean,sd\nid,,\n" + rows { "\($0),\($0 % 7).5,\($0).25" },
      "t.csv:3:1: found 2 columns", "the first 2 rows hold words: is the header more than one line?"
    ),
    (
      "rows in quotes, and a delimiter behind", "\"a,b,y\";\n" + rows { "\"\($0 % 7).5,\($0),\($0).25\";" },
      "t.csv: found no column left", "each row is one text with ',' between its parts"
    ),
    (
      "merged cells",
      "region,a,y\n" + rows { "\($0 % 20 == 0 ? "part \($0 / 20)" : ""),\($0 % 7).5,\($0).25" },
      "t.csv:2:region: found 'part 0'", "if its cells were merged, write each word into the empty ones below"
    ),
    (
      "merged cells whose words come again",
      "region,a,y\n" + rows { "\($0 % 5 == 0 ? ["N", "S"][$0 / 5 % 2] : ""),\($0 % 7).5,\($0).25" },
      "t.csv:3:region: found a missing value", "if its cells were merged"
    ),
  ]

  @Test(arguments: tables.indices) func areRefused(index: Int) {
    let (title, text, error, hint) = Self.tables[index]
    let thrown = #expect(throws: BPNetError.self, "\(title)") {
      try TaskRequest().chooseSamples(of: CSVReader().read(text: text, source: "t.csv"))
    }
    #expect(thrown?.description.hasPrefix(error) == true, "\(title): \(thrown?.description ?? "")")
    #expect(thrown?.hint?.contains(hint) == true, "\(title): \(thrown?.hint ?? "")")
  }

  /// Where no cell is NA, nothing is said of it, and where NA was said to be a word, no other value.
  @Test func textsForMissingValuesAreNamedWhereTheyStand() throws {
    let empty = "a,b,y\n" + Self.rows { "\($0 == 5 ? "" : "xy".prefix(1 + $0 % 2)),\($0).5,1" }
    let error = #expect(throws: BPNetError.self) {
      try TaskRequest().chooseSamples(of: CSVReader().read(text: empty, source: "t.csv"))
    }
    #expect(error?.hint?.contains("missingValues") == false)
    var options = TableReader.TextOptions()
    options.missingValues = []
    let words = "a,b,y\n" + Self.rows { "\($0 == 5 ? "NA" : "\($0)"),\($0 == 6 ? "NA" : "\($0)"),1.5" }
    let circle = #expect(throws: BPNetError.self) {
      try TaskRequest().chooseSamples(of: CSVReader(options).read(text: words, source: "t.csv"))
    }
    #expect(circle?.hint?.contains("where NA stands for a missing value, leave the cell empty") == true)
  }

  private static let remarks: [(text: String, target: String?, warning: String?)] = [
    ("a,id\n" + rows { "\($0 % 7).5,\($0 + 1)" }, nil, "id, the last column, counts the rows"),
    ("a,id\n" + rows { "\($0 % 7).5,\($0 + 1)" }, "id", nil),
    ("a,y\n" + rows { "\($0),\($0 + 1)" }, nil, nil),
    ("a,b,y\n" + rows { "1,x,\($0 * 37 % 40).5" }, nil, "the inputs are the same in every row"),
    ("a,b,y\n" + rows { "1,\($0 % 2),\($0 * 37 % 40).5" }, nil, nil),
    // Numbers of rows that do not start at 0 or 1.
    ("a,id\n" + rows { "\($0 % 7).5,\($0 + 5000)" }, nil, "id, the last column, numbers the rows"),
    ("a,userid\n" + rows { "\($0 % 7).5,\($0 * 7919 % 60000)" }, nil, "userid, the last column, numbers"),
    ("a,phone\n" + rows { "\($0 % 7).5,21\(25_555_205 + $0 * 7919 % 60_000)" }, nil, "phone, the last"),
    ("a,n,id\n" + rows { "\($0 % 7).5,\($0),\($0 + 1)" }, nil, "id, the last column, numbers the rows"),
    ("a,ticket\n" + rows { "\($0 % 7).5,\($0 * 3 + 4711)" }, nil, "ticket, the last column, rises by 3"),
    ("a,ticket\n" + rows { "\($0 % 7).5,\($0 * 3 + 4711)" }, "ticket", nil),
    ("a,id\n" + rows { "\($0 % 7).5,\($0 % 30 + 5000)" }, nil, nil),
    ("a,price\n" + rows { "\($0 % 7).5,\($0 * 7919 % 60000)" }, nil, nil),
    ("a,year\n" + rows { "\($0 % 7).5,\(1950 + $0 + $0 / 20)" }, nil, nil),
    ("year,y\n" + rows { "\(1950 + $0),\(100 + 10 * $0)" }, nil, nil),
    ("t,y\n" + rows { "\(90 - $0).5,\(100 + 10 * $0)" }, nil, nil),
  ]

  @Test(arguments: remarks.indices) func columnsThatTeachNothingAreWarnedOf(index: Int) throws {
    let (text, target, warning) = Self.remarks[index]
    var request = TaskRequest()
    request.target = target
    let table = try CSVReader().read(text: text, source: "t.csv")
    let found = try request.chooseSamples(of: table).remarks.filter(\.isWarning).map(\.text)
    #expect(found.count == (warning == nil ? 0 : 1), "\(found)")
    if let warning { #expect(found.first?.hasPrefix(warning) == true, "\(found)") }
  }
}
