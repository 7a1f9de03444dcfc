import Synchronization
import Testing

@testable import BPNet

/// Pieces of work side by side, apart from what they are.
@Suite struct RunExecutorTests {
  private struct Outcomes {
    var values: [Int: Int] = [:]
    var failures: [Int] = []
    var cancelled: [Int] = []
    var order: [Int] = []
    var progress: [Run.Progress] = []
  }

  private func execute(
    _ executor: Run.Executor, count: Int, known: [Int: Int] = [:], stopsAtFailure: Bool = false,
    shouldStop: @escaping (Outcomes) -> Bool = { _ in false },
    _ body: @escaping @Sendable (Int, RunContext, () -> Bool) throws(BPNetError) -> Int?
  ) -> Outcomes {
    var outcomes = Outcomes()
    executor.execute(
      count: count, known: known, stopsAtFailure: stopsAtFailure, shouldStop: { shouldStop(outcomes) },
      onProgress: { outcomes.progress.append($0) },
      onEnd: { index, outcome in
        outcomes.order.append(index)
        switch outcome {
        case .ended(let value): outcomes.values[index] = value
        case .failed: outcomes.failures.append(index)
        case .cancelled: outcomes.cancelled.append(index)
        }
      },
      body: { index, context, shouldStop, _ throws(BPNetError) in try body(index, context, shouldStop) })
    return outcomes
  }

  @Test(arguments: [1, 2, 3, 8]) func allAreToldOfInTheirOrder(concurrency: Int) {
    let outcomes = execute(Run.Executor(concurrency: concurrency), count: 40) { index, _, _ in
      // The earlier ones take longer.
      for _ in 0..<(40 - index) * 2000 { _ = monotonicSeconds() }
      return index * index
    }
    #expect(outcomes.order == Array(0..<40))
    #expect(outcomes.values == Dictionary(uniqueKeysWithValues: (0..<40).map { ($0, $0 * $0) }))
    #expect(outcomes.progress.last?.endedCount == 40 && outcomes.progress.last?.running.count == 0)
    #expect(execute(Run.Executor(concurrency: concurrency), count: 0) { _, _, _ in 0 }.order.isEmpty)
  }

  @Test(arguments: [1, 2, 4]) func noMoreThanThatAtOnce(concurrency: Int) {
    let (now, most) = (Monitor(0), Monitor(0))
    let outcomes = execute(Run.Executor(threads: 4, concurrency: concurrency), count: 30) { _, context, _ in
      let count = now.update { count in
        count += 1
        return count
      }
      most.update { $0 = max($0, count) }
      for _ in 0..<20_000 { _ = monotonicSeconds() }
      now.update { $0 -= 1 }
      return context.threads
    }
    #expect(most.update { $0 } <= concurrency)
    #expect(outcomes.values.values.allSatisfy { $0 == 4 / concurrency })
  }

  @Test(arguments: [1, 3]) func whatIsKnownIsNotDone(concurrency: Int) {
    let outcomes = execute(Run.Executor(concurrency: concurrency), count: 9, known: [0: -1, 4: -2, 8: -3]) {
      index, _, _ in index
    }
    #expect(outcomes.order == Array(0..<9))
    #expect(outcomes.values == [0: -1, 1: 1, 2: 2, 3: 3, 4: -2, 5: 5, 6: 6, 7: 7, 8: -3])
    let all = execute(Run.Executor(concurrency: concurrency), count: 2, known: [0: 7, 1: 8]) { _, _, _ in 0 }
    #expect(all.values == [0: 7, 1: 8])
  }

  @Test(arguments: [1, 3]) func anErrorLosesNothing(concurrency: Int) {
    let body: @Sendable (Int, RunContext, () -> Bool) throws(BPNetError) -> Int? = {
      index, _, shouldStop throws(BPNetError) in
      if index == 2 || index == 5 { throw .diverged(epoch: index, loss: .nan) }
      // A worker that has no processor for a while must not miss the others' work.
      while index > 50 && !shouldStop() {}
      return index > 50 ? nil : index
    }
    let all = execute(Run.Executor(concurrency: concurrency), count: 9, body)
    #expect(all.order == Array(0..<9) && all.failures == [2, 5] && all.values.count == 7)
    let some = execute(Run.Executor(concurrency: concurrency), count: 900, stopsAtFailure: true, body)
    #expect(some.order == Array(0..<900) && some.failures.first == 2)
    #expect(some.values[0] == 0 && some.values[1] == 1 && some.cancelled.count > 800)
  }

