import Testing

@testable import BPNet

/// Tables as programs print them for people: what they are read as, and what is not read.
@Suite struct PrintedTableTests {
  struct Printed: CustomTestStringConvertible, Sendable {
    let title: String
    let text: String
    var names = ["a", "b", "y"]
    var rows = [
      ["1.0", "2.5", "3.0"], ["4.0", "-", "6.0"], ["7.0", "8.0", "9.0"], ["10.0", "11.0", "12.0"],
    ]
    /// The lines of the rows, from 1.
    var lines = [3, 4, 5, 6]
    var note = drawn
    var testDescription: String { title }

    static let drawn = "lines drawn around the cells are left out"
    static let placed = "columns are found by their places in the lines"
    static let dashes = "columns are divided as the line of dashes says"
  }

  private static let printed: [Printed] = [
    Printed(
      title: "MySQL",
      text: """
        +----+------+----+
        | a  | b    | y  |
        +----+------+----+
        |  1 |  2.5 |  3 |
        |  4 | NULL |  6 |
        |  7 |    8 |  9 |
        | 10 |   11 | 12 |
        +----+------+----+
        4 rows in set (0.00 sec)

        """, lines: [4, 5, 6, 7]),
    Printed(
      title: "psql",
      text: """
         a  |  b  | y
        ----+-----+----
          1 | 2.5 |  3
          4 |     |  6
          7 |   8 |  9
         10 |  11 | 12
        (4 rows)

        """),
    Printed(title: "Markdown", text: "| a | b | y |\n|---|:-:|--:|\n" + framed),
    Printed(title: "Org mode", text: "| a | b | y |\n|---+---+---|\n" + framed),
    Printed(title: "Markdown without edges", text: "a | b | y\n--|--|--\n1|2.5|3\n4||6\n7|8|9\n10|11|12\n"),
    Printed(title: "a frame without lines", text: "| a | b | y |\n" + framed, lines: [2, 3, 4, 5]),
    Printed(
      title: "a grid with lines between rows",
      text: """
        +----+-----+----+
        | a  | b   | y  |
        +====+=====+====+
        | 1  | 2.5 | 3  |
        +----+-----+----+
        | 4  |     | 6  |
        +----+-----+----+
        | 7  | 8   | 9  |
        +----+-----+----+
        | 10 | 11  | 12 |
        +----+-----+----+

        """, lines: [4, 6, 8, 10]),
    Printed(
      title: "pandas' to_markdown with an index",
      text: "|    | a | y |\n|---:|--:|--:|\n| 0 | 1 | 2 |\n| 1 | 3 | 4 |\n",
      names: ["1", "a", "y"], rows: [["0.0", "1.0", "2.0"], ["1.0", "3.0", "4.0"]], lines: [3, 4]),
    Printed(
      title: "sqlcmd with commas",
      text: "a,b,y\n--,--,--\n1,2.5,3\n4,NULL,6\n7,8,9\n10,11,12\n\n(4 rows affected)\n",
      note: "the line under the names is left out"),
    Printed(
      title: "SQLite in columns",
      text: """
        a   b    y
        --  ---  --
        1   2.5  3
        4        6
        7   8    9
        10  11   12

        """, note: Printed.dashes),
    Printed(
      title: "Oracle with names on each page",
      text: """
                 A        B          Y
        ---------- -------- ----------
                 1      2.5          3
                 4                   6

                 A        B          Y
        ---------- -------- ----------
                 7        8          9
                10       11         12

        4 rows selected.

        """, names: ["A", "B", "Y"], lines: [3, 4, 8, 9], note: Printed.dashes),
    Printed(
      title: "reStructuredText",
      text: """
        ==  ===  ==
        a   b    y
        ==  ===  ==
        1   2.5  3
        4        6
        7   8    9
        10  11   12
        ==  ===  ==

        """, lines: [4, 5, 6, 7], note: Printed.dashes),
    Printed(
      title: "right-aligned columns with gaps",
      text: """
           a    b    y
           1  2.5    3
           4         6
           7    8    9
          10   11   12

        """, lines: [2, 3, 4, 5], note: Printed.placed),
    Printed(
      title: "left-aligned columns with gaps and no names",
      text: """
        1   2.5  3
        4        6
        7   8    9
        10  11   12
        13  14

        """, names: ["1", "2", "3"],
      rows: [
        ["1.0", "2.5", "3.0"], ["4.0", "-", "6.0"], ["7.0", "8.0", "9.0"], ["10.0", "11.0", "12.0"],
        ["13.0", "14.0", "-"],
      ], lines: [1, 2, 3, 4, 5], note: Printed.placed),
    Printed(
      title: "cells of two words and gaps in as many rows",
      text: """
           a  city         b
         1.5  New York
         2.5  Bern         7
         3.5  São Paulo
         4.5  Rom         18

        """, names: ["a", "city", "b"],
      rows: [
        ["1.5", "'New York'", "-"], ["2.5", "'Bern'", "7.0"], ["3.5", "'São Paulo'", "-"],
        ["4.5", "'Rom'", "18.0"],
      ], lines: [2, 3, 4, 5], note: Printed.placed),
    Printed(
      title: "the name of pandas' index in a line of its own",
      text: """
             a     y
        id
        0    1   2.5
        1   10  30.5
        2   11  40.5
        [3 rows x 2 columns]

        """, names: ["id", "a", "y"],
      rows: [["0.0", "1.0", "2.5"], ["1.0", "10.0", "30.5"], ["2.0", "11.0", "40.5"]], lines: [3, 4, 5],
      note: Printed.placed),
  ]

