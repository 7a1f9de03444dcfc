import Foundation
import Testing

@testable import BPNet

/// One thread or many, and wherever the text is divided: the same table, or the same error.
@Suite struct CSVTeamReadTests {
  /// All that a reader says of a text.
  private enum Outcome: Equatable {
    case table(columns: [Table.Column], cells: [UInt64], lines: [Int?], notes: [String], holdsMissing: Bool)
    case error(String, hint: String?)
  }

  private static func outcome(
    of bytes: [UInt8], _ options: TableReader.TextOptions = TableReader.TextOptions(),
    source: String = "t.csv",
    sharing: CSVSharing, trimmer: PageTrimmer? = nil
  ) -> Outcome {
    do {
      let input = try bytes.withUnsafeBytes { bytes in
        try Result { () throws(BPNetError) in
          try InputBytes(copying: bytes, source: source, trimmer: trimmer)
        }.get()
      }
      let table = try CSVReader(options, sharing: sharing).read(input)
      let cells = (0..<table.rowCount).flatMap { row in
        table.columns.indices.map { table[row, $0].bitPattern }
      }
      return .table(
        columns: table.columns, cells: cells, lines: (0..<table.rowCount).map { table.line(ofRow: $0) },
        notes: table.notes, holdsMissing: table.holdsMissing(inColumn: 0))
    } catch {
      let error = error as? BPNetError
      return .error(error?.description ?? "another error", hint: error?.hint)
    }
  }

  private static let alone = CSVSharing(threads: 1)

  /// Compares reading by several threads, the parts of which have `partByteCount` bytes, with one thread.
  private static func compare(
    _ bytes: [UInt8], _ options: TableReader.TextOptions = TableReader.TextOptions(),
    source: String = "t.csv",
    threads: [Int] = [2, 3, 7], partByteCounts: some Sequence<Int>
  ) {
    guard !bytes.isEmpty else { return }
    let expected = outcome(of: bytes, options, source: source, sharing: alone)
    for partByteCount in partByteCounts {
      for count in threads {
        let sharing = CSVSharing(threads: count, partByteCount: partByteCount, partRowCount: 0)
        let found = outcome(of: bytes, options, source: source, sharing: sharing)
        if found != expected {
          Issue.record("\(count) threads, \(partByteCount) bytes a part: \(found), expected \(expected)")
          return
        }
      }
    }
  }

  @Test(arguments: CSVReaderTests.good)
  func tablesOfTheReader(_ good: CSVReaderTests.Good) {
    let options = TableReader.TextOptions(delimiter: good.delimiter, header: good.header)
    let bytes = Array(good.text.utf8)
    Self.compare(bytes, options, source: good.source, partByteCounts: 1...max(bytes.count, 1))
  }

  @Test(arguments: CSVDialectTests.fieldCases + CSVDialectTests.headerCases)
  func tablesOfAllDialects(_ sample: CSVDialectTests.Case) {
    let bytes = Array(sample.text.utf8)
    Self.compare(bytes, sample.options, source: sample.source, partByteCounts: 1...min(bytes.count, 40))
  }

  @Test(arguments: CSVReaderTests.bad.map(\.0) + CSVDialectTests.uneven.map(\.text))
  func badTexts(text: String) {
    // Behind rows without fault the parts before the one at fault are joined first.
    let lines = text.split(separator: "\n", maxSplits: 1, omittingEmptySubsequences: false)
    let filler = String(repeating: lines.first?.contains("a,b,c") == true ? "1,2,3\n" : "1,2\n", count: 30)
    let longer = lines.count == 2 ? "\(lines[0])\n\(filler)\(lines[1])" : text
    for text in [text, longer, longer + filler] {
      let bytes = Array(text.utf8)
      Self.compare(bytes, threads: [2, 5], partByteCounts: 1...min(max(bytes.count, 1), 30))
    }
  }

