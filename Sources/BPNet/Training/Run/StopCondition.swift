/// Why training ended.
public enum StopReason: String, Codable, Sendable {
  /// All epochs are done.
  case epochs
  /// The training loss reached the goal.
  case goal
  /// The watched loss rose too many times in a row.
  case maxFail = "max_fail"
  /// The watched loss has not become less for too long.
  case patience
  /// The gradient became small enough.
  case minimumGradient = "min_gradient"
  /// The time is up.
  case timeLimit = "time_limit"
  /// No step lowers the loss any more.
  case stalled
  /// The caller, or a signal, asked for it.
  case signal
  /// The loss is infinite or NaN.
  case diverged
}

/// The stopping rules of a run at work: what they have counted so far.
struct StopCondition: Codable, Equatable, Sendable {
  let rules: StoppingRules
  /// The watched loss of the epoch before; nil before the first.
  private var previous: Double?
  /// How many times in a row the watched loss has risen.
  private var rises = 0
  /// The least watched loss so far; nil before the first.
  private(set) var best: Double?
  /// The epoch of the least watched loss; 0 for the first weights.
  private(set) var bestEpoch = 0

  init(_ rules: StoppingRules) {
    self.rules = rules
  }

  /// Takes in the watched loss before the first epoch.
  ///
  /// - Returns: whether it is one that others can be compared with.
  mutating func begin(watched: Double) -> Bool {
    guard watched.isFinite else { return false }
    (previous, best) = (watched, watched)
    return true
  }

  /// Takes in an epoch's losses.
  ///
  /// - Parameters:
  ///   - epoch: counted from 1.
  ///   - watched: the validation loss, or the training loss where there is none; nil if not watched.
  ///   - gradientNorm: that of the epoch's gradient, if it is known.
  ///   - isStalled: whether no step lowers the loss any more.
  ///   - isTimeUp: whether the time limit has passed.
  /// - Returns: why to stop now, or nil; and whether the watched loss is the least so far.
  mutating func update(
    epoch: Int, trainingLoss: Double, watched: Double?, gradientNorm: Double? = nil, isStalled: Bool = false,
    isTimeUp: Bool = false
  ) -> (reason: StopReason?, isBest: Bool) {
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
