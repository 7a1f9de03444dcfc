/// One choice of a recipe, by its name in the recipe, which messages use.
struct RecipeChoice: Sendable {
  let name: String
  /// Whether training that goes on from a model takes it over from the model.
  let inheritance: Inheritance
  /// The property of the recipe.
  let path: PartialKeyPath<TrainingRecipe> & Sendable
  let isGiven: @Sendable (TrainingRecipe) -> Bool
  let copy: @Sendable (_ source: TrainingRecipe, _ target: inout TrainingRecipe) -> Void

  /// When a model's choice goes over to training that goes on from it.
  enum Inheritance {
    /// Never: it is about this run, or the model's preprocessing and network have it.
    case never
    /// Unless another is given.
    case always
    /// Unless another is given, or another optimiser is: it suits the optimiser.
    case withOptimizer
  }

  private init<Value>(
    _ name: String, _ path: WritableKeyPath<TrainingRecipe, Value?> & Sendable, _ inheritance: Inheritance
  ) {
    self.name = name
    self.path = path
    self.inheritance = inheritance
    isGiven = { $0[keyPath: path] != nil }
    copy = { $1[keyPath: path] = $0[keyPath: path] }
  }

  /// Whether samples, their split or their coding may depend on it.
  var isAboutData: Bool { !RecipeChoice.namesOfTraining.contains(name) }

  /// The choices that say nothing of the data.
  private static let namesOfTraining: Set<String> = [
    "classWeights", "hidden", "activations", "bias", "frozenLayers", "weightInitializer", "biasInitializer",
    "loss", "labelSmoothing", "weightDecay", "l1Penalty", "dropout", "optimizer", "learningRate",
    "biasLearningRate", "schedule", "warmUpEpochs", "clippingNorm", "clippingValue", "batchSize", "reduction",
    "shuffles", "seed", "splitSeed", "restartCount", "rankingMetric", "epochs", "goal", "maxFail", "patience",
    "minimumGradient", "timeLimit", "threads", "keepsOptimizerState", "keepsHistory",
  ]

  /// All choices, in the order of `TrainingRecipe`.
  static let all = [
    RecipeChoice("preset", \.preset, .always), RecipeChoice("target", \.target, .never),
    RecipeChoice("ignoredColumns", \.ignoredColumns, .never),
    RecipeChoice("weightColumn", \.weightColumn, .never),
    RecipeChoice("classWeights", \.classWeights, .always), RecipeChoice("task", \.task, .never),
    RecipeChoice("window", \.window, .never), RecipeChoice("horizon", \.horizon, .never),
    RecipeChoice("period", \.period, .never),
    RecipeChoice("missing", \.missing, .always),
    RecipeChoice("oneHot", \.oneHot, .never), RecipeChoice("unknownCategory", \.unknownCategory, .never),
    RecipeChoice("normalization", \.normalization, .never),
    RecipeChoice("targetNormalization", \.targetNormalization, .never),
    RecipeChoice("validationFraction", \.validationFraction, .never),
    RecipeChoice("testFraction", \.testFraction, .never),

    RecipeChoice("hidden", \.hidden, .never), RecipeChoice("activations", \.activations, .never),
    RecipeChoice("outputActivation", \.outputActivation, .never), RecipeChoice("bias", \.bias, .never),
    RecipeChoice("frozenLayers", \.frozenLayers, .always),
    RecipeChoice("weightInitializer", \.weightInitializer, .never),
    RecipeChoice("biasInitializer", \.biasInitializer, .never),

    RecipeChoice("loss", \.loss, .always), RecipeChoice("labelSmoothing", \.labelSmoothing, .always),
    RecipeChoice("weightDecay", \.weightDecay, .withOptimizer),
    RecipeChoice("l1Penalty", \.l1Penalty, .withOptimizer), RecipeChoice("dropout", \.dropout, .always),

    RecipeChoice("optimizer", \.optimizer, .always),
    RecipeChoice("learningRate", \.learningRate, .withOptimizer),
    RecipeChoice("biasLearningRate", \.biasLearningRate, .withOptimizer),
    RecipeChoice("schedule", \.schedule, .withOptimizer),
    RecipeChoice("warmUpEpochs", \.warmUpEpochs, .withOptimizer),
    RecipeChoice("clippingNorm", \.clippingNorm, .withOptimizer),
    RecipeChoice("clippingValue", \.clippingValue, .withOptimizer),
    RecipeChoice("batchSize", \.batchSize, .withOptimizer), RecipeChoice("reduction", \.reduction, .always),
    RecipeChoice("shuffles", \.shuffles, .always),

    RecipeChoice("seed", \.seed, .always), RecipeChoice("splitSeed", \.splitSeed, .always),
    RecipeChoice("restartCount", \.restartCount, .never),
    RecipeChoice("rankingMetric", \.rankingMetric, .never),

    RecipeChoice("epochs", \.epochs, .never), RecipeChoice("goal", \.goal, .never),
    RecipeChoice("maxFail", \.maxFail, .never), RecipeChoice("patience", \.patience, .never),
    RecipeChoice("minimumGradient", \.minimumGradient, .never),
    RecipeChoice("timeLimit", \.timeLimit, .never),

    RecipeChoice("threads", \.threads, .never),
    RecipeChoice("keepsOptimizerState", \.keepsOptimizerState, .never),
    RecipeChoice("keepsHistory", \.keepsHistory, .never),
  ]
}
