import Testing

@testable import BPNet

/// Columns of one value and gaps.
@Suite struct FlagColumnTests {
  private func remarks(
    _ head: String, _ missing: Table.MissingPolicy = .error, _ row: (Int) -> String
  ) throws -> [Table.Remark] {
    let rows = (0..<60).map { "\($0 * 37 % 50).25,\(row($0))\n" }.joined()
    var request = TaskRequest()
    request.missing = missing
    let table = try CSVReader().read(text: head + "\n" + rows, source: "t.csv")
    return try request.chooseSamples(of: table).remarks.filter(\.isWarning)
  }

  private static func isSet(_ row: Int) -> Bool { row * row % 7 % 3 == 0 }

  private func hint(_ head: String, _ missing: Table.MissingPolicy = .error, _ row: (Int) -> String)
    -> String?
  {
    do { _ = try remarks(head, missing, row) } catch { return (error as? BPNetError)?.hint }
    return nil
  }

  @Test(
    arguments: [
      ("x", "a word such as no"), ("TRUE", "FALSE"), ("true", "false"), ("Y", "N"), ("yes", "no"), ("1", "0"),
    ])
  func asInputsHaveACure(value: String, opposite: String) throws {
    let text = hint("a,flag,y") { "\(Self.isSet($0) ? value : ""),\($0 % 9).5" }
    #expect(
      text == "\(value) is its only value: if empty cells say the opposite, write \(opposite) into them; "
        + "`ignoredColumns: flag` leaves it out")
  }

  @Test func severalAreNamedTogether() {
    let text = hint("a,vip,gone,y") { "\(Self.isSet($0) ? "X" : ""),\($0 % 5 == 0 ? "X" : ""),\($0 % 9).5" }
    #expect(
      text
        == "vip, gone have one value each: if empty cells say the opposite, write a word such as no "
        + "into them; `ignoredColumns: vip,gone` leaves them out")
  }

  @Test(arguments: [Table.MissingPolicy.error, .mean, .drop], ["x", "1"])
  func asTargetsHaveACure(missing: Table.MissingPolicy, value: String) {
    let text = hint("a,y", missing) { Self.isSet($0) ? value : "" }
    let opposite = value == "x" ? "a word such as no" : "0"
    #expect(
      text?.hasPrefix(
        "\(value) is its only value: if empty cells say the opposite, write \(opposite) into them")
        == true,
      "\(text ?? "")")
  }

  @Test func filledOnesAreWarnedOf() throws {
    let row = { (row: Int) in "\(Self.isSet(row) ? "x" : ""),\(row % 9).5" }
    let filled = try remarks("a,flag,y", .mean, row)
    #expect(
      filled.map(\.text) == ["flag is the same in every row: gaps become the only value beside them"])
    #expect(filled.first?.hint?.hasSuffix("`ignoredColumns: flag` leaves it out") == true)
    #expect(
      try remarks("a,flag,y", .drop, row).map(\.text) == ["flag is the same in every row that is left"])
  }

  /// Gaps beside several values are missing values, as before.
  @Test func othersAreGaps() throws {
    let numbers = hint("a,b,y") { "\(Self.isSet($0) ? "\($0 % 4)" : ""),\($0 % 9).5" }
    #expect(numbers?.hasPrefix("rows with missing values can be left out") == true)
    let words = hint("a,b,y") { "\(Self.isSet($0) ? ["p", "q"][$0 % 2] : ""),\($0 % 9).5" }
    #expect(words?.hasPrefix("rows with missing values can be left out") == true)
    #expect(
      try remarks("a,b,y", .mean) { "\(Self.isSet($0) ? "\($0 % 4)" : ""),\($0 % 9).5" } == [])
  }
}
