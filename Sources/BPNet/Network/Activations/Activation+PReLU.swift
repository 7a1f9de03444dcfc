extension Activation {
  /// f(z) = z for z > 0, else a z, whose slope a is a trained parameter of the layer.
  ///
  /// - Parameter slope: the initial value of a.
  public static func prelu(slope: Double = 0.25) -> Activation {
    Activation(
      "prelu", .prelu, parameter: slope, default: 0.25, trainsParameter: true, hasKink: true,
      isRectifier: true)
  }

  static let preluEntry = entry("prelu", "the slope to start from, within the range of f32") {
    Float($0 ?? 0.25).isFinite ? .prelu(slope: $0 ?? 0.25) : nil
  }
}
