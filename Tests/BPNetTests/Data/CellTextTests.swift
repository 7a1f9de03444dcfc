import Testing

@testable import BPNet

/// How the text of a cell looks: a date, a number with something around it, or neither.
@Suite struct CellTextTests {
  @Test(arguments: [
    "2023-01-05", "5.1.2023", "01/02/99", "2023-01-05T10:00:00Z", "10:30", "10:30:15.5", "2 Jan 2023 10:00",
    "Jan 5, 2024", "2023-01-05 10:00:00+02:00", "1999-Dec-31", "18.00.00", "2004:03:10 18:00:00",
    "Saturday, 01 January 2011", "10:00 UTC", "11:59 PM", "0 days 00:12:00", "10/03/2004 18.00.00",
    "1h 15m", "2 days 3 hours", "1h30m15.5s", "PT15M", "PT1H33M",
  ])
  func datesAreDates(_ text: String) {
    #expect(DateText.isDate(text))
  }

  @Test(arguments: [
    "2024-03", "3/2024", "2024/12", "1975 Jan", "March 2024", "2024 Q1", "Q4-2023", "2024-W07",
  ])
  func monthsQuartersAndWeeksArePartsOfAYear(_ text: String) {
    #expect(DateText.isPartOfYear(text) && !DateText.isDate(text))
  }

  @Test(arguments: [
    "5", "5.5", "1.234.567x", "setosa", "item 1-2-3 of box", "[1.5, -2.5, 3.5]", "(1.0, 2.0, 3.0)", "v1", "",
    "A-1", "10.0.0.5", "1.10.2.7", "555-123-4567", "0.28,4.818,5.294", "0.28:4.818:5.294", "aa:bb:03",
    "18-24", "2000-1", "2024-13", "1000-1500", "12-15", "Mark 2000", "Decade 1990", "2024 Q5", "Q1",
    "2024 W54", "May", "15m", "2m 3m", "1m 2h", "5 kg 3 g", "h m", "PT", "2d 5x",
  ])
  func otherTextsAreNone(_ text: String) {
    #expect(!DateText.isDate(text) && !DateText.isPartOfYear(text))
  }

  private static let readings: [(String, [[Int]])] = [
    ("2024-03-10 12:30", [[2024, 3, 10, 12, 30]]), ("10/03/2024", [[2024, 3, 10], [2024, 10, 3]]),
    ("Mar 10, 2024", [[2024, 3, 10]]), ("10-Mar-2024", [[2024, 3, 10]]), ("12:30", []), ("10.3.24", []),
    ("Mar 2024", []), ("2024-03", []), ("2024 Q1", []),
    ("red", []),
  ]

  @Test(arguments: readings)
  func datesAreReadFromTheYearDown(_ text: String, readings: [[Int]]) {
    #expect(DateText.readings(text) == readings)
  }

  @Test(arguments: [
    "1,234.50", "€ 5", "12 %", "1'000", "−3", "1\u{202F}000", "+5", "$-5.00", "(5.12)", "~3.5", "<0.1",
    "5.12°",
    "1.234.567,89", "1,23,456", "1.2D+03", "0.035-", "3.25±0.1", "\u{FEFF}8.05", "5_120", "5\"",
    "'18'", "‘18’", "'-1.5'", "=\"01067\"", "5\u{2009}250", "٤٢", "٣٫٥", "１８", "0．4", "42°15'", "40°27'41\"N",
    "5'11\"", "$ 10",
  ])
  func numbersWithSignsAreNumbers(_ text: String) {
    #expect(WrittenNumber(text)?.hasLetters == false)
  }

  @Test(arguments: [
    ("12,5 kg", true), ("1.234,56 €", true), ("1,250 kg", false), ("1.5 kg", false), ("a, b", false),
    ("", false),
  ])
  func commasBeforeFractionsAreTold(_ text: String, isDecimal: Bool) {
    #expect(WrittenNumber.hasDecimalComma(text) == isDecimal)
  }

  @Test(arguments: [
    ("5 kg", "kg"), ("5.12K", "K"), ("1.493 kg", "kg"), ("12 m2", "m2"), ("3.1 km/h", "km/h"),
    ("USD 12.50", "USD"), ("np.float64(3.5)", "np.float64()"), ("3rd", "rd"),
    ("USD 10", "USD"), ("EUR12", "EUR"), ("US$ 10", "US"), ("12万", "万"), ("10元/月", "元/月"), ("１２万", "万"),
    ("5more", "more"), ("2nd floor", "nd floor"),
  ])
  func numbersWithUnitsHaveTheirs(_ text: String, frame: String) {
    #expect(WrittenNumber(text)?.frame == frame)
    #expect(WrittenNumber(text)?.hasLetters == true)
  }

  @Test(arguments: [
    "abc", "%", "", "v2", "18-24", "35+", "item 5", "A-1", "7590-VHVEG", "10.0.0.5", "2011-01", "10:30",
    "3/7",
    "[1.5, 2]", "(1+2j)", "A/5 21171", "5e3a9b", "12 Main Street 4",
    "A1", "B12", "3-1", "XL", "'A12'", "=\"A1\"", "A 10", "USD", "'", "''", "1°2°", "5\"3'", "Ａ１", "TRY 2",
  ])
  func otherTextsAreNoNumbers(_ text: String) {
    #expect(WrittenNumber(text) == nil)
  }

  private static let columns: [([String], Bool, Bool)] = [
    ([], false, false), (["5 kg", "6 kg"], false, true), (["$5", "six", "$7"], true, false),
    (["1K", "2M", "3B"], false, true), (["1a", "2b", "3c", "4d", "5e"], false, false),
    (["5 kg", "heavy"], false, false),
  ]

  @Test(arguments: columns)
  func columnsHaveSignsOrFewUnits(_ texts: [String], signs: Bool, units: Bool) {
    #expect(WrittenNumber.areWritten(texts[...]) == (signs, units))
  }
}
