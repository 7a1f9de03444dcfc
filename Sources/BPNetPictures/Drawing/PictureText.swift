import BPNet

/// Texts and numbers as pictures show them.
package enum PictureText {
  /// `text` for XML: markup characters as entities, and what XML does not allow as U+FFFD.
  ///
  /// Marks that change the direction of the text behind them are left out.
  package static func escaped(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "\n", "\t", "\r": result += " "
      case "\u{202A}"..."\u{202E}", "\u{2066}"..."\u{2069}": break
      case "\0"..."\u{1F}", "\u{7F}"..."\u{9F}", "\u{FFFE}", "\u{FFFF}": result += "\u{FFFD}"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  /// The estimated width of `text` in sans-serif letters of `size`.
  static func width(_ text: String, size: Double) -> Double {
    text.unicodeScalars.reduce(0) { $0 + width($1) } * size
  }

  private static func width(_ scalar: Unicode.Scalar) -> Double {
    switch scalar {
    case "i", "j", "l", "I", ".", ",", ":", ";", "'", "|", "!": 0.29
    case "f", "t", "r", " ", "(", ")", "[", "]", "-", "/", "\\": 0.39
    case "m", "M", "w", "W", "@", "%", "—", "…": 0.95
    case "A"..."Z": 0.72
    case "⁰", "¹", "²", "³", "⁴"..."⁹", "⁻": 0.42
    case "−", "×", "+", "=", "<", ">", "±": 0.7
    case "\u{300}"..."\u{36F}", "\u{200B}"..."\u{200F}": 0
    case "\u{1100}"...: 1.05
    default: 0.6
    }
  }

  /// `name` with what stands behind it, which stays behind it where the name is written from right to left.
  static func joined(_ name: String, _ rest: String) -> String {
    name.unicodeScalars.contains(where: isRightToLeft) ? "\(name)\u{200E}\(rest)" : name + rest
  }

  /// Whether a letter is one of Hebrew, Arabic and other scripts of that direction.
  private static func isRightToLeft(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x590...0x8FF, 0xFB1D...0xFDFF, 0xFE70...0xFEFF, 0x10800...0x10FFF, 0x1E800...0x1EFFF: true
    default: false
    }
  }

  static func grouped(_ count: Int) -> String { NumberText.grouped(count) }

  static func shortened(_ text: String, to count: Int) -> String { text.shortened(to: count) }

  /// `text`, or of one that is wider than `limit` its start and its end: columns are often told apart by a
  /// number behind a common name.
  static func fitted(_ text: String, width limit: Double, size: Double) -> String {
    let text = text.shortened(to: 400)
    guard width(text, size: size) > limit else { return text }
    let room = limit - width("…", size: size)
    // Letters with their marks, and pictures of several code points, stay whole.
    func count(_ characters: some Sequence<Character>, upTo room: Double) -> Int {
      var total = 0.0
      return characters.prefix { character in
        total += width(String(character), size: size)
        return total <= room
      }.count
    }
    let tail = text.suffix(count(text.reversed(), upTo: room / 3)).drop { $0 == " " }
    var head = text.prefix(max(count(text, upTo: room - width(String(tail), size: size)), 1))
    while head.last == " " { head.removeLast() }
    return "\(head)…\(tail)"
  }

  /// `value` with `digits` significant digits at most, and those before the point.
  ///
  /// - Parameter wholeDigits: the most digits before the point; with more, there is a power of ten.
  static func number(_ value: Double, digits: Int = 4, wholeDigits: Int = 6) -> String {
    guard value.isFinite else { return value.isNaN ? "–" : value < 0 ? "−∞" : "∞" }
    let text = NumberText.significant(value, digits: digits, wholeDigits: wholeDigits)
    if let exponent = text.firstIndex(of: "e") {
      let power = Int(text[text.index(after: exponent)...]) ?? 0
      return typographic(trimmed(String(text[..<exponent]))) + "×10" + superscript(power)
    }
    let short = trimmed(text)
    // Whole numbers have the commas that they have on axes.
    return typographic(value.magnitude >= 10_000 ? Int(short).map(grouped) ?? short : short)
  }

  /// `value` with four significant digits, zeros at the end among them, as tables have it.
  static func figure(_ value: Double) -> String {
    guard value.isFinite, value.magnitude < 1000 else { return number(value) }
    let text = NumberText.significant(value, digits: 4)
    return text.contains("e") ? number(value) : typographic(text)
  }

  /// `value` with `digits` digits after the point.
  static func fixed(_ value: Double, digits: Int) -> String {
    value.isFinite ? typographic(NumberText.fixed(value, digits: digits)) : number(value)
  }

  /// 10 to a whole power, with digits where there are few.
  static func power(ofTen exponent: Int) -> String {
    switch exponent {
    case -3..<0: "0." + String(repeating: "0", count: -exponent - 1) + "1"
    case 0...3: "1" + String(repeating: "0", count: exponent)
    default: "10" + superscript(exponent)
    }
  }

  /// `text` without zeros at the end of its fraction.
  static func trimmed(_ text: String) -> String {
    guard text.contains(".") else { return text }
    var text = text
    while text.hasSuffix("0") { text.removeLast() }
    if text.hasSuffix(".") { text.removeLast() }
    return text == "-0" ? "0" : text
  }

  /// `text` with a minus sign in place of a hyphen.
  static func typographic(_ text: String) -> String {
    text.hasPrefix("-") ? "−" + text.dropFirst() : text
  }

  static func superscript(_ number: Int) -> String {
    let digits: [Character] = ["⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"]
    return (number < 0 ? "⁻" : "") + String("\(number.magnitude)".map { digits[$0.wholeNumberValue ?? 0] })
  }
}
