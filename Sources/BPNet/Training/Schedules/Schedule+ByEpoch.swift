extension Schedule {
  /// The same learning rate in every epoch.
  public static let constant = Schedule(ScheduleByEpoch(name: "constant", arguments: []) { _ in 1 })

  /// The learning rate is multiplied by `factor` after each `epochs` epochs.
  ///
  /// - Precondition: 1 ≤ epochs ≤ 2⁵³, 0 < factor ≤ 1.
  public static func step(epochs: Int, factor: Double = 0.1) -> Schedule {
    precondition(isWritable(epochs) && factor > 0 && factor <= 1, "epochs >= 1, 0 < factor <= 1")
    return Schedule(
      ScheduleByEpoch(name: "step", arguments: [Double(epochs), factor]) { epoch in
        ReproducibleMath.pow(factor, Double((epoch - 1) / epochs))
      })
  }

  /// The learning rate is multiplied by `factor` after each epoch.
  ///
  /// - Precondition: 0 < factor ≤ 1.
  public static func exponential(factor: Double) -> Schedule {
    precondition(factor > 0 && factor <= 1, "0 < factor <= 1")
    return Schedule(
      ScheduleByEpoch(name: "exponential", arguments: [factor]) { epoch in
        ReproducibleMath.pow(factor, Double(epoch - 1))
      })
  }

  /// Inverse scaling: the learning rate of epoch t is η / t^power.
  ///
  /// - Precondition: power > 0, and finite.
  public static func inverse(power: Double = 0.5) -> Schedule {
    precondition(power > 0 && power.isFinite, "power is above 0, and finite")
    return Schedule(
      ScheduleByEpoch(name: "inverse", arguments: [power]) { epoch in
        ReproducibleMath.pow(Double(epoch), -power)
      })
  }

  static let stepEntry = Entry(
    name: "step", numbers: "EPOCHS[,FACTOR], EPOCHS of at least 1, 0 < FACTOR <= 1 [0.1]"
  ) { numbers in
    guard let epochs = wholeNumber(numbers, at: 0), 1...2 ~= numbers.count else { return nil }
    return fraction(numbers, at: 1, defaultValue: 0.1).map { .step(epochs: epochs, factor: $0) }
  }

  static let exponentialEntry = Entry(name: "exponential", numbers: "FACTOR, 0 < FACTOR <= 1") { numbers in
    guard numbers.count == 1 else { return nil }
    return fraction(numbers, at: 0, defaultValue: 1).map { .exponential(factor: $0) }
  }

  static let inverseEntry = Entry(name: "inverse", numbers: "POWER, above 0 [0.5]") { numbers in
    guard numbers.count <= 1, numbers.first ?? 1 > 0 else { return nil }
    return .inverse(power: numbers.first ?? 0.5)
  }
}

extension Schedule {
  /// The number at `index` if it is an integer from 1 to 2⁵³.
  static func wholeNumber(_ numbers: [Double], at index: Int) -> Int? {
    guard numbers.indices.contains(index), let value = Int(exactly: numbers[index]), isWritable(value)
    else { return nil }
    return value
  }

  /// Whether a number is from 1 to 2⁵³, so that it can be written as a Double without loss.
  static func isWritable(_ count: Int) -> Bool { 1...1 << 53 ~= count }

  /// The factor at `index`, or `defaultValue` if there is none; nil if it is not above 0 and at most 1.
  static func fraction(_ numbers: [Double], at index: Int, defaultValue: Double) -> Double? {
    let value = numbers.indices.contains(index) ? numbers[index] : defaultValue
    return value > 0 && value <= 1 ? value : nil
  }
}

/// A schedule whose factor depends on the epoch alone.
struct ScheduleByEpoch: ScheduleRule {
  let name: String
  let arguments: [Double]
  let factor: @Sendable (_ epoch: Int) -> Double

  func makeProgress() -> any ScheduleProgress { FactorOfEpoch(factor: factor) }
}
