/// A record of how a model was trained.
public struct TrainingRecord: Codable, Equatable, Sendable {
  /// The recipe of the training with every choice made, which repeats the training on the same data.
  ///
  /// An initialiser that is nil means each layer's recommended one. Columns are named as in the recipe that
  /// was given; those that were found are in the model's `preprocessing`.
  public internal(set) var recipe: TrainingRecipe
  /// The weights of the classes in training, in the order of the model's labels; nil means equal weights.
  public var classWeights: [Double]?
  /// The number of epochs that led to the weights that training started from; nil for a new network.
  public var previousEpochs: Int?
  /// The number of epochs done.
  public var epochs: Int
  /// The epoch that the weights are from; 0 if training has not improved the ones that it started from.
  public var bestEpoch: Int
  /// Why training stopped; nil for a network that was not trained.
  public var stopReason: TrainingSummary.StopReason?
  /// The losses of the epochs; nil unless the recipe keeps them.
  public internal(set) var history: TrainingHistory?
  /// The number of training rows.
  public var trainingRowCount: Int
  /// The number of rows held back for validation.
  public var validationRowCount: Int

  /// A record of the given facts.
  public init(
    recipe: TrainingRecipe = TrainingRecipe(), classWeights: [Double]? = nil, previousEpochs: Int? = nil,
    epochs: Int = 0, bestEpoch: Int = 0, stopReason: TrainingSummary.StopReason? = nil,
    trainingRowCount: Int = 0,
    validationRowCount: Int = 0
  ) {
    self.recipe = recipe
    self.classWeights = classWeights
    self.previousEpochs = previousEpochs
    self.epochs = epochs
    self.bestEpoch = bestEpoch
    self.stopReason = stopReason
    self.trainingRowCount = trainingRowCount
    self.validationRowCount = validationRowCount
  }
}

extension TrainingRecord {
  /// The number of epochs that led to the weights, those of the model that training started from included.
  public var epochsOfWeights: Int {
    let (sum, overflow) = (previousEpochs ?? 0).addingReportingOverflow(bestEpoch)
    return overflow ? .max : sum
  }

  /// The optimiser that trained the model; nil if it is not known.
  public var optimizer: Optimizer? { recipe.optimizer?.optimizer }

  /// A value that no training can have, as found and expected; nil if there is none.
  var fault: (found: String, expected: String)? {
    let isRate = { (rate: Double?) in rate ?? 1 > 0 }
    guard isRate(recipe.learningRate), isRate(recipe.biasLearningRate), recipe.weightDecay ?? 0 >= 0 else {
      return ("learning rates or a weight decay out of range", "rates above 0 and a decay of at least 0")
    }
    return nil
  }
}
