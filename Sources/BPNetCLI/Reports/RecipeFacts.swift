import BPNet

/// How a model was trained, as texts by the names of the options that ask for it.
struct RecipeFacts {
  /// In the order of their names.
  let texts: [(name: String, text: String)]

  init(_ model: Model) {
    let record = model.record
    var texts = Self.texts(of: record.recipe)
    if let optimizer = record.optimizer {
      texts["optimizer"] = optimizer.name
      for (name, value) in optimizer.recordedConstants { texts[name] = "\(value)" }
    }
    texts["init"] = texts["init"] ?? "auto"
    texts["init-bias"] = texts["init-bias"] ?? "auto"
    texts["weight-column"] = model.preprocessing.weights?.name
    if let weights = record.classWeights, let labels = model.preprocessing.labels {
      let text = zip(labels, weights).map { "\($0)=\($1)" }.joined(separator: ",")
      let isBalanced = record.recipe.classWeights == .balanced
      texts["class-weights"] = isBalanced ? TrainingRecipe.ClassWeights.balanced.description : text
      if isBalanced { texts["balanced-class-weights"] = text }
    }
    self.texts = texts.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }

  /// The choices of a recipe that may leave others to its preset.
  init(_ recipe: TrainingRecipe) {
    var texts = Self.texts(of: recipe)
    texts["hidden"] = recipe.hidden?.description
    texts["activation"] = recipe.activations?.map(\.description).joined(separator: ",")
    texts["output"] = recipe.outputActivation?.description
    texts["loss"] = recipe.loss?.description
    texts["optimizer"] = recipe.optimizer?.description
    texts["class-weights"] = recipe.classWeights?.description
    texts["weight-column"] = recipe.weightColumn
    self.texts = texts.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }

  private static func texts(of recipe: TrainingRecipe) -> [String: String] {
    var texts: [String: String] = [:]
    func add<Value>(_ name: String, _ value: Value?, where isTold: Bool = true) {
      if let value, isTold { texts[name] = "\(value)" }
    }
    add("preset", recipe.preset?.rawValue)
    add("reduction", recipe.reduction?.rawValue)
    add("shuffle", recipe.shuffles)
    add("stream", recipe.streams)
    add("seed", recipe.seed)
    add("split-seed", recipe.splitSeed, where: recipe.splitSeed != recipe.seed)
    add("epochs", recipe.epochs)
    add("init", recipe.weightInitializer)
    add("init-bias", recipe.biasInitializer)
    add("learning-rate", recipe.learningRate)
    add("bias-learning-rate", recipe.biasLearningRate, where: recipe.biasLearningRate != recipe.learningRate)
    add("weight-decay", recipe.weightDecay, where: recipe.weightDecay != 0)
    add("normalize", recipe.normalization?.rawValue)
    add("normalize-target", recipe.targetNormalization?.rawValue)
    add("missing", recipe.missing?.rawValue)
    add("batch-size", recipe.batchSize.map(RecipeFacts.text))
    add("label-smoothing", recipe.labelSmoothing, where: recipe.labelSmoothing != 0)
    add("goal", recipe.goal)
    add("max-fail", recipe.maxFail)
    add("patience", recipe.patience)
    add("min-gradient", recipe.minimumGradient)
    add("time-limit", recipe.timeLimit)
    add("clip-norm", recipe.clippingNorm)
    add("clip-value", recipe.clippingValue)
    add("dropout", recipe.dropout, where: recipe.dropout != 0)
    add("l1", recipe.l1Penalty, where: recipe.l1Penalty != 0)
    add("schedule", recipe.schedule, where: recipe.schedule != .constant)
    add("warm-up", recipe.warmUpEpochs, where: recipe.warmUpEpochs != 0)
    let frozen = (recipe.frozenLayers ?? []).map { "\($0 + 1)" }
    add("freeze", frozen.joined(separator: ","), where: !frozen.isEmpty)
    return texts
  }

  private static func text(_ batchSize: TrainingConfiguration.BatchSize) -> String {
    switch batchSize {
    case .full: "full"
    case .samples(let count): "\(count)"
    }
  }
}
