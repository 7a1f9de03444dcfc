/// The values that did best over many data sets (`Benchmarks/defaults.py` measures them): one layer of 100
/// neurons, AdamW, a rate that falls along a cosine, and an activation and a weight decay that suit the data.
///
/// How much decay is best depends on the noise in the data above all, which nobody knows beforehand: from next
/// to none for a clean surface to so much that little more than a straight line is left. Sigmoid neurons do
/// better than SiLU where the surface is smooth. So where the steps are left to this preset, rows held back
/// decide (see `CandidateComparison`).
struct DefaultPreset: PresetDefinition {
  private static let hiddenSize = 100
  private static let batchSize = 32
  private static let activation = Activation.silu
  private static let learningRate = 0.01
  /// The rate for sigmoid neurons, whose slope is at most ¼.
  private static let sigmoidLearningRate = 0.02
  /// The rate of Adam's kin where it does not fall.
  private static let constantLearningRate = 0.003
  /// Epochs are at least so many, and as many more as make so many steps.
  private static let least = (epochs: 40, steps: 1000)
  /// The same for networks that are only compared.
  private static let leastCompared = (epochs: 20, steps: 500)

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
    recipe.batchSize = recipe.batchSize ?? .samples(Self.batchSize)
    recipe.epochs = recipe.epochs ?? recipe.epochs(Self.least, rowCount: data.rowCount)
    guard data.start == nil else { return }
    switch optimizer.name {
    case Optimizer.adamW().name:
      recipe.weightDecay = recipe.weightDecay ?? DecayChoices(data).usual
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
    let choices = DecayChoices(data)
    guard choices.canBeCompared, data.start == nil, recipe.leavesSteps else { return [] }
    var candidates = choices.silu.map { candidate(recipe, decay: $0, activation: nil, data) }
    if recipe.activations == nil, recipe.hidden != .sizes([]) {
      candidates += choices.sigmoid.map { candidate(recipe, decay: $0, activation: .sigmoid(), data) }
    }
    if recipe.optimizer == .automatic, let method = leastSquares(recipe, data) { candidates.append(method) }
    return candidates
  }

  private func candidate(
    _ recipe: TrainingRecipe, decay: Double, activation: Activation?, _ data: RecipeCircumstances
  ) -> PresetCandidate {
    var chosen = recipe
    chosen.optimizer = nil
    chosen.weightDecay = decay
    chosen.activations = activation.map { [$0] } ?? recipe.activations
    var trial = chosen
    trial.batchSize = .samples(Self.batchSize)
    trial.epochs = trial.epochs(Self.leastCompared, rowCount: data.rowCount * 3 / 4)
    let options = activation.map { "--activation \($0.description) " } ?? ""
    return PresetCandidate(recipe: chosen, trial: trial, options: "\(options)--weight-decay \(decay)")
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

/// The values of the weight decay that may suit some data.
private struct DecayChoices {
  /// Those for SiLU neurons, and others that are asked for.
  let silu: [Double]
  /// Those for sigmoid neurons.
  let sigmoid: [Double]
  /// Whether there are rows enough to tell.
  let canBeCompared: Bool
  /// The value where nothing is compared.
  let usual: Double

  init(_ data: RecipeCircumstances) {
    let rows = data.rowCount
    canBeCompared = rows >= (data.preprocessing.task == .classify ? 40 : 12)
    // Of few rows a table of truth is likelier than a noisy measurement.
    usual = canBeCompared ? 0.1 : 0.01
    // The more rows, the less noise is learned by heart, and the longer each comparison takes.
    let largest = rows < 100 ? 10 : rows < 3000 ? 3 : rows < 20_000 ? 0.3 : 0.1
    silu = [0.01, 0.1, 0.3, 1, 3, 10].filter { $0 <= largest }
    sigmoid = [0.01, 0.1, 1].filter { $0 <= largest }
  }
}

extension TrainingRecipe {
  /// Whether the recipe leaves all that makes the steps to its preset.
  fileprivate var leavesSteps: Bool {
    optimizer?.optimizer == nil && learningRate == nil && schedule == nil && weightDecay == nil
      && l1Penalty == nil && dropout == nil && batchSize == nil && epochs == nil && goal == nil
      && minimumGradient == nil && timeLimit == nil && frozenLayers == nil
  }

  /// As many epochs as make enough steps.
  fileprivate func epochs(_ least: (epochs: Int, steps: Int), rowCount: Int) -> Int {
    let batch = max((batchSize ?? .full).count(rowCount: rowCount), 1)
    let stepsPerEpoch = max((rowCount + batch - 1) / batch, 1)
    return max(least.epochs, (least.steps + stepsPerEpoch - 1) / stepsPerEpoch)
  }
}
