extension Activation {
  /// f(z) = log(1 + e^z).
  public static let softplus = Activation("softplus", .softplus, isRectifier: true)
}
