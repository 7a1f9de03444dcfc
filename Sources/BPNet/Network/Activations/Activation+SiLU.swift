extension Activation {
  /// f(z) = z / (1 + e^(−z)).
  public static let silu = Activation("silu", .silu, isRectifier: true)
}
