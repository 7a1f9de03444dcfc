import Testing

@testable import BPNet

/// Rows of other numbers of fields than there are columns.
@Suite struct UnevenRowTests {
  /// A text, its cells with `-` for a missing one, and what is said of it.
  private static let read: [(text: String, rows: [[Double?]], notes: [String])] = [
    (
      "a,b,y\n1,2,3\n4,5\n6,7,8\n", [[1, 2, 3], [4, 5, nil], [6, 7, 8]],
      ["line 3 lacks fields at the end: missing values"]
    ),
    (
      "a,b,c,y\n1,2\n3,4,5\n6,7,8,9\n", [[1, 2, nil, nil], [3, 4, 5, nil], [6, 7, 8, 9]],
      ["2 rows (first in line 2) lack fields at the end: missing values"]
    ),
    (
      "a;b;y\n1,5;2;3\n4;5\n", [[1.5, 2, 3], [4, 5, nil]],
      [
        "numbers are read with a decimal comma", "fields are separated by ';'",
        "line 3 lacks fields at the end: missing values",
      ]
    ),
    (
      "a,b\n1,2\n3,4,\n5,6\n7,8,,\n", [[1, 2], [3, 4], [5, 6], [7, 8]],
      ["2 rows (first in line 3) end with delimiters behind the last column: left out"]
    ),
    (
      "a,b,y\n1,2,3,\n4,5\n6,7,8\n", [[1, 2, 3], [4, 5, nil], [6, 7, 8]],
      [
        "line 3 lacks fields at the end: missing values",
        "line 2 ends with delimiters behind the last column: left out",
      ]
    ),
  ]

  @Test(arguments: read) func areRead(text: String, rows: [[Double?]], notes: [String]) throws {
    let table = try CSVReader().read(text: text, source: "t.csv")
    let cells = (0..<table.rowCount).map { row in
      table.columns.indices.map { table[row, $0].isNaN ? nil : table[row, $0] }
    }
    #expect(cells == rows)
    #expect(table.notes == notes)
  }

  private static let refused: [(text: String, error: String)] = [
    // One field alone is more likely a line of another kind.
    ("a,b,y\n1,2,3\n4\n5,6,7\n", "t.csv:3: found 1 field, expected 3"),
    // A file that ends in the middle of a line.
    ("a,b,y\n1,2,3\n4,5", "t.csv:3: found 2 fields, expected 3"),
    ("a,b,y\n1,2,3\n# see, below\n4,5,6\n", "t.csv:3: found 2 fields, expected 3"),
    ("a,b,y\n1,2,3,4\n", "t.csv:2: found 4 fields, expected 3"),
    ("a,b,y\n1,2,3\n4,5,6,\"\"\n", "t.csv:3: found 4 fields, expected 3"),
    ("a b y\n1 2 3\n1 2 3\n4 5\n6 7 8\n", "t.csv:4: found 2 fields, expected 3"),
    // Another table.
    (
      "a,b,y\n1,2,3\n4,5,6\n\nc,d\n7,8\n",
      "t.csv:5: found 2 rows of fewer fields behind a blank line, expected rows of 3 fields"
    ),
  ]

  /// Not behind a blank line, rows as long as those above below it, or one row.
  @Test(arguments: [
    "a,b,y\n1,2,3\n4,5,6\n7,8\n9,8\n", "a,b,y\n1,2,3\n4,5,6\n\n7,8\n9,8\n1,2,3\n",
    "a,b,y\n1,2,3\n4,5,6\n\n7,8\n", "a,b,y\n1,2\n4,5\n7,8\n",
  ]) func rowsCutShortAreNoSecondTable(text: String) throws {
    let table = try CSVReader().read(text: text, source: "t.csv")
    #expect(table.notes.contains { $0.contains("fields at the end") })
  }

  @Test(arguments: refused) func othersAreErrors(text: String, error: String) {
    let delimiter = text.contains(",") ? nil : TableReader.TextOptions.blank
    let thrown = #expect(throws: BPNetError.self) {
      try CSVReader(delimiter: delimiter).read(text: text, source: "t.csv")
    }
    #expect(thrown?.description.hasPrefix(error) == true, "\(thrown?.description ?? "")")
  }

  /// The table and the notes do not depend on how the text is shared among threads.
  @Test func areTheSameInParts() throws {
    let rows = (0..<5000).map { row in
      row % 7 == 3 ? "\(row),1\n" : row % 11 == 5 ? "\(row),1,2,,\n" : "\(row),1,2\n"
    }
    let text = "a,b,y\n" + rows.joined()
    let alone = try CSVReader(.init(), sharing: CSVSharing(threads: 1)).read(text: text, source: "t.csv")
    let shared = try CSVReader(.init(), sharing: CSVSharing(threads: 3, partByteCount: 1000))
      .read(text: text, source: "t.csv")
    #expect(alone.notes == shared.notes && alone.notes.count == 2)
    #expect(alone.notes[0].hasPrefix("\((0..<5000).count { $0 % 7 == 3 }) rows (first in line 5)"))
    for row in 0..<5000 {
      #expect(alone[row, 0] == shared[row, 0] && alone[row, 2].isNaN == shared[row, 2].isNaN)
      #expect(alone[row, 2].isNaN == (row % 7 == 3))
    }
  }
}
