/// How a model was trained.
public struct TrainingRecord: Codable, Equatable, Sendable {
  /// The choices by which it was trained, every open one made: a recipe that repeats the training on the same
  /// data.
  ///
  /// Of an initialiser nil means each layer's recommended one. Columns are named as they were asked for;
  /// those that were found are in the model's `preprocessing`.
  public internal(set) var recipe: TrainingRecipe
  /// The weights of the classes in training, in the order of the model's labels; nil if all counted alike.
  public var classWeights: [Double]?
  /// The epochs done before, where training went on from a model.
  public var previousEpochs: Int?
  /// The epochs done.
  public var epochs: Int
  /// The epoch that the weights are from; 0 if training has not improved those that it started from.
  public var bestEpoch: Int
  /// Why training stopped; nil for a network that was not trained.
  public var stopReason: StopReason?
  /// The losses of the epochs, if the recipe asks for them.
  public internal(set) var history: TrainingHistory?
  /// The rows trained on.
  public var trainingRowCount: Int
  /// The rows held back.
  public var validationRowCount: Int

  /// The given facts.
  public init(
    recipe: TrainingRecipe = TrainingRecipe(), classWeights: [Double]? = nil, previousEpochs: Int? = nil,
    epochs: Int = 0, bestEpoch: Int = 0, stopReason: StopReason? = nil, trainingRowCount: Int = 0,
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
  /// The epochs that have led to the weights, those before a start from a model included.
  public var epochsOfWeights: Int {
    let (sum, overflow) = (previousEpochs ?? 0).addingReportingOverflow(bestEpoch)
    return overflow ? .max : sum
  }

  /// The optimiser that trained; nil if it is not known.
  public var optimizer: Optimizer? { recipe.optimizer?.optimizer }

  /// What no training can have, if there is any of it.
  var fault: (found: String, expected: String)? {
    let isRate = { (rate: Double?) in rate ?? 1 > 0 }
    guard isRate(recipe.learningRate), isRate(recipe.biasLearningRate), recipe.weightDecay ?? 0 >= 0 else {
      return ("learning rates or a weight decay that cannot be", "rates above 0 and a decay of at least 0")
    }
    return nil
  }
}
