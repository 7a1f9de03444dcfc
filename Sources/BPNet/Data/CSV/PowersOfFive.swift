/// The tables of decimal to binary conversion: powers of five with 128 bits each, and the powers of ten
/// that a Double holds exactly.
///
/// They are computed once, in exact integer arithmetic.
struct PowersOfFive: Sendable {
  /// The smallest decimal exponent q for which w·10^q, w < 2^64, can be other than zero.
  static let minimumExponent = -342
  /// The largest decimal exponent q for which w·10^q, w ≥ 1, can be finite.
  static let maximumExponent = 308

  /// The one table.
  static let shared = PowersOfFive()

  // Invariant: both point to tables that are filled in `init` and never changed or freed.
  /// For q = -342…308 two words, high then low: the leading 128 bits of 5^q, the first bit set;
  /// truncated, but rounded up for -27 ≤ q < 0.
  nonisolated(unsafe) let significands: UnsafePointer<UInt64>
  /// 10^0 … 10^22.
  nonisolated(unsafe) let exactPowersOfTen: UnsafePointer<Double>

  private init() {
    let count = Self.maximumExponent - Self.minimumExponent + 1
    let words = UnsafeMutablePointer<UInt64>.allocate(capacity: 2 * count)
    words.initialize(repeating: 0, count: 2 * count)
    Self.fillPositive(words - 2 * Self.minimumExponent)
    Self.fillNegative(words - 2 * Self.minimumExponent)
    significands = UnsafePointer(words)

    let powers = UnsafeMutablePointer<Double>.allocate(capacity: 23)
    var power = 1.0
    for exponent in 0...22 {
      (powers + exponent).initialize(to: power)
      power *= 10
    }
    exactPowersOfTen = UnsafePointer(powers)
  }

  private static func fillPositive(_ origin: UnsafeMutablePointer<UInt64>) {
    // Little-endian words; 5^308 has 716 bits. The two zeros below keep a leading part readable.
    var number = [UInt64](repeating: 0, count: 14)
    number[2] = 1
    for exponent in 0...maximumExponent {
      let leading = leadingBits(of: number)
      origin[2 * exponent] = leading.high
      origin[2 * exponent + 1] = leading.low
      var carry: UInt64 = 0
      for index in number.indices {
        let product = number[index].multipliedFullWidth(by: 5)
        let (low, overflow) = product.low.addingReportingOverflow(carry)
        number[index] = low
        carry = product.high + (overflow ? 1 : 0)
      }
    }
  }

  /// 5^-n as floor(2^1984 / 5^n): dividing by five again and again truncates once, in effect, and the
  /// quotient keeps more than a thousand bits.
  private static func fillNegative(_ origin: UnsafeMutablePointer<UInt64>) {
    var number = [UInt64](repeating: 0, count: 32)
    number[31] = 1
    for exponent in 1 ... -minimumExponent {
      var remainder: UInt64 = 0
      for index in number.indices.reversed() {
        (number[index], remainder) = (5 as UInt64).dividingFullWidth((remainder, number[index]))
      }
      var leading = leadingBits(of: number)
      if exponent <= 27 {
        leading.low &+= 1
        if leading.low == 0 { leading.high += 1 }
      }
      origin[-2 * exponent] = leading.high
      origin[-2 * exponent + 1] = leading.low
    }
  }

  /// The leading 128 bits of a number whose leading word is not among the lowest two.
  private static func leadingBits(of number: [UInt64]) -> (high: UInt64, low: UInt64) {
    guard let top = number.lastIndex(where: { $0 != 0 }) else { return (0, 0) }
    let shift = number[top].leadingZeroBitCount
    func word(_ index: Int) -> UInt64 {
      shift == 0 ? number[index] : number[index] << shift | number[index - 1] >> (64 - shift)
    }
    return (word(top), word(top - 1))
  }
}
