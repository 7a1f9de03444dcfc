import Synchronization

/// Trains independent runs side by side.
///
/// Runs of restarts, hidden sizes, folds and searches all go through it. What they come to, and the order in
/// which it is told, depends neither on the number of threads nor on how many runs there are at once.
public struct RunExecutor: Sendable {
  /// The most threads in all; nil means one for each available processor.
  public var threads: Int?
  /// The most runs at once; nil means as many as there are threads, each on one.
  public var concurrency: Int?
  /// The seconds between two reports of progress.
  static let progressInterval = 0.1
  /// The seconds after which the caller is asked again whether to stop.
  private static let pollInterval = 0.02

  /// Where the time is read from.
  var clock = Clock.system
  /// The bytes that all runs together may take.
  var memory = MemoryBudget.byteCount

  /// An executor on so many threads.
  public init(threads: Int? = nil, concurrency: Int? = nil) {
    self.threads = threads
    self.concurrency = concurrency
  }
}

/// What has become of one run.
enum RunOutcome<Value: Sendable>: Sendable {
  case ended(Value)
  case failed(BPNetError)
  /// It has not begun, or not come to an end: the caller wanted to stop, or another run failed.
  case leftOut

  /// What a piece has come to; nil if it was left out in the middle.
  init(_ value: Value?) {
    self = value.map { .ended($0) } ?? .leftOut
  }
}

extension RunExecutor {
  /// Does one piece of work after the other, as many at once as there may be.
  ///
  /// - Parameters:
  ///   - count: the number of pieces.
  ///   - known: the pieces that need not be done, and what they have come to.
  ///   - mostAtOnce: no more pieces at once.
  ///   - stopsAtFailure: whether no piece begins after one that has failed.
  ///   - shouldStop: asked on the caller's thread; true ends each piece that is under way.
  ///   - onProgress: told on the caller's thread about ten times a second.
  ///   - onEnd: told on the caller's thread about each piece, in their order.
  ///   - body: does a piece, on any thread, and may ask whether to stop and tell of epochs; nil means that
  ///     the piece was left in the middle.
  func execute<Value: Sendable>(
    count: Int, known: [Int: Value] = [:], mostAtOnce: Int = .max, stopsAtFailure: Bool,
    shouldStop: () -> Bool, onProgress: (RunProgress) -> Void, onEnd: (Int, RunOutcome<Value>) -> Void,
    body: @escaping @Sendable (Int, RunPlace, () -> Bool, (EpochReport) -> Void) throws(BPNetError) -> Value?
  ) {
    let sideBySide = min(sideBySideCount(of: count - known.count), mostAtOnce)
    let board = RunBoard<Value>(
      count: count, known: known, slotCount: max(sideBySide, 1), stopsAtFailure: stopsAtFailure,
      threadsOfRun: max(threadCount / max(sideBySide, 1), 1), memory: memory, clock: clock)
    if sideBySide > 1 {
      let workers = (0..<sideBySide).filter { worker in
        board.start(worker, body)
      }
      if !workers.isEmpty {
        return look(at: board, shouldStop: shouldStop, onProgress: onProgress, onEnd: onEnd)
      }
    }
    alone(board, shouldStop: shouldStop, onProgress: onProgress, onEnd: onEnd, body: body)
  }

  private var threadCount: Int { max(threads ?? availableProcessorCount, 1) }

  /// How many of so many runs there are at once: as many as there are processors, unless the caller says how
  /// many.
  func sideBySideCount(of count: Int) -> Int {
    min(max(concurrency ?? min(threadCount, availableProcessorCount), 1), count)
  }

  /// Does all pieces on the caller's thread.
  private func alone<Value: Sendable>(
    _ board: RunBoard<Value>, shouldStop: () -> Bool, onProgress: (RunProgress) -> Void,
    onEnd: (Int, RunOutcome<Value>) -> Void,
    body: @escaping (Int, RunPlace, () -> Bool, (EpochReport) -> Void) throws(BPNetError) -> Value?
  ) {
    var lastReport = clock.seconds()
    while true {
      while let (index, outcome) = board.takeEnded() { onEnd(index, outcome) }
      if shouldStop() { board.stop() }
      guard let index = board.takeNext(slot: 0) else { break }
      let place = board.place(ofSlot: 0)
      let outcome: RunOutcome<Value>
      do throws(BPNetError) {
        outcome = RunOutcome(
          try body(index, place, shouldStop) { report in
            place.slot.report(report)
            guard report.endTime - lastReport >= RunExecutor.progressInterval else { return }
            lastReport = report.endTime
            onProgress(board.progress)
          })
      } catch {
        outcome = .failed(error)
      }
      board.finish(index, outcome, slot: 0)
      onProgress(board.progress)
    }
    board.stop()
    while let (index, outcome) = board.takeEnded() { onEnd(index, outcome) }
  }

  /// Tells what threads are doing until all of them are done.
  private func look<Value: Sendable>(
    at board: RunBoard<Value>, shouldStop: () -> Bool, onProgress: (RunProgress) -> Void,
    onEnd: (Int, RunOutcome<Value>) -> Void
  ) {
    var lastReport = clock.seconds()
    while true {
      if shouldStop() { board.stop() }
      let event = board.waitForEnded(seconds: RunExecutor.pollInterval)
      if case .ended(let index, let outcome) = event { onEnd(index, outcome) }
      if case .allTold = event { return }
      let now = clock.seconds()
      let isDue = now - lastReport >= RunExecutor.progressInterval
      if case .ended = event {} else if !isDue { continue }
      lastReport = now
      onProgress(board.progress)
    }
  }
}
