import BPNet
import CommandSupport

extension ParsedArguments {
  /// The value of an option, if it is given.
  fileprivate func given<Value>(_ option: Option<Value>) -> Value? {
    isGiven(option) ? self[option] : nil
  }
}

extension TrainOptions {
  /// The recipe of the options that are given, without its validation part (see `TrainingSource`).
  ///
  /// - Parameter usual: the optimiser of a model that training goes on from: its numbers stand in for those
  ///   that are not given.
  static func recipe(_ arguments: ParsedArguments, usual: Optimizer? = nil) throws -> TrainingRecipe {
    var recipe = TrainingRecipe(preset: arguments[preset])
    try setData(of: &recipe, arguments)
    setNetwork(of: &recipe, arguments)
    recipe.optimizer = try optimizerChoice(arguments, usual: usual)
    setLoss(of: &recipe, arguments)
    setSteps(of: &recipe, arguments)
    setStopping(of: &recipe, arguments)
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
    recipe.period = arguments[period]
    if let task = recipe.task, [.autoencode, .forecast].contains(task), arguments.isGiven(normalizeTarget) {
      throw UsageError(
        name: "--normalize-target", found: "\(task.rawValue), whose targets are inputs",
        expected: "--normalize alone")
    }
    recipe.missing = arguments.given(missing)
    recipe.oneHot = arguments[oneHot]
    recipe.unknownCategory = arguments[unknownCategory]
    recipe.normalization = arguments[normalize]
    recipe.targetNormalization = arguments[normalizeTarget]
  }

  private static func setNetwork(of recipe: inout TrainingRecipe, _ arguments: ParsedArguments) {
    recipe.hidden = arguments[hidden]
    recipe.activations = arguments[activation]
    recipe.outputActivation = arguments[output]
    recipe.bias = arguments.given(bias)
    recipe.weightInitializer = arguments[initializer]
    recipe.biasInitializer = arguments[initializerOfBiases]
    recipe.frozenLayers = arguments[freeze]?.flatMap { $0.map { $0 - 1 } }
  }

  private static func optimizerChoice(
    _ arguments: ParsedArguments, usual: Optimizer?
  ) throws -> TrainingRecipe.OptimizerChoice? {
    var constants = optimizerConstants(arguments)
    let asked = arguments[optimizer]
    guard asked != nil || !constants.isEmpty else { return nil }
    if asked?.isAutomatic == true {
      guard let constant = constants.keys.sorted().first else { return .automatic }
      throw UsageError(
        name: "--\(constant)", found: "--optimizer auto beside it", expected: "the name of an optimizer")
    }
    let text = asked?.text ?? usual?.name ?? optimizerName(of: constants)
    if let usual, text == usual.name { constants.merge(usual.constants) { given, _ in given } }
    return .given(try Optimizer(parsing: text, constants: constants))
  }

  /// The optimiser whose number it is that is given without one.
  private static func optimizerName(of constants: [String: Double]) -> String {
    constants["mu"] == nil ? Optimizer.sgd().name : Optimizer.levenbergMarquardt().name
  }

  /// The optimiser's numbers that have options of their own, as far as they are given.
  private static func optimizerConstants(_ arguments: ParsedArguments) -> [String: Double] {
    var constants: [String: Double] = [:]
    constants["momentum"] = arguments[momentum]
    constants["mu"] = arguments[mu]
    return constants
  }

  /// The loss with its penalties.
  private static func setLoss(of recipe: inout TrainingRecipe, _ arguments: ParsedArguments) {
    recipe.loss = arguments[loss]
    recipe.labelSmoothing = arguments.given(labelSmoothing)
    recipe.weightDecay = arguments[weightDecay]
    recipe.l1Penalty = arguments.given(l1)
    recipe.dropout = arguments.given(dropout)
  }

  /// Rates, batches and seeds.
  private static func setSteps(of recipe: inout TrainingRecipe, _ arguments: ParsedArguments) {
    recipe.learningRate = arguments[learningRate]
    recipe.biasLearningRate = arguments[biasLearningRate]
    recipe.schedule = arguments[schedule]
    recipe.warmUpEpochs = arguments.given(warmUp)
    recipe.clippingNorm = arguments[clipNorm]
    recipe.clippingValue = arguments[clipValue]
    recipe.batchSize = arguments[batchSize]
    recipe.reduction = arguments.given(reduction)
    recipe.shuffles = arguments.given(noShuffle).map { !$0 }
    recipe.streams = arguments.given(DataOptions.stream)
    recipe.seed = arguments.given(seed)
    recipe.splitSeed = arguments[splitSeed]
    recipe.restartCount = arguments.given(restarts)
    recipe.rankingMetric = arguments[rankBy]
    recipe.threads = arguments[threads]
    recipe.keepsOptimizerState = arguments.given(noOptimizerState).map { !$0 }
    recipe.keepsHistory = arguments.given(history)
  }

  private static func setStopping(of recipe: inout TrainingRecipe, _ arguments: ParsedArguments) {
    recipe.epochs = arguments[epochs]
    recipe.goal = arguments[goal]
    recipe.minimumGradient = arguments[minGradient]
    recipe.timeLimit = arguments[timeLimit]
    recipe.maxFail = arguments[maxFail]
    recipe.patience = arguments[patience]
  }
}
