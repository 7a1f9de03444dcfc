extension Activation {
  /// f(z) = tanh z.
  public static let tanh = Activation("tanh", .tanh)
}
