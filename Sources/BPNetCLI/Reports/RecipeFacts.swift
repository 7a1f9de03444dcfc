import BPNet

/// How a model was trained, as texts by the names of the options that ask for it.
struct RecipeFacts {
  /// In the order of their names.
  let texts: [(name: String, text: String)]

  init(_ model: Model) {
    let (record, recipe) = (model.record, model.record.recipe)
    var texts: [String: String] = [:]
    func add<Value>(_ name: String, _ value: Value?, where isTold: Bool = true) {
      if let value, isTold { texts[name] = "\(value)" }
    }
    if let optimizer = record.optimizer {
      texts["optimizer"] = optimizer.name
      for (name, value) in optimizer.recordedConstants { add(name, value) }
    }
    add("preset", recipe.preset?.rawValue)
    add("reduction", recipe.reduction?.rawValue)
    add("shuffle", recipe.shuffles)
    add("stream", recipe.streams)
    add("seed", recipe.seed)
    add("split-seed", recipe.splitSeed, where: recipe.splitSeed != recipe.seed)
    add("epochs", recipe.epochs)
    add("init", recipe.weightInitializer?.description ?? "auto")
    add("init-bias", recipe.biasInitializer?.description ?? "auto")
    add("normalize", recipe.normalization?.rawValue)
    add("normalize-target", recipe.targetNormalization?.rawValue)
    add("missing", recipe.missing?.rawValue)
    add("batch-size", recipe.batchSize.map(RecipeFacts.text))
    add("label-smoothing", recipe.labelSmoothing, where: recipe.labelSmoothing != 0)
    add("weight-column", model.preprocessing.weights?.name)
    if let weights = record.classWeights, let labels = model.preprocessing.labels {
      let text = zip(labels, weights).map { "\($0)=\($1)" }.joined(separator: ",")
      let isBalanced = recipe.classWeights == .balanced
      add("class-weights", isBalanced ? TrainingRecipe.ClassWeights.balanced.description : text)
      add("balanced-class-weights", text, where: isBalanced)
    }
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
    self.texts = texts.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }

  private static func text(_ batchSize: TrainingConfiguration.BatchSize) -> String {
    switch batchSize {
    case .full: "full"
    case .samples(let count): "\(count)"
    }
  }
}
