extension Schedule {
  /// Cosine annealing with warm restarts: in each cycle the learning rate falls to `floor` times its value.
  ///
  /// Each cycle is half a period of a cosine, and `growth` times as long as the one before. Loshchilov and
  /// Hutter, "SGDR: Stochastic Gradient Descent with Warm Restarts", 2017.
  ///
  /// - Parameter epochs: the length of the first cycle.
  /// - Precondition: 1 ≤ epochs ≤ 2⁵³, 1 ≤ growth ≤ 2⁵³, 0 ≤ floor ≤ 1.
  public static func cosine(epochs: Int, growth: Int = 1, floor: Double = 0) -> Schedule {
    precondition(isWritable(epochs) && isWritable(growth), "epochs and growth are from 1 to 2^53")
    precondition(floor >= 0 && floor <= 1, "floor is from 0 to 1")
    return Schedule(
      ScheduleByEpoch(name: "cosine", arguments: [Double(epochs), Double(growth), floor]) { epoch in
        let (position, length) = cyclePosition(epoch: epoch, first: epochs, growth: growth)
        let fall = 0.5 * (1 + ReproducibleMath.cos(.pi * Double(position) / Double(length)))
        return floor + (1 - floor) * fall
      })
  }

  /// The position of an epoch in its cycle, counted from 0, and the length of that cycle.
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
