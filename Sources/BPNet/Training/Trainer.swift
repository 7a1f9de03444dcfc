/// Trains one network on one data set.
///
/// The same data, configuration and first weights give the same bytes of weights, on any instruction set.
/// A trainer belongs to one thread at a time; so its network is not checked for exclusive access, which would
/// take longer than a step of a small one.
public final class Trainer<Element: Scalar> {
  /// The network as training has left it so far.
  @exclusivity(unchecked) public private(set) var network: Network<Element>
  /// The threads that work together on a step.
  public var threadCount: Int { step.threadCount }
  /// The number of epochs done.
  public private(set) var epoch = 0
  /// The epochs that have led to the weights, those before this trainer included.
  private var epochCount = 0

  private let data: Dataset<Element>
  private let configuration: TrainingConfiguration
  private let step: GradientDescentStep<Element>
  /// Takes the place of steps, where the optimiser is a method for full batches.
  private let fullBatch: FullBatchTraining<Element>?
  private let validation: LossEvaluator<Element>?
  /// Whether the training data are watched: a rule asks for a best epoch and there is no validation data.
  private let watchesTraining: Bool
  private lazy var trainingEvaluator = LossEvaluator(
    topology: network.topology, data: data, loss: configuration.loss, configuration: configuration,
    awake: step.team)
  private let order: AlignedBuffer<Int32>
  @exclusivity(unchecked) private var schedule: ScheduledEpochs
  /// The rows of a step that the caller chooses.
  private let chosenRows: AlignedBuffer<Int32>

  /// A trainer that starts from `network`.
  ///
  /// - Parameters:
  ///   - validation: samples to watch for the best epoch, not trained on.
  ///   - optimizerState: what the optimiser has kept of the steps that led to `network`; nil starts anew. On the
  ///     same data, with the same configuration, training then goes on as if there had been no break. Another
  ///     schedule or warm-up than the state's begins with the next epoch.
  /// - Throws: `BPNetError.invalidArgument` if the configuration is not allowed, or does not fit the
  ///   network and the data, if the network cannot be trained and is to be, or if the state is another
  ///   optimiser's or another network's.
  public convenience init(
    network: Network<Element>, data: Dataset<Element>, validation: Dataset<Element>? = nil,
    configuration: TrainingConfiguration, optimizerState: OptimizerState<Element>? = nil
  ) throws(BPNetError) {
    try self.init(
      network: network, data: data, validation: validation, configuration: configuration,
      optimizerState: optimizerState,
      threadCount: configuration.threadCount(
        topology: network.topology,
        batchSize: configuration.batchSize.count(rowCount: data.rowCount)))
  }

  /// A trainer whose steps are shared among `threadCount` threads, whatever the machine and the work.
  init(
    network: Network<Element>, data: Dataset<Element>, validation: Dataset<Element>? = nil,
    configuration: TrainingConfiguration, optimizerState: OptimizerState<Element>? = nil, threadCount: Int
  ) throws(BPNetError) {
    let plainLoss = configuration.loss
    try Trainer.check(network.topology, data: data, validation: validation, configuration: configuration)
    let configuration = try configuration.resolvingObjective()
    try FullBatchTraining.checkMemory(network.topology, data: data, configuration: configuration)
    let data =
      try configuration.classWeights.map { weights throws(BPNetError) in
        try data.weighted(byClass: weights)
      } ?? data
    try configuration.checkWeights(of: data)
    self.network = network
    self.data = data
    self.configuration = configuration
    let batchSize = configuration.batchSize.count(rowCount: data.rowCount)
    self.step = GradientDescentStep(
      network: network, data: data, configuration: configuration, batchSize: batchSize,
      threadCount: threadCount)
    let team = step.team
    self.validation = validation.map {
      LossEvaluator(
        topology: network.topology, data: $0, loss: plainLoss, configuration: configuration, awake: team)
    }
    self.watchesTraining = validation == nil && configuration.stopping.watchesForBest
    self.chosenRows = AlignedBuffer(count: configuration.batchSize.count(rowCount: data.rowCount))
    self.order = AlignedBuffer(count: data.rowCount)
    for row in 0..<data.rowCount { order.base[row] = Int32(row) }
    self.schedule = ScheduledEpochs(configuration, start: optimizerState?.epochCount ?? 0)
    self.fullBatch = FullBatchTraining(
      network: network, data: data, configuration: configuration, step: step, rows: order)
    if let optimizerState { try resume(optimizerState) }
  }

