/// The values that did best over many data sets (`Benchmarks/defaults.py` measures them): one layer of 100
/// neurons, AdamW, a rate that falls along a cosine, and activation and weight decay to suit the data.
///
/// How much decay is best depends on the noise in the data above all, which nobody knows beforehand: from
/// next to none for a clean surface to so much that little more than a straight line is left. Sigmoid neurons
/// do better than SiLU where the surface is smooth. So where the steps are left to this preset, rows held
/// back decide (see `CandidateComparison`).
struct DefaultPreset: PresetDefinition {
  private static let hiddenSize = 100
  private static let activation = Activation.silu
  private static let learningRate = 0.01
  /// The rate for sigmoid neurons, whose slope is at most ¼.
  private static let sigmoidLearningRate = 0.02
  /// The rate of Adam's kin where it does not fall.
  private static let constantLearningRate = 0.003
  /// Epochs are at least so many, and as many more as make so many steps.
  private static let least = (epochs: 40, steps: 800)
  /// The same for networks that are only compared.
  private static let leastCompared = (epochs: 20, steps: 250)
  /// Epochs are halved at most to come to no more samples than this.
  private static let mostSamples = 400_000

  /// The most weights · samples of a comparison.
  private static let mostCompared = 5e11

  /// Many rows make steps enough in larger batches, which take less time.
  private static func batchSize(rowCount: Int) -> Int { rowCount < 10_000 ? 32 : 64 }

  func complete(_ recipe: inout TrainingRecipe, for data: RecipeCircumstances) {
    if data.start == nil {
      // An autoencoder's hidden layers are to be narrow.
      if data.preprocessing.task != .autoencode { recipe.hidden = recipe.hidden ?? .sizes([Self.hiddenSize]) }
      recipe.activations = recipe.activations ?? [Self.activation]
    }
    if recipe.optimizer?.optimizer == nil {
      recipe.optimizer = data.start?.recipe.optimizer ?? .given(.adamW())
    }
    guard let optimizer = recipe.optimizer?.optimizer, !optimizer.defaults.takesFullBatches else { return }
    recipe.batchSize = recipe.batchSize ?? .samples(Self.batchSize(rowCount: data.rowCount))
    recipe.epochs =
      recipe.epochs ?? recipe.epochs(Self.least, most: Self.mostSamples, rowCount: data.rowCount)
    guard data.start == nil else { return }
    switch optimizer.name {
    case Optimizer.adamW().name:
      recipe.weightDecay = recipe.weightDecay ?? DefaultChoices(data).usualDecay
      guard recipe.learningRate == nil else { return }
      let isSigmoid = recipe.activations?.allSatisfy { $0 == .sigmoid() } ?? false
      recipe.learningRate = isSigmoid ? Self.sigmoidLearningRate : Self.learningRate
      recipe.schedule = recipe.schedule ?? recipe.epochs.flatMap { $0 > 0 ? .cosine(epochs: $0) : nil }
    case Optimizer.adam().name, Optimizer.rmsprop().name:
      recipe.learningRate = recipe.learningRate ?? Self.constantLearningRate
    default: break
    }
  }

  func candidates(for recipe: TrainingRecipe, _ data: RecipeCircumstances) -> [PresetCandidate] {
    let choices = DefaultChoices(data)
    guard choices.canBeCompared, data.start == nil, recipe.leavesSteps else { return [] }
    let candidates = choices.all.filter {
      ($0.activation == nil || recipe.activations == nil && recipe.hidden != .sizes([]))
        && ($0.hidden == nil || recipe.hidden == nil)
    }.map { candidate(recipe, $0, data) }
    guard takesMoment(candidates, data) else { return [] }
    guard recipe.optimizer == .automatic, let method = leastSquares(recipe, data) else { return candidates }
    return candidates + [method]
  }

  /// Whether networks of the candidates' size are compared in seconds: a large one is not to be trained
  /// several times without a word.
  private func takesMoment(_ candidates: [PresetCandidate], _ data: RecipeCircumstances) -> Bool {
    let inputs = data.preprocessing.inputCount
    let outputs = data.preprocessing.outputCount
    return candidates.reduce(0.0) { sum, candidate in
      let hidden = candidate.trial.hidden ?? .sizes([Self.hiddenSize])
      let sizes = [inputs] + hidden.sizes(inputCount: inputs, outputCount: outputs) + [outputs]
      let weights = zip(sizes, sizes.dropFirst()).reduce(0.0) { $0 + Double($1.0) * Double($1.1) }
      return sum + weights * Double(data.rowCount) * Double(candidate.trial.epochs ?? 0)
    } <= Self.mostCompared
  }

  private func candidate(
    _ recipe: TrainingRecipe, _ choice: DefaultChoices.Choice, _ data: RecipeCircumstances
  ) -> PresetCandidate {
    var chosen = recipe
    chosen.optimizer = nil
    chosen.weightDecay = choice.decay
    chosen.activations = choice.activation.map { [$0] } ?? recipe.activations
    chosen.hidden = choice.hidden ?? recipe.hidden
    var trial = chosen
    let rows = data.rowCount * 3 / 4
    trial.batchSize = .samples(Self.batchSize(rowCount: data.rowCount))
    trial.epochs = trial.epochs(Self.leastCompared, most: Self.mostSamples / 2, rowCount: rows)
    return PresetCandidate(recipe: chosen, trial: trial, options: choice.options)
  }

  /// The method that is far ahead of all others where a network is small and its loss a sum of squares, with
  /// a penalty of its own choice: without one it learns noise by heart.
  private func leastSquares(_ recipe: TrainingRecipe, _ data: RecipeCircumstances) -> PresetCandidate? {
    var chosen = recipe
    chosen.optimizer = .given(.bayesianLevenbergMarquardt())
    chosen.hidden = recipe.hidden ?? .automatic()
    chosen.activations = recipe.activations ?? [.tanh]
    guard recipe.suitsLeastSquares(hidden: chosen.hidden ?? .automatic(), data) else { return nil }
    return PresetCandidate(
      recipe: chosen, trial: chosen,
      options: "--optimizer \(Optimizer.bayesianLevenbergMarquardt().name)"
        + (recipe.hidden == nil ? " --hidden auto" : "")
        + (recipe.activations == nil ? " --activation tanh" : ""))
  }
}

extension TrainingRecipe {
  /// Whether the recipe leaves all that makes the steps to its preset.
  fileprivate var leavesSteps: Bool {
    optimizer?.optimizer == nil && learningRate == nil && schedule == nil && weightDecay == nil
      && l1Penalty == nil && dropout == nil && batchSize == nil && epochs == nil && goal == nil
      && minimumGradient == nil && timeLimit == nil && frozenLayers == nil
  }

  /// As many epochs as make enough steps, and not too many samples.
  fileprivate func epochs(_ least: (epochs: Int, steps: Int), most samples: Int, rowCount: Int) -> Int {
    let batch = max((batchSize ?? .full).count(rowCount: rowCount), 1)
    let stepsPerEpoch = max((rowCount + batch - 1) / batch, 1)
    let few = max(least.epochs / 2, min(least.epochs, samples / max(rowCount, 1)))
    return max(few, (least.steps + stepsPerEpoch - 1) / stepsPerEpoch)
  }
}
