/// A text that is one number and something around it, or in other digits: `12 kg`, `USD 10`, `$1,200`,
/// `(3.5)`, `'18'`, `<0.1`, `1.2D+03`, `42°15'`, `٤٢`.
struct WrittenNumber {
  /// The most bytes of such a text, and the most characters on each side of the number.
  private static let (longest, longestSide) = (64, 12)
  /// The different units that the numbers of one column may have, such as K, M and B.
  private static let maximumUnitCount = 4

  /// What stands around the number, signs before it and blanks aside.
  let frame: String

  /// Whether there are letters around the number.
  var hasLetters: Bool { frame.contains(where: \.isLetter) }

  /// Nil for a text without a number, or with more than one, as dates and intervals have them.
  init?(_ text: String) {
    guard text.utf8.count <= Self.longest else { return nil }
    let text = Self.unquoted(OtherDigits.replaced(in: text))
    if Self.isAngle(text) {
      frame = "°"
      return
    }
    guard let first = text.firstIndex(where: \.isDecimalDigit) else { return nil }
    if text.last == ")", let bracket = text.lastIndex(of: "("), first < bracket {
      // `np.float64(3.5)`: what is called may have digits.
      let inner = String(text[text.index(after: bracket)...].dropLast())
      guard let number = WrittenNumber(inner), number.frame.isEmpty else { return nil }
      frame = text[...bracket] + ")"
      return
    }
    guard let end = Self.end(ofNumberIn: text, from: first) else { return nil }
    let before = String(text[..<first].filter { !Self.leadingSigns.contains($0) })
    let behind = String(text[end...].drop { $0.isBlank })
    let hasFraction = text[first..<end].contains { $0 == "." || $0 == "," }
    // Letters before a whole number make a name of it, but for currencies: `item 5`.
    guard
      before.isEmpty || hasFraction && before.allSatisfy({ $0.isLetter || $0 == "." })
        || Self.currencies.contains(text[..<first].filter { !$0.isBlank }),
      before.count <= Self.longestSide, Self.isUnit(behind)
    else { return nil }
    frame = before + behind
  }

  /// Whether most of some texts are numbers with signs, or all of them have a few units at most.
  static func areWritten(_ texts: ArraySlice<String>) -> (signs: Bool, units: Bool) {
    var (signCount, unitCount) = (0, 0)
    var units: Set<String> = []
    for text in texts {
      guard let number = WrittenNumber(text) else { continue }
      if number.hasLetters {
        unitCount += 1
        units.insert(number.frame)
      } else {
        signCount += 1
      }
    }
    return (
      2 * signCount > texts.count,
      !texts.isEmpty && signCount + unitCount == texts.count && units.count <= maximumUnitCount
    )
  }

  /// Whether a text holds a comma that can only stand before a fraction: other than three digits follow it.
  static func hasDecimalComma(_ text: String) -> Bool {
    guard let comma = text.lastIndex(of: ",") else { return false }
    let digits = text[text.index(after: comma)...].prefix(while: \.isDecimalDigit)
    return !digits.isEmpty && digits.count != 3
  }

  private static let leadingSigns: Set<Character> = [
    " ", "\u{A0}", "\u{2009}", "\u{202F}", "+", "-", "−", "~", "<", ">", "≤", "≥", "≈", "=", "±", "(", "$",
    "€", "£", "¥", "₹", ".", "\u{FEFF}", "\u{200B}",
  ]
  private static let marks: Set<Character> = [",", ".", "'", "’", "_", " ", "\u{A0}", "\u{2009}", "\u{202F}"]
  /// Currencies as they are written before numbers, blanks aside.
  private static let currencies: Set<String> = [
    "AED", "AUD", "BRL", "CAD", "CHF", "CNY", "CZK", "DKK", "EUR", "GBP", "HKD", "HUF", "IDR", "ILS", "INR",
    "JPY", "KRW", "MXN", "MYR", "NOK", "NZD", "PHP", "PKR", "PLN", "RMB", "RON", "RUB", "SEK", "SGD", "THB",
    "TWD", "UAH", "USD", "VND", "ZAR", "Rs", "Rs.", "US$", "A$", "AU$", "C$", "CA$", "HK$", "NZ$", "R$", "S$",
  ]

