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

  /// A number that no training can have led to, as found and expected; nil if there is none.
  ///
  /// - Parameter layerCount: the number of the network's layers.
  func fault(layerCount: Int) -> (found: String, expected: String)? {
    let counts = [epochs, bestEpoch, trainingRowCount, validationRowCount, previousEpochs ?? 0]
    if let count = counts.first(where: { $0 < 0 }) {
      return ("\(count) epochs or rows in the record of its training", "at least 0")
    }
    do throws(BPNetError) {
      try recipe.checkCounts()
      var configuration = TrainingConfiguration(recipe)
      configuration.classWeights = classWeights
      try configuration.checkRanges()
    } catch .invalidArgument(let name, let found, let expected) {
      return ("\(name) \(found) in the record of its training", expected)
    } catch {
      return ("\(error)", "a record of training")
    }
    if let layer = recipe.frozenLayers?.first(where: { $0 >= layerCount }) {
      return ("frozenLayers \(layer) in the record of its training", "indices below \(layerCount)")
    }
    return nil
  }
}
