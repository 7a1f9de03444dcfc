/// A training that is ready to start: data, and a recipe with every choice made for them.
public struct PreparedTraining<Element: Scalar>: Sendable {
  /// The data.
  package let data: PreparedData<Element>
  /// The recipe as it was given.
  let request: TrainingRecipe
  /// The choices that were made by comparing candidates; nil if the recipe's preset compares none.
  package internal(set) var decision: PresetDecision?
  /// Whether the caller stopped the comparison of candidates: the choices are then those without one.
  package internal(set) var isUndecided = false
  /// The program's own metrics that are measured after training.
  var ownMetrics: [Metrics.RankingMetric]
  private let resolved: ResolvedRecipe
  /// The configuration of the trainer.
  public let configuration: TrainingConfiguration

  /// A training with a recipe on data that were prepared with it, or with one that has the same choices about
  /// data.
  ///
  /// - Throws: `BPNetError.invalidArgument` if a choice is not allowed or does not fit the data, or the
  ///   network is too large.
  init(_ request: TrainingRecipe, on data: PreparedData<Element>) throws(BPNetError) {
    let resolved = try request.resolved(for: data.circumstances)
    try MemoryBudget.check(
      resolved.memory(rowCount: data.training.rowCount, as: Element.self).byteCountWithoutSolver,
      name: "hidden")
    var configuration = resolved.configuration
    configuration.classWeights = try request.resolveClassWeights(
      labels: data.preprocessing.labels, training: data.training)
    self.data = data
    self.request = request
    self.resolved = resolved
    self.configuration = configuration
    ownMetrics = Metrics.RankingMetric.own([request.rankingMetric])
  }

  /// A training with a recipe whose preset may compare candidates on rows held back, which is done here.
  ///
  /// - Parameters:
  ///   - checkpoints: the folder that the choices are written to, and from which they are read if training
  ///     resumes; nil for none.
  ///   - onProgress: a closure that is called about ten times a second during a comparison.
  ///   - shouldStop: a closure that is called repeatedly during a comparison; true ends it undecided.
  /// - Throws: the same errors as `init(_:on:)`, before anything is trained.
  init(
    deciding recipe: TrainingRecipe, on data: PreparedData<Element>, checkpoints: CheckpointFolder? = nil,
    onProgress: (Run.Progress) -> Void = { _ in }, shouldStop: () -> Bool = { false }
  ) throws(BPNetError) {
    var prepared = try PreparedTraining(recipe, on: data)
    let identity = checkpoints.map { _ in prepared.checkpointIdentity }
    var outcome = PresetOutcome.nothingToDecide
    if let checkpoints, let identity, let stored = try checkpoints.decision(for: identity) {
      outcome = .decided(stored)
    } else {
      outcome = try recipe.decide(
        on: data.training, classWeights: prepared.configuration.classWeights, for: data.circumstances,
        onProgress: onProgress, shouldStop: shouldStop)
      if let checkpoints, let identity, case .decided(let decision) = outcome, data.shortenedFile == nil {
        checkpoints.write(decision, for: identity)
      }
    }
    switch outcome {
    case .nothingToDecide: break
    case .decided(let decision):
      var decided = decision.recipe
      // No choice depends on these, and whoever resumes may have others.
      (decided.threads, decided.rankingMetric) = (recipe.threads, recipe.rankingMetric)
      prepared = try PreparedTraining(decided, on: data)
      prepared.decision = decision
    case .stopped: prepared.isUndecided = true
    }
    self = prepared
  }
}

extension PreparedTraining {
  /// The conversion of the table's columns to inputs and targets.
  package var preprocessing: Preprocessing { data.preprocessing }
  /// The remarks on the data.
  public var remarks: [Table.Remark] { data.remarks }
  /// The reason for the choice of the task; nil if the task was given or needs no explanation.
  ///
  /// A recipe's argument is written as `name: value` between backquotes.
  public var taskReason: String? { data.taskReason }
  /// The training samples.
  public var training: Dataset<Element> { data.training }
  /// The samples held back for validation; nil if there are none.
  public var validation: Dataset<Element>? { data.validation }
  /// The samples that nothing is chosen by, if any: the result is measured on them.
  public var test: Dataset<Element>? { data.test?.samples }
  /// The recipe of a single run, with every choice made.
  public var recipe: TrainingRecipe { resolved.recipe }
  /// The network's structure.
  public var topology: Topology { resolved.topology }
  /// The task, given or chosen.
  public var task: LearningTask { preprocessing.task }
  /// The number of single runs that the recipe asks for, of which `recipe` is one.
  package var attemptCount: Int { request.attemptCount }
  /// The model that training continues from; nil for a new network.
  package var start: TypedModel<Element>? { data.start }

