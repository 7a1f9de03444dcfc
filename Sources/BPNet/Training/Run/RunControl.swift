/// The state of a run apart from tensors: its progress, schedule and stopping rules.
///
/// The next epoch depends on this value, the network, the optimiser's states and the configuration, and on
/// nothing else. Encoding as JSON needs a `nonConformingFloatEncodingStrategy`, since a loss may be infinite.
struct RunControl: Codable, Equatable, Sendable {
  /// The number of epochs of this run that are complete.
  private(set) var epoch = 0
  /// The number of epochs that led to the weights, those before this run included; the order of the next
  /// epoch's samples depends on it.
  private(set) var epochCount = 0
  /// The progress within the epoch under way.
  var place = EpochProgress()
  /// The number of steps taken.
  var steps = StepCounts()
  /// The schedule of the learning rate.
  var schedule: ScheduledEpochs
  /// The stopping rules.
  private(set) var stopping: StopCondition
  /// The training loss of the last whole epoch; nil before the first.
  private(set) var lastTrainingLoss: Double?
  /// The time of all whole epochs, without evaluations between them, in seconds.
  private(set) var trainingSeconds = 0.0
  /// Why the run ended; nil during the run.
  private(set) var stopReason: TrainingSummary.StopReason?

  /// The state at the beginning of a run.
  init(_ configuration: TrainingConfiguration, epochCount: Int = 0) {
    self.epochCount = epochCount
    schedule = ScheduledEpochs(
      configuration.schedule, warmUpEpochs: configuration.warmUpEpochs, start: epochCount)
    stopping = StopCondition(configuration.stopping)
  }

  /// The schedule's factor of the learning rate in the epoch under way, or in the next.
  var learningRateFactor: Double { schedule.factor(epoch: epochCount + 1) }

  /// Whether the run was stopped by the caller or the time limit, so that it may be continued.
  var isInterrupted: Bool { stopReason == .signal || stopReason == .timeLimit }

  /// Whether this is the state of a run with the schedule and the stopping rules of a configuration.
  func continues(_ configuration: TrainingConfiguration) -> Bool {
    stopping.rules == configuration.stopping
      && schedule.belongs(to: configuration.schedule, warmUpEpochs: configuration.warmUpEpochs)
  }

  /// Whether every count is one that training on `rowCount` samples can lead to.
  func isPossible(rowCount: Int) -> Bool {
    let epochs = 0...TrainingConfiguration.largestEpochCount
    let counts = 0...TrainingConfiguration.largestStepCount
    return [epoch, epochCount, schedule.start].allSatisfy(epochs.contains)
      && [steps.sinceReset, steps.total].allSatisfy(counts.contains) && epoch <= epochCount
      && steps.sinceReset <= steps.total && schedule.start <= epochCount
      && stopping.isPossible(epoch: epoch)
      && 0..<rowCount ~= place.sampleCount
  }

  /// The same state with the run going on, if it was interrupted.
  var resumed: RunControl {
    var result = self
    if isInterrupted { result.stopReason = nil }
    return result
  }

  /// Begins the run, or continues an interrupted one, whose stopping rules keep their counters.
  mutating func begin() {
    if !isInterrupted { stopping = StopCondition(stopping.rules) }
    stopReason = epoch >= stopping.rules.epochs ? .epochs : nil
  }

  /// Records the watched loss of the initial weights as that of an epoch 0.
  ///
  /// - Returns: whether they are the best so far.
  mutating func beginWatching(_ loss: Double) -> Bool { stopping.begin(watched: loss) }

  /// The results of an epoch.
  struct EpochOutcome {
    /// The loss over the epoch's batches, each measured before its step; for a full-batch method, the loss
    /// after its iteration.
    let trainingLoss: Double
    /// The loss on the validation data after the epoch, if it was measured.
    var validationLoss: Double?
    /// The loss on the training data after the epoch, if it was measured.
    var trainingLossAfter: Double?
    /// The loss that decides which epoch is the best, if one is watched.
    var watchedLoss: Double?
    /// The norm of the epoch's gradient, if it is known.
    var gradientNorm: Double?
    /// Whether the optimiser found no step that lowers the loss.
    var isStalled = false
    /// Whether the time limit has passed.
    var isTimeUp = false
    /// The time that the epoch took, in seconds.
    var seconds = 0.0
  }

  /// What the trainer has to do after an epoch.
  enum Verdict: Equatable {
    /// Undo the epoch: restore the weights from before it, and reset the optimiser's states.
    case undone
    /// Keep the epoch; `isBest` says whether its watched loss is the lowest so far.
    case kept(isBest: Bool)
  }

  /// Records the results of an epoch: counts it, advances the schedule and applies the stopping rules.
  ///
  /// - Parameter isJudged: false skips the stopping rules, for epochs of the caller's own loop.
  mutating func finishEpoch(_ outcome: EpochOutcome, isJudged: Bool = true) -> Verdict {
    epoch += 1
    epochCount += 1
    trainingSeconds += place.seconds
    place = EpochProgress()
    lastTrainingLoss = outcome.trainingLoss
    trainingSeconds += outcome.seconds
    let isUndone = schedule.finishEpoch(
      EpochLosses(
        running: outcome.trainingLoss, validation: outcome.validationLoss,
        training: outcome.trainingLossAfter))
    guard !isUndone else {
      // The losses of an epoch that is undone say nothing about the weights: only limits can end the run.
      steps.sinceReset = 0
      guard isJudged else { return .undone }
      stopReason = epoch >= stopping.rules.epochs ? .epochs : outcome.isTimeUp ? .timeLimit : nil
      return .undone
    }
    guard isJudged else { return .kept(isBest: false) }
    let verdict = stopping.record(
      epoch: epoch, trainingLoss: outcome.trainingLoss, watched: outcome.watchedLoss,
      gradientNorm: outcome.gradientNorm, isStalled: outcome.isStalled, isTimeUp: outcome.isTimeUp)
    stopReason = verdict.reason
    return .kept(isBest: verdict.isBest)
  }

  /// Ends the run.
  mutating func stop(_ reason: TrainingSummary.StopReason) { stopReason = reason }

  /// Restores everything that the weights depend on from an earlier state; the run's counters and times stay.
  mutating func goBack(to earlier: RunControl) {
    epochCount = earlier.epochCount
    place = earlier.place
    steps = earlier.steps
    schedule = earlier.schedule
  }

  /// Continues from the progress in an optimiser's state.
  ///
  /// - Returns: false if the schedule's state is not valid.
  mutating func resume(epochCount: Int, steps: StepCounts, schedule position: ScheduledEpochs.Position)
    -> Bool
  {
    self.epochCount = epochCount
    self.steps = steps
    return schedule.resume(position)
  }
}

/// The progress within an epoch.
struct EpochProgress: Codable, Equatable, Sendable {
  /// The number of samples trained on.
  var sampleCount = 0
  /// The sum of their losses, each batch's measured before its step.
  var lossSum = 0.0
  /// The time spent before an interruption, in seconds.
  var seconds = 0.0
}
