/// What one run of training has come to.
public struct TrainingResult<Element: Scalar> {
  /// What was run.
  public let prepared: PreparedTraining<Element>
  /// How it ended: diverged, too, if the loss of the weights that it has led to is not finite.
  public let summary: TrainingSummary
  /// What the epochs came to.
  public let history: TrainingHistory
  /// The trained network with all that its use needs.
  public var model: Model { Model(typedModel) }
  package let typedModel: TypedModel<Element>
  /// The loss and the metrics on the training part, with the weights of `model`.
  public let training: (loss: Double, metrics: Metrics)
  /// Those on the validation part, if there is one.
  public let validation: (loss: Double, metrics: Metrics)?

  /// The loss by which runs are compared: that of the validation part where there is one, else that of the
  /// training part; infinite if training diverged.
  public var watchedLoss: Double {
    let loss = (validation ?? training).loss
    return summary.stopReason == .diverged || !loss.isFinite ? .infinity : loss
  }
}

extension PreparedTraining {
  /// Trains a network, and measures it.
  ///
  /// - Parameters:
  ///   - shouldStop: asked before each step; true ends training after the step before.
  ///   - onEpoch: told about each epoch.
  /// - Throws: `BPNetError.invalidArgument` if the configuration is not allowed.
  public func train(
    shouldStop: () -> Bool = { false }, onEpoch: (EpochReport) -> Void = { _ in }
  ) throws(BPNetError) -> TrainingResult<Element> {
    let trainer = try makeTrainer()
    var summary = trainer.run(shouldStop: shouldStop, onEpoch: onEpoch)
    var model = try makeTypedModel(
      network: trainer.network, summary: summary,
      optimizerState: recipe.keepsOptimizerState != false && summary.stopReason != .diverged
        ? trainer.optimizerState : nil)
    let result = model.evaluate(training, threads: configuration.threads)
    summary.takeIn(finalLoss: result.loss)
    model.record.stopReason = summary.stopReason
    if recipe.keepsHistory == true { model.record.history = trainer.history }
    return TrainingResult(
      prepared: self, summary: summary, history: trainer.history, typedModel: model, training: result,
      validation: validation.map { model.evaluate($0, threads: configuration.threads) })
  }

  /// Checks that training can start, without making what it takes.
  ///
  /// - Throws: `BPNetError.invalidArgument` if the configuration is not allowed, or the optimiser cannot go
  ///   on from its state.
  package func check() throws(BPNetError) {
    try Trainer.check(
      network.topology, data: training, validation: validation, configuration: configuration,
      optimizerState: optimizerState)
  }
}
