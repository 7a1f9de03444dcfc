/// A recipe with every choice made for some data, and the structure and configuration that follow from it.
struct ResolvedRecipe {
  /// The recipe with every choice made (see `TrainingRecord.recipe`).
  let recipe: TrainingRecipe
  /// The network's structure.
  let topology: Topology
  /// The configuration of a trainer, without the class weights.
  let configuration: TrainingConfiguration
}

/// The facts about data and network on which open choices depend.
struct RecipeCircumstances {
  let preprocessing: Preprocessing
  /// The number of training samples.
  let rowCount: Int
  /// Whether there are validation data.
  let validates: Bool
  /// The network and the recipe of the model that training continues from; nil for a new network.
  var start: (topology: Topology, recipe: TrainingRecipe)?
}

extension TrainingRecipe {
  /// The default number of consecutive rises of the validation loss that ends training.
  static let defaultMaxFail = 6
  /// The default number of epochs since the lowest validation loss that ends training; more with few data, so
  /// that they have at least `minimumPatienceSteps` steps.
  static let defaultPatience = 20
  /// The minimum number of steps of the default patience.
  static let minimumPatienceSteps = 200

  /// Makes every open choice; nothing else turns recipes into configurations.
  ///
  /// - Throws: `BPNetError.invalidArgument` if a choice is not allowed or does not fit another one.
  func resolved(for data: RecipeCircumstances) throws(BPNetError) -> ResolvedRecipe {
    try checkCounts()
    var recipe = self
    recipe.preset = usedPreset(continuing: data.start?.recipe)
    recipe.preset?.definition.complete(&recipe, for: data)
    return try recipe.resolvedWithoutPreset(for: data)
  }

  /// Makes every choice that the preset has left open.
  private func resolvedWithoutPreset(for data: RecipeCircumstances) throws(BPNetError) -> ResolvedRecipe {
    let definition = data.preprocessing.definition
    let topology = if let start = data.start { start.topology } else { try makeTopology(data.preprocessing) }
    let givenLoss = loss ?? data.start?.recipe.loss
    let optimizer = chosenOptimizer(topology: topology, loss: givenLoss, data)
    try checkLearningRate(of: optimizer)
    var configuration = TrainingConfiguration(self, optimizer: optimizer)
    configuration.loss = givenLoss ?? chosenLoss(definition, topology: topology, optimizer: optimizer)
    // A model's learning rate suits only its own optimiser.
    let startLearningRate =
      data.start?.recipe.optimizer?.optimizer?.name == optimizer.name ? data.start?.recipe.learningRate : nil
    configuration.learningRate =
      learningRate ?? startLearningRate ?? optimizer.defaults.learningRate
      ?? TrainingRecipe.defaultLearningRate(task: definition.task, topology: topology)
    if batchSize == nil, optimizer.defaults.takesFullBatches { configuration.batchSize = .full }
    if data.validates, maxFail == nil, patience == nil {
      chooseStopping(&configuration.stopping, batchSize: configuration.batchSize, data)
    }
    configuration.stopping.countsFirstWeights = data.start != nil
    return ResolvedRecipe(
      recipe: recorded(configuration, topology: topology, data), topology: topology,
      configuration: configuration)
  }

  /// The recipe with the choices of `configuration` and every other choice made.
  private func recorded(
    _ configuration: TrainingConfiguration, topology: Topology, _ data: RecipeCircumstances
  ) -> TrainingRecipe {
    var recipe = self
    recipe.record(configuration)
    recipe.record(topology, data.preprocessing)
    recipe.missing = missing ?? .error
    let isSplit = usedValidationFraction != nil || testFraction != nil
    recipe.splitSeed = (isSplit ? splitSeed : nil) ?? configuration.seed
    recipe.restartCount = 1
    recipe.rankingMetric = nil
    recipe.keepsOptimizerState = keepsOptimizerState ?? true
    recipe.keepsHistory = keepsHistory ?? false
    if let start = data.start?.recipe {
      (recipe.target, recipe.ignoredColumns) = (start.target, start.ignoredColumns)
      recipe.weightColumn = start.weightColumn
      (recipe.normalization, recipe.targetNormalization) = (start.normalization, start.targetNormalization)
      (recipe.weightInitializer, recipe.biasInitializer) = (start.weightInitializer, start.biasInitializer)
    } else {
      recipe.normalization = usedNormalization
      let scalesTargets = data.preprocessing.definition.targetScaling == .own
      recipe.targetNormalization = scalesTargets ? usedTargetNormalization : nil
      let initializer = configuration.optimizer.defaults.initializer
      recipe.weightInitializer = weightInitializer ?? initializer
      recipe.biasInitializer = biasInitializer ?? initializer ?? .zeros
    }
    return recipe
  }

  /// Chooses the rule that ends training once the validation loss no longer improves.
  ///
  /// The rule is a number of consecutive rises if each step takes all samples, and otherwise a number of
  /// epochs since the best one, because the loss fluctuates with smaller batches.
  private func chooseStopping(
    _ stopping: inout TrainingConfiguration.StoppingRules, batchSize: TrainingConfiguration.BatchSize,
    _ data: RecipeCircumstances
  ) {
    if batchSize == .full || preset?.definition.stopsAtRises == true {
      stopping.maxFail = TrainingRecipe.defaultMaxFail
    } else {
      let batch = max(batchSize.count(rowCount: data.rowCount), 1)
      let steps = max((data.rowCount + batch - 1) / batch, 1)
      stopping.patience = max(
        TrainingRecipe.defaultPatience, (TrainingRecipe.minimumPatienceSteps + steps - 1) / steps)
    }
  }

