/// What one run of training has come to.
public struct TrainingResult<Element: Scalar> {
  /// What was run.
  public let prepared: PreparedTraining<Element>
  /// How it ended.
  public let summary: TrainingSummary
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
    let summary = trainer.run(shouldStop: shouldStop, onEpoch: onEpoch)
    let model = try makeTypedModel(
      network: trainer.network, summary: summary,
      optimizerState: recipe.keepsOptimizerState && summary.stopReason != .diverged
        ? trainer.optimizerState : nil)
    return TrainingResult(
      prepared: self, summary: summary, typedModel: model,
      training: model.evaluate(training, threads: configuration.threads),
      validation: validation.map { model.evaluate($0, threads: configuration.threads) })
  }
}
