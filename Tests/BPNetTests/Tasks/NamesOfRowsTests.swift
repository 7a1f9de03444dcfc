import Testing

@testable import BPNet

/// Remarks on inputs that name rows or days.
@Suite struct NamesOfRowsTests {
  private func remarks(_ name: String, _ value: (Int) -> String, target: String? = nil) throws -> [String] {
    let rows = (0..<60).map { "\(value($0)),\($0 % 7).5,\($0 * 37 % 50).25\n" }.joined()
    var request = TaskRequest()
    request.target = target
    let table = try CSVReader().read(text: "\(name),x,y\n\(rows)", source: "t.csv")
    return try request.chooseSamples(of: table).remarks.map { [$0.text, $0.hint].compactMap { $0 }.joined() }
  }

  /// A whole number of its own in each of 60 rows.
  private static func number(_ index: Int) -> String { "\(100_000 + index * 7919 % 60_000)" }

  private static func day(_ index: Int) -> String { "2015\(10 + index % 3)\(10 + index % 19)" }

  @Test(
    arguments: [
      "id", "ID", "customer_id", "PassengerId", "userID", "order no", "Sample.Nr", "rowKey", "index",
      "studid",
      "phone",
    ])
  func numbersOfRowsAreToldOf(name: String) throws {
    #expect(
      try remarks(name, Self.number) == [
        "\(name) numbers the rows and is an input: `ignoredColumns: \(name)` leaves it out"
      ])
  }

  @Test(
    arguments: [
      "paid", "casino", "monkey", "solid", "identity", "weight", "x_", "idle", "consumer_price_index",
      "UV index", "glycemicIndex", "covid",
    ])
  func otherNamesAreNot(name: String) throws { #expect(try remarks(name, Self.number) == []) }

  @Test func indicesThatRiseAreToldOf() throws {
    #expect(try remarks("row index", { "\(100 + 3 * $0)" }).count == 1)
  }

  /// Keys of days are days.
  @Test func daysAreNoNumbersOfRows() throws {
    let found = try remarks("DateKey") { "2015\(10 + $0 / 20)\(10 + $0 % 20)" }
    #expect(found.count == 1)
    #expect(found.first?.hasPrefix("DateKey: days written as numbers, 20151010 to 20151229") == true)
  }

  /// Numbers that come again, or have fractions, or are the target, name no rows.
  @Test func otherNumbersAreNot() throws {
    #expect(try remarks("store_id", { "\($0 % 9)" }) == [])
    #expect(try remarks("id", { "\($0).5" }) == [])
    #expect(try remarks("id", Self.number, target: "id") == [])
  }

  @Test func daysAreWarnedOf() throws {
    #expect(
      try remarks("when", Self.day) == [
        "when: days written as numbers, 20151010 to 20151228, are taken as amounts, with a leap behind each "
          + "month`ignoredColumns: when`, or columns of year, month and day"
      ])
  }

  @Test(arguments: ["20151310", "20151032", "18991231", "20151010.5"]) func otherNumbersAreNoDays(odd: String)
    throws
  {
    let found = try remarks("when") { $0 == 7 ? odd : Self.day($0) }
    #expect(!found.contains { $0.contains("days written") })
    #expect(try remarks("when") { _ in "20151010" } == [])
  }
}