  /// Checks that no learning rate is given for a method that has none.
  private func checkLearningRate(of optimizer: Optimizer) throws(BPNetError) {
    if let learningRate, !optimizer.usesLearningRate {
      throw .invalidArgument(
        name: "learningRate", found: "\(learningRate) with the optimizer \(optimizer.name)",
        expected: "none: it finds the length of its steps itself")
    }
  }

  private func makeTopology(_ preprocessing: Preprocessing) throws(BPNetError) -> Topology {
    let (inputs, outputs) = (preprocessing.inputCount, preprocessing.outputCount)
    let sizes = (hidden ?? .automatic()).sizes(inputCount: inputs, outputCount: outputs)
    let (activations, bias) = (activations ?? [.sigmoid()], bias ?? .each)
    guard activations.count == 1 || activations.count == sizes.count else {
      throw .invalidArgument(
        name: "activations", found: counted(activations.count, "activation"),
        expected: "one for all hidden layers, or one for each of the \(sizes.count)")
    }
    guard !activations.contains(.softmax) else {
      throw .invalidArgument(
        name: "activations", found: "softmax in a hidden layer", expected: "softmax in the output layer only")
    }
    let hidden = sizes.indices.map {
      Layer(outputCount: sizes[$0], activation: activations[activations.count == 1 ? 0 : $0], bias: bias)
    }
    let output = outputActivation ?? preprocessing.definition.recommendedOutput
    return try Topology(
      inputCount: inputs, layers: hidden + [Layer(outputCount: outputs, activation: output, bias: bias)])
  }

  private func chosenLoss(
    _ definition: any TaskDefinition, topology: Topology, optimizer: Optimizer
  ) -> Loss {
    if case .fullBatch(let method) = optimizer.algorithm, method.needsLeastSquares { return .meanSquared }
    return definition.recommendedLosses.first {
      $0.function.expectedOutput(insteadOf: topology.outputActivation) == nil
    } ?? .meanSquared
  }
}

/// The choice of an optimiser by the task and the size of the problem.
extension TrainingRecipe {
  /// The maximum number of trained parameters for which Levenberg–Marquardt is chosen: beyond it the normal
  /// equations, whose cost grows with its third power, take longer than they save.
  static let maximumLeastSquaresParameterCount = 500
  /// The maximum number of operations in one of its iterations, samples · outputs · parameters².
  static let maximumLeastSquaresOperationCount = 2_000_000_000

  /// The recipe's optimiser, or the chosen one if the recipe leaves the choice open.
  ///
  /// Levenberg–Marquardt is chosen for small networks with squared errors, where it is far ahead of all
  /// methods that use the gradient alone, and otherwise Adam, which depends least on its learning rate.
  private func chosenOptimizer(topology: Topology, loss: Loss?, _ data: RecipeCircumstances) -> Optimizer {
    switch optimizer {
    case .given(let optimizer): return optimizer
    case nil: return TrainingConfiguration().optimizer
    case .automatic: break
    }
    return suitsLeastSquares(topology: topology, loss: loss, data) ? .levenbergMarquardt() : .adam()
  }

  private func suitsLeastSquares(topology: Topology, loss: Loss?, _ data: RecipeCircumstances) -> Bool {
    let loss = loss ?? chosenLoss(data.preprocessing.definition, topology: topology, optimizer: .adam())
    return loss.function.squaredErrorFactor != nil && allowsLeastSquares(data)
      && isSmall(topology: topology, rowCount: data.rowCount)
  }

  /// Whether Levenberg–Marquardt suits a network with these hidden layers.
  func suitsLeastSquares(hidden: TrainingRecipe.HiddenLayers, _ data: RecipeCircumstances) -> Bool {
    var recipe = self
    recipe.hidden = hidden
    recipe.activations = recipe.activations ?? [.tanh]
    guard let topology = try? recipe.makeTopology(data.preprocessing) else { return false }
    return suitsLeastSquares(topology: topology, loss: loss, data)
  }

  private func isSmall(topology: Topology, rowCount: Int) -> Bool {
    let parameters = topology.parameterCount
    guard parameters <= TrainingRecipe.maximumLeastSquaresParameterCount else { return false }
    // No factor is above 2⁴⁰, and the first two are below 2¹⁸.
    let operations = (parameters * parameters).multipliedReportingOverflow(
      by: rowCount.multipliedReportingOverflow(by: topology.outputCount).partialValue)
    return !operations.overflow
      && operations.partialValue <= TrainingRecipe.maximumLeastSquaresOperationCount
  }

  /// Whether the recipe has no choice that Levenberg–Marquardt cannot use: it takes all samples in each step,
  /// and has no sample or class weights, learning rates, dropout, gradient clipping or L1 penalty.
  func allowsLeastSquares(_ data: RecipeCircumstances) -> Bool {
    learningRate == nil && batchSize ?? .full == .full && data.preprocessing.weights == nil
      && classWeights == nil && dropout ?? 0 == 0 && l1Penalty ?? 0 == 0 && biasLearningRate == nil
      && clippingNorm == nil && clippingValue == nil && warmUpEpochs ?? 0 == 0
      && schedule ?? .constant == .constant
  }
}
