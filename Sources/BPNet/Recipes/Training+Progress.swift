/// Training with progress as the only closure, which then may trail:
/// `prepared.train { print($0.trainingLoss) }`.
extension PreparedTraining {
  /// Trains a network and measures it, as `train(shouldStop:onEpoch:)` does.
  ///
  /// - Parameter onEpoch: called after each epoch.
  public func train(onEpoch: (EpochReport) -> Void) throws(BPNetError) -> TrainingResult<Element> {
    try train(shouldStop: { false }, onEpoch: onEpoch)
  }

  /// Trains every run that the recipe asks for and keeps the best, as `trainBest(shouldStop:onEpoch:)` does.
  ///
  /// - Parameter onEpoch: called after each epoch, with the number of its run, counted from 0.
  public func trainBest(
    onEpoch: (Int, EpochReport) -> Void
  ) throws(BPNetError) -> TrainingSelection<Element> {
    try trainBest(shouldStop: { false }, onEpoch: onEpoch)
  }
}
