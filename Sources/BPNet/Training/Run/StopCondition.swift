extension TrainingSummary {
  /// Why training ended.
  public enum StopReason: String, Codable, Sendable {
    /// The maximum number of epochs is reached.
    case epochs
    /// The training loss reached the goal.
    case goal
    /// The watched loss rose too many times in a row.
    case maxFail = "max_fail"
    /// The watched loss has had no new minimum for too long.
    case patience
    /// The gradient became small enough.
    case minimumGradient = "min_gradient"
    /// The time limit has passed.
    case timeLimit = "time_limit"
    /// The optimiser found no step that lowers the loss.
    case stalled
    /// The caller or a signal stopped it.
    case signal
    /// The loss is infinite or NaN.
    case diverged
  }
}

/// The stopping rules of a run, with their counters.
struct StopCondition: Codable, Equatable, Sendable {
  let rules: TrainingConfiguration.StoppingRules
  /// The watched loss of the previous epoch; nil before the first.
  private var previous: Double?
  /// The number of times in a row that the watched loss has risen.
  private var rises = 0
  /// The lowest watched loss so far; nil before the first.
  private(set) var best: Double?
  /// The epoch of the lowest watched loss; 0 for the initial weights.
  private(set) var bestEpoch = 0

  init(_ rules: TrainingConfiguration.StoppingRules) {
    self.rules = rules
  }

  /// Whether the counters are ones that a run of so many epochs can lead to.
  func isPossible(epoch: Int) -> Bool { 0...epoch ~= rises && 0...epoch ~= bestEpoch }

  /// Records the watched loss of the initial weights.
  ///
  /// - Returns: whether it is finite, so that later losses can be compared with it.
  mutating func begin(watched: Double) -> Bool {
    guard watched.isFinite else { return false }
    (previous, best) = (watched, watched)
    return true
  }

  /// Records an epoch's losses and applies the rules.
  ///
  /// - Parameters:
  ///   - epoch: the epoch, counted from 1.
  ///   - watched: the validation loss, or the training loss if there are no validation data; nil if no loss
  ///     is watched.
  ///   - gradientNorm: the norm of the epoch's gradient, if it is known.
  ///   - isStalled: whether the optimiser found no step that lowers the loss.
  ///   - isTimeUp: whether the time limit has passed.
  /// - Returns: why to stop now, or nil; and whether the watched loss is the lowest so far.
  mutating func record(
    epoch: Int, trainingLoss: Double, watched: Double?, gradientNorm: Double? = nil, isStalled: Bool = false,
    isTimeUp: Bool = false
  ) -> (reason: TrainingSummary.StopReason?, isBest: Bool) {
    guard trainingLoss.isFinite, watched?.isFinite ?? true else { return (.diverged, false) }
    var isBest = false
    if let watched {
      rises = watched > previous ?? .infinity ? rises + 1 : 0
      previous = watched
      isBest = watched < best ?? .infinity
      if isBest { (best, bestEpoch) = (watched, epoch) }
    }
    if let goal = rules.goal, trainingLoss <= goal { return (.goal, isBest) }
    if let maxFail = rules.maxFail, rises >= maxFail { return (.maxFail, isBest) }
    if let patience = rules.patience, watched != nil, epoch - bestEpoch >= patience {
      return (.patience, isBest)
    }
    if let minimum = rules.minimumGradient, let gradientNorm, gradientNorm <= minimum {
      return (.minimumGradient, isBest)
    }
    if isStalled { return (.stalled, isBest) }
    if epoch >= rules.epochs { return (.epochs, isBest) }
    return (isTimeUp ? .timeLimit : nil, isBest)
  }
}
