/// The default preset, whose values did best over many data sets (measured by `Benchmarks/defaults.py`): one
/// layer of 100 neurons, AdamW, a cosine schedule, and an activation and a weight decay that suit the data.
///
/// The best weight decay depends mostly on the noise in the data, which is not known in advance: almost none
/// for a noiseless function, and for very noisy data so much that the network is almost linear. Sigmoid
/// neurons do better than SiLU if the function is smooth. So if the choices that determine the steps are left
/// open, they are made by a comparison on rows held back (`CandidateComparison`).
struct DefaultPreset: PresetDefinition {
  private static let hiddenSize = 100
  private static let activation = Activation.silu
  private static let learningRate = 0.01
  /// The learning rate of AdamW for sigmoid neurons, whose slope is at most ¼.
  private static let sigmoidLearningRate = 0.02
  /// The learning rate of Adam and RMSProp, whose schedule is constant by default.
  private static let constantLearningRate = 0.003
  /// The minimum number of epochs, and the minimum number of steps for which there may be more epochs.
  private static let minimum = (epochs: 40, steps: 800)
  /// The same for networks that are trained for a comparison.
  private static let comparisonMinimum = (epochs: 20, steps: 250)
  /// The number of samples, over all epochs, above which there are fewer epochs, but at least half.
  private static let sampleLimit = 400_000

  /// A category of few rows would be as far from the others as a number that is far from its mean.
  var scalesCategories: Bool { false }

  /// The maximum cost of a comparison, as the sum of weights · samples · epochs over its candidates.
  private static let comparisonCostLimit = 5e11

  /// The batch size: with many rows, larger batches still make enough steps and take less time.
  private static func batchSize(rowCount: Int) -> Int { rowCount < 10_000 ? 32 : 64 }

  func complete(_ recipe: inout TrainingRecipe, for data: RecipeCircumstances) {
    if data.start == nil {
      // An autoencoder needs narrow hidden layers.
      if data.preprocessing.task != .autoencode { recipe.hidden = recipe.hidden ?? .sizes([Self.hiddenSize]) }
      recipe.activations = recipe.activations ?? [Self.activation]
    }
    if recipe.optimizer?.optimizer == nil {
      recipe.optimizer = data.start?.recipe.optimizer ?? .given(.adamW())
    }
    guard let optimizer = recipe.optimizer?.optimizer, !optimizer.defaults.takesFullBatches else { return }
    recipe.batchSize = recipe.batchSize ?? .samples(Self.batchSize(rowCount: data.rowCount))
    recipe.epochs =
      recipe.epochs
      ?? recipe.epochs(
        Self.minimum, recipe.batchSize ?? .full, sampleLimit: Self.sampleLimit, rowCount: data.rowCount)
    guard data.start == nil else { return }
    switch optimizer.name {
    case Optimizer.adamW().name:
      recipe.weightDecay = recipe.weightDecay ?? DefaultChoices(data).defaultDecay
      guard recipe.learningRate == nil else { return }
      let isSigmoid = recipe.activations?.allSatisfy { $0 == .sigmoid() } ?? false
      recipe.learningRate = isSigmoid ? Self.sigmoidLearningRate : Self.learningRate
      recipe.schedule = recipe.schedule ?? recipe.epochs.flatMap { $0 > 0 ? .cosine(epochs: $0) : nil }
    case Optimizer.adam().name, Optimizer.rmsprop().name:
      recipe.learningRate = recipe.learningRate ?? Self.constantLearningRate
    default: break
    }
  }

  func search(for recipe: TrainingRecipe, _ data: RecipeCircumstances) -> (any CandidateSearch)? {
    let choices = DefaultChoices(data)
    guard choices.canBeCompared, data.start == nil, recipe.leavesSteps else { return nil }
    let search = DefaultSearch(preset: self, recipe: recipe, data: data, choices: choices)
    return isQuick(search.firstCandidates, data) ? search : nil
  }

