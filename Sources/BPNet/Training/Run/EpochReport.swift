/// What one epoch came to.
public struct EpochReport: Sendable {
  /// The epoch, counted from 1.
  public let epoch: Int
  /// The loss over the epoch's batches, each before its step; after the iteration of a method for full
  /// batches.
  public let trainingLoss: Double
  /// The loss on the validation data after the epoch.
  public let validationLoss: Double?
  /// The learning rate of the epoch's weights; without meaning for a method for full batches.
  public let learningRate: Double
  /// What the optimiser says of the epoch, by name, such as the damping μ of Levenberg–Marquardt.
  public let optimizerFigures: [(name: String, value: Double)]
  /// The time of this run's epochs so far, without the evaluation of watched losses between them.
  public let trainingSeconds: Double
  /// When the epoch ended, in seconds on a clock that never goes back.
  public let endTime: Double
}

/// How a run ended.
public struct TrainingSummary: Sendable {
  /// The epochs done.
  public let epochs: Int
  /// Why it stopped.
  public internal(set) var stopReason: StopReason
  /// The epoch whose weights the network has: the one of least watched loss where a loss was watched, else
  /// the last.
  public let bestEpoch: Int
  /// The training loss of the last whole epoch; NaN if there was none.
  public internal(set) var lastTrainingLoss: Double
  /// The threads that worked together on a step.
  public let threadCount: Int
  /// The time of all whole epochs, without the evaluation of watched losses between them.
  public let trainingSeconds: Double
}

extension TrainingSummary {
  /// Takes in the training loss of the weights that a run has led to: its last step may have made the loss
  /// infinite, which no epoch has seen.
  mutating func takeIn(finalLoss: Double) {
    guard epochs > 0, !finalLoss.isFinite, stopReason != .diverged else { return }
    (stopReason, lastTrainingLoss) = (.diverged, finalLoss)
  }
}