  private static let framed = "| 1 | 2.5 | 3 |\n| 4 |  | 6 |\n| 7 | 8 | 9 |\n| 10 | 11 | 12 |\n"

  @Test(arguments: printed, ["\n", "\r\n"]) func areRead(_ printed: Printed, end: String) throws {
    let text = printed.text.replacing("\n", with: end)
    let table = try CSVReader().read(text: text, source: "t.txt")
    #expect(table.columns.map(\.name) == printed.names)
    #expect(table.spokenCells == printed.rows)
    #expect((0..<table.rowCount).map { table.line(ofRow: $0) } == printed.lines)
    #expect(table.notes.contains(printed.note), "\(table.notes)")
  }

  /// Gaps that only a row behind those that are looked at first has.
  @Test func aLateGapIsRead() throws {
    let gap = String(repeating: " ", count: 10)
    let rows = (0..<300).map { row in
      row == 270 ? "  270\(gap)1\n" : "  \(100 + row % 100)   \(10 + row % 7)     \(row % 9)\n"
    }
    let table = try CSVReader().read(text: "    a    b     y\n" + rows.joined(), source: "t.txt")
    #expect(table.rowCount == 300 && table[270, 1].isNaN && table[270, 0] == 270 && table[270, 2] == 1)
    #expect(table[271, 1] == 15)
  }

  private static let refused: [(text: String, error: String)] = [
    (
      "     a    b\n0    1  2.5\n1    2  3.5\n..  ..  ...\n98   3  4.5\n99   4  5.5\n",
      "t.txt:4: found dots in place of rows, expected the whole table"
    ),
    (
      "|    | a   |\n|---:|:----|\n| 0  | 1   |\n| …  | …   |\n| 9  | 2   |\n",
      "t.txt:4: found dots in place of rows, expected the whole table"
    ),
    (
      "     a  ...    b\n0    1  ...  2.5\n1    2  ...  3.5\n",
      "t.txt:1: found dots in place of columns, expected the whole table"
    ),
    (
      "     a    b  \\\n0    1  2.5\n1    2  3.5\n\n     c\n0    1\n1    2\n",
      "t.txt:1: found a table that is printed in several parts"
    ),
    ("┌───┬───┐\n│ a │ b │\n├───┼───┤\n│ 1 │ 2 │\n└───┴───┘\n", "t.txt: found a table drawn with lines"),
    ("shape: (1, 1)\n┌───┐\n│ a │\n└───┘\n", "t.txt: found a table drawn with lines"),
    (
      "# A tibble: 60 × 2\n      a     b\n  <dbl> <dbl>\n1     1     2\n",
      "t.txt: found a tibble as R prints it"
    ),
    ("| a | b |\n|---|---|\n| 1 | 2 |\n| 3 |\n", "t.txt:4: found 1 field, expected 2"),
  ]

  @Test(arguments: refused) func otherPrintsAreErrors(text: String, error: String) {
    let thrown = #expect(throws: BPNetError.self) { try CSVReader().read(text: text, source: "t.txt") }
    #expect(thrown?.description.hasPrefix(error) == true, "\(thrown?.description ?? "")")
  }

  /// What only looks like a printed table stays what it is: the columns, and the cells of the first row.
  private static let others: [(text: String, names: [String], first: [String])] = [
    ("a|b|y\n1|2|3\n4|5|6\n", ["a", "b", "y"], ["1.0", "2.0", "3.0"]),
    ("a,b\n-,-\n", ["a", "b"], ["'-'", "'-'"]),
    ("a,b\n-1,-2\n-3,-4\n", ["a", "b"], ["-1.0", "-2.0"]),
    ("a b\n- -\n1.5 2\n", ["a", "b"], ["'-'", "'-'"]),
    ("a  b\n1  2\n30  4\n5  60\n7  8\n9  10\n", ["a", "b"], ["1.0", "2.0"]),
    ("- a: 1\n  y: 2\n- a: 3\n  y: 4\n- a: 5\n  y: 6\n", ["1"], ["'- a: 1'"]),
    // Numbers that touch, as Fortran writes them.
    ("  1.5  2.5\n 10.5-12.5\n 11.5 13.5\n 10.5-12.5\n  1.5  2.5\n", ["1"], ["'1.5  2.5'"]),
  ]

  @Test(arguments: others) func othersStayWhatTheyAre(text: String, names: [String], first: [String]) throws {
    let table = try CSVReader(header: text.first == "a" ? .present : .absent).read(
      text: text, source: "t.txt")
    #expect(table.columns.map(\.name) == names)
    #expect(table.spokenCells[0] == first)
  }
}
