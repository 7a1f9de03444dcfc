/// Trains one network on one data set.
///
/// The same data, configuration and initial weights give the same bytes of weights, on any instruction set
/// and any number of threads. A trainer belongs to one thread at a time. Its network is therefore not checked
/// for exclusive access: the check would take longer than a step of a small network.
public final class Trainer<Element: Scalar> {
  /// The network in its present state.
  @exclusivity(unchecked) public private(set) var network: Network<Element>
  /// The losses of the epochs so far.
  public private(set) var history = TrainingHistory()
  /// The configuration, with label smoothing as a part of its loss.
  let configuration: TrainingConfiguration
  let engine: any EpochEngine<Element>
  let data: Dataset<Element>
  private let validation: LossEvaluator<Element>?
  private lazy var trainingEvaluator = LossEvaluator(
    topology: network.topology, data: data, loss: configuration.loss, configuration: configuration,
    awake: engine.team)
  private let clock: Clock
  @exclusivity(unchecked) private(set) var control: RunControl
  /// The state after the epoch with the lowest watched loss so far; nil before the first.
  private(set) var best: RunSnapshot<Element>?
  /// The state before the epoch under way, where the schedule may undo the epoch.
  private(set) var beforeEpoch: RunSnapshot<Element>?
  /// Whether the state is a checkpoint's, so that `run` continues instead of beginning.
  private var isResumed = false
  /// The state of an interrupted run before the best weights were restored; nil once training has continued.
  private var interruption: RunSnapshot<Element>?
  /// The rows of `step(rows:)`, converted.
  private let chosenRows: AlignedBuffer<Int32>

  /// A trainer of the given parts, already checked.
  init(
    network: Network<Element>, data: Dataset<Element>, validation: LossEvaluator<Element>?,
    configuration: TrainingConfiguration, engine: any EpochEngine<Element>, control: RunControl, clock: Clock
  ) {
    self.network = network
    self.data = data
    self.validation = validation
    self.configuration = configuration
    self.engine = engine
    self.control = control
    self.clock = clock
    self.chosenRows = AlignedBuffer(count: configuration.batchSize.count(rowCount: data.rowCount))
  }

  /// The threads that work together on a step.
  public var threadCount: Int { engine.team?.count ?? 1 }

  /// The number of these threads that share a step at present: fewer where that is faster.
  package var sharingThreadCount: Int { engine.plan.threadCount }

  /// The form of a step at present.
  package var stepForm: StepForm { engine.plan.form }

  /// The number of epochs done.
  public var epoch: Int { control.epoch }

  /// Trains until a stopping rule ends the run, and restores the weights of the best epoch.
  ///
  /// The best epoch is the one with the lowest watched loss: the validation loss if there are validation
  /// data, else the training loss if `maxFail` or `patience` is set. The optimiser's state of that epoch is
  /// restored with its weights. If no loss is watched, the last weights stay.
  ///
  /// - Parameter onEpoch: called after each epoch.
  @discardableResult
  public func run(onEpoch: (EpochReport) -> Void = { _ in }) -> TrainingSummary {
    run(shouldStop: { false }, onEpoch: onEpoch)
  }

  /// Trains as `run(onEpoch:)` does, but also stops when the caller asks for it.
  ///
  /// Called again after such a stop, it continues in the middle of the same epoch.
  ///
  /// - Parameters:
  ///   - shouldStop: called before each step; true ends training before that step. It must not use the
  ///     trainer, whose network is being changed.
  ///   - onEpoch: called after each epoch.
  @specialized(where Element == Float)
  @specialized(where Element == Double)
  @discardableResult
  public func run(
    shouldStop: () -> Bool, onEpoch: (EpochReport) -> Void = { _ in }
  ) -> TrainingSummary {
    run(checkpoints: nil, shouldStop: shouldStop, onEpoch: onEpoch)
  }

  /// Trains as `run(shouldStop:onEpoch:)` does, and makes checkpoints: at intervals, and when the run ends.
  ///
  /// - Parameters:
  ///   - interval: the time between two checkpoints.
  ///   - save: called with each checkpoint, on the caller's thread; training waits for it.
  @discardableResult
  public func run(
    checkpointEvery interval: TrainingConfiguration.CheckpointInterval,
    save: (Trainer<Element>.Checkpoint) -> Void,
    shouldStop: () -> Bool = { false }, onEpoch: (EpochReport) -> Void = { _ in }
  ) -> TrainingSummary {
    withoutActuallyEscaping(save) { save in
      run(checkpoints: (interval, save), shouldStop: shouldStop, onEpoch: onEpoch)
    }
  }

