import Testing

@testable import BPNet

/// Columns that say of one class each whether it holds, in whichever way they write it.
@Suite struct IndicatorTests {
  private func warnings(_ head: String, _ row: (Int) -> String) throws -> [Table.Remark] {
    let text = head + "\n" + (0..<60).map { "\($0 * 37 % 50).25,\(row($0))\n" }.joined()
    let table = try CSVReader().read(text: text, source: "t.csv")
    return try TaskRequest().chooseSamples(of: table).remarks.filter(\.isWarning)
  }

  /// A row of three columns, one of which says yes.
  private static func row(_ index: Int, _ words: (no: String, yes: String)) -> String {
    (0..<3).map { index * index % 7 % 3 == $0 ? words.yes : words.no }.joined(separator: ",")
  }

  @Test(
    arguments: [
      ("0", "1", "1"), ("0.0", "1.0", "1"), ("False", "True", "true"), ("FALSE", "TRUE", "true"),
      ("no", "yes", "true"), ("N", "Y", "true"),
    ])
  func areWarnedOf(no: String, yes: String, word: String) throws {
    let found = try warnings("x,red,green,blue") { Self.row($0, (no, yes)) }
    #expect(
      found.map(\.text) == [
        "one of the columns red, green, blue is \(word) in each row: the others say what blue is"
      ])
    #expect(found.first?.hint == "`target: 2-4` learns all of them")
  }

  /// Answers that are independent of each other, or no truth values, or written otherwise in the target.
  @Test func othersAreNot() throws {
    let independent = try warnings("x,a,b,y") {
      [$0 % 2, $0 / 2 % 2, $0 / 4 % 2].map { $0 == 0 ? "False" : "True" }.joined(separator: ",")
    }
    #expect(independent == [])
    let words = try warnings("x,a,b,y") {
      Self.row($0, ("low", "high"))
    }
    #expect(words == [])
  }

  /// Each of two such columns says what the other is.
  @Test func twoAreWarnedOf() throws {
    let found = try warnings("x,male,female") { $0 * $0 % 7 % 2 == 0 ? "True,False" : "False,True" }
    #expect(
      found.map(\.text) == [
        "one of the columns male, female is true in each row: the others say what female is"
      ])
  }
}
