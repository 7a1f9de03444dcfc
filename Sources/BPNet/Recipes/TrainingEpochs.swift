/// A training under way on a thread of its own, as an asynchronous sequence of its epochs.
///
/// ```swift
/// let epochs = try training.epochs()
/// for try await epoch in epochs { print(epoch.epoch, epoch.trainingLoss) }
/// let model = try await epochs.result.model
/// ```
///
/// It comes to the bytes that `PreparedTraining.train` comes to. No thread of Swift's concurrency ever waits
/// for it.
///
/// **Pace.** A loop gets every epoch, in order, and training waits for it: it is at most two epochs ahead of
/// the loop, so memory does not grow however slow that is. Asking for `result` lifts this: training then goes
/// on at its own pace, and a loop under way gets the newest epoch each time. Without a loop and without
/// asking, training waits after two epochs.
///
/// **Stopping.** Cancelling the task that waits for an epoch or for the result, leaving the loop, `stop()`,
/// and giving up the sequence with its iterators stop training before its next step. The result is then that
/// of the weights so far, with the stop reason `signal`. In top-level code Swift keeps a loop's iterator to
/// the end of the program: put the loop into a function, or call `stop()` after it.
///
/// **Errors** of the training are thrown by the loop and by `result`.
///
/// The epochs are for one loop: two loops would share them out.
public struct TrainingEpochs: AsyncSequence, Sendable {
  /// The report of an epoch.
  public typealias Element = EpochReport
  /// What ends training without a result.
  public typealias Failure = BPNetError

  /// A training that says when an epoch has ended, and asks whether to stop.
  typealias Training =
    @Sendable (_ onEpoch: (EpochReport) -> Void, _ shouldStop: () -> Bool) ->
    Result<TrainingResult, BPNetError>

  private let owner: Owner

  /// Starts a training, which is given a closure for its epochs and one that says whether to stop.
  ///
  /// - Throws: `BPNetError.invalidArgument` if the system has no thread to give.
  init(_ train: @escaping Training) throws(BPNetError) {
    let handOver = EpochHandOver()
    owner = Owner(handOver)
    let training = Monitor(Optional(train))
    let isStarted = SystemThread.start {
      handOver.end(with: TrainingEpochs.outcome(of: training, handOver))
    }
    guard isStarted else { throw .noThread(for: "train") }
  }

  /// Runs a training once, and lets go of it with all that it holds, such as the lock of a folder of
  /// checkpoints: whoever has the outcome may open that folder at once.
  private static func outcome(
    of training: Monitor<Training?>, _ handOver: EpochHandOver
  ) -> EpochHandOver.Outcome {
    let train = training.update { training in
      defer { training = nil }
      return training
    }
    guard let train else { preconditionFailure("a training that is run twice") }
    return train({ handOver.give($0) }, { handOver.isStopped })
  }

  /// The epochs from the first one that no loop has had.
  public func makeAsyncIterator() -> AsyncIterator {
    AsyncIterator(loop: Owner(owner.handOver), sequence: owner)
  }

  /// The result of the training, once it has ended.
  ///
  /// - Throws: what `PreparedTraining.train` throws; nothing because of a task that is cancelled, which gets
  ///   the result so far.
  public var result: TrainingResult {
    get async throws(BPNetError) { try await owner.handOver.result().get() }
  }

  /// Stops training before its next step.
  public func stop() { owner.handOver.stop() }
}

extension TrainingEpochs {
  /// The epochs of a training, one after the other.
  public struct AsyncIterator: AsyncIteratorProtocol {
    /// Stops training when the last copy of the iterator is gone.
    fileprivate let loop: Owner
    /// Keeps training under way where the sequence itself is gone.
    fileprivate let sequence: Owner

    /// The next epoch; nil after the last one.
    ///
    /// - Throws: what `PreparedTraining.train` throws.
    public mutating func next(
      isolation actor: isolated (any Actor)?
    ) async throws(BPNetError) -> EpochReport? {
      try await loop.handOver.next().get()
    }
  }

  /// Stops the training when it is gone.
  fileprivate final class Owner: Sendable {
    let handOver: EpochHandOver
    init(_ handOver: EpochHandOver) { self.handOver = handOver }
    deinit { handOver.stop() }
  }
}

extension PreparedTraining {
  /// Starts training on a thread of its own, and returns its epochs as they end.
  ///
  /// - Parameter checkpoints: the folder to which checkpoints are written, and from whose newest one training
  ///   continues if it resumes; nil for none.
  /// - Throws: `BPNetError.invalidArgument` if the configuration is not allowed, or the system has no thread
  ///   to give.
  public func epochs(checkpoints: CheckpointFolder? = nil) throws(BPNetError) -> TrainingEpochs {
    try check()
    return try TrainingEpochs { onEpoch, shouldStop in
      Result { () throws(BPNetError) in
        try train(checkpoints: checkpoints, onEpoch: onEpoch, shouldStop: shouldStop)
      }
    }
  }
}
