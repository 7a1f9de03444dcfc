/// The text of a source file in the making.
struct SourceText {
  /// The maximum number of bytes in a line of numbers.
  private static let width = 100
  private(set) var bytes: [UInt8] = []

  /// Adds a text and a line feed.
  mutating func line(_ text: String = "") {
    bytes.append(contentsOf: text.utf8)
    bytes.append(UInt8(ascii: "\n"))
  }

  /// Adds a text.
  mutating func append(_ text: String) { bytes.append(contentsOf: text.utf8) }

  /// Adds items separated by commas, in indented lines that end with a comma.
  mutating func list(_ items: some Sequence<String>) {
    var column = 0
    for item in items {
      let length = item.utf8.count + 2
      if column > 0, column + length > Self.width {
        bytes.append(UInt8(ascii: "\n"))
        column = 0
      }
      bytes.append(contentsOf: (column == 0 ? "    " : " ").utf8)
      bytes.append(contentsOf: item.utf8)
      bytes.append(UInt8(ascii: ","))
      column += length
    }
    if column > 0 { bytes.append(UInt8(ascii: "\n")) }
  }
}

/// Finite numbers in hexadecimal notation, exactly: `0x1.8p-3`, as C99, C++17 and Swift read them.
enum HexFloat {
  /// A number rounded to a precision.
  static func text(_ value: Double, _ precision: Precision) -> String {
    switch precision {
    case .f64: text(value)
    case .f32: text(Double(Float(value)))
    }
  }

  private static func text(_ value: Double) -> String {
    let sign = value.sign == .minus ? "-" : ""
    if value == 0 { return sign + "0x0p0" }
    // Subnormal numbers of doubles are written as normal ones, which they are without the limit of exponents.
    let magnitude = value.magnitude
    let fraction = magnitude.significand.bitPattern & (1 << 52 - 1)
    let digits = String(fraction | 1 << 52, radix: 16).dropFirst()
    let zeros = digits.reversed().prefix { $0 == "0" }.count
    let shown = digits.dropLast(zeros)
    return "\(sign)0x1\(shown.isEmpty ? "" : ".\(shown)")p\(magnitude.exponent)"
  }
}
