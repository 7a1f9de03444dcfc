/// Decimal numbers in bytes to the nearest Double, ties to even, whatever the locale.
///
/// A number is `[+-] digits [. digits] [e [+-] digits]`, with at least one digit before or after the
/// point, in place of which another byte may stand. Hexadecimal numbers, `inf` and `nan` are none. Up to
/// 19 digits are converted with one exact operation where that suffices (Clinger, "How to read floating
/// point numbers accurately", 1990), else with a 128-bit product (Lemire, "Number parsing at a
/// gigabyte per second", 2021); the few inputs that neither decides go through the standard library.
///
/// Every byte sequence given to it must be followed by a byte that cannot continue a number, and by
/// eight readable bytes: `InputBytes` sees to both.
struct NumberParser {
  private let significands: UnsafePointer<UInt64>
  private let powersOfTen: UnsafePointer<Double>
  /// The byte that stands before the fraction.
  private let mark: UInt8
  /// Eight times that byte.
  private let marks: UInt64

  /// A parser of numbers with a decimal point, or with another mark in its place.
  init(decimalMark mark: UInt8 = UInt8(ascii: ".")) {
    self.mark = mark
    marks = UInt64(mark) &* 0x0101_0101_0101_0101
    let powers = PowersOfFive.shared
    significands = powers.significands
    powersOfTen = powers.exactPowersOfTen
  }

  /// The number that `bytes` are, blanks around it aside: infinite when it is too large, nil when the
  /// bytes are not a number.
  func parse(_ bytes: UnsafeBufferPointer<UInt8>) -> Double? {
    guard var cursor = bytes.baseAddress else { return nil }
    var end = cursor + bytes.count
    while cursor < end, Self.isBlank(cursor.pointee) { cursor += 1 }
    while cursor < end, Self.isBlank((end - 1).pointee) { end -= 1 }
    let value = parsePrefix(&cursor)
    return value.isNaN || cursor != end ? nil : value
  }

  /// The longest number that starts at `cursor`, which moves behind it; NaN, with `cursor` left where
  /// it is, when none does; infinite when it is too large.
  @inline(__always)
  func parsePrefix(_ cursor: inout UnsafePointer<UInt8>) -> Double {
    var next = cursor
    let isNegative = next.pointee == UInt8(ascii: "-")
    if isNegative || next.pointee == UInt8(ascii: "+") { next += 1 }
    let start = next
    var significand: UInt64 = 0
    Self.parseDigits(&next, into: &significand)
    var digitCount = next - start
    var exponent = 0
    if next.pointee == mark {
      next += 1
      let fraction = next
      while let eight = Self.eightDigits(at: next) {
        significand = significand &* 100_000_000 &+ eight
        next += 8
      }
      Self.parseDigits(&next, into: &significand)
      exponent = fraction - next
      digitCount -= exponent
    }
    guard digitCount > 0 else { return .nan }
    let end = next
    if next.pointee | 0x20 == UInt8(ascii: "e") { exponent += Self.parseExponent(&next) }
    var value: Double
    if digitCount <= 19, significand <= 1 << 53, exponent >= -22, exponent <= 22 {
      value = Double(Int64(truncatingIfNeeded: significand))
      if exponent < 0 {
        value /= powersOfTen[-exponent]
      } else if exponent > 0 {
        value *= powersOfTen[exponent]
      }
    } else if digitCount <= 19 {
      value = convert(significand, exponent) ?? convertSlowly(start, next)
    } else {
      value = convertLong(start, end, exponent, numberEnd: next)
    }
    cursor = next
    return isNegative ? -value : value
  }

  /// The finite number in a field from `start` to `end`; nil if it is not one, or blank.
  ///
  /// - Parameter mayBeCode: set if the field may be a whole number that starts with 0, and left as it is if
  ///   that is out of the question.
  @inline(__always)
  func parseField(
    _ start: UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>, mayBeCode: inout Bool
  ) -> Double? {
    let first = start.pointee
    let isNegative = first == UInt8(ascii: "-")
    let digits = start + (isNegative ? 1 : 0)
    guard let magnitude = parsePlain(digits, end - digits, first, &mayBeCode) else {
      mayBeCode = first == UInt8(ascii: "0")
      return parseWhole(start, end)
    }
    return Double(bitPattern: magnitude.bitPattern | (isNegative ? 1 << 63 : 0))
  }

  /// The finite number between `start` and `end`, without blanks around it; nil if it is not one.
  @inline(never)
  private func parseWhole(_ start: UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>) -> Double? {
    guard end > start else { return nil }
    let isNegative = start.pointee == UInt8(ascii: "-")
    let digits = start + (isNegative ? 1 : 0)
    if 9...16 ~= end - digits, let magnitude = parseLongPlain(digits, end - digits) {
      return isNegative ? -magnitude : magnitude
    }
    guard let value = parse(UnsafeBufferPointer(start: start, count: end - start)), value.isFinite else {
      return nil
    }
    return value
  }

