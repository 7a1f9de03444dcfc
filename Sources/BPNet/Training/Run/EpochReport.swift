/// The results of one epoch.
public struct EpochReport: Sendable {
  /// The epoch, counted from 1.
  public let epoch: Int
  /// The loss over the epoch's batches, each measured before its step; for a method for full batches, the
  /// loss after its iteration.
  public let trainingLoss: Double
  /// The loss on the validation data after the epoch.
  public let validationLoss: Double?
  /// The learning rate of the weights in the epoch; meaningless for a method for full batches.
  public let learningRate: Double
  /// Figures of the optimiser, by name, such as the damping μ of Levenberg–Marquardt.
  public let optimizerFigures: [(name: String, value: Double)]
  /// The time of this run's epochs so far, without the evaluation of watched losses, in seconds.
  public let trainingSeconds: Double
  /// The time at the end of the epoch, in seconds on a monotonic clock.
  public let endTime: Double
}

/// The result of a run apart from the network.
public struct TrainingSummary: Codable, Equatable, Sendable {
  /// The number of epochs trained.
  public let epochs: Int
  /// Why the run stopped.
  public internal(set) var stopReason: TrainingSummary.StopReason
  /// The epoch whose weights the network has: the one with the lowest watched loss if a loss was watched,
  /// else the last.
  public let bestEpoch: Int
  /// The training loss of the last whole epoch; NaN if there was none.
  public internal(set) var lastTrainingLoss: Double {
    get { lastLoss.wrappedValue }
    set { lastLoss.wrappedValue = newValue }
  }
  private var lastLoss: ExactNumber
  /// The number of threads that shared a step.
  public let threadCount: Int
  /// The time of all whole epochs, without the evaluation of watched losses, in seconds.
  public let trainingSeconds: Double

  init(
    epochs: Int, stopReason: TrainingSummary.StopReason, bestEpoch: Int, lastTrainingLoss: Double,
    threadCount: Int,
    trainingSeconds: Double
  ) {
    self.epochs = epochs
    self.stopReason = stopReason
    self.bestEpoch = bestEpoch
    lastLoss = ExactNumber(wrappedValue: lastTrainingLoss)
    self.threadCount = threadCount
    self.trainingSeconds = trainingSeconds
  }
}

extension TrainingSummary {
  /// The error of a training that diverged; nil if it did not.
  package var divergence: BPNetError? {
    stopReason == .diverged ? .diverged(epoch: epochs, loss: lastTrainingLoss) : nil
  }

  /// Records the training loss of the final weights: if it is not finite, the run diverged.
  ///
  /// Only this loss shows what the last step did: the epochs' losses are measured before each step.
  mutating func takeIn(finalLoss: Double) {
    guard epochs > 0, !finalLoss.isFinite, stopReason != .diverged else { return }
    (stopReason, lastTrainingLoss) = (.diverged, finalLoss)
  }
}
