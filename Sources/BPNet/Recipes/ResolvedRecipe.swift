/// A recipe whose every choice is made for some data, with what follows from it.
struct ResolvedRecipe {
  /// The recipe with every choice made (see `TrainingRecord.recipe`).
  let recipe: TrainingRecipe
  /// The shape of the network.
  let topology: Topology
  /// The configuration of a trainer, but for the weights of the classes.
  let configuration: TrainingConfiguration
}

/// The facts about data and network on which open choices depend.
struct RecipeCircumstances {
  let preprocessing: Preprocessing
  /// The number of samples to train on.
  let rowCount: Int
  /// Whether samples are held back.
  let validates: Bool
  /// The network and the recipe of the model that training goes on from; nil for a new network.
  var start: (topology: Topology, recipe: TrainingRecipe)?
}

extension TrainingRecipe {
  /// The rises of the validation loss in a row that end training, unless another number is given.
  static let usualMaxFail = 6
  /// The epochs since the least validation loss that end training, unless another number is given: so many,
  /// or where data are few as many more as make so many steps.
  static let usualPatience = 20
  static let leastStepsOfPatience = 200

  /// Makes every open choice: the one place where recipes become configurations.
  ///
  /// - Throws: `BPNetError.invalidArgument` for a choice that is not allowed or does not fit another one.
  func resolved(for data: RecipeCircumstances) throws(BPNetError) -> ResolvedRecipe {
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
    // The rate of a model suits the optimiser that had it.
    let rateOfStart =
      data.start?.recipe.optimizer?.optimizer?.name == optimizer.name ? data.start?.recipe.learningRate : nil
    configuration.learningRate =
      learningRate ?? rateOfStart ?? optimizer.defaults.learningRate
      ?? TrainingRecipe.usualLearningRate(task: definition.task, topology: topology)
    if batchSize == nil, optimizer.defaults.takesFullBatches { configuration.batchSize = .full }
    if data.validates, maxFail == nil, patience == nil {
      chooseStopping(&configuration.stopping, batchSize: configuration.batchSize, data)
    }
    configuration.stopping.countsFirstWeights = data.start != nil
    return ResolvedRecipe(
      recipe: recorded(configuration, topology: topology, data), topology: topology,
      configuration: configuration)
  }

  /// The recipe with the choices of `configuration`, and every other one made.
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
      let usual = configuration.optimizer.defaults.initializer
      recipe.weightInitializer = weightInitializer ?? usual
      recipe.biasInitializer = biasInitializer ?? usual ?? .zeros
    }
    return recipe
  }

  /// The rule that ends training once the validation loss gets no better: so many rises in a row where steps
  /// take all samples, and otherwise, since the loss then goes up and down all the time, so long since the
  /// best epoch.
  private func chooseStopping(
    _ stopping: inout StoppingRules, batchSize: BatchSize, _ data: RecipeCircumstances
  ) {
    if batchSize == .full || preset?.definition.stopsAtRises == true {
      stopping.maxFail = TrainingRecipe.usualMaxFail
    } else {
      let batch = max(batchSize.count(rowCount: data.rowCount), 1)
      let steps = max((data.rowCount + batch - 1) / batch, 1)
      stopping.patience = max(
        TrainingRecipe.usualPatience, (TrainingRecipe.leastStepsOfPatience + steps - 1) / steps)
    }
  }

  /// Checks that no learning rate is given to a method that has none.
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
        name: "activations", found: "\(activations.count) activations",
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

/// The choice of an optimiser by the size of the problem and its task.
extension TrainingRecipe {
  /// The most trained parameters for which Levenberg–Marquardt is chosen: from there on its normal equations,
  /// which grow with their third power, take longer than they save.
  static let maximumLeastSquaresParameterCount = 500
  /// The most operations of one of its iterations, samples · outputs · parameters².
  static let maximumLeastSquaresOperationCount = 2_000_000_000

  /// The recipe's optimiser; where it leaves the choice, Levenberg–Marquardt for squared errors and small
  /// networks, where it is far ahead of all methods that go by the gradient alone, else Adam, which depends
  /// least on its learning rate.
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
      && isShort(topology: topology, rowCount: data.rowCount)
  }

  /// Whether Levenberg–Marquardt is for a network with these hidden layers.
  func suitsLeastSquares(hidden: HiddenLayers, _ data: RecipeCircumstances) -> Bool {
    var recipe = self
    recipe.hidden = hidden
    recipe.activations = recipe.activations ?? [.tanh]
    guard let topology = try? recipe.makeTopology(data.preprocessing) else { return false }
    return suitsLeastSquares(topology: topology, loss: loss, data)
  }

  private func isShort(topology: Topology, rowCount: Int) -> Bool {
    let parameters = topology.parameterCount
    guard parameters <= TrainingRecipe.maximumLeastSquaresParameterCount else { return false }
    // No factor is above 2⁴⁰, and the first two are below 2¹⁸.
    let operations = (parameters * parameters).multipliedReportingOverflow(
      by: rowCount.multipliedReportingOverflow(by: topology.outputCount).partialValue)
    return !operations.overflow
      && operations.partialValue <= TrainingRecipe.maximumLeastSquaresOperationCount
  }

  /// Whether nothing is asked for that Levenberg–Marquardt has no use for: it takes all samples at a time,
  /// and neither weights, learning rates nor penalties that are not squares.
  func allowsLeastSquares(_ data: RecipeCircumstances) -> Bool {
    learningRate == nil && batchSize ?? .full == .full && data.preprocessing.weights == nil
      && classWeights == nil && dropout ?? 0 == 0 && l1Penalty ?? 0 == 0 && biasLearningRate == nil
      && clippingNorm == nil && clippingValue == nil && warmUpEpochs ?? 0 == 0
      && schedule ?? .constant == .constant
  }
}
