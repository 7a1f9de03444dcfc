/// Whether texts are dates or times.
enum DateText {
  private static let months = [
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
    "november", "december",
  ]
  private static let weekdays = [
    "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "mon", "tue", "wed", "thu",
    "fri", "sat", "sun",
  ]
  /// Words that stand beside the digits of a date or a time.
  private static let words: Set<String> = ["z", "am", "pm", "utc", "gmt", "day", "days"]

  /// Whether a text is written as a date or a time is: the names of months, weekdays and time zones aside, of
  /// digits with `-`, `/`, `.` or `:` between them.
  static func isDate(_ text: String) -> Bool {
    guard text.utf8.count <= 64, text.contains(where: \.isDecimalDigit),
      text.allSatisfy({ $0.isDecimalDigit || $0.isLetter || "-/.:+, '".contains($0) })
    else { return false }
    return namesMonth(text) || isPlain(text) || isDuration(text)
  }

  /// The units of a time, from the greatest to the least.
  private static let units: [Set<Substring>] = [
    ["d", "day", "days"], ["h", "hr", "hrs", "hour", "hours"], ["m", "min", "mins", "minute", "minutes"],
    ["s", "sec", "secs", "second", "seconds"],
  ]

  /// Whether a text is a time in two units or more, such as `1h 15m` or `2 days 3 hours`, or one as ISO 8601
  /// writes it, such as `PT15M`.
  private static func isDuration(_ text: String) -> Bool {
    let isStandard = text.hasPrefix("PT")
    var rest = text.dropFirst(isStandard ? 2 : 0).filter { $0 != " " && $0 != "," }.lowercased()[...]
    var ranks: [Int] = []
    while !rest.isEmpty {
      let number = rest.prefix { $0.isDecimalDigit || $0 == "." }
      let unit = rest.dropFirst(number.count).prefix(while: \.isLetter)
      guard number.first?.isDecimalDigit == true, let rank = units.firstIndex(where: { $0.contains(unit) }),
        rank > ranks.last ?? -1
      else { return false }
      ranks.append(rank)
      rest.removeFirst(number.count + unit.count)
    }
    return ranks.count > (isStandard ? 0 : 1)
  }

  /// Whether the letters of a text are the name of a month or of a weekday.
  static func namesPart(_ text: String) -> Bool {
    month(in: text) != nil || weekdays.contains(text.lowercased())
  }

  /// The numbers of a date, from the year down to the parts of its time, in each way they can be read.
  ///
  /// Day and month may stand in either order before the year. None for what is no date with a year.
  static func readings(_ text: String) -> [[Int]] {
    guard isDate(text) else { return [] }
    let groups = text.split { !$0.isDecimalDigit }
    let numbers = groups.compactMap { Int($0) }
    guard numbers.count == groups.count else { return [] }
    if let month = month(in: text) {
      guard let year = groups.prefix(2).firstIndex(where: { $0.count == 4 }) else { return [] }
      return [[numbers[year], month, numbers[1 - year]] + numbers.dropFirst(2)]
    }
    guard numbers.count > 2 else { return [] }
    let rest = numbers.dropFirst(3)
    if groups[0].count == 4 { return [numbers] }
    guard groups[2].count == 4 else { return [] }
    return [[numbers[2], numbers[1], numbers[0]] + rest, [numbers[2], numbers[0], numbers[1]] + rest]
  }

  /// The month that the letters of a text name, counted from 1; weekdays may stand before it.
  private static func month(in text: String) -> Int? {
    var letters = text.filter(\.isLetter).lowercased()[...]
    if let day = weekdays.first(where: letters.hasPrefix) { letters = letters.dropFirst(day.count) }
    guard letters.count <= 9 else { return nil }
    return months.firstIndex { letters.hasPrefix($0.prefix(3)) }.map { $0 + 1 }
  }

  /// Whether the letters of a text are the name of a month, behind a weekday, and two numbers or more beside
  /// it are its day and year.
  private static func namesMonth(_ text: String) -> Bool {
    let groups = text.split { !$0.isDecimalDigit }
    return month(in: text) != nil && 2...8 ~= groups.count
      && groups.allSatisfy { $0.count <= 9 }
  }

  /// Whether a text is a month, a quarter or a week and its year: `2024-03`, `3/2024`, `2024 Mar`, `2024 Q1`,
  /// `2024-W07`.
  static func isPartOfYear(_ text: String) -> Bool {
    guard text.utf8.count <= 20 else { return false }
    let groups = text.split { !$0.isDecimalDigit }
    let numbers = groups.compactMap { Int($0) }
    guard let year = groups.firstIndex(where: { $0.count == 4 }), groups.count <= 2,
      groups.count == numbers.count, 1500..<2200 ~= numbers[year]
    else { return false }
    let letters = text.filter(\.isLetter).lowercased()
    let signs = text.filter { !$0.isDecimalDigit && !$0.isLetter }
    guard signs.count <= 2 else { return false }
    guard groups.count == 2 else { return months.contains { [$0, String($0.prefix(3))].contains(letters) } }
    let part = numbers[1 - year]
    return switch letters {
    case "": 1...12 ~= part && (signs == "/" || signs == "-" && groups[1 - year].count == 2)
    case "q": 1...4 ~= part
    case "w": 1...53 ~= part
    default: false
    }
  }

  /// Whether each part of a text is a date, a time, or a word that stands beside them.
  private static func isPlain(_ text: String) -> Bool {
    var isDated = false
    for part in text.split(whereSeparator: { " ,".contains($0) }).flatMap(divided) {
      let letters = part.reversed().prefix { $0.isLetter }.reversed()
      let digits = part.dropLast(letters.count)
      guard letters.isEmpty || words.contains(String(letters).lowercased()) else { return false }
      if isDate(digits: digits) || isTime(digits: digits) {
        isDated = true
      } else if !digits.allSatisfy(\.isDecimalDigit) {
        return false
      }
    }
    return isDated
  }

  /// The date and the time of `2024-03-10T12:30`.
  private static func divided(_ part: Substring) -> [Substring] {
    let halves = part.split(maxSplits: 1, omittingEmptySubsequences: false) { "Tt".contains($0) }
    guard halves.count == 2, halves[0].last?.isDecimalDigit == true, halves[1].first?.isDecimalDigit == true
    else { return [part] }
    return halves
  }

  /// Three numbers: a year, which has two or four digits, first or last, and two of at most two.
  private static func isDate(digits: Substring) -> Bool {
    let groups = digits.split(omittingEmptySubsequences: false) { "-/.:".contains($0) }
    guard groups.count == 3, groups.allSatisfy({ !$0.isEmpty && $0.allSatisfy(\.isDecimalDigit) }),
      groups[1].count <= 2
    else { return false }
    let (first, last) = (groups[0].count, groups[2].count)
    return (first == 4 || first == 2) && last <= 2 || (last == 4 || last == 2) && first <= 2
  }

  /// Two to four numbers with colons between them, the last with a fraction or a zone behind it.
  private static func isTime(digits: Substring) -> Bool {
    let time = digits.prefix { $0 != "+" && $0 != "-" }
    var groups = time.split(separator: ":", omittingEmptySubsequences: false)
    guard 2...4 ~= groups.count, let last = groups.popLast() else { return false }
    let seconds = last.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
    return (groups + [seconds[0]]).allSatisfy { 1...2 ~= $0.count && $0.allSatisfy(\.isDecimalDigit) }
      && seconds.dropFirst().allSatisfy { $0.allSatisfy(\.isDecimalDigit) }
  }
}
