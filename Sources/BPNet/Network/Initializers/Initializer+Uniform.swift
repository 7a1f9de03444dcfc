extension Initializer {
  /// Uniform in [low, high).
  ///
  /// - Precondition: `low` is at most `high`.
  public static func uniform(low: Double = -0.5, high: Double = 0.5) -> Initializer {
    precondition(low <= high, "an interval's lower bound is at most its upper bound")
    return Initializer(known: NamedSpecification.describe("uniform", [low, high])) { _, _, generator in
      low + (high - low) * generator.uniform()
    }
  }

  static let uniformEntry = Entry(
    name: "uniform", numbers: "R for [-R, R), or LOW,HIGH with LOW at most HIGH"
  ) { arguments in
    switch arguments.count {
    case 0: .uniform()
    case 1 where arguments[0] >= 0: .uniform(low: -arguments[0], high: arguments[0])
    case 2 where arguments[0] <= arguments[1]: .uniform(low: arguments[0], high: arguments[1])
    default: nil
    }
  }
}
