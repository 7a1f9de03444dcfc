extension Activation {
  /// f(z) = z.
  public static let linear = Activation("linear", .linear)
}