  /// A text without the quotes around it, and without the `=` before them by which spreadsheets keep a text.
  private static func unquoted(_ text: String) -> String {
    let quoted = text.first == "=" ? text.dropFirst() : text[...]
    guard quoted.count > 2, let opening = quoted.first, let closing = quoted.last,
      ["''", "\"\"", "‘’", "“”", "``"].contains("\(opening)\(closing)")
    else { return text }
    return String(quoted.dropFirst().dropLast())
  }

  /// Whether a text is degrees and minutes, or feet and inches: two or three whole numbers, the last perhaps
  /// with a fraction, each before its sign, and perhaps a direction.
  private static func isAngle(_ text: String) -> Bool {
    var rest = text.drop { "+-−".contains($0) }.filter { $0 != " " }[...]
    if let last = rest.last, "NSEWO".contains(last) { rest.removeLast() }
    var signs: [Int] = []
    while !rest.isEmpty {
      let number = rest.prefix { $0.isDecimalDigit || $0 == "." && !signs.isEmpty }
      rest.removeFirst(number.count)
      guard 1...9 ~= number.count, number.first != ".", let sign = rest.first,
        let rank = ["°º", "'′’", "\"″”"].firstIndex(where: { $0.contains(sign) }), rank > signs.last ?? -1
      else { return false }
      signs.append(rank)
      rest.removeFirst()
    }
    return signs.count > 1
  }

  /// Whether a text can stand behind a number: nothing, a unit or a sign, `±` and a number, or the minus of
  /// accounts; not the sign of an interval, such as `65+`.
  private static func isUnit(_ text: String) -> Bool {
    guard let first = text.first else { return true }
    if text == "-" { return true }
    guard text.count <= longestSide else { return false }
    if first == "±" { return true }
    guard first.isLetter || "%‰°″′'\"*)$€£¥₹".contains(first) else { return false }
    // As in `m2` or `km/h`.
    return zip(text, text.dropFirst()).allSatisfy { before, next in
      if next.isDecimalDigit { return before.isLetter || before == "^" }
      return next.isLetter ? !before.isDecimalDigit : "/^*.%)²³ -·".contains(next)
    }
  }

  /// Behind the digits of a number, the marks between them, and its exponent; nil if the marks are neither
  /// those of thousands nor one of a fraction.
  private static func end(ofNumberIn text: String, from start: String.Index) -> String.Index? {
    var (index, hasExponent) = (start, false)
    var groups: [(mark: Character?, count: Int)] = [(nil, 0)]
    while index < text.endIndex {
      let (character, next) = (text[index], text.index(after: index))
      if character.isDecimalDigit {
        groups[groups.count - 1].count += 1
        index = next
      } else if !hasExponent, marks.contains(character), text[next...].first?.isDecimalDigit == true {
        groups.append((character, 0))
        index = next
      } else if !hasExponent, "eEdD".contains(character), let exponent = exponent(of: text[next...]) {
        (hasExponent, index) = (true, exponent)
      } else {
        break
      }
      if hasExponent { break }
    }
    return areNumber(groups) ? index : nil
  }

  /// Behind the digits of an exponent at the start of a text.
  private static func exponent(of text: Substring) -> String.Index? {
    let digits = text.first.map { "+-".contains($0) } == true ? text.dropFirst() : text
    let end = digits.firstIndex { !$0.isDecimalDigit } ?? digits.endIndex
    return end > digits.startIndex ? end : nil
  }

  /// Whether groups of digits are those of thousands, or before and behind the mark of a fraction.
  private static func areNumber(_ groups: [(mark: Character?, count: Int)]) -> Bool {
    guard groups.count > 1, let last = groups.last, let mark = last.mark else { return true }
    let isFraction = (mark == "." || mark == ",") && groups.dropLast().allSatisfy { $0.mark != mark }
    let thousands = isFraction ? groups.dropLast() : groups[...]
    return thousands.dropFirst().allSatisfy {
      $0.mark == thousands.dropFirst().first?.mark && 2...3 ~= $0.count
    }
      && (thousands.count == 1 || thousands.last?.count == 3)
  }
}

extension Character {
  /// Whether this is one of the digits from 0 to 9.
  var isDecimalDigit: Bool { isASCII && isNumber }

  /// Whether this is a blank, one that does not break included.
  fileprivate var isBlank: Bool { " \u{A0}\u{2009}\u{202F}".contains(self) }
}
