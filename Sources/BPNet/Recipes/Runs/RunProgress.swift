/// How far a number of runs have come, all together.
public struct RunProgress: Sendable {
  /// A run that is under way.
  public struct Running: Sendable {
    /// Its place among all runs, counted from 0.
    public let index: Int
    /// The epochs done.
    public let epoch: Int
    /// The most epochs that there will be.
    public let epochCount: Int
    /// The training loss of the last epoch; NaN before the first.
    public let trainingLoss: Double
    /// The validation loss after it; nil where there are no validation data.
    public let validationLoss: Double?
    /// The seconds since it began.
    public let seconds: Double
  }

  /// The number of runs.
  public let runCount: Int
  /// The runs that have ended, or were known before.
  public let endedCount: Int
  /// The runs under way.
  public let running: [Running]
  /// The seconds until all have ended, estimated from those that have; nil before anything is known.
  public let secondsLeft: Double?
}

/// How long runs take, from those that have ended.
struct RunDurations {
  private var sum = 0.0
  private var count = 0.0

  /// Takes in a run that has ended.
  mutating func add(seconds: Double) {
    sum += seconds
    count += 1
  }

  /// The seconds until all runs have ended.
  ///
  /// A run takes as long as the mean of those that have ended; before one has, as long as the running ones
  /// will take if they do all of their epochs.
  ///
  /// - Parameters:
  ///   - waitingCount: the runs that have not begun.
  ///   - sideBySide: how many there are at once.
  func secondsLeft(waitingCount: Int, running: [RunProgress.Running], sideBySide: Int) -> Double? {
    guard let duration = count > 0 ? sum / count : RunDurations.expected(of: running) else { return nil }
    let rests = running.map { max(duration - $0.seconds, 0) }
    let all = Double(waitingCount) * duration + rests.reduce(0, +)
    return max(all / Double(max(sideBySide, 1)), rests.max() ?? 0)
  }

  /// The mean duration of runs that do all of their epochs; nil if none has done one.
  private static func expected(of running: [RunProgress.Running]) -> Double? {
    let begun = running.filter { $0.epoch > 0 }
    guard !begun.isEmpty else { return nil }
    let sum = begun.reduce(0) { $0 + $1.seconds * Double($1.epochCount) / Double($1.epoch) }
    return sum / Double(begun.count)
  }
}
