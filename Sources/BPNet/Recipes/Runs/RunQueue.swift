import Synchronization

/// What a run needs from the executor that trains it.
struct RunContext: Sendable {
  /// The maximum number of threads that share the run.
  let threads: Int
  /// Where the run reports its progress.
  let status: WorkerStatus
  /// Waits until the other runs leave this many bytes of memory, or no other run is under way.
  let reserve: @Sendable (_ byteCount: Int) -> Void
}

/// The jobs that are waiting, under way and done, shared by the worker threads that do them.
final class RunQueue<Value: Sendable>: Sendable {
  private struct State {
    /// The first job that has not been handed out.
    var next = 0
    /// The outcomes that are known but not reported yet.
    var outcomes: [Int: RunOutcome<Value>]
    /// The next job whose outcome is to be reported.
    var nextToReport = 0
    var endedCount: Int
    /// The number of worker threads that are running.
    var activeWorkerCount = 0
    /// The bytes that each worker's job has reserved; nil if it has reserved none.
    var reserved: [Int?]
    /// Whether no further job may begin.
    var isClosed = false
    var durations = RunDurations()
  }

  /// What the caller's thread has to do next.
  enum Event {
    /// Report the outcome of a job.
    case outcome(Int, RunOutcome<Value>)
    /// Wait: the next outcome is not known yet.
    case pending
    /// Return: all outcomes have been reported, and no worker is running.
    case finished
  }

  private let count: Int
  private let known: Set<Int>
  private let stopsAtFailure: Bool
  private let threadsPerRun: Int
  private let memory: Int
  private let clock: Clock
  private let statuses: [WorkerStatus]
  private let state: Monitor<State>
  /// Whether the jobs under way have to stop; read before each training step, so without a lock.
  private let isStopped = Atomic<Bool>(false)

  init(
    count: Int, known: [Int: Value], workerCount: Int, stopsAtFailure: Bool, threadsPerRun: Int, memory: Int,
    clock: Clock
  ) {
    self.count = count
    self.known = Set(known.keys)
    self.stopsAtFailure = stopsAtFailure
    self.threadsPerRun = threadsPerRun
    self.memory = memory
    self.clock = clock
    statuses = (0..<workerCount).map { _ in WorkerStatus() }
    state = Monitor(
      State(
        outcomes: known.mapValues { .ended($0) }, endedCount: known.count,
        reserved: [Int?](repeating: nil, count: workerCount)))
  }

  /// Starts a worker thread that does one job after another.
  ///
  /// - Returns: false if the system cannot create a thread.
  func start(
    worker: Int,
    _ body:
      @escaping @Sendable (Int, RunContext, () -> Bool, (EpochReport) -> Void) throws(BPNetError) -> Value?
  ) -> Bool {
    state.update { $0.activeWorkerCount += 1 }
    let isStarted = SystemThread.start { [self] in
      let context = context(ofWorker: worker)
      while let index = takeNext(worker: worker) {
        let outcome: RunOutcome<Value>
        do throws(BPNetError) {
          outcome = RunOutcome(
            try body(
              index, context, { self.isStopped.load(ordering: .relaxed) }, { context.status.report($0) }))
        } catch {
          outcome = .failed(error)
        }
        finish(index, outcome, worker: worker)
      }
      state.update { $0.activeWorkerCount -= 1 }
    }
    if !isStarted { state.update { $0.activeWorkerCount -= 1 } }
    return isStarted
  }

  func context(ofWorker worker: Int) -> RunContext {
    RunContext(threads: threadsPerRun, status: statuses[worker]) { [self] byteCount in
      reserve(byteCount, worker: worker)
    }
  }

  /// Lets no further job begin, and asks those under way to stop.
  func stop() {
    guard !isStopped.exchange(true, ordering: .relaxed) else { return }
    state.update { $0.isClosed = true }
  }

  /// Hands the next job to a worker; nil if there is none.
  func takeNext(worker: Int) -> Int? {
    let index: Int? = state.update { state in
      guard !state.isClosed else { return nil }
      while state.next < count, known.contains(state.next) { state.next += 1 }
      guard state.next < count else { return nil }
      state.next += 1
      return state.next - 1
    }
    if let index { statuses[worker].begin(index, time: clock.seconds()) }
    return index
  }

  /// Records the outcome of a worker's job.
  func finish(_ index: Int, _ outcome: RunOutcome<Value>, worker: Int) {
    let now = clock.seconds()
    let seconds = statuses[worker].running(at: now)?.seconds ?? 0
    statuses[worker].end()
    state.update { state in
      state.outcomes[index] = outcome
      state.endedCount += 1
      state.reserved[worker] = nil
      switch outcome {
      case .ended: state.durations.add(seconds: seconds)
      case .failed where stopsAtFailure: state.isClosed = true
      case .failed, .cancelled: break
      }
    }
  }

  /// The next outcome in the order of the jobs; nil if it is not known yet.
  func takeOutcome() -> (Int, RunOutcome<Value>)? {
    guard case .outcome(let index, let outcome) = state.update(nextEvent) else { return nil }
    return (index, outcome)
  }

  /// Waits for the next outcome in the order of the jobs.
  func waitForOutcome(seconds: Double) -> Event {
    state.wait(seconds: seconds) { state in
      let event = self.nextEvent(&state)
      if case .pending = event { return nil }
      return event
    } ?? .pending
  }

  private func nextEvent(_ state: inout State) -> Event {
    guard state.nextToReport < count else { return state.activeWorkerCount > 0 ? .pending : .finished }
    let index = state.nextToReport
    if let outcome = state.outcomes.removeValue(forKey: index) {
      state.nextToReport += 1
      return .outcome(index, outcome)
    }
    // Without workers no further outcome will come.
    guard state.isClosed, state.activeWorkerCount == 0 else { return .pending }
    state.nextToReport += 1
    return .outcome(index, .cancelled)
  }

  /// Waits for memory.
  ///
  /// A job may reserve all of it if no other job has reserved any, and fails by itself if that is too little.
  private func reserve(_ byteCount: Int, worker: Int) {
    while !isStopped.load(ordering: .relaxed) {
      let isGranted: Bool? = state.wait(seconds: 1) { state in
        let others = MemoryBudget.sum(state.reserved.compactMap { $0 })
        guard others == 0 || MemoryBudget.sum([others, byteCount]) <= self.memory else { return nil }
        state.reserved[worker] = byteCount
        return true
      }
      if isGranted == true { return }
    }
  }

  /// The progress of all jobs.
  var progress: Run.Progress {
    let now = clock.seconds()
    let running = statuses.compactMap { $0.running(at: now) }
    return state.update { state in
      Run.Progress(
        runCount: count, endedCount: state.endedCount, running: running,
        secondsLeft: state.durations.secondsLeft(
          waitingCount: max(count - state.endedCount - running.count, 0), running: running,
          concurrency: statuses.count))
    }
  }
}
