/// All the state of a run besides tensors: how far it has come, what its schedule and its stopping rules have
/// seen.
///
/// As JSON it needs a coder that knows numbers that are not finite (`nonConformingFloatEncodingStrategy`)
/// where a loss may be one. With the network, the optimiser's states and what the run was asked for, this
/// value is all that the next epoch depends on.
struct RunControl: Codable, Equatable, Sendable {
  /// The epochs of this run that are done.
  private(set) var epoch = 0
  /// The epochs that have led to the weights, those before this run included: the order of the next epoch's
  /// samples depends on it.
  private(set) var epochCount = 0
  /// How far the epoch under way has come.
  var place = EpochPlace()
  /// The steps taken.
  var steps = StepCounts()
  /// The schedule of the learning rate.
  var schedule: ScheduledEpochs
  /// The stopping rules.
  private(set) var stopping: StopCondition
  /// The training loss of the last whole epoch; nil before the first.
  private(set) var lastTrainingLoss: Double?
  /// The time of all whole epochs, without what is done between them, in seconds.
  private(set) var trainingSeconds = 0.0
  /// Why the run ended; nil while it goes on.
  private(set) var stopReason: StopReason?

  /// A run that begins.
  init(_ configuration: TrainingConfiguration, epochCount: Int = 0) {
    self.epochCount = epochCount
    schedule = ScheduledEpochs(
      configuration.schedule, warmUpEpochs: configuration.warmUpEpochs, start: epochCount)
    stopping = StopCondition(configuration.stopping)
  }

  /// What the learning rate of the epoch under way, or of the next one, is multiplied by.
  var learningRateFactor: Double { schedule.factor(epoch: epochCount + 1) }

  /// Whether the run ended before a rule said so, and may go on.
  var isInterrupted: Bool { stopReason == .signal || stopReason == .timeLimit }

  /// Begins the run, or goes on with one that was interrupted, whose stopping rules keep what they have
  /// counted.
  mutating func begin() {
    if !isInterrupted { stopping = StopCondition(stopping.rules) }
    stopReason = epoch >= stopping.rules.epochs ? .epochs : nil
  }

  /// Counts the weights that the run starts from as those of an epoch 0.
  ///
  /// - Returns: whether they are the best so far.
  mutating func beginWatching(_ loss: Double) -> Bool { stopping.begin(watched: loss) }

  /// What an epoch came to.
  struct EpochOutcome {
    /// The loss over the epoch's batches, each before its step; after the iteration of a full-batch method.
    let trainingLoss: Double
    /// The loss on the validation data after the epoch, if it was measured.
    var validationLoss: Double?
    /// The loss on the training data after the epoch, if it was measured.
    var trainingLossAfter: Double?
    /// The loss that stopping rules watch for the best epoch, if they watch one.
    var watchedLoss: Double?
    /// The norm of the epoch's gradient, if it is known.
    var gradientNorm: Double?
    /// Whether no step lowers the loss any more.
    var isStalled = false
    /// Whether the time limit has passed.
    var isTimeUp = false
    /// The time that the epoch took, in seconds.
    var seconds = 0.0
  }

  /// What follows from an epoch.
  enum Verdict: Equatable {
    /// The epoch is undone: weights and states are to be those before it.
    case undone
    /// The epoch stays, and its weights are the best so far or not.
    case kept(isBest: Bool)
  }

  /// Takes in what an epoch came to: counts it, moves the schedule on, and asks the stopping rules.
  ///
  /// - Parameter isJudged: false leaves the stopping rules out, for epochs of the caller's own loop.
  mutating func finishEpoch(_ outcome: EpochOutcome, isJudged: Bool = true) -> Verdict {
    epoch += 1
    epochCount += 1
    trainingSeconds += place.seconds
    place = EpochPlace()
    lastTrainingLoss = outcome.trainingLoss
    trainingSeconds += outcome.seconds
    let isUndone = schedule.finishEpoch(
      EpochLosses(
        running: outcome.trainingLoss, validation: outcome.validationLoss,
        training: outcome.trainingLossAfter))
    guard !isUndone else {
      // Whatever an epoch came to that is undone, it is not what training has come to.
      steps.sinceReset = 0
      guard isJudged else { return .undone }
      stopReason = epoch >= stopping.rules.epochs ? .epochs : outcome.isTimeUp ? .timeLimit : nil
      return .undone
    }
    guard isJudged else { return .kept(isBest: false) }
    let verdict = stopping.update(
      epoch: epoch, trainingLoss: outcome.trainingLoss, watched: outcome.watchedLoss,
      gradientNorm: outcome.gradientNorm, isStalled: outcome.isStalled, isTimeUp: outcome.isTimeUp)
    stopReason = verdict.reason
    return .kept(isBest: verdict.isBest)
  }

  /// Ends the run.
  mutating func stop(_ reason: StopReason) { stopReason = reason }

  /// Goes back to where another control was in training, as far as the weights depend on it; what this run
  /// has counted stays.
  mutating func goBack(to earlier: RunControl) {
    epochCount = earlier.epochCount
    place = earlier.place
    steps = earlier.steps
    schedule = earlier.schedule
  }

  /// Goes on from what an optimiser's state says.
  ///
  /// - Returns: false if the schedule has a state that it never has.
  mutating func resume(epochCount: Int, steps: StepCounts, schedule position: ScheduledEpochs.Position)
    -> Bool
  {
    self.epochCount = epochCount
    self.steps = steps
    return schedule.resume(position)
  }
}

/// How far an epoch has come.
struct EpochPlace: Codable, Equatable, Sendable {
  /// The samples taken.
  var sampleCount = 0
  /// The sum of their losses, each batch's before its step.
  var lossSum = 0.0
  /// The time that they took before an interruption, in seconds.
  var seconds = 0.0
}
