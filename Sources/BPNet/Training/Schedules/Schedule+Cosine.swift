extension Schedule {
  /// Half a cosine from the learning rate down to `floor` times it, again and again; each cycle is `growth`
  /// times as long as the one before.
  ///
  /// Loshchilov and Hutter, "SGDR: Stochastic Gradient Descent with Warm Restarts", 2017.
  ///
  /// - Parameter epochs: those of the first cycle.
  /// - Precondition: 1 ≤ epochs ≤ 2⁵³, 1 ≤ growth ≤ 2⁵³, 0 ≤ floor ≤ 1.
  public static func cosine(epochs: Int, growth: Int = 1, floor: Double = 0) -> Schedule {
    precondition(isWritable(epochs) && isWritable(growth), "cycles of at least one epoch")
    precondition(floor >= 0 && floor <= 1, "a floor from 0 to 1")
    return Schedule(
      ScheduleByEpoch(name: "cosine", arguments: [Double(epochs), Double(growth), floor]) { epoch in
        let (position, length) = cyclePosition(epoch: epoch, first: epochs, growth: growth)
        let fall = 0.5 * (1 + ReproducibleMath.cos(.pi * Double(position) / Double(length)))
        return floor + (1 - floor) * fall
      })
  }

  /// Where in its cycle an epoch is, and how long that cycle is.
  private static func cyclePosition(epoch: Int, first: Int, growth: Int) -> (position: Int, length: Int) {
    guard growth > 1 else { return ((epoch - 1) % first, first) }
    var (position, length) = (epoch - 1, first)
    while position >= length {
      position -= length
      let (longer, overflow) = length.multipliedReportingOverflow(by: growth)
      length = overflow ? .max : longer
    }
    return (position, length)
  }

  static let cosineEntry = Entry(
    name: "cosine",
    numbers: "EPOCHS[,GROWTH[,FLOOR]], EPOCHS and GROWTH [1] of at least 1, 0 <= FLOOR <= 1 [0]"
  ) { numbers in
    guard 1...3 ~= numbers.count, let epochs = wholeNumber(numbers, at: 0),
      let growth = numbers.count > 1 ? wholeNumber(numbers, at: 1) : 1,
      case let floor = numbers.count > 2 ? numbers[2] : 0, floor >= 0, floor <= 1
    else { return nil }
    return .cosine(epochs: epochs, growth: growth, floor: floor)
  }
}
