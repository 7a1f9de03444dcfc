import BPNet
import CommandSupport

extension TrainOptions {
  /// The recipe that the options describe, without its validation part (see `TrainingSource`).
  static func recipe(_ arguments: ParsedArguments) throws -> TrainingRecipe {
    var recipe = TrainingRecipe()
    try setData(of: &recipe, arguments)
    setNetwork(of: &recipe, arguments)
    try setOptimizer(of: &recipe, arguments)
    setTraining(of: &recipe, arguments)
    return recipe
  }

  /// What is learnt from, and as what.
  private static func setData(of recipe: inout TrainingRecipe, _ arguments: ParsedArguments) throws {
    recipe.target = arguments[target]
    recipe.ignoredColumns = arguments[ignore]
    recipe.weightColumn = arguments[weightColumn]
    recipe.classWeights = arguments[classWeights]
    recipe.task = arguments[task]
    recipe.window = arguments[window]
    recipe.horizon = arguments[horizon]
    if let task = recipe.task, [.autoencode, .forecast].contains(task), arguments.isGiven(normalizeTarget) {
      throw UsageError(
        name: "--normalize-target", found: "\(task.rawValue), whose targets are inputs",
        expected: "--normalize alone")
    }
    recipe.missing = arguments[missing]
    recipe.normalization = arguments[normalize]
    if let normalization = arguments[normalizeTarget] { recipe.targetNormalization = normalization }
  }

  private static func setNetwork(of recipe: inout TrainingRecipe, _ arguments: ParsedArguments) {
    switch arguments[hidden] {
    case .sizes(let sizes): recipe.hiddenSizes = sizes
    case .automatic(let offset): recipe.hiddenSizeOffset = offset
    case .search: recipe.searchesHiddenSize = true
    }
    recipe.activations = arguments[activation]
    recipe.outputActivation = arguments[output]
    recipe.bias = arguments[bias]
    recipe.weightInitializer = arguments[initializer]
    recipe.biasInitializer = arguments[initializerOfBiases]
    recipe.configuration.frozenLayers = Set((arguments[freeze] ?? []).flatMap { $0.map { $0 - 1 } })
  }

  private static func setOptimizer(of recipe: inout TrainingRecipe, _ arguments: ParsedArguments) throws {
    recipe.learningRate = arguments[learningRate]
    recipe.keepsOptimizerState = !arguments[noOptimizerState]
    let constants = optimizerConstants(arguments)
    recipe.choosesOptimizer = arguments[optimizer].isAutomatic
    if !recipe.choosesOptimizer {
      recipe.configuration.optimizer = try Optimizer(
        parsing: arguments[optimizer].text, constants: constants)
    } else if let constant = constants.keys.sorted().first {
      throw UsageError(
        name: "--\(constant)", found: "--optimizer auto beside it", expected: "the name of an optimizer")
    }
  }

  /// The optimiser's numbers that have options of their own, as far as they are given.
  static func optimizerConstants(_ arguments: ParsedArguments) -> [String: Double] {
    var constants: [String: Double] = [:]
    constants["momentum"] = arguments[momentum]
    constants["mu"] = arguments[mu]
    return constants
  }

  /// The loss with its penalties, steps and batches, and when to stop.
  private static func setTraining(of recipe: inout TrainingRecipe, _ arguments: ParsedArguments) {
    recipe.loss = arguments[loss]
    recipe.configuration.labelSmoothing = arguments[labelSmoothing]
    recipe.seed = arguments[seed]
    recipe.splitSeed = arguments[splitSeed]
    recipe.restartCount = arguments[restarts]
    recipe.configuration.biasLearningRate = arguments[biasLearningRate]
    recipe.configuration.weightDecay = arguments[weightDecay]
    recipe.configuration.l1Penalty = arguments[l1]
    recipe.configuration.dropout = arguments[dropout]
    recipe.configuration.clipping = GradientClipping(norm: arguments[clipNorm], value: arguments[clipValue])
    recipe.configuration.schedule = arguments[schedule]
    recipe.configuration.warmUpEpochs = arguments[warmUp]
    recipe.configuration.threads = arguments[threads]
    recipe.batchSize = arguments[batchSize]
    recipe.configuration.reduction = arguments[reduction]
    recipe.configuration.shuffles = !arguments[noShuffle]
    recipe.configuration.stopping.epochs = arguments[epochs]
    recipe.configuration.stopping.goal = arguments[goal]
    recipe.configuration.stopping.minimumGradient = arguments[minGradient]
    recipe.configuration.stopping.timeLimit = arguments[timeLimit]
    recipe.configuration.stopping.maxFail = arguments[maxFail]
    recipe.configuration.stopping.patience = arguments[patience]
  }
}
