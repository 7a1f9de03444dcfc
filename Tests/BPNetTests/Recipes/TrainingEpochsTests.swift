import Foundation
import Testing

@testable import BPNet

@Suite(.timeLimit(.minutes(10))) struct TrainingEpochsTests {
  /// More epochs than any test waits for.
  private static let endless = 1_000_000_000_000

  private func training(epochs: Int, _ change: (inout TrainingRecipe) -> Void = { _ in }) throws
    -> PreparedTraining<Float>
  {
    let table = try Table(
      rows: [[0, 0, 0], [0, 1, 1], [1, 0, 1], [1, 1, 0]], columnNames: ["a", "b", "xor"])
    var recipe = TrainingRecipe(preset: .classic)
    recipe.hidden = .sizes([3])
    recipe.epochs = epochs
    change(&recipe)
    return try recipe.prepare(table, as: Float.self)
  }

  @Test func epochsAreThoseOfAPlainCall() async throws {
    let training = try training(epochs: 30)
    var expected: [Double] = []
    let plain = try training.train { expected.append($0.trainingLoss) }
    let epochs = try training.epochs()
    var losses: [Double] = []
    for try await epoch in epochs {
      #expect(epoch.epoch == losses.count + 1)
      losses.append(epoch.trainingLoss)
    }
    #expect(losses == expected && losses.count == 30)
    // The result may be asked for again, and by whoever has not gone through the epochs.
    for result in [try await epochs.result, try await epochs.result, try await training.epochs().result] {
      #expect(result.model.weightsSHA256 == plain.model.weightsSHA256)
      #expect(result.summary.stopReason == .epochs)
    }
  }

  /// What is not taken waits in the training thread, not in memory.
  @Test func trainingWaitsForTheLoop() async throws {
    let epochs = try training(epochs: Self.endless).epochs()
    var last = 0
    for try await epoch in epochs {
      last = epoch.epoch
      // Time in which training that does not wait would go far ahead.
      try await Task.sleep(for: .milliseconds(20))
      if last == 3 { break }
    }
    let result = try await epochs.result
    #expect(last == 3)
    #expect(result.summary.epochs <= 5, "at most two epochs ahead")
  }

  @Test func trainingThatNobodyFollowsWaits() async throws {
    let epochs = try training(epochs: Self.endless).epochs()
    try await Task.sleep(for: .milliseconds(20))
    epochs.stop()
    let result = try await epochs.result
    #expect(result.summary.stopReason == .signal && result.summary.epochs <= 2)
  }

  @Test func cancellationLeavesTheModelSoFar() async throws {
    let epochs = try training(epochs: Self.endless).epochs()
    let task = Task {
      for try await epoch in epochs where epoch.epoch == 3 { withUnsafeCurrentTask { $0?.cancel() } }
      return try await epochs.result
    }
    let result = try await task.value
    #expect(result.summary.stopReason == .signal)
    #expect((3...5).contains(result.summary.epochs))
    #expect(try result.model.predict([1, 0]).label != nil)
  }

  @Test func cancellationOfWhoWaitsForTheResult() async throws {
    let epochs = try training(epochs: Self.endless).epochs()
    let task = Task { try await epochs.result }
    task.cancel()
    #expect(try await task.value.summary.stopReason == .signal)
  }

  @Test func leavingTheLoopStops() async throws {
    let epochs = try training(epochs: Self.endless).epochs()
    for try await epoch in epochs where epoch.epoch == 2 { break }
    let result = try await epochs.result
    #expect(result.summary.stopReason == .signal && (2...4).contains(result.summary.epochs))
  }

  @Test func droppingTheIteratorStops() async throws {
    let epochs = try training(epochs: Self.endless).epochs()
    func first() async throws -> Int? {
      var iterator = epochs.makeAsyncIterator()
      return try await iterator.next()?.epoch
    }
    #expect(try await first() == 1)
    #expect(try await epochs.result.summary.stopReason == .signal)
  }

  /// Nobody can ask for a result then, so what would train tells when it ends.
  @Test func givingUpTheSequenceStops() async throws {
    await withCheckedContinuation { ended in
      let epochs = try? TrainingEpochs { onEpoch, shouldStop in
        var number = 0
        while !shouldStop() {
          number += 1
          onEpoch(report(number))
        }
        ended.resume()
        return .failure(.diverged(epoch: number, loss: .nan))
      }
      #expect(epochs != nil)
    }
  }

  @Test func anIteratorOutlivesItsSequence() async throws {
    var iterator = try training(epochs: 30).epochs().makeAsyncIterator()
    var count = 0
    while let epoch = try await iterator.next() {
      count += 1
      #expect(epoch.epoch == count)
    }
    #expect(count == 30)
    #expect(try await iterator.next() == nil)
  }

  /// The error has its type in the loop, too, which gets the epochs before it.
  @Test func errorsArrive() async throws {
    let failure = BPNetError.writeFailed(path: "p", reason: "r")
    let epochs = try TrainingEpochs { onEpoch, _ in
      for number in 1...4 { onEpoch(report(number)) }
      return .failure(failure)
    }
    var count = 0
    do throws(BPNetError) {
      for try await _ in epochs { count += 1 }
      Issue.record("no error")
    } catch {
      #expect(error == failure)
    }
    #expect(count == 4)
    await #expect(throws: failure) { try await epochs.result }
  }

  /// Who asks for the result does not wait for a loop, which then gets the newest epoch.
  @Test func askingForTheResultLiftsThePace() async throws {
    let failure = BPNetError.writeFailed(path: "p", reason: "r")
    let epochs = try TrainingEpochs { onEpoch, _ in
      for number in 1...1000 { onEpoch(report(number)) }
      return .failure(failure)
    }
    var iterator = epochs.makeAsyncIterator()
    #expect(try await iterator.next()?.epoch == 1)
    await #expect(throws: failure) { try await epochs.result }
    #expect(try await iterator.next()?.epoch == 1000)
    await #expect(throws: failure) { try await iterator.next() }
  }

  /// More trainings than Swift's concurrency has threads: none of them takes one while it trains.
  @Test func manyAtOnce() async throws {
    let training = try training(epochs: 40)
    let plain = try training.train().model.weightsSHA256
    let count = 8 * ProcessInfo.processInfo.activeProcessorCount
    let digests = try await withThrowingTaskGroup(of: String.self) { group in
      for _ in 0..<count {
        group.addTask {
          let epochs = try training.epochs()
          var seen = 0
          for try await epoch in epochs {
            seen += 1
            #expect(epoch.epoch == seen)
          }
          #expect(seen == 40)
          return try await epochs.result.model.weightsSHA256
        }
      }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    #expect(digests == Array(repeating: plain, count: count))
  }

  /// A run that was stopped goes on from its checkpoint, to the bytes of one never stopped.
  @Test func checkpointsAreResumed() async throws {
    let folder = try TemporaryFolder()
    let path = folder.file("checkpoints")
    let whole = try training(epochs: 200).train().model.weightsSHA256
    let first = try training(epochs: 200).epochs(checkpoints: CheckpointFolder(path))
    for try await epoch in first where epoch.epoch == 2 { break }
    _ = try await first.result
    let second = try training(epochs: 200).epochs(checkpoints: CheckpointFolder(path, resumes: true))
    #expect(try await second.result.model.weightsSHA256 == whole)
    // Other choices are refused.
    let other = try training(epochs: 200) { $0.seed = 9 }
      .epochs(checkpoints: CheckpointFolder(path, resumes: true))
    await #expect(throws: BPNetError.self) {
      for try await _ in other { Issue.record("an epoch of a training that cannot resume") }
    }
    await #expect(throws: BPNetError.self) { try await other.result }
  }
}

private func report(_ epoch: Int) -> EpochReport {
  EpochReport(
    epoch: epoch, trainingLoss: 0, validationLoss: nil, learningRate: 0, optimizerFigures: [],
    trainingSeconds: 0, endTime: 0)
}
