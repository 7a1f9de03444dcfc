extension Activation {
  /// f(z) = max(0, z).
  public static let relu = Activation("relu", .relu, hasKink: true, isRectifier: true)
}