  /// Checks that the configuration is allowed, and fits the network and the data.
  private static func check(
    _ topology: Topology, data: Dataset<Element>, validation: Dataset<Element>?,
    configuration: TrainingConfiguration
  ) throws(BPNetError) {
    let loss = configuration.loss
    try configuration.validate()
    try configuration.checkFrozenLayers(of: topology)
    try configuration.checkDropout(of: topology)
    try loss.check(output: topology.outputActivation)
    if configuration.stopping.epochs > 0 { try topology.checkTrainable() }
    for set in [data, validation].compactMap({ $0 }) {
      let (inputs, outputs) = (topology.inputCount, topology.outputCount)
      guard set.rowCount > 0, set.inputCount == inputs, set.outputCount == outputs else {
        throw .invalidArgument(
          name: "data",
          found: "\(set.rowCount) rows of \(set.inputCount) inputs and \(set.outputCount) outputs",
          expected: "at least one row of \(inputs) inputs and \(outputs) outputs")
      }
      guard set.weightSum > 0 else {
        throw .invalidArgument(
          name: "data", found: "a weight of 0 for every sample", expected: "at least one above 0")
      }
      try loss.checkTargets(of: set)
    }
    try loss.checkProbabilities(of: data)
  }

  /// Takes one step over the given samples, which need not be different.
  ///
  /// - Returns: the loss over them before the step: the mean, or the sum where gradients are summed.
  /// - Precondition: there is at least one row, no more than a batch, and each is one of the data set; the
  ///   optimiser is not a method for full batches.
  @specialized(where Element == Float)
  @specialized(where Element == Double)
  @discardableResult
  public func step(rows: [Int]) -> Double {
    precondition(fullBatch == nil, "a method for full batches takes all rows")
    precondition(!rows.isEmpty && rows.count <= configuration.batchSize.count(rowCount: data.rowCount))
    precondition(rows.allSatisfy { 0..<data.rowCount ~= $0 }, "rows of the data set")
    for (position, row) in rows.enumerated() { chosenRows.base[position] = Int32(row) }
    let chosen = UnsafeBufferPointer(start: UnsafePointer(chosenRows.base), count: rows.count)
    let sum = step.run(network: &network, rows: chosen, areConsecutive: false)
    guard configuration.reduction == .mean else { return sum }
    let weightSum = data.weightSum(of: chosen)
    // Samples that do not count have no loss.
    guard weightSum > 0 else { return 0 }
    return sum / (weightSum * configuration.loss.function.meanDivisor(outputCount: data.outputCount))
  }

  /// Trains for one epoch.
  ///
  /// - Parameter shouldStop: asked before each step; true ends the epoch there. It may not use the trainer, whose
  ///   network is changing.
  /// - Returns: the loss over the epoch, each batch's before its step, or after the iteration of a method for
  ///   full batches: the mean, or the sum where gradients are summed. Nil if the epoch was ended early.
  @specialized(where Element == Float)
  @specialized(where Element == Double)
  @discardableResult
  public func runEpoch(shouldStop: () -> Bool = { false }) -> Double? {
    if let fullBatch {
      if shouldStop() { return nil }
      epoch += 1
      epochCount += 1
      return fullBatch.iterate(&network)
    }
    let shuffles = configuration.shuffles && configuration.batchSize != .full
    if shuffles { shuffleOrder(epoch: epochCount + 1) }
    let batchSize = configuration.batchSize.count(rowCount: data.rowCount)
    guard let sum = runSteps(batchSize: batchSize, shuffles: shuffles, shouldStop: shouldStop) else {
      return nil
    }
    epoch += 1
    epochCount += 1
    return reducedLoss(
      sum, loss: configuration.loss.function, reduction: configuration.reduction, data: data)
  }

  /// Whether an epoch's steps are over single samples, each by one call of the kernels.
  var takesSingleSamples: Bool {
    configuration.batchSize.count(rowCount: data.rowCount) == 1 && step.singleSample != nil
  }

  /// Takes the steps of an epoch.
  ///
  /// - Returns: the sum of the losses, each batch's before its step; nil if `shouldStop` said so.
  @inline(__always)
  private func runSteps(batchSize: Int, shuffles: Bool, shouldStop: () -> Bool) -> Double? {
    if takesSingleSamples {
      let rows = UnsafeBufferPointer(start: UnsafePointer(order.base), count: data.rowCount)
      return step.runSingly(network: &network, rows: rows, shouldStop: shouldStop)
    }
    var sum = 0.0
    for start in stride(from: 0, to: data.rowCount, by: batchSize) {
      if shouldStop() { return nil }
      let rows = UnsafeBufferPointer(
        start: order.base + start, count: min(batchSize, data.rowCount - start))
      let next = UnsafeBufferPointer(
        start: rows.baseAddress.map { $0 + rows.count },
        count: shuffles ? min(batchSize, data.rowCount - start - rows.count) : 0)
      sum += step.run(
        network: &network, rows: rows, areConsecutive: !shuffles || rows.count == 1, next: next)
    }
    return sum
  }