  /// The number that one to eight bytes are, all digits but for a point perhaps.
  ///
  /// Whatever the number of digits and the place of the point, it takes the same instructions: a loop over
  /// digits would be mispredicted at every other field.
  @inline(__always)
  private func parsePlain(
    _ start: UnsafePointer<UInt8>, _ count: Int, _ first: UInt8, _ mayBeCode: inout Bool
  ) -> Double? {
    guard 1...8 ~= count else { return nil }
    let unused = UInt64(truncatingIfNeeded: 64 &- 8 &* count)
    // The last byte is the highest, and zeros are below the first.
    let text = UnsafeRawPointer(start).loadUnaligned(as: UInt64.self).littleEndian &<< unused
    let plain = text &- Self.zeros &<< unused
    let others = Self.nonDigits(ofValues: plain)
    if others == 0 {
      if count > 1, first == UInt8(ascii: "0") { mayBeCode = true }
      return Self.double(Self.value(ofDigits: plain))
    }
    // The lowest byte that is no digit: a mark, or the text is no number. The bytes before it move up by one,
    // over it; a second mark is then no digit.
    let lowest = others & (0 &- others)
    let below = lowest &- 1
    guard (text ^ marks) & (lowest &<< 1 &- (lowest >> 7)) == 0, unused < 56 else { return nil }
    let moved = (text & (below >> 7)) &<< 8 | text & ~(below &<< 1 | 1)
    guard let value = Self.value(ofText: moved, unused: unused &+ 8) else { return nil }
    let fractionCount = 7 &- lowest.trailingZeroBitCount >> 3
    return Self.double(value) / powersOfTen[fractionCount]
  }

  /// A number below 2^52 as a Double.
  ///
  /// By way of its bits: the processor's instruction keeps a part of the register that it writes to, and so
  /// would wait for the division before it.
  @inline(__always)
  private static func double(_ value: UInt64) -> Double {
    Double(bitPattern: value | 0x4330_0000_0000_0000) - 0x1p52
  }

  /// The number that 9 to 16 bytes are, all digits but for a point perhaps; nil if it is not, or has too many
  /// digits to be found by one exact operation.
  private func parseLongPlain(_ start: UnsafePointer<UInt8>, _ count: Int) -> Double? {
    let bytes = UnsafeRawPointer(start)
    let unused = UInt64(truncatingIfNeeded: 128 &- 8 &* count)
    var low = bytes.loadUnaligned(as: UInt64.self).littleEndian &<< unused
    var high = bytes.loadUnaligned(fromByteOffset: count &- 8, as: UInt64.self).littleEndian
    var fractionCount = 0
    let (highPoints, lowPoints) = (points(high), points(low))
    var lowUnused = unused
    if highPoints | lowPoints != 0 {
      // The bytes before the point move up by one, over it; a second point is then no digit.
      if lowPoints == 0 {
        let below = highPoints & (0 &- highPoints) &- 1
        high = (high & (below >> 7)) &<< 8 | high & ~(below &<< 1 | 1) | low >> 56
        low = low << 8
        fractionCount = 7 &- highPoints.trailingZeroBitCount >> 3
      } else {
        let below = lowPoints & (0 &- lowPoints) &- 1
        low = (low & (below >> 7)) &<< 8 | low & ~(below &<< 1 | 1)
        fractionCount = 15 &- lowPoints.trailingZeroBitCount >> 3
      }
      lowUnused = unused &+ 8
    }
    guard let upper = Self.value(ofText: high, unused: 0) else { return nil }
    var significand = upper
    if lowUnused < 64 {
      guard let lower = Self.value(ofText: low, unused: lowUnused) else { return nil }
      significand = lower &* 100_000_000 &+ upper
    }
    guard significand <= 1 << 53 else { return nil }
    return Double(Int64(truncatingIfNeeded: significand)) / powersOfTen[fractionCount]
  }

  /// The top bit of each byte that is a decimal mark.
  @inline(__always)
  private func points(_ bytes: UInt64) -> UInt64 {
    let difference = bytes ^ marks
    let low: UInt64 = 0x7F7F_7F7F_7F7F_7F7F
    return ~((difference & low) &+ low | difference | low)
  }

  /// The number whose digits, as text, are the bytes above the lowest `unused` bits; nil when one is no
  /// digit.
  @inline(__always)
  private static func value(ofText text: UInt64, unused: UInt64) -> UInt64? {
    let digits = text &- zeros &<< unused
    return nonDigits(ofValues: digits) == 0 ? value(ofDigits: digits) : nil
  }

  /// The top bits of the bytes that are beyond 9, where the code of 0 is taken away from each; above the
  /// lowest of them a digit may be marked too.
  @inline(__always)
  private static func nonDigits(ofValues digits: UInt64) -> UInt64 {
    ((digits &+ 0x7676_7676_7676_7676) | digits) & 0x8080_8080_8080_8080
  }

  @inline(__always)
  private static func parseDigits(_ cursor: inout UnsafePointer<UInt8>, into value: inout UInt64) {
    var digit = cursor.pointee &- UInt8(ascii: "0")
    while digit < 10 {
      value = value &* 10 &+ UInt64(digit)
      cursor += 1
      digit = cursor.pointee &- UInt8(ascii: "0")
    }
  }