  /// What is numbered or noted in the order of the text: words, codes, infinite numbers, words in columns of
  /// numbers, bytes that are not UTF-8, blank rows at the end.
  @Test func whatDependsOnOrder() {
    var text = "n,word,late,mixed\n"
    for row in 0..<150 {
      let word = row % 7 == 3 ? "\"two\nlines\"" : "w\(row * row % 11)"
      text += "\(row),\(word),\(row == 131 ? "007" : "\(row)"),\(row > 120 && row % 5 == 0 ? "inf" : "2.5")"
      text += row % 3 == 0 ? "\r\n" : "\n"
      if row % 40 == 9 { text += "\n  \n" }
    }
    text += ",,,\n,,,\n"
    Self.compare(Array(text.utf8), partByteCounts: stride(from: 1, through: text.utf8.count, by: 7))
    var bytes = Array(text.replacingOccurrences(of: "w5", with: "\u{E4}").utf8)
    bytes.removeAll { $0 == 0xC3 }
    Self.compare(bytes, partByteCounts: stride(from: 5, through: bytes.count, by: 41))
    Self.compare(
      bytes, TableReader.TextOptions(encoding: .utf8), partByteCounts: stride(from: 5, through: 900, by: 41))
    let comments = text.replacingOccurrences(of: "\n1", with: "\n# no row\n1")
    Self.compare(
      Array(comments.utf8), TableReader.TextOptions(comment: UInt8(ascii: "#")),
      partByteCounts: stride(from: 1, through: 700, by: 13))
    let commas = "a;b\n" + (0..<200).map { "\($0)\($0 < 150 ? "" : ",5");x\n" }.joined()
    Self.compare(Array(commas.utf8), partByteCounts: stride(from: 1, through: 900, by: 17))
  }

  /// Texts made up of what matters to a reader, most of them not quite tables.
  @Test func randomTexts() {
    var generator = TestGenerator(state: 14)
    func pick<Element>(_ choices: [Element]) -> Element {
      choices[Int(generator.next() % UInt64(choices.count))]
    }
    for _ in 0..<600 {
      let columns = Int(1 + generator.next() % 4)
      let lineEnd = pick(["\n", "\n", "\r\n", "\r"])
      let cells = ["1", "-2.5", "12345678.125", "", "x", "yes", " 3 ", "NA", "\"q\"", "1e3", "0", "-0"]
      let odd = ["\"a\nb\"", "\"a\r\nb,c\"", "\"\"\"\"", "007", "inf", "\n", "\r", "\"", "\0", "é", ",", "#"]
      var text = ""
      for _ in 0..<(2 + generator.next() % 40) {
        for column in 0..<columns {
          text += generator.next() % 24 == 0 ? pick(odd) : pick(cells)
          if column + 1 < columns { text += "," }
        }
        text += generator.next() % 30 == 0 ? "\n" : lineEnd
      }
      let bytes = Array(text.utf8)
      let sizes = (0..<4).map { _ in Int(1 + generator.next() % UInt64(bytes.count)) }
      Self.compare(bytes, threads: [Int(2 + generator.next() % 4)], partByteCounts: sizes)
    }
  }

  /// Rows that go to a file while they are joined.
  @Test func streamedTables() {
    let text = "a,b,c\n" + (0..<3_000).map { "\($0),w\($0 % 17),\($0 % 5 == 0 ? "" : "1.5")\n" }.joined()
    let bytes = Array(text.utf8)
    let sharing = CSVSharing(threads: 3, partByteCount: 1_000, partRowCount: 0)
    let expected = Self.outcome(of: bytes, sharing: Self.alone)
    #expect(Self.outcome(of: bytes, sharing: sharing, trimmer: PageTrimmer()) == expected)
  }

  /// Parts are read apart from each other, and not one thread after the other.
  @Test(arguments: [
    ("1,2.5,word\n", 1.0), ("1,\"two\nlines\",2\n", 0.9), ("1,\"1,2,3\n4,5,6\n\",2\n", 0.5),
  ])
  func partsAreReadApart(row: String, least: Double) throws {
    let bytes = Array(("a,b,c\n" + String(repeating: row, count: 2_000)).utf8)
    try bytes.withUnsafeBytes { bytes in
      try Result { () throws(BPNetError) in
        let input = try InputBytes(copying: bytes, source: "t.csv")
        let text = UnsafeBufferPointer(
          start: input.base.assumingMemoryBound(to: UInt8.self), count: bytes.count)
        let dialect = try CSVDialect(text, options: TableReader.TextOptions(), source: "t.csv")
        var builder = try CSVTableBuilder(
          try CSVSample(dialect).layout(TableReader.TextOptions()), trimmer: nil)
        let partCount = (builder.end - builder.cursor + 499) / 500
        let apartCount = try CSVTeamRead.readRows(
          into: &builder, from: input, sharing: CSVSharing(threads: 3, partByteCount: 500, partRowCount: 0))
        #expect(Double(apartCount) >= least * Double(partCount))
        #expect(try builder.table().rowCount == 2_000)
      }.get()
    }
  }

  @Test func noThreadIsNone() {
    #expect(throws: BPNetError.self) { try TableReader(threads: 0) }
    #expect(throws: Never.self) { try TableReader(threads: 1) }
  }
}
