/// Elementary functions whose results have the same bits on every platform.
///
/// The C library's functions differ between systems and versions, so nothing that weights depend on may call
/// them. These use only operations whose results IEEE 754 defines exactly: +, −, ×, ÷, square root, rounding
/// to an integer and changes of the exponent. Fused multiply-adds are not used: without the instruction they
/// are slow library calls.
///
/// All results are within 1 unit in the last place of the true value, NaN gives NaN, and special cases are
/// those of C's functions unless stated otherwise. The methods and minimax coefficients are those of Sun's
/// fdlibm: argument reduction in parts, and polynomials on the reduced argument.
package enum ReproducibleMath {
  /// ln 2 in two parts: the first has 21 trailing zero bits, so that its product with an exponent is exact.
  static let ln2High = 0x1.62e42feep-1
  static let ln2Low = 0x1.a39ef35793c76p-33

  /// eˣ; infinity above about 709.78, 0 below about −745.13.
  package static func exp(_ x: Double) -> Double {
    exp(x, low: 0)
  }

  /// e^(high + low) for a `low` far below `high`, so that an argument can have more than 53 bits.
  ///
  /// high + low = k ln 2 + r with |r| ≤ ½ ln 2, and eʳ = 1 + r + r²·P(r), P from the Taylor series.
  package static func exp(_ high: Double, low: Double) -> Double {
    if high.isNaN { return high }
    if high > 709.79 { return .infinity }
    if high < -745.14 { return 0 }
    let exponent = (high * 0x1.71547652b82fep0).rounded(.toNearestOrEven)
    let partial = high - exponent * ln2High
    let (r, rLow) = quickSum(partial, low - exponent * ln2Low)
    let tail = r * r * expSeries(r) + (rLow + r * rLow)
    let (leading, rest) = quickSum(1, r)
    return scale(leading + (rest + tail), byPowerOf2: Int(exponent))
  }

  /// (eʳ − 1 − r) / r² for |r| ≤ 0.35: Σ rⁿ / (n + 2)!, up to r¹¹ / 13!.
  private static func expSeries(_ r: Double) -> Double {
    let square = r * r
    let fourth = square * square
    let terms0 = (1.0 / 2 + r * (1.0 / 6)) + square * (1.0 / 24 + r * (1.0 / 120))
    let terms4 = (1.0 / 720 + r * (1.0 / 5040)) + square * (1.0 / 40_320 + r * (1.0 / 362_880))
    let terms8 =
      (1.0 / 3_628_800 + r * (1.0 / 39_916_800))
      + square * (1.0 / 479_001_600 + r * (1.0 / 6_227_020_800))
    return terms0 + fourth * (terms4 + fourth * terms8)
  }

  /// The natural logarithm; −infinity for ±0, NaN for negative numbers.
  ///
  /// x = 2ᵏ(1 + f) with √½ ≤ 1 + f < √2, and ln(1 + f) = f − (f²/2 − s(f²/2 + R(s²))), s = f / (2 + f).
  package static func log(_ x: Double) -> Double {
    if !(x > 0) { return x == 0 ? -.infinity : .nan }
    if x == .infinity { return x }
    let (exponent, significand) = splitAroundOne(x)
    let f = significand - 1
    return exponent * ln2High + (f - (logTail(f) - exponent * ln2Low))
  }

  /// ln(1 + x), accurate for small x too; −infinity for −1, NaN below.
  package static func log1p(_ x: Double) -> Double {
    if !(x > -1) { return x == -1 ? -.infinity : .nan }
    if x == .infinity || x.magnitude < 0x1p-54 { return x }
    let rounded = 1 + x
    let lost = rounded > 2 ? 1 - (rounded - x) : x - (rounded - 1)
    let (exponent, significand) = splitAroundOne(rounded)
    let f = exponent == 0 ? x : significand - 1
    let correction = exponent == 0 ? 0 : lost / rounded
    return exponent * ln2High + (f - (logTail(f) - (exponent * ln2Low + correction)))
  }

  /// f − ln(1 + f) for √½ ≤ 1 + f < √2.
  private static func logTail(_ f: Double) -> Double {
    let halfSquare = 0.5 * f * f
    let s = f / (2 + f)
    let z = s * s
    let w = z * z
    let odd =
      z
      * (0x1.5555555555593p-1
        + w * (0x1.2492494229359p-2 + w * (0x1.7466496cb03dep-3 + w * 0x1.2f112df3e5244p-3)))
    let even = w * (0x1.999999997fa04p-2 + w * (0x1.c71c51d8e78afp-3 + w * 0x1.39a09d078c69fp-3))
    return halfSquare - s * (halfSquare + (odd + even))
  }

  /// x = 2^exponent · significand with √½ ≤ significand < √2, for positive finite x.
  static func splitAroundOne(_ x: Double) -> (exponent: Double, significand: Double) {
    let normal = x < .leastNormalMagnitude ? x * 0x1p54 : x
    let offset = x < .leastNormalMagnitude ? 54 : 0
    // Adding the distance from √½ to 1 carries into the exponent exactly when the significand is at least √2.
    let shifted = normal.bitPattern &+ (0x3FF0_0000_0000_0000 &- 0x3FE6_A09E_667F_3BCD)
    let exponent = Int(shifted >> 52) - 1023
    let significand = Double(bitPattern: normal.bitPattern &- UInt64(bitPattern: Int64(exponent)) << 52)
    return (Double(exponent - offset), significand)
  }

  /// x · 2^exponent, rounded once, for a normal x near 1 and |exponent| ≤ 1100.
  private static func scale(_ x: Double, byPowerOf2 exponent: Int) -> Double {
    if exponent > 1000 { return x * powerOf2(exponent - 100) * 0x1p100 }
    if exponent < -1000 { return x * powerOf2(exponent + 100) * 0x1p-100 }
    return x * powerOf2(exponent)
  }

  /// 2^exponent for −1022 ≤ exponent ≤ 1023.
  private static func powerOf2(_ exponent: Int) -> Double {
    Double(bitPattern: UInt64(1023 + exponent) << 52)
  }

  /// a + b and its rounding error, for |a| ≥ |b| or a = 0.
  ///
  /// Source: Dekker, 1971.
  static func quickSum(_ a: Double, _ b: Double) -> (high: Double, low: Double) {
    let sum = a + b
    return (sum, b - (sum - a))
  }
}
