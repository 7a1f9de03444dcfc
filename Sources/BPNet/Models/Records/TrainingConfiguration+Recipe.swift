extension TrainingConfiguration {
  /// The configuration of a recipe, with the default value for each open choice.
  ///
  /// - Parameters:
  ///   - recipe: the recipe.
  ///   - optimizer: the optimiser; nil means the recipe's.
  init(_ recipe: TrainingRecipe, optimizer: Optimizer? = nil) {
    self.init()
    func set<Value>(_ path: WritableKeyPath<TrainingConfiguration, Value>, _ value: Value?) {
      if let value { self[keyPath: path] = value }
    }
    set(\.optimizer, optimizer ?? recipe.optimizer?.optimizer)
    set(\.loss, recipe.loss)
    set(\.labelSmoothing, recipe.labelSmoothing)
    set(\.weightDecay, recipe.weightDecay)
    set(\.l1Penalty, recipe.l1Penalty)
    set(\.dropout, recipe.dropout)
    set(\.learningRate, recipe.learningRate)
    biasLearningRate = recipe.biasLearningRate
    set(\.schedule, recipe.schedule)
    set(\.warmUpEpochs, recipe.warmUpEpochs)
    clipping = TrainingConfiguration.GradientClipping(norm: recipe.clippingNorm, value: recipe.clippingValue)
    frozenLayers = Set(recipe.frozenLayers ?? [])
    set(\.batchSize, recipe.batchSize)
    set(\.reduction, recipe.reduction)
    set(\.shuffles, recipe.shuffles)
    set(\.seed, recipe.seed)
    threads = recipe.threads
    set(\.stopping.epochs, recipe.epochs)
    stopping.goal = recipe.goal
    stopping.maxFail = recipe.maxFail
    stopping.patience = recipe.patience
    stopping.minimumGradient = recipe.minimumGradient
    stopping.timeLimit = recipe.timeLimit
  }
}

extension TrainingRecipe {
  /// Sets the choices to those of a configuration; choices that do not affect the result, such as the number
  /// of threads, are left out.
  mutating func record(_ configuration: TrainingConfiguration) {
    optimizer = .given(configuration.optimizer)
    loss = configuration.loss
    labelSmoothing = configuration.labelSmoothing
    weightDecay = configuration.weightDecay
    l1Penalty = configuration.l1Penalty
    dropout = configuration.dropout
    learningRate = configuration.optimizer.usesLearningRate ? configuration.learningRate : nil
    biasLearningRate = configuration.biasLearningRate
    schedule = configuration.schedule
    warmUpEpochs = configuration.warmUpEpochs
    clippingNorm = configuration.clipping.norm
    clippingValue = configuration.clipping.value
    frozenLayers = configuration.frozenLayers.sorted()
    batchSize = configuration.batchSize
    reduction = configuration.reduction
    shuffles = configuration.shuffles
    seed = configuration.seed
    threads = nil
    epochs = configuration.stopping.epochs
    goal = configuration.stopping.goal
    maxFail = configuration.stopping.maxFail
    patience = configuration.stopping.patience
    minimumGradient = configuration.stopping.minimumGradient
    timeLimit = configuration.stopping.timeLimit
  }

  /// Sets the choices to those of a network and its preprocessing.
  mutating func record(_ topology: Topology, _ preprocessing: Preprocessing) {
    let hiddenLayers = topology.layers.dropLast()
    hidden = .sizes(hiddenLayers.map(\.outputCount))
    activations = hiddenLayers.map(\.activation)
    outputActivation = topology.outputActivation
    bias = topology.layers.first?.bias
    task = preprocessing.task
    window = preprocessing.details?.window
    horizon = preprocessing.details?.horizon
    period = preprocessing.details?.period
  }

  /// The learning rate if neither the recipe nor the optimiser has one.
  static func defaultLearningRate(task: LearningTask, topology: Topology) -> Double {
    let isRectified = topology.layers.dropLast().contains { $0.activation.isRectifier }
    return task != .classify || isRectified ? 0.01 : 0.1
  }
}
