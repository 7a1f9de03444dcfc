/// Training that is ready to start: data, and a recipe whose every choice is made for them.
public struct PreparedTraining<Element: Scalar>: Sendable {
  /// What is trained on.
  package let data: PreparedData<Element>
  /// The recipe as it was asked for.
  let request: TrainingRecipe
  /// What rows held back have decided about the recipe; nil where its preset left nothing to them.
  package internal(set) var decision: PresetDecision?
  private let resolved: ResolvedRecipe
  /// The configuration of the trainer.
  public let configuration: TrainingConfiguration

  /// A recipe on data that were prepared by it, or by one that says the same of data.
  ///
  /// - Throws: `BPNetError.invalidArgument` for a choice that is not allowed or does not fit the data, or a
  ///   network that is too large.
  init(_ request: TrainingRecipe, on data: PreparedData<Element>) throws(BPNetError) {
    let resolved = try request.resolved(for: data.circumstances)
    try MemoryBudget.check(
      resolved.byteCount(rowCount: data.training.rowCount, as: Element.self), name: "hidden")
    var configuration = resolved.configuration
    configuration.classWeights = try request.resolveClassWeights(
      labels: data.preprocessing.labels, training: data.training)
    self.data = data
    self.request = request
    self.resolved = resolved
    self.configuration = configuration
  }

  /// A recipe whose preset may leave choices to rows held back, which are made here.
  ///
  /// - Throws: as without a choice to make, before anything is trained.
  init(deciding recipe: TrainingRecipe, on data: PreparedData<Element>) throws(BPNetError) {
    let first = try PreparedTraining(recipe, on: data)
    let decision = try recipe.decision(
      on: data.training, classWeights: first.configuration.classWeights, for: data.circumstances)
    var prepared =
      try decision.map { decision throws(BPNetError) in
        try PreparedTraining(decision.recipe, on: data)
      } ?? first
    prepared.decision = decision
    self = prepared
  }
}

extension PreparedTraining {
  /// How the table's columns become inputs and targets.
  package var preprocessing: Preprocessing { data.preprocessing }
  /// What is worth saying of the data.
  public var remarks: [DataRemark] { data.remarks }
  /// Why this task was chosen, if it was not given and there is something to say: arguments of a recipe stand
  /// as `name: value` between backquotes.
  public var taskReason: String? { data.taskReason }
  /// The samples to train on.
  public var training: Dataset<Element> { data.training }
  /// The samples held back, if any.
  public var validation: Dataset<Element>? { data.validation }
  /// The samples that nothing is chosen by, if any: the result is measured on them.
  public var test: Dataset<Element>? { data.test?.samples }
  /// The recipe with every choice made.
  public var recipe: TrainingRecipe { resolved.recipe }
  /// The shape of the network.
  public var topology: Topology { resolved.topology }
  /// The task, given or chosen.
  public var task: LearningTask { preprocessing.task }
  /// The model that training goes on from; nil where it starts anew.
  package var start: TypedModel<Element>? { data.start }

  /// The bytes that training takes beside the data.
  var byteCount: Int { resolved.byteCount(rowCount: training.rowCount, as: Element.self) }

  /// A network with the first weights: those of `start`, or new ones.
  ///
  /// - Throws: `BPNetError.invalidArgument` if they are beyond the range of the precision.
  public func makeNetwork() throws(BPNetError) -> Network<Element> {
    if let start { return start.network }
    return try resolved.makeNetwork(as: Element.self)
  }

  /// What the optimiser goes on from: the state that `start` holds, if it is one of the same optimiser.
  public var optimizerState: OptimizerState<Element>? {
    guard let start, let state = start.optimizerState, state.fits(configuration.optimizer) else { return nil }
    // What a method for full batches keeps is of the parameters that were trained alone.
    let frozenBefore = Set(start.record.recipe.frozenLayers ?? [])
    if case .vector = state.values, frozenBefore != configuration.frozenLayers { return nil }
    return state
  }

  /// A trainer that starts from the first weights.
  ///
  /// - Throws: `BPNetError.invalidArgument` if the configuration is not allowed.
  public func makeTrainer() throws(BPNetError) -> Trainer<Element> {
    try Trainer(
      network: makeNetwork(), data: training, validation: validation, configuration: configuration,
      optimizerState: optimizerState)
  }

  /// The model that a run of training has led to.
  ///
  /// - Parameter optimizerState: that of the trainer, for the model to keep.
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
    // All that the result depends on, and nothing that it does not: neither time nor machine.
    let record = TrainingRecord(
      recipe: recipe, classWeights: configuration.classWeights,
      previousEpochs: start?.record.epochsOfWeights, epochs: summary.epochs, bestEpoch: summary.bestEpoch,
      stopReason: summary.stopReason, trainingRowCount: training.rowCount,
      validationRowCount: validation?.rowCount ?? 0)
    return try TypedModel(
      network: network, preprocessing: preprocessing, record: record, optimizerState: optimizerState)
  }

  /// Checks that training can start, without making what it takes.
  ///
  /// - Throws: `BPNetError.invalidArgument` if the configuration is not allowed, or the optimiser cannot go
  ///   on from its state.
  package func check() throws(BPNetError) {
    try Trainer.check(
      topology, data: training, validation: validation, configuration: configuration,
      optimizerState: optimizerState)
    if let test { try configuration.loss.checkTargets(of: test) }
  }

  /// The same data for one of the runs that the recipe asks for.
  ///
  /// - Parameters:
  ///   - index: the run, counted from 0.
  ///   - threads: the most threads that work together; nil means the recipe's.
  func attempt(_ index: Int, threads: Int? = nil) throws(BPNetError) -> PreparedTraining {
    var recipe = request
    if start == nil {
      recipe = request.attempt(index)
      // The choice among optimisers is made once for all runs.
      recipe.optimizer = .given(configuration.optimizer)
    }
    recipe.threads = threads ?? request.threads
    return try PreparedTraining(recipe, on: data)
  }
}
