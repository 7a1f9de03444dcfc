/// A way to write days and times as whole numbers, such as 20240131: amounts that leap where a part of them
/// starts anew.
enum CalendarCode: CaseIterable {
  /// YYYYMMDD, and with HH, MM and SS behind it.
  case day, hour, minute, second
  /// YYMMDD, which looks like weeks.
  case shortDay
  /// YYYYMM, YYYYQ, YYYYWW and YYYYDDD.
  case month, quarter, week, dayOfYear
  /// DDMMYYYY and MMDDYYYY.
  case dayFirst, monthFirst
  /// HHMM and HHMMSS.
  case minuteOfDay, secondOfDay

  /// Words of the names of columns that hold times of the day.
  private static let clockWords: Set = ["time", "times", "hour", "hours", "clock", "hhmm", "hhmmss"]
  /// Words of the names of columns that hold days.
  private static let dayWords: Set = ["date", "dates", "day", "days", "yymmdd"]

  /// Whether words of a column's name say that it holds days or times.
  static func isNamed(by words: [String]) -> Bool {
    words.contains { isClockWord($0) || isDayWord($0) || ["when", "month", "week", "quarter"].contains($0) }
  }

  private static func isClockWord(_ word: String) -> Bool {
    clockWords.contains(word) || word.hasSuffix("time")
  }

  private static func isDayWord(_ word: String) -> Bool { dayWords.contains(word) || word.hasSuffix("date") }

  /// Whether a column may hold such numbers, by the words of its name: those that ordinary numbers often look
  /// like need one that says so.
  func suits(_ words: [String]) -> Bool {
    switch self {
    case .shortDay: words.contains(where: CalendarCode.isDayWord)
    case .minuteOfDay, .secondOfDay: words.contains(where: CalendarCode.isClockWord)
    default: true
    }
  }

  /// Whether a number is one of 1900 to 2100, or a time of the day.
  func holds(_ number: Int) -> Bool {
    switch self {
    case .day: Self.isDay(number / 10_000, month: number / 100 % 100, number % 100)
    case .hour: number % 100 < 24 && CalendarCode.day.holds(number / 100)
    case .minute: number % 100 < 60 && CalendarCode.hour.holds(number / 100)
    case .second: number % 100 < 60 && CalendarCode.minute.holds(number / 100)
    case .month: 1...12 ~= number % 100 && Self.isYear(number / 100)
    case .quarter: 1...4 ~= number % 10 && Self.isYear(number / 10)
    case .week: 1...53 ~= number % 100 && Self.isYear(number / 100)
    case .dayOfYear: 1...366 ~= number % 1000 && Self.isYear(number / 1000)
    case .dayFirst: Self.isDay(number % 10_000, month: number / 10_000 % 100, number / 1_000_000)
    case .monthFirst: Self.isDay(number % 10_000, month: number / 1_000_000, number / 10_000 % 100)
    case .shortDay: Self.isDay(2000 + number / 10_000, month: number / 100 % 100, number % 100)
    case .minuteOfDay: 0...24 ~= number / 100 && number % 100 < 60
    case .secondOfDay: number % 100 < 60 && CalendarCode.minuteOfDay.holds(number / 100)
    }
  }

  private static func isYear(_ number: Int) -> Bool { 1900...2100 ~= number }

  private static func isDay(_ year: Int, month: Int, _ day: Int) -> Bool {
    guard isYear(year), 1...12 ~= month, day > 0 else { return false }
    let isLeapYear = year.isMultiple(of: 4) && (!year.isMultiple(of: 100) || year.isMultiple(of: 400))
    return day <= [31, isLeapYear ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1]
  }

  /// What the numbers are, for people.
  var noun: String {
    switch self {
    case .day, .dayOfYear, .dayFirst, .monthFirst, .shortDay: "days"
    case .hour, .minute, .second: "times"
    case .month: "months"
    case .quarter: "quarters"
    case .week: "weeks"
    case .minuteOfDay, .secondOfDay: "times of the day"
    }
  }

  /// What is wrong with them as amounts.
  var fault: String {
    switch self {
    case .day, .shortDay: "with a leap behind each month"
    case .hour, .minute, .second: "with a leap behind each day"
    case .month, .quarter, .week, .dayOfYear: "with a leap behind each year"
    case .dayFirst, .monthFirst: "whose order is not that of time"
    case .minuteOfDay: "with a leap behind each hour"
    case .secondOfDay: "with a leap behind each minute"
    }
  }

  /// What to have instead.
  var remedy: String {
    switch self {
    case .day, .dayFirst, .monthFirst, .shortDay: "columns of year, month and day"
    case .hour, .minute, .second: "columns of year, month, day and hour"
    case .month: "columns of year and month"
    case .quarter: "columns of year and quarter"
    case .week: "columns of year and week"
    case .dayOfYear: "columns of year and day"
    case .minuteOfDay: "the minutes since midnight"
    case .secondOfDay: "the seconds since midnight"
    }
  }
}
