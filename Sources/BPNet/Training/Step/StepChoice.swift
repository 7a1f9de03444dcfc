/// Which of several ways to take a step is the fastest, found by timing real steps while a run goes on.
///
/// All ways give the same result, bit for bit, so a trial wastes nothing, and a choice that was wrong costs
/// only time. Speed depends on the processor and on what else runs on the machine, so trials are repeated now
/// and then. A run that ends before the first trials takes its steps in the first way.
struct StepChoice: Sendable {
  /// The time after which a trial of a way ends, in seconds; it has at least one step.
  static let trialSeconds = 0.5e-3
  /// The number of trials of each way in a series.
  ///
  /// The best one counts: others may have been disturbed.
  static let roundCount = 3
  /// The time from a series to the next, in seconds.
  static let settledSeconds = 2.0
  /// A series takes at most about this part of the time of a long run.
  static let largestShare = 0.02

  /// The way of the next step.
  private(set) var current = 0
  /// The least seconds a step of each way, in this series of trials or, after it, in the last one.
  private var leastSeconds: [Double]
  private var phase = Phase.trying(trial: 0)
  /// When the last step ended; nil before a step that is not timed, such as the first one of a trial, which
  /// finds another way's data in the caches.
  private var lastTime: Double?
  /// The seconds and the number of the timed steps of the trial under way.
  private var trial = (seconds: 0.0, stepCount: 0)
  /// The seconds of the trials of the series under way.
  private var seriesSeconds = 0.0

  private enum Phase {
    /// Trial `trial` of the series is under way.
    case trying(trial: Int)
    /// The fastest way is taken until a point in time.
    case settled(until: Double)
  }

  /// A choice among `count` ways, at least one.
  init(among count: Int) {
    leastSeconds = [Double](repeating: .infinity, count: count)
  }

  /// Whether there is anything to choose.
  var isOpen: Bool { leastSeconds.count > 1 }

  /// Notes that the next step does not follow the one before at once.
  mutating func interrupt() { lastTime = nil }

  /// Notes that a step in the current way ended at a time, in seconds.
  mutating func finishStep(at time: Double) {
    switch phase {
    case .settled(let end) where time >= end:
      for index in leastSeconds.indices { leastSeconds[index] = .infinity }
      seriesSeconds = 0
      beginTrial(0, at: time)
    case .settled: break
    case .trying(let number):
      guard let last = lastTime else { return lastTime = time }
      lastTime = time
      trial = (trial.seconds + time - last, trial.stepCount + 1)
      guard trial.seconds >= StepChoice.trialSeconds else { return }
      leastSeconds[current] = min(leastSeconds[current], trial.seconds / Double(trial.stepCount))
      seriesSeconds += trial.seconds
      beginTrial(number + 1, at: time)
    }
  }

  private mutating func beginTrial(_ number: Int, at time: Double) {
    lastTime = nil
    trial = (0, 0)
    let count = leastSeconds.count
    guard number < count * StepChoice.roundCount else { return settle(at: time) }
    phase = .trying(trial: number)
    // Every other round goes backwards, so that slow changes of speed meet all ways alike.
    let place = number % count
    current = (number / count).isMultiple(of: 2) ? place : count - 1 - place
  }

  private mutating func settle(at time: Double) {
    current = leastSeconds.indices.min { leastSeconds[$0] < leastSeconds[$1] } ?? 0
    phase = .settled(until: time + max(StepChoice.settledSeconds, seriesSeconds / StepChoice.largestShare))
  }
}