  /// The memory that training takes in addition to the data, in bytes.
  var memory: ResolvedRecipe.Memory { resolved.memory(rowCount: training.rowCount, as: Element.self) }

  /// Checks that there is memory left for training, and for what follows it.
  ///
  /// - Parameter makesCheckpoints: whether checkpoints are written.
  /// - Throws: `BPNetError.invalidArgument` under the name `hidden`.
  func checkMemory(makesCheckpoints: Bool = false) throws(BPNetError) {
    let memory = memory
    try MemoryBudget.checkAvailable(
      MemoryBudget.sum([memory.byteCount, makesCheckpoints ? memory.checkpoint : 0]), name: "hidden")
  }

  /// A network with the initial weights: those of `start`, or new ones.
  ///
  /// - Throws: `BPNetError.invalidArgument` if new weights are beyond the range of the precision.
  public func makeNetwork() throws(BPNetError) -> Network<Element> {
    if let start { return start.network }
    return try resolved.makeNetwork(as: Element.self)
  }

  /// The state that the optimiser continues from: that of `start` if it belongs to the same optimiser, else
  /// nil.
  public var optimizerState: OptimizerState<Element>? {
    guard let start, let state = start.optimizerState, state.fits(configuration.optimizer) else { return nil }
    // The state of a full-batch method covers only the parameters that were trained.
    let frozenBefore = Set(start.record.recipe.frozenLayers ?? [])
    if case .vector = state.values, frozenBefore != configuration.frozenLayers { return nil }
    return state
  }

  /// A trainer that starts from the initial weights.
  ///
  /// - Throws: `BPNetError.invalidArgument` if the configuration is not allowed, or there is not enough
  ///   memory left.
  public func makeTrainer() throws(BPNetError) -> Trainer<Element> {
    try Trainer(
      network: makeNetwork(), data: training, validation: validation, configuration: configuration,
      optimizerState: optimizerState)
  }

  /// The model of a training run.
  ///
  /// - Parameters:
  ///   - network: the trained network.
  ///   - summary: how the run ended.
  ///   - optimizerState: the trainer's state, to be kept in the model; nil keeps none.
  /// - Throws: `BPNetError.invalidArgument` if the network is not one that `makeTrainer()` started from.
  public func makeModel(
    network: Network<Element>, summary: TrainingSummary,
    optimizerState: OptimizerState<Element>? = nil
  ) throws(BPNetError) -> Model {
    Model(try makeTypedModel(network: network, summary: summary, optimizerState: optimizerState))
  }

  package func makeTypedModel(
    network: Network<Element>, summary: TrainingSummary, optimizerState: OptimizerState<Element>?
  ) throws(BPNetError) -> TypedModel<Element> {
    // The record has everything that the result depends on and nothing else, neither time nor machine.
    let record = TrainingRecord(
      recipe: recipe, classWeights: configuration.classWeights,
      previousEpochs: start?.record.epochsOfWeights, epochs: summary.epochs, bestEpoch: summary.bestEpoch,
      stopReason: summary.stopReason, trainingRowCount: training.rowCount,
      validationRowCount: validation?.rowCount ?? 0)
    return try TypedModel(
      network: network, preprocessing: preprocessing, record: record, optimizerState: optimizerState)
  }

  /// Checks that training can start, without making a trainer.
  ///
  /// - Throws: `BPNetError.invalidArgument` if the configuration is not allowed, or the optimiser cannot
  ///   continue from its state.
  package func check() throws(BPNetError) {
    try Trainer.check(
      topology, data: training, validation: validation, configuration: configuration,
      optimizerState: optimizerState)
    try checkMemory()
    if let test { try configuration.loss.checkTargets(of: test) }
  }

  /// The training of one of the recipe's runs, on the same data.
  ///
  /// - Parameters:
  ///   - index: the index of the run, from 0.
  ///   - threads: the maximum number of threads; nil means the recipe's.
  func attempt(_ index: Int, threads: Int? = nil) throws(BPNetError) -> PreparedTraining {
    var recipe = request
    if start == nil {
      recipe = request.attempt(index)
      // All runs have the same optimiser, even if the recipe leaves its choice open.
      recipe.optimizer = .given(configuration.optimizer)
    }
    recipe.threads = threads ?? request.threads
    var training = try PreparedTraining(recipe, on: data)
    training.ownMetrics = ownMetrics
    return training
  }
}