  @specialized(where Element == Float)
  @specialized(where Element == Double)
  private func run(
    checkpoints: (
      interval: TrainingConfiguration.CheckpointInterval, save: (Trainer<Element>.Checkpoint) -> Void
    )?,
    shouldStop: () -> Bool, onEpoch: (EpochReport) -> Void
  ) -> TrainingSummary {
    let usedSeconds = begin()
    var deadline = Deadline(
      seconds: configuration.stopping.timeLimit.map { max($0 - usedSeconds, 0) }, clock: clock)
    var timer = CheckpointTimer(checkpoints?.interval ?? .epochs(.max), epoch: epoch, clock: clock)
    var stopwatch = Stopwatch(clock)
    var isAskedToStop = false
    while control.stopReason == nil {
      let verdict = trainEpoch(
        watches: true, &stopwatch, isTimeUp: { deadline.hasPassedNow() },
        shouldStop: {
          isAskedToStop = shouldStop()
          return isAskedToStop || deadline.hasPassedAtStep() || timer.isDueAtStep()
        }, onEpoch: onEpoch)
      if verdict == .kept(isBest: true) { save(to: &best) }
      if verdict == nil, isAskedToStop || deadline.hasPassed {
        control.stop(deadline.hasPassed ? .timeLimit : .signal)
      } else if let checkpoints, control.stopReason == nil, verdict == nil || timer.isDue(afterEpoch: epoch) {
        if let checkpoint = makeCheckpoint() { checkpoints.save(checkpoint) }
        timer.restart(epoch: epoch)
        stopwatch.restart()
      }
    }
    // Made before the best weights take the place of the last ones, from which an interrupted run continues.
    if let checkpoints, let checkpoint = makeCheckpoint() { checkpoints.save(checkpoint) }
    return endRun()
  }

  /// Trains for one epoch, or for the rest of one that was ended early.
  ///
  /// It uses and advances the schedule, which may undo the epoch, as `run` does; stopping rules are ignored.
  ///
  /// - Parameter shouldStop: called before each step; true ends the epoch there. It must not use the trainer,
  ///   whose network is being changed.
  /// - Returns: the loss over the epoch, each batch's before its step, or after the iteration of a method for
  ///   full batches: the mean, or the sum where gradients are summed. Nil if the epoch was ended early.
  @specialized(where Element == Float)
  @specialized(where Element == Double)
  @discardableResult
  public func runEpoch(shouldStop: () -> Bool = { false }) -> Double? {
    interruption = nil
    if control.epoch == 0, control.place.sampleCount == 0 { beginSchedule() }
    var stopwatch = Stopwatch(clock)
    let verdict = trainEpoch(
      watches: false, &stopwatch, isTimeUp: { false }, shouldStop: shouldStop, onEpoch: { _ in })
    return verdict == nil ? nil : control.lastTrainingLoss
  }

  /// Takes one step over the given samples at the learning rate of the epoch under way.
  ///
  /// A sample may be named more than once.
  ///
  /// - Returns: the loss over them before the step: the mean, or the sum where gradients are summed.
  /// - Precondition: there is at least one row, no more than a batch, and each is one of the data set; the
  ///   optimiser is not a method for full batches.
  @specialized(where Element == Float)
  @specialized(where Element == Double)
  @discardableResult
  public func step(rows: [Int]) -> Double {
    precondition(!rows.isEmpty && rows.count <= chosenRows.count, "1 to batch-size rows")
    for (position, row) in rows.enumerated() {
      precondition(0..<data.rowCount ~= row, "the data set has the row")
      chosenRows.base[position] = Int32(row)
    }
    if interruption != nil { interruption = nil }
    let chosen = UnsafeBufferPointer(start: UnsafePointer(chosenRows.base), count: rows.count)
    let sum = engine.step(&network, on: data, rows: chosen, &control)
    guard configuration.reduction == .mean else { return sum }
    let weightSum = data.weightSum(of: chosen)
    // Samples that do not count have no loss.
    guard weightSum > 0 else { return 0 }
    return sum / (weightSum * configuration.loss.function.meanDivisor(outputCount: data.outputCount))
  }

  /// The loss of the present network over the training data.
  ///
  /// It is the mean, or the sum where gradients are summed, with label smoothing and class weights as in
  /// training.
  public func evaluateTrainingLoss() -> Double { trainingEvaluator.loss(of: network) }
}

extension Trainer {
  /// Trains for one epoch, and records its losses in the control, the history and a report.
  ///
  /// - Parameter watches: whether to measure the watched loss, for stopping rules.
  /// - Returns: nil if the epoch was ended early.
  @inline(__always)
  private func trainEpoch(
    watches: Bool, _ stopwatch: inout Stopwatch, isTimeUp: () -> Bool, shouldStop: () -> Bool,
    onEpoch: (EpochReport) -> Void
  ) -> RunControl.Verdict? {
    if control.schedule.needsTrainingLoss, control.place.sampleCount == 0 { save(to: &beforeEpoch) }
    let learningRate = configuration.learningRate * control.learningRateFactor
    guard let result = engine.runEpoch(&network, &control, shouldStop: shouldStop) else {
      control.place.seconds += stopwatch.finishEpoch()
      return nil
    }
    var outcome = RunControl.EpochOutcome(
      trainingLoss: result.loss, gradientNorm: result.gradientNorm, isStalled: result.isStalled,
      seconds: stopwatch.finishEpoch())
    let measures = measure(&outcome, watches: watches)
    outcome.isTimeUp = isTimeUp()
    let verdict = control.finishEpoch(outcome, isJudged: watches)
    if verdict == .undone {
      beforeEpoch?.restoreParameters(of: &network)
      engine.resetStates()
    }
    history.append(
      .init(
        epoch: epoch, trainingLoss: result.loss, validationLoss: outcome.validationLoss,
        learningRate: learningRate))
    onEpoch(
      EpochReport(
        epoch: epoch, trainingLoss: result.loss, validationLoss: outcome.validationLoss,
        learningRate: learningRate, optimizerFigures: result.figures,
        trainingSeconds: control.trainingSeconds, endTime: stopwatch.time))
    if measures { stopwatch.restart() }
    return verdict
  }

