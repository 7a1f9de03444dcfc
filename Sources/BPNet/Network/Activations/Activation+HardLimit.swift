extension Activation {
  /// f(z) = 1 for z ≥ 0, else 0; its derivative is 0, so it is for prediction only.
  public static let hardLimit = Activation("hard-limit", .hard_limit, isTrainable: false)
}