  /// The loss of the network as it is now, over the training data: the mean, or the sum where gradients are
  /// summed; with label smoothing and class weights, as training makes it small.
  public func evaluateTrainingLoss() -> Double { trainingEvaluator.loss(of: network) }

  /// The order of an epoch depends on the seed and the epoch's number alone, so that a run can go on from
  /// any epoch.
  private func shuffleOrder(epoch: Int) {
    for row in 0..<data.rowCount { order.base[row] = Int32(row) }
    var generator = RandomGenerator(seed: configuration.seed, stream: RandomStream.shuffle(epoch: epoch))
    generator.shuffle(UnsafeMutableBufferPointer(start: order.base, count: data.rowCount))
  }
}

extension Trainer {
  /// What one epoch came to.
  public struct EpochReport: Sendable {
    /// The epoch, counted from 1.
    public let epoch: Int
    /// The loss over the epoch's batches, each before its step; after the iteration of a method for full batches.
    public let trainingLoss: Double
    /// The loss on the validation data after the epoch.
    public let validationLoss: Double?
    /// The learning rate of the epoch's weights; without meaning for a method for full batches.
    public let learningRate: Double
    /// What the optimiser has to say of the epoch, by name, such as the damping μ of Levenberg–Marquardt.
    public let optimizerFigures: [(name: String, value: Double)]
    /// The time of this run's epochs so far, without the evaluation of watched losses between them.
    public let trainingSeconds: Double
    /// When the epoch ended, in seconds on a clock that never goes back.
    public let endTime: Double
  }

  /// How a run ended.
  public struct Summary: Sendable {
    /// The epochs done.
    public let epochs: Int
    /// Why it stopped.
    public let stopReason: StopReason
    /// The epoch whose weights the network has: the one of least watched loss where a loss was watched,
    /// else the last.
    public let bestEpoch: Int
    /// The training loss of the last whole epoch; NaN if there was none.
    public let lastTrainingLoss: Double
    /// The threads that worked together on a step.
    public let threadCount: Int
    /// The time of all whole epochs, without the evaluation of watched losses between them.
    public let trainingSeconds: Double
  }

  /// Trains until a stopping rule says so, and restores the weights of the epoch with the least watched
  /// loss, and what the optimiser had kept then: the loss of the validation data where there are any, else the
  /// training loss if `maxFail` or `patience` is set; without either the last weights stay.
  ///
  /// - Parameters:
  ///   - shouldStop: asked before each step; true ends training after the step before. It may not use the trainer,
  ///     whose network is changing.
  ///   - onEpoch: told about each epoch.
  @specialized(where Element == Float)
  @specialized(where Element == Double)
  public func run(
    shouldStop: () -> Bool = { false }, onEpoch: (EpochReport) -> Void = { _ in }
  ) -> Summary {
    var condition = StopCondition(configuration.stopping)
    var deadline = Deadline(seconds: configuration.stopping.timeLimit)
    var lastTrainingLoss = Double.nan
    var reason: StopReason? = epoch >= configuration.stopping.epochs ? .epochs : nil
    var best = reason == nil ? beginRun(&condition) : nil
    var stopwatch = TrainingStopwatch()
    while reason == nil {
      let before = schedule.needsTrainingLoss ? network : nil
      step.learningRateFactor = schedule.factor(epoch: epochCount + 1)
      guard
        let trainingLoss = runEpoch(shouldStop: { shouldStop() || deadline.hasPassedAtStep() })
      else {
        reason = deadline.hasPassed ? .timeLimit : .signal
        break
      }
      stopwatch.finishEpoch()
      lastTrainingLoss = trainingLoss
      let losses = EpochLosses(
        running: trainingLoss, watched: watchedLoss(),
        training: before == nil ? nil : evaluateTrainingLoss())
      let isUndone = schedule.finishEpoch(losses)
      if isUndone, let before {
        network = before
        step.resetStates()
      }
      onEpoch(
        EpochReport(
          epoch: epoch, trainingLoss: trainingLoss, validationLoss: validation == nil ? nil : losses.watched,
          learningRate: configuration.learningRate * step.learningRateFactor,
          optimizerFigures: fullBatch?.last?.details ?? [], trainingSeconds: stopwatch.seconds,
          endTime: stopwatch.time))
      // Whatever an epoch came to that is undone, it is not what training has come to.
      guard !isUndone else {
        stopwatch.restart()
        reason = epoch >= configuration.stopping.epochs ? .epochs : deadline.hasPassedNow() ? .timeLimit : nil
        continue
      }
      let verdict = condition.update(
        epoch: epoch, trainingLoss: trainingLoss, watched: losses.watched,
        gradientNorm: fullBatch?.last?.gradientNorm ?? step.gradientNorm,
        isStalled: fullBatch?.last?.isStalled ?? false, isTimeUp: deadline.hasPassedNow())
      if verdict.isBest { best = (network, currentState) }
      if losses.watched != nil || losses.training != nil { stopwatch.restart() }
      reason = verdict.reason
    }
    let stopReason = finishRun(best: best, reason: reason ?? .epochs)
    return Summary(
      epochs: epoch, stopReason: stopReason, bestEpoch: best == nil ? epoch : condition.bestEpoch,
      lastTrainingLoss: lastTrainingLoss, threadCount: threadCount, trainingSeconds: stopwatch.seconds)
  }

