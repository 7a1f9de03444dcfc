import Testing

@testable import BPNet

/// Tables of several series that are no columns, which are warned of, and tables of one series.
@Suite struct SeveralSeriesTests {
  private static func rows(_ head: String, count: Int = 60, _ row: (Int) -> String) -> String {
    head + "\n" + (0..<count).map { row($0) + ",\($0 * 37 % 50).25\n" }.joined()
  }

  private static let tables: [(title: String, text: String, warning: String?)] = [
    (
      "below each other, with days", rows("id,day,v") { "\(["A", "B", "C"][$0 / 20]),\($0 % 20)" },
      "day starts anew with each id"
    ),
    (
      "in turn", rows("id,day,v") { "\(["A", "B"][$0 % 2]),\($0 / 2)" },
      "one day stands in up to 2 rows, which id tells apart"
    ),
    (
      "in turn, by dates", rows("store,date,v") { "\(["A", "B", "C"][$0 % 3]),2024-01-\(10 + $0 / 3)" },
      "one date stands in up to 3 rows, which store tells apart"
    ),
    (
      "in turn, by numbers", rows("sensor,time,v") { "\([101, 205, 309][$0 % 3]),\(1_700_000_000 + $0 / 3)" },
      "one time stands in up to 3 rows, which sensor tells apart"
    ),
    (
      "variables in turn", rows("time,variable,v") { "\($0 / 2),\(["temperature", "humidity"][$0 % 2])" },
      "one time stands in up to 2 rows, which variable tells apart"
    ),
    (
      "in turn, with gaps",
      "store,date,v\n"
        + (0..<60).filter { $0 % 7 != 3 }.map {
          "\(["A", "B", "C"][$0 % 3]),2024-01-\(10 + $0 / 3),\($0).5\n"
        }
        .joined(), "one date stands in up to 3 rows, which store tells apart"
    ),
    ("years and months", rows("year,month,v") { "\(2000 + $0 / 12),\($0 % 12 + 1)" }, nil),
    (
      "years and names of months",
      rows("year,month,v") { "\(2000 + $0 / 4),\(["Jan", "Apr", "July", "Oct"][$0 % 4])" }, nil
    ),
    ("dates and hours", rows("date,hour,v", count: 240) { "2024-01-\(10 + $0 / 24),\($0 % 24)" }, nil),
    ("dates and shifts", rows("date,shift,v") { "2024-01-\(10 + $0 / 3),\($0 % 3 + 1)" }, nil),
    (
      "dates and parts of the day",
      rows("date,part,v", count: 40) { "2024-01-\(10 + $0 / 2),\(["day", "night"][$0 % 2])" }, nil
    ),
    ("names of months and days", rows("month,day,v") { "\(["May", "June"][$0 / 30]),\($0 % 30 + 1)" }, nil),
    ("seasons and weeks", rows("season,week,v") { "20\(18 + $0 / 30)/\(19 + $0 / 30),\($0 % 30 + 1)" }, nil),
    ("weekdays", rows("weekday,v") { ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"][$0 % 7] }, nil),
    ("events", rows("day,event,v") { "\($0),\($0 % 13 == 0 ? "fair" : "none")" }, nil),
    ("phases", rows("day,phase,v") { "\($0),\($0 < 30 ? "before" : "behind")" }, nil),
  ]

  @Test(arguments: tables.indices) func areWarnedOf(index: Int) throws {
    let (title, text, warning) = Self.tables[index]
    var request = TaskRequest()
    (request.task, request.target) = (.forecast, "v")
    let table = try CSVReader().read(text: text, source: "t.csv")
    let found = try request.chooseSamples(of: table).remarks.filter(\.isWarning).map(\.text)
    #expect(found.count == (warning == nil ? 0 : 1), "\(title): \(found)")
    if let warning { #expect(found.first?.hasPrefix(warning) == true, "\(title): \(found)") }
  }
}
