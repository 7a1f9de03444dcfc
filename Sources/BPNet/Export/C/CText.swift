/// Literals of C.
enum CText {
  /// The longest text of a literal that all C99 compilers accept, in bytes.
  static let maximumLength = 4095

  /// A finite number of a precision, exactly.
  static func number(_ value: Double, _ precision: Precision) -> String {
    HexFloat.text(value, precision) + (precision == .f32 ? "f" : "")
  }

  /// A text as a literal of ASCII characters with the text's bytes in UTF-8.
  static func string(_ text: String) -> String {
    var literal = "\""
    for byte in text.utf8 {
      switch byte {
      // A question mark might begin a trigraph.
      case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "?"):
        literal += "\\" + String(UnicodeScalar(byte))
      case 32...126: literal.unicodeScalars.append(UnicodeScalar(byte))
      default:
        let digits = String(byte, radix: 8)
        literal += "\\" + String(repeating: "0", count: 3 - digits.count) + digits
      }
    }
    return literal + "\""
  }
}
