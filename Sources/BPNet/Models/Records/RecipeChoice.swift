/// A choice of a recipe.
struct RecipeChoice: Sendable {
  /// The name of the property, which messages use.
  let name: String
  /// When training that continues from a model inherits the choice.
  let inheritance: Inheritance
  /// The property of the recipe.
  let path: PartialKeyPath<TrainingRecipe> & Sendable
  let isGiven: @Sendable (TrainingRecipe) -> Bool
  /// The text of the choice for messages; nil if it is open.
  let text: @Sendable (TrainingRecipe) -> String?
  let copy: @Sendable (_ source: TrainingRecipe, _ target: inout TrainingRecipe) -> Void

  /// When training that continues from a model inherits the model's choice.
  enum Inheritance {
    /// Never, because the choice concerns a single run, or is part of the model's preprocessing or network.
    case never
    /// If no other value is given.
    case always
    /// If neither another value nor another optimiser is given, because the value depends on the optimiser.
    case withOptimizer
  }

  private init<Value>(
    _ name: String, _ path: WritableKeyPath<TrainingRecipe, Value?> & Sendable, _ inheritance: Inheritance
  ) {
    self.name = name
    self.path = path
    self.inheritance = inheritance
    isGiven = { $0[keyPath: path] != nil }
    text = { $0[keyPath: path].map(Self.text) }
    copy = { $1[keyPath: path] = $0[keyPath: path] }
  }

  /// The text of a value, without what belongs to Swift alone.
  private static func text(_ value: Any) -> String {
    switch value {
    case TrainingConfiguration.BatchSize.full: "full"
    case TrainingConfiguration.BatchSize.samples(let count): "\(count)"
    case let values as [Any]: values.map(text).joined(separator: ",")
    default: "\(value)"
    }
  }

  /// Whether the samples, their split or their coding may depend on the choice.
  var isAboutData: Bool { !RecipeChoice.namesOfTraining.contains(name) }

  /// The names of the choices that do not affect the data.
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
    RecipeChoice("shuffles", \.shuffles, .always), RecipeChoice("streams", \.streams, .never),

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
