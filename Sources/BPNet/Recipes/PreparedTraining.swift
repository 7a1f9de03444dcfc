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
  /// With every choice made.
  public let configuration: TrainingConfiguration
  /// What it was prepared from.
  let recipe: TrainingRecipe
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
    if case .vector = state.values, start.record.options["freeze"] != frozenLayersText { return nil }
    return state
  }

  private var frozenLayersText: String? {
    let numbers = configuration.frozenLayers.sorted().map { "\($0 + 1)" }
    return numbers.isEmpty ? nil : numbers.joined(separator: ",")
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
    try TypedModel(
      network: network, preprocessing: preprocessing, loss: configuration.loss,
      reduction: configuration.reduction, record: record(summary), optimizerState: optimizerState)
  }

  /// All that the result depends on, and nothing that it does not: neither time nor machine.
  private func record(_ summary: TrainingSummary) -> TrainingRecord {
    var options: [String: String] = [
      "reduction": configuration.reduction.rawValue,
      "shuffle": "\(configuration.shuffles)", "seed": "\(configuration.seed)",
      "epochs": "\(configuration.stopping.epochs)", "init": recipe.weightInitializer?.description ?? "auto",
      "init-bias": recipe.biasInitializer?.description ?? "auto", "normalize": recipe.normalization.rawValue,
      "missing": recipe.missing.rawValue,
    ]
    switch configuration.batchSize {
    case .full: options["batch-size"] = "full"
    case .samples(let count): options["batch-size"] = "\(count)"
    }
    configuration.optimizer.record(in: &options)
    if let splitSeed = recipe.splitSeed, splitSeed != recipe.seed, recipe.validationFraction != nil {
      options["split-seed"] = "\(splitSeed)"
    }
    if configuration.labelSmoothing != 0 { options["label-smoothing"] = "\(configuration.labelSmoothing)" }
    options["weight-column"] = preprocessing.weights?.name
    options["class-weights"] = classWeightsText
    if recipe.classWeights == .balanced {
      options["class-weights"] = ClassWeights.balanced.description
      options["balanced-class-weights"] = classWeightsText
    }
    options["goal"] = configuration.stopping.goal.map { "\($0)" }
    options["max-fail"] = configuration.stopping.maxFail.map { "\($0)" }
    options["patience"] = configuration.stopping.patience.map { "\($0)" }
    options["min-gradient"] = configuration.stopping.minimumGradient.map { "\($0)" }
    options["time-limit"] = configuration.stopping.timeLimit.map { "\($0)" }
    options["clip-norm"] = configuration.clipping.norm.map { "\($0)" }
    options["clip-value"] = configuration.clipping.value.map { "\($0)" }
    if configuration.dropout != 0 { options["dropout"] = "\(configuration.dropout)" }
    if configuration.l1Penalty != 0 { options["l1"] = "\(configuration.l1Penalty)" }
    if configuration.schedule.name != Schedule.constant.name {
      options["schedule"] = configuration.schedule.description
    }
    if configuration.warmUpEpochs != 0 { options["warm-up"] = "\(configuration.warmUpEpochs)" }
    options["freeze"] = frozenLayersText
    if preprocessing.definition.targetScaling == .own {
      options["normalize-target"] = recipe.targetNormalization.rawValue
    }
    if let start {
      for name in ["init", "init-bias", "normalize", "normalize-target"] {
        options[name] = start.record.options[name]
      }
    }
    return TrainingRecord(
      options: options, learningRate: configuration.learningRate,
      biasLearningRate: configuration.biasLearningRate, weightDecay: configuration.weightDecay,
      previousEpochs: start?.record.epochsOfWeights, epochs: summary.epochs, bestEpoch: summary.bestEpoch,
      stopReason: summary.stopReason,
      trainingRowCount: training.rowCount, validationRowCount: validation?.rowCount ?? 0)
  }

  /// The weights of the classes, as they would be asked for.
  private var classWeightsText: String? {
    guard let values = configuration.classWeights, let labels = preprocessing.labels else { return nil }
    return zip(labels, values).map { "\($0)=\($1)" }.joined(separator: ",")
  }
}
