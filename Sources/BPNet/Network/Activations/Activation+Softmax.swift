extension Activation {
  /// f(z)ⱼ = e^zⱼ / Σᵢ e^zᵢ over the outputs of a layer; for the output layer only.
  public static let softmax = Activation("softmax", .softmax)
}
