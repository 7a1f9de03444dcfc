/// The time that whole epochs take, without what is done between them.
struct TrainingStopwatch {
  /// The time of all epochs that have ended.
  private(set) var seconds = 0.0
  /// When the last epoch ended, or the next began.
  private(set) var time = monotonicSeconds()

  /// Ends an epoch; the next begins at once.
  mutating func finishEpoch() {
    let now = monotonicSeconds()
    seconds += now - time
    time = now
  }

  /// Begins an epoch anew: what came between does not count.
  mutating func restart() {
    time = monotonicSeconds()
  }
}
