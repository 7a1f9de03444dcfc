/// The text of a class, and the number that it may be.
enum ClassLabel {
  /// What tells classes apart.
  enum Key: Hashable {
    /// A whole number, however it is written: `1`, `1.0` and `+1` are one class.
    case number(Double)
    /// Anything else, by its bytes: words, codes such as `007`, fractions such as `1.1` and `1.10`, and
    /// numbers of more digits than a Double has.
    case text([UInt8])
  }

  /// What tells the class of a text apart from others.
  static func key(of text: String) -> Key {
    guard !isCode(text), let value = value(of: text), value == value.rounded(), value.magnitude < 0x1p53
    else {
      return .text(Array(text.utf8))
    }
    // −0 and 0 are one class.
    return .number(value == 0 ? 0 : value)
  }

  /// The number that a text is, whichever mark stands before its fraction; nil for `1,000`, which may be a
  /// thousand.
  static func value(of text: String) -> Double? {
    if let value = ColumnProfile.number(text) { return value }
    guard DecimalMark.form(text) == .comma else { return nil }
    return ColumnProfile.number(text, hasDecimalComma: true)
  }

  /// Different texts in the order of classes: by value if all are numbers, none of them a code or beyond
  /// 2^53, else by bytes.
  static func sorted(_ texts: [String]) -> [String] {
    let values = texts.compactMap { text in
      isCode(text) ? nil : value(of: text).flatMap { $0.magnitude < 0x1p53 ? $0 : nil }
    }
    let keys = values.count == texts.count ? values : [Double](repeating: 0, count: texts.count)
    return zip(keys, texts).sorted { one, other in
      one.0 == other.0 ? one.1.utf8.lexicographicallyPrecedes(other.1.utf8) : one.0 < other.0
    }.map(\.1)
  }

  /// Whether a text starts with a 0 that a number would not have, or is hexadecimal.
  private static func isCode(_ text: String) -> Bool {
    let digits = text.utf8.drop { $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "+") }
    guard digits.first == UInt8(ascii: "0"), let second = digits.dropFirst().first else { return false }
    return UInt8(ascii: "0")...UInt8(ascii: "9") ~= second || second | 0x20 == UInt8(ascii: "x")
  }
}
