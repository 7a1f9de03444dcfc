import Synchronization

/// What a run needs to know of the others.
struct RunPlace: Sendable {
  /// The most threads that work together on it.
  let threads: Int
  /// Where it tells how far it has come.
  let slot: RunSlot
  /// Waits until so many bytes are left by the other runs, or there are none.
  let reserve: @Sendable (_ byteCount: Int) -> Void
}

/// Which pieces of work are to be done, are under way and have ended: what threads that do them share.
final class RunBoard<Value: Sendable>: Sendable {
  private struct State {
    /// The next piece that may have to be done.
    var next = 0
    /// What is known and not told yet.
    var outcomes: [Int: RunOutcome<Value>]
    /// The next piece to tell of.
    var nextToTell = 0
    var endedCount: Int
    /// The threads at work.
    var workerCount = 0
    /// The bytes that the piece of each slot has reserved; nil where there is none.
    var reserved: [Int?]
    /// Whether no piece begins any more.
    var isClosed = false
    var durations = RunDurations()
  }

  /// What there is to tell.
  enum Event {
    case ended(Int, RunOutcome<Value>)
    /// Nothing now.
    case nothing
    /// Nothing any more.
    case allTold
  }

  private let count: Int
  private let known: Set<Int>
  private let stopsAtFailure: Bool
  private let threadsOfRun: Int
  private let memory: Int
  private let clock: Clock
  private let slots: [RunSlot]
  private let state: Monitor<State>
  /// Whether the pieces under way are to end, for a look before each step.
  private let isStopped = Atomic<Bool>(false)

  init(
    count: Int, known: [Int: Value], slotCount: Int, stopsAtFailure: Bool, threadsOfRun: Int, memory: Int,
    clock: Clock
  ) {
    self.count = count
    self.known = Set(known.keys)
    self.stopsAtFailure = stopsAtFailure
    self.threadsOfRun = threadsOfRun
    self.memory = memory
    self.clock = clock
    slots = (0..<slotCount).map { _ in RunSlot() }
    state = Monitor(
      State(
        outcomes: known.mapValues { .ended($0) }, endedCount: known.count,
        reserved: [Int?](repeating: nil, count: slotCount)))
  }

  /// Starts a thread that does one piece after the other.
  ///
  /// - Returns: whether the system had a thread to give.
  func start(
    _ worker: Int,
    _ body:
      @escaping @Sendable (Int, RunPlace, () -> Bool, (EpochReport) -> Void) throws(BPNetError) -> Value?
  ) -> Bool {
    state.update { $0.workerCount += 1 }
    let isStarted = SystemThread.start { [self] in
      let place = place(ofSlot: worker)
      while let index = takeNext(slot: worker) {
        let outcome: RunOutcome<Value>
        do throws(BPNetError) {
          outcome = RunOutcome(
            try body(index, place, { self.isStopped.load(ordering: .relaxed) }, { place.slot.report($0) }))
        } catch {
          outcome = .failed(error)
        }
        finish(index, outcome, slot: worker)
      }
      state.update { $0.workerCount -= 1 }
    }
    if !isStarted { state.update { $0.workerCount -= 1 } }
    return isStarted
  }

  func place(ofSlot slot: Int) -> RunPlace {
    RunPlace(threads: threadsOfRun, slot: slots[slot]) { [self] byteCount in reserve(byteCount, slot: slot) }
  }

  /// No piece begins any more, and those under way are to end.
  func stop() {
    guard !isStopped.exchange(true, ordering: .relaxed) else { return }
    state.update { $0.isClosed = true }
  }

  /// The next piece to be done, which begins; nil if there is none.
  func takeNext(slot: Int) -> Int? {
    let index: Int? = state.update { state in
      guard !state.isClosed else { return nil }
      while state.next < count, known.contains(state.next) { state.next += 1 }
      guard state.next < count else { return nil }
      state.next += 1
      return state.next - 1
    }
    if let index { slots[slot].begin(index, time: clock.seconds()) }
    return index
  }

  /// Takes in what has become of a piece.
  func finish(_ index: Int, _ outcome: RunOutcome<Value>, slot: Int) {
    let now = clock.seconds()
    let seconds = slots[slot].running(at: now)?.seconds ?? 0
    slots[slot].end()
    state.update { state in
      state.outcomes[index] = outcome
      state.endedCount += 1
      state.reserved[slot] = nil
      switch outcome {
      case .ended: state.durations.add(seconds: seconds)
      case .failed where stopsAtFailure: state.isClosed = true
      case .failed, .leftOut: break
      }
    }
  }

  /// The next outcome in the order of the pieces, if it is known.
  func takeEnded() -> (Int, RunOutcome<Value>)? {
    guard case .ended(let index, let outcome) = state.update(event) else { return nil }
    return (index, outcome)
  }

  /// Waits for the next outcome in the order of the pieces.
  func waitForEnded(seconds: Double) -> Event {
    state.wait(seconds: seconds) { state in
      let event = self.event(&state)
      if case .nothing = event { return nil }
      return event
    } ?? .nothing
  }

  private func event(_ state: inout State) -> Event {
    guard state.nextToTell < count else { return state.workerCount > 0 ? .nothing : .allTold }
    let index = state.nextToTell
    if let outcome = state.outcomes.removeValue(forKey: index) {
      state.nextToTell += 1
      return .ended(index, outcome)
    }
    // Where nobody is at work, nothing more will come.
    guard state.isClosed, state.workerCount == 0 else { return .nothing }
    state.nextToTell += 1
    return .ended(index, .leftOut)
  }

  /// Waits for memory; a piece that is alone may have all of it, and fails by itself if that is too little.
  private func reserve(_ byteCount: Int, slot: Int) {
    while !isStopped.load(ordering: .relaxed) {
      let isGranted: Bool? = state.wait(seconds: 1) { state in
        let others = MemoryBudget.sum(state.reserved.compactMap { $0 })
        guard others == 0 || MemoryBudget.sum([others, byteCount]) <= self.memory else { return nil }
        state.reserved[slot] = byteCount
        return true
      }
      if isGranted == true { return }
    }
  }

  /// How far all pieces have come.
  var progress: RunProgress {
    let now = clock.seconds()
    let running = slots.compactMap { $0.running(at: now) }
    return state.update { state in
      RunProgress(
        runCount: count, endedCount: state.endedCount, running: running,
        secondsLeft: state.durations.secondsLeft(
          waitingCount: max(count - state.endedCount - running.count, 0), running: running,
          sideBySide: slots.count))
    }
  }
}
