import Testing

@testable import BPNet

/// Days and times that are written as whole numbers.
@Suite struct CalendarColumnTests {
  private func warnings(_ name: String, _ value: (Int) -> String) throws -> [String] {
    let rows = (0..<120).map { "\(value($0)),\($0 % 7).5,\($0 * 37 % 50).25\n" }.joined()
    let table = try CSVReader().read(text: "\(name),x,y\n\(rows)", source: "t.csv")
    return try TaskRequest().chooseSamples(of: table).remarks.filter(\.isWarning).map(\.text)
  }

  private func padded(_ number: Int, _ count: Int = 2) -> String {
    let digits = "\(number)"
    return String(repeating: "0", count: max(count - digits.count, 0)) + digits
  }

  private func expect(_ name: String, _ text: String, _ value: (Int) -> String) throws {
    #expect(try warnings(name, value) == ["\(name): \(text)"])
  }

  @Test func partsOfYearsAreWarnedOf() throws {
    try expect(
      "ym",
      "months written as numbers, 202001 to 202912, are taken as amounts, "
        + "with a leap behind each year"
    ) { "\(202_001 + 100 * ($0 / 12) + $0 % 12)" }
    try expect(
      "period",
      "months written as numbers, 201801 to 202312, are taken as amounts, "
        + "with a leap behind each year"
    ) { "\(201_801 + 100 * ($0 % 6) + $0 / 6 % 12)" }
    try expect(
      "yq",
      "quarters written as numbers, 20181 to 20234, are taken as amounts, "
        + "with a leap behind each year"
    ) { "\(20_181 + 10 * ($0 % 6) + $0 / 6 % 4)" }
    try expect(
      "yw",
      "weeks written as numbers, 201801 to 202016, are taken as amounts, "
        + "with a leap behind each year"
    ) { "\(201_801 + 100 * ($0 / 52) + $0 % 52)" }
    try expect(
      "yd",
      "days written as numbers, 2018300 to 2019054, are taken as amounts, "
        + "with a leap behind each year"
    ) { "\($0 < 66 ? 2_018_300 + $0 : 2_019_001 + $0 - 66)" }
  }

  @Test func daysAndTimesAreWarnedOf() throws {
    try expect(
      "t",
      "times written as numbers, 2020010100 to 2020013017, are taken as amounts, "
        + "with a leap behind each day"
    ) { "202001\(padded(1 + $0 / 4))\(padded($0 % 4 * 5 + $0 % 3))" }
    try expect(
      "t",
      "times written as numbers, 20200101000000 to 20200130154700, are taken as amounts, "
        + "with a leap behind each day"
    ) {
      "202001\(padded(1 + $0 / 4))\(padded($0 % 4 * 5))\(padded($0 * 13 % 60))00"
    }
    try expect(
      "when",
      "days written as numbers, 1022020 to 28042020, are taken as amounts, "
        + "whose order is not that of time"
    ) { "\(padded(1 + $0 % 28))0\(2 + $0 / 28 % 3)2020" }
    try expect(
      "day",
      "days written as numbers, 200101 to 200508, are taken as amounts, "
        + "with a leap behind each month"
    ) { "200\(1 + $0 / 28)\(padded(1 + $0 % 28))" }
  }

  @Test(arguments: ["hhmm", "dep_time", "CRSDepTime", "start_hour", "deptime"])
  func timesOfTheDayAreWarnedOf(name: String) throws {
    try expect(
      name,
      "times of the day written as numbers, 0 to 2345, are taken as amounts, "
        + "with a leap behind each hour"
    ) { "\($0 / 4 % 24 * 100 + $0 % 4 * 15)" }
  }

  /// Codes with a 0 before them are no words to be taken.
  @Test func codesOfTimesAreNotProposedAsWords() throws {
    let rows = (0..<120).map {
      "\(padded($0 % 24))\(padded($0 * 7 % 60))\(padded($0 * 11 % 60)),\($0 * 37 % 50).25\n"
    }
    let table = try CSVReader().read(text: "time,y\n" + rows.joined(), source: "t.csv")
    let remarks = try TaskRequest().chooseSamples(of: table).remarks.map(\.text)
    #expect(
      remarks == [
        "time: times of the day written as numbers, 0 to 235349, are taken as amounts, with a leap behind "
          + "each minute"
      ])
  }

  @Test func ordinaryNumbersAreNot() throws {
    let rows: [(name: String, value: (Int) -> String)] = [
      // Counters, prices, populations and codes near to those of days and months.
      ("n", { "\(202_001 + $0)" }), ("item", { "\(200_101 + $0 % 12)" }), ("price", { "\(1950 + $0)" }),
      ("price", { "\(190_000 + $0 * 1000)" }), ("price", { "\(200_000 + $0 * 7919 % 10_000)" }),
      ("people", { "\(20_200_101 + $0 * 137)" }), ("zip", { "\(20_001 + $0 * 7 % 400)" }),
      ("steps", { "\(20_180 + $0 % 5)" }), ("year", { "\(1950 + $0 % 70)" }),
      ("student_id", { "\(20_190_101 + $0 % 28 + 100 * ($0 / 28))" }),
      // Times that are amounts.
      ("time", { "\($0 % 48 * 50)" }), ("time", { "\($0 * 10)" }),
      ("reaction_time", { "\(200 + $0 * 37 % 700)" }),
      ("load", { "\($0 / 4 % 24 * 100 + $0 % 4 * 15)" }), ("hour", { "\($0 % 24)" }),
      ("hour", { "\($0 % 24 * 100)" }), ("time", { "\(2000 + $0 % 24)" }), ("time", { "\(2000 + $0 % 48)" }),
    ]
    for (name, value) in rows {
      #expect(try warnings(name, value).filter { $0.contains("written as numbers") } == [], "\(name)")
    }
  }
}
