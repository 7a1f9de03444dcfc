import Testing

@testable import BPNet

@Suite struct TableTests {
  @Test func holdsTheRowsOfAProgram() throws {
    let table = try Table(rows: [[1, 2], [.nan, 4], [5, 6]])
    #expect(table.columns.map(\.name) == ["1", "2"])
    #expect(table.rowCount == 3 && table[2, 1] == 6 && table[1, 0].isNaN)
    #expect(table.line(ofRow: 0) == nil)
    let named = try Table(values: [1, 2, 3, 4], columnNames: ["a", "b"])
    #expect(named.rowCount == 2 && named[1, 0] == 3)
  }

  @Test func refusesRowsThatAreNoTable() {
    expectError("table: found 0 values in rows of 1, expected one or more whole rows") {
      try Table(rows: [], columnNames: ["a"])
    }
    expectError("table: found 0 values in rows of 0, expected one or more whole rows") {
      try Table(rows: [])
    }
    expectError("table:2: found a row of 1, expected a row of 2") { try Table(rows: [[1, 2], [3]]) }
    expectError("t: found 3 values in rows of 2, expected one or more whole rows") {
      try Table(values: [1, 2, 3], columnNames: ["a", "b"], source: "t")
    }
    expectError("table:2:b: found inf, expected a finite number") {
      try Table(rows: [[1, 2], [3, .infinity]], columnNames: ["a", "b"])
    }
    expectError(
      "table::a: found the same name for columns 1 and 2, expected a different name for each column"
    ) {
      try Table(rows: [[1, 2]], columnNames: ["a", "a"])
    }
  }

  private func expectError(_ message: String, _ body: () throws -> Table) {
    #expect {
      _ = try body()
    } throws: {
      ($0 as? BPNetError)?.description == message
    }
  }

  @Test func linesFollowRowsThroughGaps() {
    var lines = LineNumbers()
    let expected = [2, 3, 4, 7, 8, 20, 21, 22, 30]
    for line in expected { lines.append(line: line) }
    #expect(expected.indices.map { lines.line(ofRow: $0) } == expected)
  }
}
