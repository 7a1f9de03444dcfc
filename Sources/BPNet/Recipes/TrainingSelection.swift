/// The best of the runs that a recipe asks for, and what came of the others.
public struct TrainingSelection<Element: Scalar> {
  /// One of the runs.
  public struct Attempt: Sendable {
    /// The seed that gives this run, beside `splitSeed`.
    public let seed: UInt64
    /// The seed that gives its validation part.
    public let splitSeed: UInt64
    /// The sizes of its hidden layers.
    public let hiddenSizes: [Int]
    /// How it ended.
    public let summary: TrainingSummary
    /// The training loss of the weights that it led to.
    public let trainingLoss: Double
    /// Their validation loss, if there is a validation part.
    public let validationLoss: Double?
  }

  /// The run of least watched loss; of equal ones the first.
  public let best: TrainingResult<Element>
  /// Its place among `attempts`.
  public let bestIndex: Int
  /// All runs; fewer than the recipe asks for if they were stopped.
  public let attempts: [Attempt]
  /// Whether the caller wanted the runs to stop before they had all ended.
  public let isStopped: Bool
}

extension PreparedTraining {
  /// Trains every run that the recipe asks for, on the same samples, and keeps the best.
  ///
  /// - Parameters:
  ///   - shouldStop: asked before each step; true ends the run after the step before, and no other begins.
  ///   - onEpoch: told about each epoch, and of which run it is, counted from 0.
  /// - Throws: `BPNetError.invalidArgument` if the configuration is not allowed, or a network is too large.
  public func trainBest(
    shouldStop: () -> Bool = { false }, onEpoch: (Int, EpochReport) -> Void = { _, _ in }
  ) throws(BPNetError) -> TrainingSelection<Element> {
    let recipes = request.attempts
    var attempts: [TrainingSelection<Element>.Attempt] = []
    var (best, bestIndex) = (try attempt(recipes[0]).train(shouldStop: shouldStop) { onEpoch(0, $0) }, 0)
    attempts.append(.init(best))
    for (index, recipe) in recipes.enumerated().dropFirst() where !shouldStop() {
      let result = try attempt(recipe).train(shouldStop: shouldStop) { onEpoch(index, $0) }
      attempts.append(.init(result))
      if result.watchedLoss < best.watchedLoss { (best, bestIndex) = (result, index) }
    }
    return TrainingSelection(
      best: best, bestIndex: bestIndex, attempts: attempts,
      isStopped: attempts.count < recipes.count || attempts.contains { $0.summary.stopReason == .signal })
  }

  /// The same samples for a recipe that differs from the one asked for in its seed and hidden layers alone.
  private func attempt(_ recipe: TrainingRecipe) throws(BPNetError) -> PreparedTraining {
    guard start == nil else { return self }
    var recipe = recipe
    // The choice among optimisers is made once for all runs.
    recipe.optimizer = .given(configuration.optimizer)
    let resolved = try recipe.resolved(
      for: RecipeCircumstances(
        preprocessing: preprocessing, rowCount: training.rowCount, validates: validation != nil))
    guard resolved.recipe != self.recipe else { return self }
    var configuration = resolved.configuration
    configuration.classWeights = self.configuration.classWeights
    return PreparedTraining(
      network: try resolved.makeNetwork(rowCount: training.rowCount, as: Element.self),
      preprocessing: preprocessing, training: training, validation: validation, configuration: configuration,
      recipe: resolved.recipe, request: recipe)
  }
}

extension TrainingSelection.Attempt {
  init(_ result: TrainingResult<Element>) {
    let recipe = result.prepared.recipe
    seed = recipe.seed ?? 0
    splitSeed = result.prepared.request.splitSeed ?? seed
    hiddenSizes = result.typedModel.network.topology.layers.dropLast().map(\.outputCount)
    summary = result.summary
    trainingLoss = result.training.loss
    validationLoss = result.validation?.loss
  }
}
