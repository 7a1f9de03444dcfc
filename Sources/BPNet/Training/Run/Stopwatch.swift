/// Measures epochs, without what is done between them.
struct Stopwatch {
  private let clock: Clock
  /// When the last epoch ended, or the next began.
  private(set) var time: Double

  /// A stopwatch of an epoch that begins now.
  init(_ clock: Clock) {
    self.clock = clock
    time = clock.seconds()
  }

  /// Ends an epoch; the next begins at once.
  ///
  /// - Returns: the seconds that it took.
  mutating func finishEpoch() -> Double {
    let now = clock.seconds()
    defer { time = now }
    return now - time
  }

  /// Begins an epoch anew: what came between does not count.
  mutating func restart() {
    time = clock.seconds()
  }
}
