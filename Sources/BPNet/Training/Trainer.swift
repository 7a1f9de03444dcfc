/// Trains one network on one data set.
///
/// The same data, configuration and first weights give the same bytes of weights, on any instruction set and
/// any number of threads. A trainer belongs to one thread at a time; so its network is not checked for
/// exclusive access, which would take longer than a step of a small one.
public final class Trainer<Element: Scalar> {
  /// The network as training has left it so far.
  @exclusivity(unchecked) public private(set) var network: Network<Element>
  /// What the epochs so far came to.
  public private(set) var history = TrainingHistory()
  /// What the trainer was asked for, with label smoothing and class weights as part of loss and data.
  let configuration: TrainingConfiguration
  let engine: any EpochEngine<Element>
  private let data: Dataset<Element>
  private let validation: LossEvaluator<Element>?
  private lazy var trainingEvaluator = LossEvaluator(
    topology: network.topology, data: data, loss: configuration.loss, configuration: configuration,
    awake: engine.team)
  private let clock: Clock
  @exclusivity(unchecked) private var control: RunControl
  /// The weights of the least watched loss so far; made when there is a first.
  private var best: RunSnapshot<Element>?
  /// The weights before the epoch under way, where the schedule may undo it.
  private var beforeEpoch: RunSnapshot<Element>?
  /// Where an interrupted run was before the best weights were restored; nil once the caller has trained on.
  private var interruption: RunSnapshot<Element>?
  /// The rows of a step that the caller chooses.
  private let chosenRows: AlignedBuffer<Int32>

  /// The parts of a trainer, which fit together.
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

  /// The number of epochs done.
  public var epoch: Int { control.epoch }

  /// Trains until a stopping rule says so, and restores the weights of the epoch with the least watched loss,
  /// and what the optimiser had kept then: the loss of the validation data where there are any, else the
  /// training loss if `maxFail` or `patience` is set; without either the last weights stay.
  ///
  /// - Parameter onEpoch: told about each epoch.
  @discardableResult
  public func run(onEpoch: (EpochReport) -> Void = { _ in }) -> TrainingSummary {
    run(shouldStop: { false }, onEpoch: onEpoch)
  }

  /// Trains as `run(onEpoch:)` does, or until the caller says so; called once more, it goes on in the same
  /// epoch.
  ///
  /// - Parameters:
  ///   - shouldStop: asked before each step; true ends training after the step before. It may not use the
  ///     trainer, whose network is changing.
  ///   - onEpoch: told about each epoch.
  @specialized(where Element == Float)
  @specialized(where Element == Double)
  @discardableResult
  public func run(
    shouldStop: () -> Bool, onEpoch: (EpochReport) -> Void = { _ in }
  ) -> TrainingSummary {
    if let interruption {
      interruption.restore(&network, engine)
      control.goBack(to: interruption.control)
      self.interruption = nil
    }
    if !control.isInterrupted { best = nil }
    control.begin()
    if control.stopReason == nil { beginWatching() }
    var deadline = Deadline(seconds: configuration.stopping.timeLimit, clock: clock)
    var stopwatch = Stopwatch(clock)
    while control.stopReason == nil {
      let verdict = trainEpoch(
        watches: true, &stopwatch, isTimeUp: { deadline.hasPassedNow() },
        shouldStop: { shouldStop() || deadline.hasPassedAtStep() }, onEpoch: onEpoch)
      guard let verdict else {
        control.stop(deadline.hasPassed ? .timeLimit : .signal)
        break
      }
      if verdict == .kept(isBest: true) { save(to: &best) }
    }
    return finish()
  }

  /// Trains for one epoch, or the rest of one that was ended early, as `run` does, but for stopping rules: at
  /// the learning rate of the schedule, which goes on, and may undo the epoch.
  ///
  /// - Parameter shouldStop: asked before each step; true ends the epoch there. It may not use the trainer,
  ///   whose network is changing.
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

  /// Takes one step over the given samples, which need not be different, at the learning rate of the epoch
  /// under way.
  ///
  /// - Returns: the loss over them before the step: the mean, or the sum where gradients are summed.
  /// - Precondition: there is at least one row, no more than a batch, and each is one of the data set; the
  ///   optimiser is not a method for full batches.
  @specialized(where Element == Float)
  @specialized(where Element == Double)
  @discardableResult
  public func step(rows: [Int]) -> Double {
    precondition(!rows.isEmpty && rows.count <= chosenRows.count, "no more rows than a batch has")
    for (position, row) in rows.enumerated() {
      precondition(0..<data.rowCount ~= row, "rows of the data set")
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

  /// The loss of the network as it is now, over the training data: the mean, or the sum where gradients are
  /// summed; with label smoothing and class weights, as in training.
  public func evaluateTrainingLoss() -> Double { trainingEvaluator.loss(of: network) }
}

extension Trainer {
  /// Trains for one epoch and takes in what it came to.
  ///
  /// - Parameter watches: whether the loss is measured that stopping rules watch.
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

  /// Measures the losses after an epoch that somebody goes by.
  ///
  /// - Returns: whether there were any.
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

  /// Whether the training data are watched: a rule asks for a best epoch, and there are no validation data.
  private var watchesTrainingLoss: Bool { validation == nil && configuration.stopping.watchesForBest }

  /// Tells the schedule and the stopping rules what the first weights come to, as far as they ask.
  private func beginWatching() {
    if control.place.sampleCount == 0 { beginSchedule() }
    guard control.epoch == 0, configuration.stopping.countsFirstWeights else { return }
    let watched = validation?.loss(of: network) ?? (watchesTrainingLoss ? evaluateTrainingLoss() : nil)
    if let watched, control.beginWatching(watched) { save(to: &best) }
  }

  private func beginSchedule() {
    if control.schedule.needsTrainingLoss { control.schedule.begin(trainingLoss: evaluateTrainingLoss()) }
  }

  /// Keeps the present in a snapshot, which is made when it is needed for the first time.
  private func save(to snapshot: inout RunSnapshot<Element>?) {
    if let snapshot { return snapshot.save(network, control, engine) }
    snapshot = RunSnapshot(network, control, engine, stateCount: configuration.optimizer.stateCount)
  }

  /// Goes back to the best weights, unless training diverged.
  private func finish() -> TrainingSummary {
    if let best, control.stopReason != .diverged {
      if control.isInterrupted { save(to: &interruption) }
      best.restore(&network, engine)
      control.goBack(to: best.control)
    }
    // The last step may have overflowed weights behind a loss that was finite.
    if !network.isFinite { control.stop(.diverged) }
    return TrainingSummary(
      epochs: epoch, stopReason: control.stopReason ?? .epochs,
      bestEpoch: best == nil ? epoch : control.stopping.bestEpoch,
      lastTrainingLoss: control.lastTrainingLoss ?? .nan, threadCount: threadCount,
      trainingSeconds: control.trainingSeconds)
  }
}

extension Trainer {
  /// What the optimiser has kept of the steps that led to `network`; nil if it holds a number that is not
  /// finite, as after training that diverged.
  ///
  /// An epoch that was ended early does not count: another trainer begins it anew, from the weights as they
  /// are.
  ///
  /// - Complexity: O(parameters).
  public var optimizerState: OptimizerState<Element>? {
    OptimizerState(configuration.optimizer, control, engine, of: network)
  }
}
