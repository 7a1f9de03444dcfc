import Foundation
import Testing

@testable import BPNet

@Suite(.timeLimit(.minutes(10))) struct BackgroundPreparationTests {
  /// Rows of which no network is sure, so that candidates differ.
  private func table(rowCount: Int) throws -> Table {
    var generator = RandomGenerator(seed: 3, stream: 0)
    return try Table(
      rows: (0..<rowCount).map { _ in
        let (x, y) = (generator.uniform(), generator.uniform())
        return [x, y, x * y + 0.1 * generator.uniform()]
      }, columnNames: ["x", "y", "z"])
  }

  private var recipe: TrainingRecipe {
    var recipe = TrainingRecipe()
    recipe.threads = 1
    return recipe
  }

  @Test func itComesToThePlainCall() async throws {
    let table = try table(rowCount: 80)
    let plain = try recipe.prepare(table, as: Float.self)
    let progress = Monitor(0)
    let prepared = try await recipe.prepareInBackground(table, as: Float.self) { _ in
      progress.update { $0 += 1 }
    }
    #expect(prepared.decision?.text == plain.decision?.text && plain.decision != nil)
    #expect(try prepared.train().model.weightsSHA256 == plain.train().model.weightsSHA256)
    #expect(progress.update { $0 } > 0)
  }

  @Test func errorsArrive() async throws {
    let table = try table(rowCount: 5)
    var recipe = recipe
    recipe.validationFraction = 1.5
    let error = await #expect(throws: BPNetError.self) {
      try await recipe.prepareInBackground(table, as: Float.self)
    }
    let plain = #expect(throws: BPNetError.self) { try recipe.prepare(table, as: Float.self) }
    #expect(error == plain)
  }

  /// A task that is cancelled before it begins compares nothing.
  @Test func cancellationLeavesTheChoicesOpen() async throws {
    let (table, recipe) = (try table(rowCount: 3000), recipe)
    let task = Task {
      while !Task.isCancelled { await Task.yield() }
      return try await recipe.prepareInBackground(table, as: Float.self)
    }
    task.cancel()
    let prepared = try await task.value
    #expect(prepared.isUndecided && prepared.decision == nil)
  }
}
