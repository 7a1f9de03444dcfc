/// Digits of other scripts than the Latin one, and the full-width ones of East Asia, which no parser of
/// numbers takes.
enum OtherDigits {
  private static let marks: [Character: Character] = [
    "．": ".", "，": ",", "٫": ".", "٬": ",", "－": "-", "＋": "+", "％": "%", "\u{3000}": " ",
  ]

  /// A text with the digits from 0 to 9, and a point and a comma beside them, in place of such ones; a text
  /// without such digits as it is.
  static func replaced(in text: String) -> String {
    guard areIn(text) else { return text }
    return String(text.map { digit($0) ?? marks[$0] ?? $0 })
  }

  /// Whether a text has such digits, or such a point behind a digit.
  static func areIn(_ text: String) -> Bool {
    guard text.utf8.contains(where: { $0 >= 0x80 }) else { return false }
    return text.contains { digit($0) != nil }
      || zip(text, text.dropFirst()).contains { $0.isDecimalDigit && "．٫".contains($1) }
  }

  private static func digit(_ character: Character) -> Character? {
    guard !character.isASCII, let scalar = character.unicodeScalars.first,
      scalar.properties.numericType == .decimal, let value = character.wholeNumberValue
    else { return nil }
    return "\(value)".first
  }
}