  /// The value of the next eight bytes if all are digits.
  @inline(__always)
  private static func eightDigits(at cursor: UnsafePointer<UInt8>) -> UInt64? {
    let bytes = UnsafeRawPointer(cursor).loadUnaligned(as: UInt64.self).littleEndian
    guard nonDigits(bytes) == 0 else { return nil }
    return value(ofDigits: bytes &- zeros)
  }

  private static let zeros: UInt64 = 0x3030_3030_3030_3030

  /// The top bits of the bytes that are no digits; above the lowest of them a digit may be marked too.
  @inline(__always)
  private static func nonDigits(_ bytes: UInt64) -> UInt64 {
    ((bytes &+ 0x4646_4646_4646_4646) | (bytes &- zeros)) & 0x8080_8080_8080_8080
  }

  /// The number whose digits, 0 to 9, are the eight bytes, the lowest byte first.
  @inline(__always)
  private static func value(ofDigits digits: UInt64) -> UInt64 {
    let pairs = digits &* 10 &+ digits >> 8
    let upper = (pairs & 0x0000_00FF_0000_00FF) &* 0x000F_4240_0000_0064
    let lower = (pairs >> 16 & 0x0000_00FF_0000_00FF) &* 0x0000_2710_0000_0001
    return (upper &+ lower) >> 32
  }

  /// The exponent behind an "e", or 0 with the cursor left at the "e" when no digit follows.
  private static func parseExponent(_ cursor: inout UnsafePointer<UInt8>) -> Int {
    var next = cursor + 1
    let isNegative = next.pointee == UInt8(ascii: "-")
    if isNegative || next.pointee == UInt8(ascii: "+") { next += 1 }
    let start = next
    var exponent = 0
    while true {
      let digit = next.pointee &- UInt8(ascii: "0")
      guard digit < 10 else { break }
      // Far outside of what any significand that fits in memory could bring back into range.
      if exponent < 1 << 56 { exponent = exponent * 10 + Int(digit) }
      next += 1
    }
    guard next > start else { return 0 }
    cursor = next
    return isNegative ? -exponent : exponent
  }

  /// Lemire's algorithm: w·10^q rounded to nearest, infinite when too large; nil in the rare cases that
  /// 128 bits do not decide.
  private func convert(_ w: UInt64, _ q: Int) -> Double? {
    if w == 0 || q < PowersOfFive.minimumExponent { return 0 }
    if q > PowersOfFive.maximumExponent { return .infinity }
    let leadingZeros = w.leadingZeroBitCount
    let normalized = w << leadingZeros
    let power = significands + 2 * (q - PowersOfFive.minimumExponent)
    var (high, low) = power[0].multipliedFullWidth(by: normalized)
    if high & 0x1FF == 0x1FF {
      let correction = power[1].multipliedFullWidth(by: normalized).high
      low &+= correction
      if correction > low { high += 1 }
    }
    if low == .max, q < -27 || q > 55 { return nil }
    let upperBit = Int(high >> 63)
    let shift = upperBit + 9
    var significand = high >> shift
    // 217706 / 65536 approximates log2(10) well enough for every q of the table.
    var exponent = (217706 * q) >> 16 + 63 + upperBit - leadingZeros + 1023
    if exponent <= 0 {
      if exponent < -62 { return 0 }
      significand >>= 1 - exponent
      significand = (significand + significand & 1) >> 1
      return Double(bitPattern: significand)
    }
    // Exactly half way between two Doubles: to the even one.
    if low <= 1, q >= -4, q <= 23, significand & 3 == 1, significand << shift == high {
      significand &= ~1
    }
    significand = (significand + significand & 1) >> 1
    if significand == 1 << 53 {
      significand = 1 << 52
      exponent += 1
    }
    if exponent >= 0x7FF { return .infinity }
    return Double(bitPattern: significand & (1 << 52 - 1) | UInt64(exponent) << 52)
  }

  /// More than 19 digits, many of them perhaps leading zeros: the first 19 that count decide, unless
  /// the ones after them could.
  private func convertLong(
    _ start: UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>, _ exponent: Int,
    numberEnd: UnsafePointer<UInt8>
  ) -> Double {
    var significand: UInt64 = 0
    var (taken, dropped) = (0, 0)
    var cursor = start
    while cursor < end {
      let digit = cursor.pointee &- UInt8(ascii: "0")
      cursor += 1
      guard digit < 10 else { continue }
      if taken == 19 {
        dropped += 1
      } else if taken > 0 || digit > 0 {
        significand = significand &* 10 &+ UInt64(digit)
        taken += 1
      }
    }
    let lower = convert(significand, exponent + dropped)
    if dropped == 0 || lower == convert(significand &+ 1, exponent + dropped), let lower { return lower }
    return convertSlowly(start, numberEnd)
  }

  private func convertSlowly(_ start: UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>) -> Double {
    let bytes = UnsafeBufferPointer(start: start, count: end - start)
    let text = String(decoding: bytes.lazy.map { $0 == mark ? UInt8(ascii: ".") : $0 }, as: UTF8.self)
    return Double(text) ?? .nan
  }

  @inline(__always)
  private static func isBlank(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t")
  }
}
