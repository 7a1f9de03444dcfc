/// One choice of a recipe, by the name that messages and options have for it.
struct RecipeChoice: Sendable {
  let name: String
  /// Whether training that goes on from a model takes it over from the model.
  let inheritance: Inheritance
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
    self.inheritance = inheritance
    isGiven = { $0[keyPath: path] != nil }
    copy = { $1[keyPath: path] = $0[keyPath: path] }
  }

  /// All choices, in the order of `TrainingRecipe`.
  static let all = [
    RecipeChoice("target", \.target, .never), RecipeChoice("ignore", \.ignoredColumns, .never),
    RecipeChoice("weight-column", \.weightColumn, .never),
    RecipeChoice("class-weights", \.classWeights, .always), RecipeChoice("task", \.task, .never),
    RecipeChoice("window", \.window, .never), RecipeChoice("horizon", \.horizon, .never),
    RecipeChoice("missing", \.missing, .always), RecipeChoice("normalize", \.normalization, .never),
    RecipeChoice("normalize-target", \.targetNormalization, .never),
    RecipeChoice("validation", \.validationFraction, .never),

    RecipeChoice("hidden", \.hidden, .never), RecipeChoice("activation", \.activations, .never),
    RecipeChoice("output", \.outputActivation, .never), RecipeChoice("bias", \.bias, .never),
    RecipeChoice("freeze", \.frozenLayers, .always), RecipeChoice("init", \.weightInitializer, .never),
    RecipeChoice("init-bias", \.biasInitializer, .never),

    RecipeChoice("loss", \.loss, .always), RecipeChoice("label-smoothing", \.labelSmoothing, .always),
    RecipeChoice("weight-decay", \.weightDecay, .withOptimizer),
    RecipeChoice("l1", \.l1Penalty, .withOptimizer), RecipeChoice("dropout", \.dropout, .always),

    RecipeChoice("optimizer", \.optimizer, .always),
    RecipeChoice("learning-rate", \.learningRate, .withOptimizer),
    RecipeChoice("bias-learning-rate", \.biasLearningRate, .withOptimizer),
    RecipeChoice("schedule", \.schedule, .withOptimizer),
    RecipeChoice("warm-up", \.warmUpEpochs, .withOptimizer),
    RecipeChoice("clip-norm", \.clippingNorm, .withOptimizer),
    RecipeChoice("clip-value", \.clippingValue, .withOptimizer),
    RecipeChoice("batch-size", \.batchSize, .withOptimizer), RecipeChoice("reduction", \.reduction, .always),
    RecipeChoice("shuffle", \.shuffles, .always),

    RecipeChoice("seed", \.seed, .always), RecipeChoice("split-seed", \.splitSeed, .always),
    RecipeChoice("restarts", \.restartCount, .never),

    RecipeChoice("epochs", \.epochs, .never), RecipeChoice("goal", \.goal, .never),
    RecipeChoice("max-fail", \.maxFail, .never), RecipeChoice("patience", \.patience, .never),
    RecipeChoice("min-gradient", \.minimumGradient, .never), RecipeChoice("time-limit", \.timeLimit, .never),

    RecipeChoice("threads", \.threads, .never),
    RecipeChoice("optimizer-state", \.keepsOptimizerState, .never),
  ]
}
