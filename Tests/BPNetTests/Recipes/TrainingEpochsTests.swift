import Foundation
import Testing

@testable import BPNet

@Suite struct TrainingEpochsTests {
  /// More epochs than any test waits for.
  private static let endless = 200_000_000

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
    for await epoch in epochs {
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

  @Test func cancellationLeavesTheModelSoFar() async throws {
    let epochs = try training(epochs: Self.endless).epochs()
    let task = Task {
      for await epoch in epochs where epoch.epoch == 3 { withUnsafeCurrentTask { $0?.cancel() } }
      return try await epochs.result
    }
    let result = try await task.value
    #expect(result.summary.stopReason == .signal)
    #expect(result.summary.epochs >= 3 && result.summary.epochs < Self.endless)
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
    for await epoch in epochs where epoch.epoch == 2 { break }
    let result = try await epochs.result
    #expect(result.summary.stopReason == .signal && result.summary.epochs >= 2)
  }

  @Test func stoppingStops() async throws {
    let epochs = try training(epochs: Self.endless).epochs()
    epochs.stop()
    #expect(try await epochs.result.summary.stopReason == .signal)
  }

  /// A run that was stopped goes on from its checkpoint, to the bytes of one never stopped.
  @Test func checkpointsAreResumed() async throws {
    let folder = try TemporaryFolder()
    let path = folder.file("checkpoints")
    let whole = try training(epochs: 5000).train().model.weightsSHA256
    let first = try training(epochs: 5000).epochs(checkpoints: CheckpointFolder(path))
    for await epoch in first where epoch.epoch == 2 { break }
    _ = try await first.result
    let second = try training(epochs: 5000).epochs(checkpoints: CheckpointFolder(path, resumes: true))
    #expect(try await second.result.model.weightsSHA256 == whole)
    // Other choices are refused, in the result.
    let other = try training(epochs: 5000) { $0.seed = 9 }
      .epochs(checkpoints: CheckpointFolder(path, resumes: true))
    for await _ in other { Issue.record("an epoch of a training that cannot resume") }
    await #expect(throws: BPNetError.self) { try await other.result }
  }
}
