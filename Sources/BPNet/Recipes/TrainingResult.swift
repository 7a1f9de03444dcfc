/// The result of one training run.
public struct TrainingResult: Sendable {
  /// The run.
  public let run: Run
  /// How the run ended; it also counts as diverged if the loss of its final weights is not finite.
  public let summary: TrainingSummary
  /// The losses of the epochs.
  public let history: TrainingHistory
  /// The trained model.
  public let model: Model
  /// The loss and the metrics of `model` on the training samples.
  public let training: Model.Evaluation
  /// The loss and the metrics of `model` on the validation data; nil if there are none.
  public let validation: Model.Evaluation?
  /// The loss and the metrics of `model` on the test part, on which no choice depends; nil if there is none.
  public let test: Model.Evaluation?
}

extension TrainingResult {
  /// Whether the model can be used: training did not diverge, or a loss was watched and the model is of an
  /// epoch before.
  package var hasUsableModel: Bool {
    summary.stopReason != .diverged || summary.bestEpoch < summary.epochs && training.loss.isFinite
  }
}

extension PreparedTraining {
  /// Trains a single network and evaluates it.
  ///
  /// A recipe's restarts, and its search for the size of the hidden layer, are trained by
  /// `trainBest(by:resuming:checkpoints:onRun:onProgress:shouldStop:)`.
  ///
  /// - Parameters:
  ///   - checkpoints: the folder to which checkpoints are written, and from whose newest one training
  ///     continues if it resumes; nil for none.
  ///   - onEpoch: a closure that is called after each epoch.
  ///   - shouldStop: a closure that is called before each step; true ends training without that step.
  ///   - onModel: a closure that is called with the trained model before its metrics are computed,
  ///     to save it; not if the training has diverged.
  /// - Throws: `BPNetError.invalidArgument` if the configuration is not allowed, or there is not enough
  ///   memory left; what `onModel` throws; the error of the program's own `rankingMetric`; `readFailed`,
  ///   after `onModel`, if a mapped file of the data was made shorter meanwhile.
  public func train(
    checkpoints: CheckpointFolder? = nil, onEpoch: (EpochReport) -> Void = { _ in },
    shouldStop: () -> Bool = { false }, onModel: (Model) throws(BPNetError) -> Void = { _ in }
  ) throws(BPNetError) -> TrainingResult {
    let result = try train(
      checkpoints: checkpoints, beforeCheckpoint: nil, onEpochOf: { _, report in onEpoch(report) },
      shouldStop: shouldStop, onModel: onModel)
    if let path = data.shortenedFile {
      throw .readFailed(path: path, reason: "it was made shorter while it was read")
    }
    return result
  }

  /// Trains as the other method does, with the trainer in reach of the closure that is called after each
  /// epoch.
  ///
  /// A run whose data were made shorter is one that was interrupted.
  ///
  /// - Parameters:
  ///   - beforeCheckpoint: a closure that is called on any thread before a checkpoint is written,
  ///     after `onEpochOf` for all epochs in it: to save what others keep of these epochs.
  ///   - hasLostInput: a closure that says whether data were missing in a step: no checkpoint is made then.
  package func train(
    checkpoints: CheckpointFolder?, beforeCheckpoint: (@Sendable () -> Void)?,
    onEpochOf: (Trainer<Element>, EpochReport) -> Void, shouldStop: () -> Bool,
    hasLostInput: () -> Bool = { false }, onModel: (Model) throws(BPNetError) -> Void
  ) throws(BPNetError) -> TrainingResult {
    try checkMemory(makesCheckpoints: checkpoints != nil)
    let trainer = try makeTrainer()
    let reserve = MemoryReserve(byteCount: memory.saving)
    var summary = try run(
      trainer, checkpoints, beforeCheckpoint, onEpoch: { onEpochOf(trainer, $0) }, shouldStop: shouldStop,
      hasLostInput: { hasLostInput() || data.shortenedFile != nil })
    reserve.release()
    if data.shortenedFile != nil, summary.stopReason != .diverged { summary.stopReason = .signal }
    var model = try makeTypedModel(
      network: trainer.network, summary: summary,
      optimizerState: recipe.keepsOptimizerState != false && summary.stopReason != .diverged
        ? trainer.optimizerState : nil)
    let measurement = model.measure(training, threads: configuration.threads)
    summary.takeIn(finalLoss: measurement.loss)
    model.record.stopReason = summary.stopReason
    if recipe.keepsHistory == true { model.record.history = trainer.history.finitePart }
    if summary.stopReason != .diverged { try onModel(Model(model)) }
    let evaluation = model.evaluation(
      rowCount: training.rowCount, loss: measurement.loss, metrics: measurement.metrics())
    let threads = configuration.threads
    return TrainingResult(
      run: Run(request, precision: Element.precision), summary: summary, history: trainer.history,
      model: Model(model),
      training: try model.adding(ownMetrics, to: evaluation, on: training, threads: threads),
      validation: try data.validationPart?.evaluation(of: model, with: ownMetrics, threads: threads),
      test: try data.test?.evaluation(of: model, with: ownMetrics, threads: threads))
  }

  /// Runs a trainer, from the newest checkpoint if it is to be resumed.
  private func run(
    _ trainer: Trainer<Element>, _ checkpoints: CheckpointFolder?,
    _ beforeCheckpoint: (@Sendable () -> Void)?, onEpoch: (EpochReport) -> Void, shouldStop: () -> Bool,
    hasLostInput: () -> Bool
  ) throws(BPNetError) -> TrainingSummary {
    guard let checkpoints else { return trainer.run(shouldStop: shouldStop, onEpoch: onEpoch) }
    let identity = checkpointIdentity
    if let checkpoint = try checkpoints.newest(for: identity, as: Element.self) {
      try trainer.resume(from: checkpoint)
    }
    let writer = CheckpointWriter<Element>(checkpoints, identity, beforeWriting: beforeCheckpoint)
    defer { writer.finish() }
    var isLost = false
    return trainer.run(
      checkpointEvery: checkpoints.interval,
      save: { checkpoint in
        // A state that zeros in place of the data led to is nothing to go on from.
        isLost = isLost || hasLostInput()
        if !isLost { writer.save(checkpoint) }
      }, shouldStop: { isLost || shouldStop() }, onEpoch: onEpoch)
  }
}

extension TypedModel {
  /// The loss and the metrics on samples made by `preprocessing`.
  func evaluation(on data: Dataset<Element>, threads: Int?) -> Model.Evaluation {
    let (loss, metrics) = evaluate(data, threads: threads)
    return evaluation(rowCount: data.rowCount, loss: loss, metrics: metrics)
  }

  fileprivate func evaluation(rowCount: Int, loss: Double, metrics: Metrics) -> Model.Evaluation {
    Model.Evaluation(
      rowCount: rowCount, loss: loss, metrics: metrics,
      names: preprocessing.labels ?? preprocessing.targets.map(\.name))
  }
}
