extension Activation {
  /// f(z) = z for z > 0, else s z.
  ///
  /// - Parameter slope: s, above 0.
  public static func leakyReLU(slope: Double = 0.01) -> Activation {
    Activation(
      "leaky-relu", .leaky_relu, parameter: slope, default: 0.01, hasKink: true, isRectifier: true)
  }

  static let leakyReLUEntry = entry("leaky-relu", "a slope above 0, within the range of f32") {
    positive($0 ?? 0.01).map { .leakyReLU(slope: $0) }
  }
}
