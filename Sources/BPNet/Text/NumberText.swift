/// Formatting of numbers for people.
///
/// Not for files, where numbers have all their digits.
package enum NumberText {
  /// `value` with `digits` digits after the point: "3.14", "-0.5"; "inf", "nan".
  package static func fixed(_ value: Double, digits: Int) -> String {
    guard let number = DecimalDigits(value) else { return value.description }
    return number.rounded(fractionDigits: digits).fixed(fractionDigits: digits)
  }

  /// `value` with `digits` significant digits, those before the point all the same, in scientific notation
  /// where it is very large or small: "0.01235", "123.5", "123457", "1.235e-07".
  ///
  /// - Parameter wholeDigits: the most digits before the point, unless `digits` is more.
  package static func significant(_ value: Double, digits: Int, wholeDigits: Int = 9) -> String {
    guard let number = DecimalDigits(value) else { return value.description }
    let whole = number.rounded(fractionDigits: max(0, digits - number.point))
    if whole.isZero || (-3...max(digits, wholeDigits)).contains(whole.point) {
      return whole.fixed(fractionDigits: max(0, digits - (whole.isZero ? 1 : whole.point)))
    }
    return number.rounded(fractionDigits: digits - number.point).scientific(fractionDigits: digits - 1)
  }

  /// `value` rounded to an integer, with a comma before each three digits: "1,234,567".
  package static func grouped(_ value: Double) -> String {
    let text = fixed(value, digits: 0)
    let digits = text.drop { $0 == "-" }
    guard digits.allSatisfy(\.isWholeNumber) else { return text }
    let sign = text.hasPrefix("-") ? "-" : ""
    return sign + grouped(digits: digits)
  }

  /// `value` with a comma before each three digits: "1,234,567".
  package static func grouped(_ value: Int) -> String {
    (value < 0 ? "-" : "") + grouped(digits: "\(value.magnitude)"[...])
  }

  /// A number of things, grouped likewise: "1 column", "1,001 columns".
  package static func grouped(_ count: Int, _ noun: String) -> String {
    "\(grouped(count)) \(noun)\(count == 1 ? "" : "s")"
  }

  /// A time: "0.25 s", "42 s", "3 min 07 s", "2 h 05 min".
  package static func duration(seconds: Double) -> String {
    guard seconds.isFinite, abs(seconds) < 1e15 else { return "\(seconds) s" }
    if seconds < 9.95 { return "\(fixed(seconds, digits: seconds < 1 ? 2 : 1)) s" }
    let whole = Int(seconds.rounded())
    if whole < 60 { return "\(whole) s" }
    if whole < 3600 { return "\(whole / 60) min \(twoDigits(whole % 60)) s" }
    return "\(whole / 3600) h \(twoDigits(whole / 60 % 60)) min"
  }

  private static func twoDigits(_ value: Int) -> String {
    value < 10 ? "0\(value)" : "\(value)"
  }

  private static func grouped(digits: Substring) -> String {
    var result = ""
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index).isMultiple(of: 3) { result += "," }
      result.append(digit)
    }
    return result
  }
}

/// The shortest decimal digits from which a number can be read back: 0.d₀d₁d₂… · 10^point.
private struct DecimalDigits {
  var isNegative: Bool
  var digits: [UInt8]
  var point: Int

  var isZero: Bool { digits.isEmpty }

  /// The digits of `value`; nil when it is not finite.
  init?(_ value: Double) {
    guard value.isFinite else { return nil }
    isNegative = value < 0
    digits = []
    point = 0
    let parts = value.magnitude.description.split(separator: "e")
    var isAfterPoint = false
    for byte in parts.first?.utf8 ?? "".utf8[...] {
      if byte == UInt8(ascii: ".") {
        isAfterPoint = true
      } else if digits.isEmpty, byte == UInt8(ascii: "0") {
        point -= isAfterPoint ? 1 : 0
      } else {
        digits.append(byte - UInt8(ascii: "0"))
        point += isAfterPoint ? 0 : 1
      }
    }
    if parts.count > 1 { point += Int(parts[1]) ?? 0 }
    trim()
  }

  private mutating func trim() {
    while digits.last == 0 { digits.removeLast() }
    if digits.isEmpty { (isNegative, point) = (false, 0) }
  }

  /// The number rounded, halves away from zero, to `fractionDigits` digits after the point (before it, if
  /// negative).
  func rounded(fractionDigits: Int) -> DecimalDigits {
    var result = self
    let count = point + fractionDigits
    guard count < digits.count else { return result }
    let roundsUp = count >= 0 && digits[count] >= 5
    result.digits = Array(digits.prefix(max(count, 0)))
    if roundsUp {
      var index = result.digits.count - 1
      while index >= 0, result.digits[index] == 9 {
        result.digits[index] = 0
        index -= 1
      }
      if index >= 0 {
        result.digits[index] += 1
      } else {
        result.digits.insert(1, at: 0)
        result.point += 1
      }
    }
    result.trim()
    return result
  }

  func fixed(fractionDigits: Int) -> String {
    let whole = point > 0 ? text(0..<point) : "0"
    let sign = isNegative ? "-" : ""
    return fractionDigits > 0 ? "\(sign)\(whole).\(text(point..<(point + fractionDigits)))" : sign + whole
  }

  func scientific(fractionDigits: Int) -> String {
    let exponent = point - 1
    let fraction = fractionDigits > 0 ? "." + text(1..<(1 + fractionDigits)) : ""
    let magnitude = exponent.magnitude < 10 ? "0\(exponent.magnitude)" : "\(exponent.magnitude)"
    return "\(isNegative ? "-" : "")\(text(0..<1))\(fraction)e\(exponent < 0 ? "-" : "+")\(magnitude)"
  }

  /// The digits at `places`, zeros where there are none.
  private func text(_ places: Range<Int>) -> String {
    places.reduce(into: "") { result, place in
      result += digits.indices.contains(place) ? "\(digits[place])" : "0"
    }
  }
}
