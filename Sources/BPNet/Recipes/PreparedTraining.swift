/// A training run that is ready to start.
public struct PreparedTraining<Element: Scalar> {
  /// The first weights.
  public let network: Network<Element>
  /// How the table's columns become inputs and targets.
  public let preprocessing: Preprocessing
  /// The samples to train on.
  public let training: Dataset<Element>
  /// The samples held back, if any.
  public let validation: Dataset<Element>?
  /// The configuration of the trainer.
  public let configuration: TrainingConfiguration
  /// The recipe with every choice made.
  public let recipe: TrainingRecipe
  /// The recipe as it was asked for.
  let request: TrainingRecipe
  /// What rows held back have decided about the recipe; nil where its preset left nothing to them.
  package internal(set) var decision: PresetDecision?
  /// The model that training goes on from; nil where it starts anew.
  package internal(set) var start: TypedModel<Element>?
}

extension PreparedTraining {
  /// The task, given or chosen.
  public var task: LearningTask { preprocessing.task }

  /// What the optimiser goes on from: the state that `start` holds, if it is one of the same optimiser.
  public var optimizerState: OptimizerState<Element>? {
    guard let start, let state = start.optimizerState, state.fits(configuration.optimizer) else { return nil }
    // What a method for full batches keeps is of the parameters that were trained alone.
    let frozenBefore = Set(start.record.recipe.frozenLayers ?? [])
    if case .vector = state.values, frozenBefore != configuration.frozenLayers { return nil }
    return state
  }

  /// A trainer that starts from the first weights, or those of `start`.
  ///
  /// - Throws: `BPNetError.invalidArgument` if the configuration is not allowed.
  public func makeTrainer() throws(BPNetError) -> Trainer<Element> {
    try Trainer(
      network: network, data: training, validation: validation, configuration: configuration,
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
}