  /// Whether a comparison that begins with these candidates, and tries as many again, takes only seconds: a
  /// large network must not be trained several times without notice.
  private func isQuick(_ candidates: [PresetCandidate], _ data: RecipeCircumstances) -> Bool {
    let inputs = data.preprocessing.inputCount
    let outputs = data.preprocessing.outputCount
    return candidates.reduce(0.0) { sum, candidate in
      let hidden = candidate.trial.hidden ?? .sizes([Self.hiddenSize])
      let sizes = [inputs] + hidden.sizes(inputCount: inputs, outputCount: outputs) + [outputs]
      let weights = zip(sizes, sizes.dropFirst()).reduce(0.0) { $0 + Double($1.0) * Double($1.1) }
      return sum + weights * Double(data.rowCount) * Double(candidate.trial.epochs ?? 0)
    } * 2 <= Self.comparisonCostLimit
  }

  func candidate(
    _ recipe: TrainingRecipe, _ choice: DefaultChoices.Choice, _ data: RecipeCircumstances
  ) -> PresetCandidate {
    var chosen = recipe
    chosen.optimizer = nil
    chosen.weightDecay = choice.decay
    chosen.activations = choice.activation.map { [$0] } ?? recipe.activations
    chosen.hidden = recipe.hidden ?? choice.hidden
    let batch = TrainingConfiguration.BatchSize.samples(Self.batchSize(rowCount: data.rowCount))
    if let steps = choice.steps {
      chosen.epochs = recipe.epochs(
        (Self.minimum.epochs, steps), batch, sampleLimit: Self.sampleLimit, rowCount: data.rowCount)
    }
    var trial = chosen
    trial.batchSize = batch
    let minimum = Self.comparisonMinimum
    trial.epochs = recipe.epochs(
      (minimum.epochs, choice.steps.map { $0 / 2 } ?? minimum.steps), batch,
      sampleLimit: Self.sampleLimit / 2, rowCount: data.rowCount * 3 / 4)
    return PresetCandidate(recipe: chosen, trial: trial, text: choice.text(epochs: chosen.epochs))
  }

  /// The candidate for small networks with squared errors; nil if it does not suit the data.
  ///
  /// It is Levenberg–Marquardt, which is far ahead of all other methods there, with Bayesian regularisation,
  /// since it overfits without a penalty.
  func leastSquares(_ recipe: TrainingRecipe, _ data: RecipeCircumstances) -> PresetCandidate? {
    guard recipe.optimizer == .automatic else { return nil }
    var chosen = recipe
    chosen.optimizer = .given(.bayesianLevenbergMarquardt())
    chosen.hidden = recipe.hidden ?? .automatic()
    chosen.activations = recipe.activations ?? [.tanh]
    guard recipe.suitsLeastSquares(hidden: chosen.hidden ?? .automatic(), data) else { return nil }
    return PresetCandidate(
      recipe: chosen, trial: chosen,
      text: "`optimizer: \(Optimizer.bayesianLevenbergMarquardt().name)`"
        + (recipe.hidden == nil ? " `hidden: auto`" : "")
        + (recipe.activations == nil ? " `activations: tanh`" : ""))
  }
}

extension TrainingRecipe {
  /// Whether the recipe leaves all choices that determine the steps open.
  fileprivate var leavesSteps: Bool {
    optimizer?.optimizer == nil && learningRate == nil && schedule == nil && weightDecay == nil
      && l1Penalty == nil && dropout == nil && batchSize == nil && epochs == nil && goal == nil
      && minimumGradient == nil && timeLimit == nil && frozenLayers == nil
  }

  /// The number of epochs: the minimum, down to its half if there are many samples, and more if they make
  /// too few steps.
  fileprivate func epochs(
    _ minimum: (epochs: Int, steps: Int), _ batchSize: TrainingConfiguration.BatchSize, sampleLimit: Int,
    rowCount: Int
  ) -> Int {
    let batch = max(batchSize.count(rowCount: rowCount), 1)
    let stepsPerEpoch = max((rowCount + batch - 1) / batch, 1)
    let epochs = max(minimum.epochs / 2, min(minimum.epochs, sampleLimit / max(rowCount, 1)))
    return max(epochs, (minimum.steps + stepsPerEpoch - 1) / stepsPerEpoch)
  }
}
