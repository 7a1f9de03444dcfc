/// Powers, by a logarithm in about twice the precision of a Double.
extension ReproducibleMath {
  /// x to the power y, for x ≥ 0; NaN for negative x.
  ///
  /// It is exact if the true value is a Double. x⁰ = 1 and 1ʸ = 1, even for NaN.
  package static func pow(_ x: Double, _ y: Double) -> Double {
    if y == 0 || x == 1 { return 1 }
    if x.isNaN || y.isNaN || x < 0 { return .nan }
    if y == 1 { return x }
    if x == 0 || x == .infinity { return (x == 0) == (y < 0) ? .infinity : 0 }
    if y.isInfinite { return (x > 1) == (y > 0) ? .infinity : 0 }
    // For larger |y| the result overflows or underflows for every x except 1, and so would the exact product.
    if y.magnitude > 0x1p70 { return (x > 1) == (y > 0) ? .infinity : 0 }
    let logarithm = extendedLog(x)
    if (y * logarithm.high).magnitude > 800 { return (x > 1) == (y > 0) ? .infinity : 0 }
    let product = exactProduct(y, logarithm.high)
    return exp(product.high, low: product.low + y * logarithm.low)
  }

  /// The natural logarithm of a positive finite number as the sum of two numbers, about 2⁻⁶⁷ from the
  /// true value.
  ///
  /// ln x = k ln 2 + 2s(1 + z/3 + z²/5 + …) with s = (m − 1) / (m + 1), z = s² ≤ 0.0295. The first terms are
  /// sums of two numbers each; from z³ on one number is enough.
  private static func extendedLog(_ x: Double) -> (high: Double, low: Double) {
    let (exponent, significand) = splitAroundOne(x)
    if significand == 1 {
      let high = exponent * ln2High
      return quickSum(high, exponent * ln2Low)
    }
    let s = extendedQuotient(significand - 1, over: exactSum(significand, 1))
    let z = extendedProduct(s, s)
    var series = z.high * logSeries(z.high)
    var sum = extendedSum((0x1.999999999999ap-3, -0x1.999999999999ap-57), (series, 0))
    sum = extendedSum((0x1.5555555555555p-2, 0x1.5555555555555p-56), extendedProduct(z, sum))
    sum = extendedProduct(z, sum)
    series = 2 * s.high
    let logSignificand = extendedSum((series, 2 * s.low), extendedProduct((series, 2 * s.low), sum))
    return extendedSum(quickSum(exponent * ln2High, exponent * ln2Low), logSignificand)
  }

  /// Σ zⁿ / (2n + 7), up to z¹¹.
  private static func logSeries(_ z: Double) -> Double {
    var sum = 1.0 / 29
    for odd in stride(from: 27.0, through: 7.0, by: -2.0) {
      sum = 1 / odd + z * sum
    }
    return sum
  }

  /// a + b and its rounding error.
  ///
  /// Source: Knuth, The Art of Computer Programming, 4.2.2, theorem B.
  private static func exactSum(_ a: Double, _ b: Double) -> (high: Double, low: Double) {
    let sum = a + b
    let bRounded = sum - a
    return (sum, (a - (sum - bRounded)) + (b - bRounded))
  }

  /// a · b and its rounding error, for factors below 2⁹⁰⁰.
  ///
  /// Source: Veltkamp's splitting and Dekker's product, 1971.
  private static func exactProduct(_ a: Double, _ b: Double) -> (high: Double, low: Double) {
    let (aHigh, aLow) = halves(a)
    let (bHigh, bLow) = halves(b)
    let product = a * b
    return (product, ((aHigh * bHigh - product) + aHigh * bLow + aLow * bHigh) + aLow * bLow)
  }

  /// x as the sum of two numbers with 26 bits each.
  private static func halves(_ x: Double) -> (high: Double, low: Double) {
    let scaled = x * 0x1.0000002p27
    let high = scaled - (scaled - x)
    return (high, x - high)
  }

  private static func extendedSum(
    _ a: (high: Double, low: Double), _ b: (high: Double, low: Double)
  ) -> (high: Double, low: Double) {
    let sum = exactSum(a.high, b.high)
    return quickSum(sum.high, sum.low + (a.low + b.low))
  }

  private static func extendedProduct(
    _ a: (high: Double, low: Double), _ b: (high: Double, low: Double)
  ) -> (high: Double, low: Double) {
    let product = exactProduct(a.high, b.high)
    return quickSum(product.high, product.low + (a.high * b.low + a.low * b.high))
  }

  private static func extendedQuotient(
    _ dividend: Double, over divisor: (high: Double, low: Double)
  ) -> (high: Double, low: Double) {
    let quotient = dividend / divisor.high
    let product = exactProduct(quotient, divisor.high)
    let remainder = ((dividend - product.high) - product.low) - quotient * divisor.low
    return quickSum(quotient, remainder / divisor.high)
  }
}
