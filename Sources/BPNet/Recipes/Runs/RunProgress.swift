extension Run {
  /// The progress of a set of runs.
  public struct Progress: Sendable {
    /// The progress of a run that is under way.
    public struct Running: Sendable {
      /// The index of the run among all runs, from 0.
      public let index: Int
      /// The number of epochs done.
      public let epoch: Int
      /// The maximum number of epochs.
      public let epochCount: Int
      /// The training loss of the last epoch; NaN before the first.
      public let trainingLoss: Double
      /// The validation loss after the last epoch; nil without validation data.
      public let validationLoss: Double?
      /// The time since the run began, in seconds.
      public let seconds: Double
    }

    /// The number of runs.
    public let runCount: Int
    /// The number of runs that have ended, those whose results were known before included.
    public let endedCount: Int
    /// The runs under way.
    public let running: [Running]
    /// The estimated time until all runs have ended, in seconds; nil until there is something to estimate
    /// from.
    public let secondsLeft: Double?
  }
}

/// The durations of the runs that have ended, from which the remaining time is estimated.
struct RunDurations {
  private var sum = 0.0
  private var count = 0.0

  /// Adds the duration of a run that has ended.
  mutating func add(seconds: Double) {
    sum += seconds
    count += 1
  }

  /// The estimated time until all runs have ended, in seconds; nil if there is nothing to estimate from.
  ///
  /// The duration of a run is estimated as the mean of those that have ended; until one has, as the mean of
  /// the running ones if they do all of their epochs.
  ///
  /// - Parameters:
  ///   - waitingCount: the number of runs that have not begun.
  ///   - running: the runs under way.
  ///   - concurrency: the number of runs at once.
  func secondsLeft(waitingCount: Int, running: [Run.Progress.Running], concurrency: Int) -> Double? {
    guard let duration = count > 0 ? sum / count : RunDurations.expected(of: running) else { return nil }
    let remaining = running.map { max(duration - $0.seconds, 0) }
    let total = Double(waitingCount) * duration + remaining.reduce(0, +)
    return max(total / Double(max(concurrency, 1)), remaining.max() ?? 0)
  }

  /// The mean duration of runs if they do all of their epochs; nil if none has done an epoch.
  private static func expected(of running: [Run.Progress.Running]) -> Double? {
    let begun = running.filter { $0.epoch > 0 }
    guard !begun.isEmpty else { return nil }
    let sum = begun.reduce(0) { $0 + $1.seconds * Double($1.epochCount) / Double($1.epoch) }
    return sum / Double(begun.count)
  }
}
