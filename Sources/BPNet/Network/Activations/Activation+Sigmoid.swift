extension Activation {
  /// f(z) = 1 / (1 + e^(−t z)), the logistic function.
  ///
  /// - Parameter steepness: t, above 0.
  public static func sigmoid(steepness: Double = 1) -> Activation {
    Activation("sigmoid", .sigmoid, parameter: steepness, default: 1)
  }

  static let sigmoidEntry = entry("sigmoid", "a steepness above 0, within the range of f32") {
    positive($0 ?? 1).map { .sigmoid(steepness: $0) }
  }
}
