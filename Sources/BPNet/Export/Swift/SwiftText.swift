/// Literals of Swift.
enum SwiftText {
  /// A text as a literal of ASCII characters.
  static func string(_ text: String) -> String {
    var literal = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"", "\\": literal += "\\" + String(scalar)
      case " "..."~": literal.unicodeScalars.append(scalar)
      default: literal += "\\u{\(String(scalar.value, radix: 16))}"
      }
    }
    return literal + "\""
  }

  /// The bits of numbers of a precision in hexadecimal digits.
  static func bits(_ value: Double, _ precision: Precision) -> String {
    let (bits, digits) =
      precision == .f32 ? (UInt64(Float(value).bitPattern), 8) : (value.bitPattern, 16)
    let text = String(bits, radix: 16)
    return String(repeating: "0", count: digits - text.count) + text
  }
}
