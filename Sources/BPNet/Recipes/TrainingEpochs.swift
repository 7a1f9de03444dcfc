import Synchronization

/// A training under way on a thread of its own, as an asynchronous sequence of its epochs.
///
/// ```swift
/// let epochs = training.epochs()
/// for await epoch in epochs { print(epoch.epoch, epoch.trainingLoss) }
/// let model = try await epochs.result.model
/// ```
///
/// It comes to the bytes that `PreparedTraining.train` comes to. Cancelling the task that goes through the
/// epochs or waits for the result stops training before its next step, and so does leaving the loop: the
/// result is then that of the weights so far, with the stop reason `signal`. The epochs are for one loop, and
/// do not wait for it.
public struct TrainingEpochs: AsyncSequence, Sendable {
  /// The report of an epoch.
  public typealias Element = EpochReport
  /// An error of the training is that of `result`.
  public typealias Failure = Never

  private let stream: AsyncStream<EpochReport>
  private let state = State()

  /// Starts a training, which is given a closure for its epochs and one that says whether to stop.
  ///
  /// - Throws: `BPNetError.invalidArgument` if the system has no thread to give.
  init(
    _ train:
      @escaping @Sendable (_ onEpoch: (EpochReport) -> Void, _ shouldStop: () -> Bool) -> Result<
        TrainingResult, BPNetError
      >
  ) throws(BPNetError) {
    let (stream, continuation) = AsyncStream.makeStream(of: EpochReport.self)
    self.stream = stream
    let state = state
    continuation.onTermination = { _ in state.stop() }
    let isStarted = SystemThread.start {
      let result = train({ continuation.yield($0) }, { state.isStopped })
      state.end(with: result)
      continuation.finish()
    }
    guard isStarted else {
      throw .invalidArgument(name: "threads", found: "no thread to train on", expected: "one that can start")
    }
  }

  /// The epochs from the first one that no loop has had.
  public func makeAsyncIterator() -> AsyncIterator {
    AsyncIterator(reports: stream.makeAsyncIterator(), loop: Loop(state))
  }

  /// The result of the training, once it has ended.
  ///
  /// - Throws: what `PreparedTraining.train` throws; nothing for a task that is cancelled, which gets the
  ///   result so far.
  public var result: TrainingResult {
    get async throws(BPNetError) {
      let result = await withTaskCancellationHandler {
        await withCheckedContinuation { state.wait($0) }
      } onCancel: {
        state.stop()
      }
      return try result.get()
    }
  }

  /// Stops training before its next step.
  public func stop() { state.stop() }
}

extension TrainingEpochs {
  /// The epochs of a training, one after the other.
  public struct AsyncIterator: AsyncIteratorProtocol {
    fileprivate var reports: AsyncStream<EpochReport>.AsyncIterator
    /// Stops training when the last copy of the iterator is gone.
    fileprivate let loop: Loop

    /// The next epoch; nil after the last one.
    public mutating func next() async -> EpochReport? { await reports.next() }

    /// The next epoch; nil after the last one.
    public mutating func next(isolation actor: isolated (any Actor)?) async -> EpochReport? {
      await reports.next(isolation: actor)
    }
  }

  /// What lives as long as the loop over the epochs.
  fileprivate final class Loop: Sendable {
    private let state: State
    init(_ state: State) { self.state = state }
    deinit { state.stop() }
  }

  /// What the training thread and the tasks share.
  fileprivate final class State: Sendable {
    private typealias Waiter = CheckedContinuation<Result<TrainingResult, BPNetError>, Never>

    private let stops = Atomic<Bool>(false)
    private let ending = Mutex((result: Result<TrainingResult, BPNetError>?.none, waiters: [Waiter]()))

    var isStopped: Bool { stops.load(ordering: .relaxed) }

    func stop() { stops.store(true, ordering: .relaxed) }

    func end(with result: Result<TrainingResult, BPNetError>) {
      let waiters = ending.withLock { ending in
        ending.result = result
        defer { ending.waiters = [] }
        return ending.waiters
      }
      for waiter in waiters { waiter.resume(returning: result) }
    }

    func wait(_ waiter: CheckedContinuation<Result<TrainingResult, BPNetError>, Never>) {
      let result = ending.withLock { ending in
        if ending.result == nil { ending.waiters.append(waiter) }
        return ending.result
      }
      if let result { waiter.resume(returning: result) }
    }
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
