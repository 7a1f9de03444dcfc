/// The choice of an optimiser by the size of the problem and its task.
extension TrainingRecipe {
  /// The most trained parameters for which Levenberg–Marquardt is chosen: from there on its normal equations,
  /// which grow with their third power, take longer than they save.
  static let maximumLeastSquaresParameterCount = 500
  /// The most operations of one of its iterations, samples · outputs · parameters².
  static let maximumLeastSquaresOperationCount = 2_000_000_000

  /// Chooses the optimiser, where the recipe leaves the choice.
  mutating func chooseOptimizer(topology: Topology, definition: any TaskDefinition, rowCount: Int) {
    guard choosesOptimizer else { return }
    choosesOptimizer = false
    configuration.optimizer = automaticOptimizer(
      topology: topology, rowCount: rowCount,
      loss: loss ?? chosenLoss(definition, output: topology.outputActivation))
  }

  /// Levenberg–Marquardt for squared errors and small networks, where it is far ahead of all methods that go
  /// by the gradient alone; else Adam, which depends least on its learning rate.
  ///
  /// What the user has asked for counts: Levenberg–Marquardt takes all samples at a time, and neither
  /// weights, learning rates nor penalties that are not squares.
  private func automaticOptimizer(topology: Topology, rowCount: Int, loss: Loss) -> Optimizer {
    let parameters = topology.parameterCount
    guard loss.function.squaredErrorFactor != nil, allowsLeastSquares,
      parameters <= TrainingRecipe.maximumLeastSquaresParameterCount
    else { return .adam() }
    // No factor is above 2⁴⁰, and the first two are below 2¹⁸.
    let operations = (parameters * parameters).multipliedReportingOverflow(
      by: rowCount.multipliedReportingOverflow(by: topology.outputCount).partialValue)
    let isShort =
      !operations.overflow && operations.partialValue <= TrainingRecipe.maximumLeastSquaresOperationCount
    return isShort ? .levenbergMarquardt() : .adam()
  }

  /// Whether nothing is asked for that Levenberg–Marquardt has no use for.
  private var allowsLeastSquares: Bool {
    learningRate == nil && batchSize ?? .full == .full && weightColumn == nil && classWeights == nil
      && configuration.dropout == 0 && configuration.l1Penalty == 0 && configuration.biasLearningRate == nil
      && configuration.clipping == GradientClipping() && configuration.warmUpEpochs == 0
      && configuration.schedule.name == Schedule.constant.name
  }
}
