/// Whether numbers that are not equal differ by the rounding of how they were computed alone, and so are a
/// constant.
///
/// Scalings and figures go by the same rule.
enum RoundingNoise {
  /// Whether numbers between these vary by no more than rounding makes equal numbers vary.
  ///
  /// In double precision the bound is that of scikit-learn's scalers: variance ≤ n ε variance + (n ε mean)².
  static func isConstant(
    count: Double, least: Double, greatest: Double, mean: Double, variance: Double
  ) -> Bool {
    if least == greatest || isOfSinglePrecision(least, greatest) { return true }
    guard variance.isFinite, mean.isFinite else { return false }
    let noise = count * Double.ulpOfOne
    return (variance * max(1 - noise, 0)).squareRoot() <= noise * mean.magnitude
  }

  /// Whether the ends of a range are fractions that single precision cannot tell apart, but for its last two
  /// steps: neighbours in it, or a number and what it is rounded to.
  ///
  /// Whole numbers are no results of rounding: seconds since 1970 vary.
  static func isOfSinglePrecision(_ least: Double, _ greatest: Double) -> Bool {
    let size = max(least.magnitude, greatest.magnitude)
    guard greatest - least <= 2 * Double(Float.ulpOfOne) * size, least != least.rounded(),
      greatest != greatest.rounded()
    else { return false }
    let single = (Double(Float(least)), Double(Float(greatest)))
    return single == (least, greatest) || single.0 == greatest || single.1 == least
  }
}
