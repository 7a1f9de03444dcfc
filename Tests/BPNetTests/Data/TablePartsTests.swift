import Testing

@testable import BPNet

@Suite struct TablePartsTests {
  @Test func isTheTableOfAFile() throws {
    var parts = TableParts()
    let values: [Double] = [1, 2, 3, .nan, 5, 6]
    try values.withUnsafeBytes { bytes in
      try parts.add(
        borrowing: #require(bytes.baseAddress), of: .float64, rowCount: 3, columnCount: 2, names: ["a", "b"])
      try parts.add(texts: ["v", "", "u", "v"], indices: [2, 0, 3], name: "c")
      let table = try parts.table()
      #expect(table.columns.map(\.name) == ["a", "b", "c"])
      #expect(table.hasHeader && table.rowCount == 3)
      // Each text is there once, numbered by its first appearance.
      #expect(table.columns[2].kind == .text(values: ["u", "v"]))
      #expect((0..<3).map { table[$0, 2] } == [0, 1, 1])
      #expect(table[1, 1].isNaN && table.holdsMissing(inColumn: 1) && !table.holdsMissing(inColumn: 2))
      #expect(table[2, 0] == 5)
    }
  }

  @Test func numbersOfEveryTypeAreReadInPlace() throws {
    let bytes: [UInt8] = [1, 0, 2, 0, 3, 0]
    try bytes.withUnsafeBytes { bytes in
      for (type, first) in [(NumberType.uint8, 1.0), (.uint16, 1), (.bigEndianUInt16, 256)] {
        var parts = TableParts()
        let count = bytes.count / type.byteCount
        try parts.add(
          borrowing: #require(bytes.baseAddress), of: type, rowCount: count, columnCount: 1, names: nil)
        let table = try parts.table()
        #expect(table[0, 0] == first)
        #expect(!table.hasHeader && table.columns[0].name == "1")
      }
    }
  }

  @Test func missingTextsAreMissingCells() throws {
    var parts = TableParts()
    try parts.add(texts: ["", "w"], indices: [nil, 0, 1], name: nil)
    let table = try parts.table()
    #expect(table[0, 0].isNaN && table[1, 0].isNaN && table[2, 0] == 0)
    #expect(table.holdsMissing(inColumn: 0))
  }

  @Test func wrongColumnsAreErrors() throws {
    var parts = TableParts()
    #expect(throws: BPNetError.self) { try parts.table() }
    try parts.add(texts: ["a"], indices: [0, 0], name: "t")
    let wrong: [(texts: [String], indices: [Int?], name: String?, expected: String)] = [
      (["a"], [0], "u", "found columns of 1 row, expected 2"), (["a"], [0, 0], nil, "names for all"),
      (["a"], [0, 0], "t", "a second column"), (["a"], [0, 1], "u", "found text 1, expected one of 1 text"),
      (["a"], [], "u", "rows"),
    ]
    for (texts, indices, name, expected) in wrong {
      let error = #expect(throws: BPNetError.self) {
        try parts.add(texts: texts, indices: indices, name: name)
      }
      #expect(error?.description.contains(expected) == true, "\(String(describing: error))")
      #expect(parts.columnCount == 1)
    }
  }
}
