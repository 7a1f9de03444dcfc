extension Activation {
  /// f(z) = z for z > 0, else α (e^z − 1).
  ///
  /// - Parameter alpha: α, above 0.
  public static func elu(alpha: Double = 1) -> Activation {
    Activation("elu", .elu, parameter: alpha, default: 1, hasKink: true, isRectifier: true)
  }

  static let eluEntry = entry("elu", "an alpha above 0, within the range of f32") {
    positive($0 ?? 1).map { .elu(alpha: $0) }
  }
}
