extension Trainer {
  /// A trainer that starts from `network`.
  ///
  /// - Parameters:
  ///   - validation: samples that are not trained on, whose loss decides which epoch was the best.
  ///   - optimizerState: the optimiser's state after the steps that led to `network`; nil starts afresh. On
  ///     the same data, with the same configuration, training then continues as if it had not been
  ///     interrupted. A schedule or warm-up other than the state's begins with the next epoch.
  /// - Throws: `BPNetError.invalidArgument` if the configuration is not valid or does not fit the network and
  ///   the data, if it asks for epochs and the network cannot be trained, or if the state belongs to another
  ///   optimiser or another network.
  public convenience init(
    network: Network<Element>, data: Dataset<Element>, validation: Dataset<Element>? = nil,
    configuration: TrainingConfiguration, optimizerState: OptimizerState<Element>? = nil
  ) throws(BPNetError) {
    try self.init(
      network: network, data: data, validation: validation, configuration: configuration,
      optimizerState: optimizerState,
      threadCount: configuration.threadCount(
        topology: network.topology,
        batchSize: configuration.batchSize.count(rowCount: data.rowCount)),
      triesFewerThreads: configuration.stepForm == nil)
  }

  /// A trainer whose steps are shared among exactly `threadCount` threads, worth it or not, or with
  /// `triesFewerThreads` among fewer if that turns out to be faster.
  convenience init(
    network: Network<Element>, data: Dataset<Element>, validation: Dataset<Element>? = nil,
    configuration: TrainingConfiguration, optimizerState: OptimizerState<Element>? = nil, threadCount: Int,
    triesFewerThreads: Bool = false, clock: Clock = .system
  ) throws(BPNetError) {
    let plainLoss = configuration.loss
    let (configuration, data) = try Trainer.resolve(
      network.topology, data: data, validation: validation, configuration: configuration)
    let step = TrainingStep(
      network: network, data: data, configuration: configuration,
      batchSize: configuration.batchSize.count(rowCount: data.rowCount), threadCount: threadCount)
    let engine: any EpochEngine<Element> =
      switch configuration.optimizer.algorithm {
      case .rule:
        GradientDescentEngine(
          steps: triesFewerThreads
            ? step.withFewerThreads(network: network, configuration: configuration) : [step],
          data: data, configuration: configuration, clock: clock)
      case .fullBatch(let method):
        FullBatchEngine(method, network: network, data: data, configuration: configuration, step: step)
      }
    var control = RunControl(configuration, epochCount: optimizerState?.epochCount ?? 0)
    if let optimizerState {
      try optimizerState.resume(control: &control, engine, configuration, topology: network.topology)
    }
    self.init(
      network: network, data: data,
      validation: validation.map {
        LossEvaluator(
          topology: network.topology, data: $0, loss: plainLoss, configuration: configuration,
          awake: engine.team)
      }, configuration: configuration, engine: engine, control: control, clock: clock)
  }

  /// Checks everything that a trainer is made from, without making one.
  ///
  /// - Throws: what `init` throws, except for the size of a full-batch method's state, which only its solver
  ///   knows.
  /// - Complexity: O(samples); allocates neither states nor a workspace.
  package static func check(
    _ topology: Topology, data: Dataset<Element>, validation: Dataset<Element>?,
    configuration: TrainingConfiguration, optimizerState: OptimizerState<Element>?
  ) throws(BPNetError) {
    let resolved = try resolve(topology, data: data, validation: validation, configuration: configuration)
    var control = RunControl(resolved.configuration, epochCount: optimizerState?.epochCount ?? 0)
    try optimizerState?.resume(&control, resolved.configuration, topology: topology)
  }

  /// Checks that the configuration is valid and fits the network and the data.
  ///
  /// - Returns: the configuration whose loss includes label smoothing, and the data with the class weights
  ///   multiplied into the samples' weights.
  private static func resolve(
    _ topology: Topology, data: Dataset<Element>, validation: Dataset<Element>?,
    configuration: TrainingConfiguration
  ) throws(BPNetError) -> (configuration: TrainingConfiguration, data: Dataset<Element>) {
    try check(topology, data: data, validation: validation, configuration: configuration)
    let configuration = try configuration.resolvingObjective()
    try FullBatchEngine.checkMemory(topology, data: data, configuration: configuration)
    let data =
      try configuration.classWeights.map { weights throws(BPNetError) in
        try data.weighted(byClass: weights)
      } ?? data
    try configuration.checkWeights(of: data)
    return (configuration, data)
  }

  private static func check(
    _ topology: Topology, data: Dataset<Element>, validation: Dataset<Element>?,
    configuration: TrainingConfiguration
  ) throws(BPNetError) {
    try configuration.check(topology)
    let loss = configuration.loss
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
}

extension TrainingConfiguration {
  /// Checks that every value is valid and fits networks of this topology.
  ///
  /// - Throws: `BPNetError.invalidArgument` with the name of the first value that is not.
  func check(_ topology: Topology) throws(BPNetError) {
    try validate()
    try checkFrozenLayers(of: topology)
    try checkDropout(of: topology)
    try loss.check(output: topology.outputActivation)
    if stopping.epochs > 0 { try topology.checkTrainable() }
  }
}

extension OptimizerState {
  /// The state of a run and its engine; nil if it, or the network, holds a number that is not finite.
  ///
  /// - Complexity: O(parameters).
  init?(
    _ optimizer: Optimizer, _ control: RunControl, _ engine: any EpochEngine<Element>,
    of network: Network<Element>
  ) {
    self.init(
      optimizer: optimizer, stepCount: control.steps.sinceReset, totalStepCount: control.steps.total,
      epochCount: control.epochCount, schedule: control.schedule.position,
      values: engine.exportStates(of: network))
    guard isFinite, network.isFinite else { return nil }
  }

  /// Restores this state in a run and its engine.
  ///
  /// - Throws: `BPNetError.invalidArgument` under the name `optimizerState` if it is another optimiser's or
  ///   another network's.
  func resume(
    control: inout RunControl, _ engine: any EpochEngine<Element>, _ configuration: TrainingConfiguration,
    topology: Topology
  ) throws(BPNetError) {
    try resume(&control, configuration, topology: topology)
    guard engine.importStates(values) else {
      throw fault("a state of another size", "one of this network's")
    }
  }

  /// Restores the progress in a run, and checks everything that does not need an engine.
  fileprivate func resume(
    _ control: inout RunControl, _ configuration: TrainingConfiguration, topology: Topology
  ) throws(BPNetError) {
    guard fits(configuration.optimizer) else {
      throw fault("a state of \(optimizer)", "\(configuration.optimizer)")
    }
    try check(topology)
    // What training goes on from is far enough from what a file may have that it cannot come there.
    guard max(stepCount, totalStepCount) <= TrainingConfiguration.largestStepCount / 2,
      epochCount <= TrainingConfiguration.largestEpochCount / 2
    else {
      throw fault(
        "a state after \(epochCount) epochs and \(max(stepCount, totalStepCount)) steps",
        "at most \(TrainingConfiguration.largestEpochCount / 2) and "
          + "\(TrainingConfiguration.largestStepCount / 2)")
    }
    let steps = StepCounts(sinceReset: stepCount, total: totalStepCount)
    guard control.resume(epochCount: epochCount, steps: steps, schedule: schedule) else {
      throw fault("a state of \(schedule.schedule) that it never has", "one that it was left in")
    }
  }

  private func fault(_ found: String, _ expected: String) -> BPNetError {
    .invalidArgument(name: "optimizerState", found: found, expected: expected)
  }
}
