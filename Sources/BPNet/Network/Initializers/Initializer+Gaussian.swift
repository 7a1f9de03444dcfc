extension Initializer {
  /// Gaussian with a given mean and standard deviation.
  ///
  /// - Precondition: `standardDeviation` is at least 0.
  public static func gaussian(mean: Double = 0, standardDeviation: Double = 0.01) -> Initializer {
    precondition(standardDeviation >= 0, "a standard deviation is at least 0")
    return Initializer(known: NamedSpecification.describe("gaussian", [mean, standardDeviation])) {
      _, _, generator in
      mean + standardDeviation * generator.gaussian()
    }
  }

  static let gaussianEntry = Entry(name: "gaussian", numbers: "MEAN,SD with SD at least 0") { arguments in
    switch arguments.count {
    case 0: .gaussian()
    case 2 where arguments[1] >= 0: .gaussian(mean: arguments[0], standardDeviation: arguments[1])
    default: nil
    }
  }
}
