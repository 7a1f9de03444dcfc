/// Sine and cosine.
extension ReproducibleMath {
  /// The sine of x radians, for |x| ≤ 2²⁰; NaN beyond, where the reduction would lose digits.
  package static func sin(_ x: Double) -> Double {
    guard let (quadrant, r, low) = reduceToQuadrant(x) else { return .nan }
    switch quadrant {
    case 0: return sinKernel(r, low)
    case 1: return cosKernel(r, low)
    case 2: return -sinKernel(r, low)
    default: return -cosKernel(r, low)
    }
  }

  /// The cosine of x radians, for |x| ≤ 2²⁰; NaN beyond, where the reduction would lose digits.
  package static func cos(_ x: Double) -> Double {
    guard let (quadrant, r, low) = reduceToQuadrant(x) else { return .nan }
    switch quadrant {
    case 0: return cosKernel(r, low)
    case 1: return -sinKernel(r, low)
    case 2: return -cosKernel(r, low)
    default: return sinKernel(r, low)
    }
  }

  /// x = n·π/2 + r + low with |r| ≤ π/4, and n mod 4.
  ///
  /// π/2 has three parts of 33 bits, whose products with n are exact, and a remainder. So the result has full
  /// precision even for the number nearest to a multiple of π/2.
  private static func reduceToQuadrant(_ x: Double) -> (quadrant: Int, r: Double, low: Double)? {
    guard x.magnitude <= 0x1p20 else { return nil }
    let multiple = (x * 0x1.45f306dc9c883p-1).rounded(.toNearestOrEven)
    if multiple == 0 { return (0, x, 0) }
    let first = x - multiple * 0x1.921fb544p0
    let second = exactDifference(first, multiple * 0x1.0b4611a6p-34)
    let third = exactDifference(second.high, multiple * 0x1.3198a2ep-69)
    let rest = second.low + (third.low - multiple * 0x1.b839a252049c1p-104)
    let (r, low) = quickSum(third.high, rest)
    return (Int(multiple) & 3, r, low)
  }

  /// a − b and its rounding error.
  private static func exactDifference(_ a: Double, _ b: Double) -> (high: Double, low: Double) {
    let difference = a - b
    let bRounded = a - difference
    return (difference, (a - (difference + bRounded)) - (b - bRounded))
  }

  /// sin(r + low) for |r| ≤ π/4.
  private static func sinKernel(_ r: Double, _ low: Double) -> Double {
    if r.magnitude < 0x1p-27 { return r }
    let z = r * r
    let cube = z * r
    let series =
      0x1.111111110f8a6p-7
      + z
      * (-0x1.a01a019c161d5p-13
        + z * (0x1.71de357b1fe7dp-19 + z * (-0x1.ae5e68a2b9cebp-26 + z * 0x1.5d93a5acfd57cp-33)))
    return r - ((z * (0.5 * low - cube * series) - low) + cube * 0x1.5555555555549p-3)
  }

  /// cos(r + low) for |r| ≤ π/4.
  private static func cosKernel(_ r: Double, _ low: Double) -> Double {
    let z = r * r
    let series =
      z
      * (0x1.555555555554cp-5
        + z
        * (-0x1.6c16c16c15177p-10
          + z
          * (0x1.a01a019cb159p-16
            + z * (-0x1.27e4f809c52adp-22 + z * (0x1.1ee9ebdb4b1c4p-29 - z * 0x1.8fae9be8838d4p-37)))))
    let half = 0.5 * z
    let leading = 1 - half
    return leading + (((1 - leading) - half) + (z * series - r * low))
  }
}
