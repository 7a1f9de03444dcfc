extension Activation {
  /// f(z) = z (1 + tanh(√(2/π) (z + 0.044715 z³))) / 2, an approximation of `gelu`.
  public static let geluTanh = Activation("gelu-tanh", .gelu_tanh, isRectifier: true)
}