  /// Measures the losses after an epoch that the schedule or the stopping rules need.
  ///
  /// - Returns: whether anything was measured.
  @inline(__always)
  private func measure(_ outcome: inout RunControl.EpochOutcome, watches: Bool) -> Bool {
    let needsTrainingLoss = control.schedule.needsTrainingLoss
    let watchesTraining = watches && watchesTrainingLoss
    if let validation, watches || control.schedule.usesValidationLoss {
      outcome.validationLoss = validation.loss(of: network)
      outcome.watchedLoss = watches ? outcome.validationLoss : nil
    }
    guard needsTrainingLoss || watchesTraining else { return outcome.validationLoss != nil }
    let loss = evaluateTrainingLoss()
    if needsTrainingLoss { outcome.trainingLossAfter = loss }
    if watchesTraining { outcome.watchedLoss = loss }
    return true
  }

  /// Begins a run, or continues one that was interrupted or that a checkpoint was made of.
  ///
  /// - Returns: the seconds that a checkpoint's run has used.
  private func begin() -> Double {
    if isResumed {
      isResumed = false
      return control.trainingSeconds
    }
    if let interruption {
      interruption.restore(&network, engine)
      control.goBack(to: interruption.control)
      self.interruption = nil
    }
    let isContinued = control.isInterrupted
    if !isContinued { best = nil }
    control.begin()
    if control.stopReason == nil, !isContinued { beginWatching() }
    return 0
  }

  /// Replaces the whole state by a checkpoint's; the engine has the current state's numbers already.
  func restore(
    _ checkpoint: Trainer<Element>.Checkpoint, best: RunSnapshot<Element>?, beforeEpoch: RunSnapshot<Element>?
  ) {
    network = checkpoint.current.network
    control = checkpoint.current.control.resumed
    history = checkpoint.history
    (self.best, self.beforeEpoch, interruption) = (best, beforeEpoch, nil)
    isResumed = true
  }

  /// Whether the training data are watched: a rule asks for a best epoch, and there are no validation data.
  private var watchesTrainingLoss: Bool { validation == nil && configuration.stopping.watchesForBest }

  /// Gives the schedule and the stopping rules the losses of the initial weights that they ask for.
  private func beginWatching() {
    if control.place.sampleCount == 0 { beginSchedule() }
    guard control.epoch == 0, configuration.stopping.countsFirstWeights else { return }
    let watched = validation?.loss(of: network) ?? (watchesTrainingLoss ? evaluateTrainingLoss() : nil)
    if let watched, control.beginWatching(watched) { save(to: &best) }
  }

  private func beginSchedule() {
    if control.schedule.needsTrainingLoss { control.schedule.begin(trainingLoss: evaluateTrainingLoss()) }
  }

  /// Saves the present state in a snapshot, which is allocated when first needed.
  private func save(to snapshot: inout RunSnapshot<Element>?) {
    if let snapshot { return snapshot.save(network, control, engine) }
    snapshot = RunSnapshot(network, control, engine, stateCount: configuration.optimizer.stateCount)
  }

  /// Restores the best weights, if a loss was watched: after training that diverged, too.
  private func endRun() -> TrainingSummary {
    if let best {
      if control.isInterrupted { save(to: &interruption) }
      best.restore(&network, engine)
      control.goBack(to: best.control)
    }
    // The last step may have made weights infinite; the epoch's training loss was measured before it.
    if !network.isFinite { control.stop(.diverged) }
    return TrainingSummary(
      epochs: epoch, stopReason: control.stopReason ?? .epochs,
      bestEpoch: best == nil ? epoch : control.stopping.bestEpoch,
      lastTrainingLoss: control.lastTrainingLoss ?? .nan, threadCount: threadCount,
      trainingSeconds: control.trainingSeconds)
  }
}

extension Trainer {
  /// The optimiser's state after the steps that led to `network`.
  ///
  /// Nil if the state or the network holds a number that is not finite, as after training that diverged. An
  /// epoch that was ended early does not count: another trainer begins it again, from the present weights.
  ///
  /// - Complexity: O(parameters).
  public var optimizerState: OptimizerState<Element>? {
    OptimizerState(configuration.optimizer, control, engine, of: network)
  }
}
