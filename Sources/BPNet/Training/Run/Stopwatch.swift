/// Measures the time of epochs, without the evaluations between them.
struct Stopwatch {
  private let clock: Clock
  /// The time when the last epoch ended, or the next began.
  private(set) var time: Double

  /// A stopwatch for an epoch that begins now.
  init(_ clock: Clock) {
    self.clock = clock
    time = clock.seconds()
  }

  /// Ends an epoch; the next begins at once.
  ///
  /// - Returns: the duration of the epoch, in seconds.
  mutating func finishEpoch() -> Double {
    let now = clock.seconds()
    defer { time = now }
    return now - time
  }

  /// Begins the next epoch now: the time since the last one does not count.
  mutating func restart() {
    time = clock.seconds()
  }
}
