/// A number by which whole numbers are multiplied without floating point: factor / 2^shift.
struct FixedPointFactor: Equatable, Sendable {
  let factor: Int32
  /// From 1 to 62.
  let shift: Int

  /// The closest one to `value` whose products with numbers up to `largest` have no overflow.
  init(_ value: Double, largest: Double) {
    let free = 61 - (largest.magnitude < 1 ? 0 : Int(largest.magnitude.exponent) + 1)
    let bits = max(1, min(30, free))
    guard value.isFinite, value != 0 else {
      (factor, shift) = (0, 1)
      return
    }
    // The factor has `bits` bits, so that its relative error is 2^-bits.
    var shift = bits - 1 - Int(value.exponent)
    if shift < 1 { shift = 1 }
    if shift > 62 { shift = 62 }
    let limit = Double(1 << bits) - 1
    let scaled = (value * Double(sign: .plus, exponent: shift, significand: 1)).rounded()
    factor = Int32(max(-limit, min(limit, scaled)))
    self.shift = shift
  }

  /// A number times the factor, rounded to the nearest whole number, halves away from 0.
  func callAsFunction(_ value: Int64) -> Int64 {
    let product = value * Int64(factor)
    let half: Int64 = 1 << (shift - 1)
    return product < 0 ? -((half - product) >> shift) : (product + half) >> shift
  }
}

extension Int64 {
  /// The closest number between −limit and limit.
  func clamped(to limit: Int64) -> Int64 { Swift.max(-limit, Swift.min(limit, self)) }
}

extension Double {
  /// The closest whole number between −limit and limit.
  func rounded(to limit: Double) -> Int64 {
    isNaN ? 0 : Int64(Swift.max(-limit, Swift.min(limit, rounded())))
  }

  /// 2 to the power of `exponent`.
  static func powerOfTwo(_ exponent: Int) -> Double {
    Double(sign: .plus, exponent: exponent, significand: 1)
  }
}
