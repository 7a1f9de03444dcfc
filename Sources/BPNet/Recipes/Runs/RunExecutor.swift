import Synchronization

extension Run {
  /// Trains independent runs concurrently.
  ///
  /// Restarts, searches for the hidden size, cross-validation and grid searches all use it. The results, and
  /// the order in which they are reported, depend neither on the number of threads nor on the number of runs
  /// at once.
  public struct Executor: Sendable {
    /// The maximum number of threads in all; nil means one for each available processor.
    public var threads: Int?
    /// The maximum number of runs at once; nil means as many as there are threads, each on one.
    public var concurrency: Int?
    /// The time between two reports of progress, in seconds.
    static let progressInterval = 0.1
    /// The time between two calls of `shouldStop` while workers are running, in seconds.
    private static let pollInterval = 0.02

    /// The clock that durations and intervals are measured with.
    var clock = Clock.system
    /// The memory that all runs together may use, in bytes: what was left when the executor was made.
    var memory = min(MemoryBudget.byteCount, MemoryBudget.availableByteCount)

    /// An executor with the given limits.
    public init(threads: Int? = nil, concurrency: Int? = nil) {
      self.threads = threads
      self.concurrency = concurrency
    }
  }
}

/// The outcome of one run.
enum RunOutcome<Value: Sendable>: Sendable {
  case ended(Value)
  case failed(BPNetError)
  /// The run was not started or not finished: the caller wanted to stop, or another run failed.
  case cancelled

  /// The outcome of a run that did not fail, from its result; nil means that it was interrupted.
  init(_ value: Value?) {
    self = value.map { .ended($0) } ?? .cancelled
  }
}

extension Run.Executor {
  /// Does jobs in their order, as many at once as the limits allow.
  ///
  /// - Parameters:
  ///   - count: the number of jobs.
  ///   - known: the results of jobs that need not be done.
  ///   - maximumConcurrency: a further limit of the number of jobs at once.
  ///   - stopsAtFailure: whether no job begins after one has failed.
  ///   - shouldStop: a closure that is called repeatedly on the caller's thread; true stops all jobs.
  ///   - onProgress: a closure that is called on the caller's thread about ten times a second.
  ///   - onEnd: a closure that is called on the caller's thread with each job's outcome, in order.
  ///   - body: a closure that does a job on any thread. It gets the job's index, its context, a closure to
  ///     ask whether to stop and one to report epochs, and returns nil if the job was interrupted.
  func execute<Value: Sendable>(
    count: Int, known: [Int: Value] = [:], maximumConcurrency: Int = .max, stopsAtFailure: Bool,
    shouldStop: () -> Bool, onProgress: (Run.Progress) -> Void, onEnd: (Int, RunOutcome<Value>) -> Void,
    body:
      @escaping @Sendable (Int, RunContext, () -> Bool, (EpochReport) -> Void) throws(BPNetError) -> Value?
  ) {
    let concurrency = min(concurrency(runCount: count - known.count), maximumConcurrency)
    let queue = RunQueue<Value>(
      count: count, known: known, workerCount: max(concurrency, 1), stopsAtFailure: stopsAtFailure,
      threadsPerRun: max(threadCount / max(concurrency, 1), 1), memory: memory, clock: clock)
    if concurrency > 1 {
      // Before the first worker can begin a run.
      if shouldStop() { queue.stop() }
      let workers = (0..<concurrency).filter { worker in
        queue.start(worker: worker, body)
      }
      if !workers.isEmpty {
        return reportOutcomes(of: queue, shouldStop: shouldStop, onProgress: onProgress, onEnd: onEnd)
      }
    }
    doAllJobs(of: queue, shouldStop: shouldStop, onProgress: onProgress, onEnd: onEnd, body: body)
  }

  private var threadCount: Int { max(threads ?? availableProcessorCount, 1) }

  /// The number of runs at once: as many as there are processors unless the caller has set `concurrency`, but
  /// no more than there are runs.
  func concurrency(runCount: Int) -> Int {
    min(max(concurrency ?? min(threadCount, availableProcessorCount), 1), runCount)
  }

  /// Does all jobs on the caller's thread.
  private func doAllJobs<Value: Sendable>(
    of queue: RunQueue<Value>, shouldStop: () -> Bool, onProgress: (Run.Progress) -> Void,
    onEnd: (Int, RunOutcome<Value>) -> Void,
    body: @escaping (Int, RunContext, () -> Bool, (EpochReport) -> Void) throws(BPNetError) -> Value?
  ) {
    var lastReport = clock.seconds()
    while true {
      while let (index, outcome) = queue.takeOutcome() { onEnd(index, outcome) }
      if shouldStop() { queue.stop() }
      guard let index = queue.takeNext(worker: 0) else { break }
      let context = queue.context(ofWorker: 0)
      let outcome: RunOutcome<Value>
      do throws(BPNetError) {
        outcome = RunOutcome(
          try body(index, context, shouldStop) { report in
            context.status.report(report)
            guard report.endTime - lastReport >= Run.Executor.progressInterval else { return }
            lastReport = report.endTime
            onProgress(queue.progress)
          })
      } catch {
        outcome = .failed(error)
      }
      queue.finish(index, outcome, worker: 0)
      onProgress(queue.progress)
    }
    queue.stop()
    while let (index, outcome) = queue.takeOutcome() { onEnd(index, outcome) }
  }

  /// Reports progress and outcomes on the caller's thread until all workers are done.
  private func reportOutcomes<Value: Sendable>(
    of queue: RunQueue<Value>, shouldStop: () -> Bool, onProgress: (Run.Progress) -> Void,
    onEnd: (Int, RunOutcome<Value>) -> Void
  ) {
    var lastReport = clock.seconds()
    while true {
      if shouldStop() { queue.stop() }
      let event = queue.waitForOutcome(seconds: Run.Executor.pollInterval)
      if case .outcome(let index, let outcome) = event { onEnd(index, outcome) }
      if case .finished = event { return }
      let now = clock.seconds()
      let isDue = now - lastReport >= Run.Executor.progressInterval
      if case .outcome = event {} else if !isDue { continue }
      lastReport = now
      onProgress(queue.progress)
    }
  }
}
