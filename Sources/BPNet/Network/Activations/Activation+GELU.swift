extension Activation {
  /// f(z) = z Φ(z), with the distribution function Φ(z) = (1 + erf(z / √2)) / 2 of the normal distribution.
  public static let gelu = Activation("gelu", .gelu, isRectifier: true)
}