  /// Those under way end, no other begins, and what is done stays.
  @Test(arguments: [1, 2, 3]) func stopping(concurrency: Int) {
    let outcomes = execute(
      Run.Executor(concurrency: concurrency), count: 50, shouldStop: { $0.order.count >= 4 }
    ) { index, _, shouldStop in
      if index < 4 { return index }
      while !shouldStop() {}
      return nil
    }
    #expect(outcomes.order == Array(0..<50))
    #expect(outcomes.values == [0: 0, 1: 1, 2: 2, 3: 3])
    #expect(outcomes.cancelled == Array(4..<50))
  }

  /// Pieces wait for memory that others have, and the one that is too large for all of it goes alone.
  @Test func memoryIsForAllTogether() {
    var executor = Run.Executor(threads: 4, concurrency: 4)
    executor.memory = 100
    let (used, most) = (Monitor(0), Monitor(0))
    let outcomes = execute(executor, count: 24) { index, context, _ in
      let size = index % 5 == 0 ? 130 : 45
      context.reserve(size)
      let sum = used.update { sum in
        sum += size
        return sum
      }
      most.update { $0 = max($0, sum) }
      for _ in 0..<10_000 { _ = monotonicSeconds() }
      used.update { $0 -= size }
      return index
    }
    #expect(outcomes.values.count == 24)
    #expect(most.update { $0 } <= 130, "two of 45, or one of 130")
  }

  @Test func timeLeft() {
    func running(_ seconds: Double, epoch: Int = 0) -> Run.Progress.Running {
      .init(
        index: 0, epoch: epoch, epochCount: 100, trainingLoss: 1, validationLoss: nil, seconds: seconds)
    }
    var durations = RunDurations()
    #expect(durations.secondsLeft(waitingCount: 3, running: [running(1)], concurrency: 2) == nil)
    // A tenth done after a second: ten seconds a run.
    #expect(
      durations.secondsLeft(waitingCount: 3, running: [running(1, epoch: 10)], concurrency: 1) == 39)
    durations.add(seconds: 4)
    durations.add(seconds: 8)
    #expect(durations.secondsLeft(waitingCount: 0, running: [], concurrency: 2) == 0)
    #expect(
      durations.secondsLeft(waitingCount: 4, running: [running(2), running(5)], concurrency: 2) == 14.5)
    #expect(durations.secondsLeft(waitingCount: 0, running: [running(1), running(9)], concurrency: 2) == 5)
  }

  /// With a clock of the test's own: a report a tenth of a second, and the time left from what has ended.
  @Test func progressByTheClock() {
    let time = Monitor(0.0)
    var executor = Run.Executor(concurrency: 1)
    executor.clock = Clock { time.update { $0 } }
    var reports: [(ended: Int, epoch: Int?, left: Double?)] = []
    executor.execute(
      count: 3, stopsAtFailure: false, shouldStop: { false },
      onProgress: { reports.append(($0.endedCount, $0.running.first?.epoch, $0.secondsLeft)) },
      onEnd: { (_: Int, _: RunOutcome<Int>) in },
      body: { index, context, _, onEpoch in
        context.status.expect(epochCount: 4)
        for epoch in 1...4 {
          let now = time.update { time in
            time += 0.25
            return time
          }
          onEpoch(
            EpochReport(
              epoch: epoch, trainingLoss: 1, validationLoss: nil, learningRate: 1, optimizerFigures: [],
              trainingSeconds: now, endTime: now))
        }
        return index
      })
    #expect(reports.map(\.ended) == [0, 0, 0, 0, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 3])
    #expect(reports.prefix(5).map(\.epoch) == [1, 2, 3, 4, nil])
    #expect(reports.prefix(6).map(\.left) == [2.75, 2.5, 2.25, 2, 2, 1.75])
    #expect(reports.last?.left == 0)
  }
}
