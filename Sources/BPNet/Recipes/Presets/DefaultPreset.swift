/// The values that did best over many data sets (`Benchmarks/defaults.py` measures them): one layer of 100
/// SiLU neurons, AdamW, a rate that falls along a cosine, and a weight decay that suits the data.
///
/// How much decay is best depends on the noise in the data above all, which nobody knows beforehand: from next
/// to none for a clean surface to so much that little more than a straight line is left. So where the steps
/// are left to this preset, rows held back decide.
struct DefaultPreset: PresetDefinition {
  private static let hiddenSize = 100
  private static let batchSize = 32
  private static let learningRate = 0.01
  /// The rate of Adam's kin where it does not fall.
  private static let constantLearningRate = 0.003
  /// The weight decay where no rows decide.
  static let usualWeightDecay = 0.1
  /// The values of the weight decay that rows decide among.
  static let weightDecays = [0.01, 0.1, 0.3, 1, 3]
  /// Epochs are at least so many, and as many more as make so many steps.
  private static let leastEpochs = 40
  private static let leastSteps = 1000
  /// From so many rows on, some can be held back to decide.
  private static let leastRowsToDecide = 40

  func complete(_ recipe: inout TrainingRecipe, for data: RecipeCircumstances) {
    if data.start == nil {
      // An autoencoder's hidden layer is to be narrow.
      if data.preprocessing.task != .autoencode { recipe.hidden = recipe.hidden ?? .sizes([Self.hiddenSize]) }
      recipe.activations = recipe.activations ?? [.silu]
    }
    recipe.optimizer = recipe.optimizer ?? data.start?.recipe.optimizer ?? .given(.adamW())
    guard let optimizer = recipe.optimizer?.optimizer, !optimizer.defaults.takesFullBatches else { return }
    recipe.batchSize = recipe.batchSize ?? .samples(Self.batchSize)
    let steps = recipe.stepsPerEpoch(rowCount: data.rowCount)
    let epochs = max(Self.leastEpochs, (Self.leastSteps + steps - 1) / steps)
    recipe.epochs = recipe.epochs ?? epochs
    guard data.start == nil else { return }
    switch optimizer.name {
    case Optimizer.adamW().name:
      recipe.weightDecay = recipe.weightDecay ?? Self.usualWeightDecay
      guard recipe.learningRate == nil else { return }
      recipe.learningRate = Self.learningRate
      recipe.schedule = recipe.schedule ?? recipe.epochs.flatMap { $0 > 0 ? .cosine(epochs: $0) : nil }
    case Optimizer.adam().name, Optimizer.rmsprop().name:
      recipe.learningRate = recipe.learningRate ?? Self.constantLearningRate
    default: break
    }
  }

  func candidates(for recipe: TrainingRecipe, _ data: RecipeCircumstances) -> [PresetCandidate] {
    guard data.rowCount >= Self.leastRowsToDecide, data.start == nil, recipe.leavesSteps else { return [] }
    return Self.weightDecays.map {
      var candidate = recipe
      candidate.weightDecay = $0
      return (candidate, "--weight-decay \($0)")
    }
  }
}

extension TrainingRecipe {
  /// Whether the recipe leaves all that makes the steps to its preset.
  fileprivate var leavesSteps: Bool {
    optimizer == nil && learningRate == nil && schedule == nil && weightDecay == nil && l1Penalty == nil
      && dropout == nil && batchSize == nil && epochs == nil && goal == nil && minimumGradient == nil
  }

  /// The steps of an epoch.
  func stepsPerEpoch(rowCount: Int) -> Int {
    let batch = max((batchSize ?? .samples(32)).count(rowCount: rowCount), 1)
    return max((rowCount + batch - 1) / batch, 1)
  }
}