  /// A network, with what the optimiser had kept then.
  private typealias Snapshot = (network: Network<Element>, state: OptimizerState<Element>)

  /// Tells the schedule and the stopping rules what the first weights come to, as far as they ask.
  ///
  /// - Returns: the first weights if they count as the best so far.
  private func beginRun(_ condition: inout StopCondition) -> Snapshot? {
    if schedule.needsTrainingLoss { schedule.begin(trainingLoss: evaluateTrainingLoss()) }
    guard configuration.stopping.countsFirstWeights, let watched = watchedLoss(),
      condition.begin(watched: watched)
    else { return nil }
    return (network, currentState)
  }

  /// Goes back to the best weights, unless training diverged.
  ///
  /// - Returns: why it stopped; the last step may have overflowed weights behind a loss that was finite.
  private func finishRun(best: Snapshot?, reason: StopReason) -> StopReason {
    if let best, reason != .diverged {
      network = best.network
      restore(best.state)
      _ = schedule.resume(best.state.schedule)
    }
    return network.isFinite ? reason : .diverged
  }
}

extension Trainer {
  /// What the optimiser has kept of the steps that led to `network`; nil if it holds a number that is not finite,
  /// as after training that diverged.
  ///
  /// An epoch that was ended early does not count: it begins anew, from the weights as they are.
  ///
  /// - Complexity: O(parameters).
  public var optimizerState: OptimizerState<Element>? {
    let state = currentState
    return state.isFinite && network.isFinite ? state : nil
  }

  /// What is watched for the best epoch, if anything.
  private func watchedLoss() -> Double? {
    if let validation { return validation.loss(of: network) }
    return watchesTraining ? evaluateTrainingLoss() : nil
  }

  private var currentState: OptimizerState<Element> {
    // An iteration of a method for full batches is a step, however often it makes a gradient.
    let counts = fullBatch == nil ? (step.stepCount, step.totalStepCount) : (epochCount, epochCount)
    return OptimizerState(
      optimizer: configuration.optimizer, stepCount: counts.0, totalStepCount: counts.1,
      epochCount: epochCount, schedule: schedule.position,
      values: fullBatch.map { .vector($0.state) } ?? .parameters(step.copyStates(of: network)))
  }

  /// Goes back to a state of this trainer, or of one that is alike.
  ///
  /// - Returns: false if it is of another kind or size than this trainer's states, which then stay.
  @discardableResult
  private func restore(_ state: OptimizerState<Element>) -> Bool {
    switch state.values {
    case .parameters(let states):
      guard fullBatch == nil, states.count == configuration.optimizer.stateCount else { return false }
      step.restoreStates(states, stepCount: state.stepCount)
    case .vector(let numbers):
      // Before the first iteration there is nothing to restore.
      guard let fullBatch, numbers.isEmpty || fullBatch.restore(numbers) else { return false }
    }
    step.totalStepCount = state.totalStepCount
    epochCount = state.epochCount
    return true
  }

  /// Takes up the state of another trainer.
  private func resume(_ state: OptimizerState<Element>) throws(BPNetError) {
    func fault(_ found: String, _ expected: String) -> BPNetError {
      .invalidArgument(name: "optimizer-state", found: found, expected: expected)
    }
    guard state.fits(configuration.optimizer) else {
      throw fault("a state of \(state.optimizer)", "\(configuration.optimizer)")
    }
    try state.check(network.topology)
    guard schedule.resume(state.schedule) else {
      throw fault("a state of \(state.schedule.schedule) that it never has", "one that it was left in")
    }
    guard restore(state) else { throw fault("a state of another size", "one of this network's") }
  }
}
