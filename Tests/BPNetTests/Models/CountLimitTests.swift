import Testing

@testable import BPNet

/// Counts beyond what can be computed with are errors, whatever asks for them.
@Suite struct CountLimitTests {
  private static let refusals: [(String, @Sendable (inout TrainingRecipe) -> Void)] = [
    ("epochs: found -1, expected an integer from 0 to 9007199254740992", { $0.epochs = -1 }),
    ("epochs: found 9223372036854775807, expected an integer from 0 to", { $0.epochs = .max }),
    ("threads: found -3, expected an integer from 1 to 4096", { $0.threads = -3 }),
    ("threads: found 0, expected an integer from 1 to 4096", { $0.threads = 0 }),
    ("threads: found 9223372036854775807, expected", { $0.threads = .max }),
    ("threads: found -9223372036854775808, expected", { $0.threads = .min }),
    ("restartCount: found 0, expected an integer from 1 to 100000", { $0.restartCount = 0 }),
    ("restartCount: found 9223372036854775807, expected", { $0.restartCount = .max }),
    (
      "hidden: found auto:0, expected auto:A with A from 1 to 1000000000",
      { $0.hidden = .automatic(offset: 0) }
    ),
    ("hidden: found auto:9223372036854775807, expected", { $0.hidden = .automatic(offset: .max) }),
  ]

  private static let plannedCounts: [(String, @Sendable (inout TrainingRecipe) -> Void)] = [
    ("batchSize: found -9223372036854775808, expected at least 1", { $0.batchSize = .samples(.min) }),
    ("batchSize: found 0, expected at least 1", { $0.batchSize = .samples(0) }),
    ("frozenLayers: found index 9223372036854775807", { $0.frozenLayers = [.max] }),
    ("frozenLayers: found index -1", { $0.frozenLayers = [-1] }),
    ("warmUpEpochs: found -1, expected at least 0", { $0.warmUpEpochs = -1 }),
    ("warmUpEpochs: found 1099511627777, expected at most", { $0.warmUpEpochs = 1 << 40 + 1 }),
  ]

  private func table() throws -> Table {
    try Table(
      rows: (0..<12).map { [Double($0), Double($0 % 5), Double($0 % 2)] }, columnNames: ["a", "b", "c"])
  }

  @Test(arguments: refusals.indices, TrainingRecipe.Preset.allCases)
  func beyondWhatIsAllowed(index: Int, preset: TrainingRecipe.Preset) throws {
    let (message, change) = Self.refusals[index]
    var recipe = TrainingRecipe(preset: preset)
    recipe.timeLimit = 0.1
    change(&recipe)
    let table = try table()
    let error = #expect(throws: BPNetError.self) { try recipe.prepare(table, as: Float.self) }
    #expect(error?.description.hasPrefix(message) == true, "\(String(describing: error))")
    let folds = try CrossValidation(recipe, table: table, foldCount: 2).run()
    let search = try Search([Search.Trial(recipe: recipe)]).run(on: table)
    // Several runs share the executor's threads, of which there is at least one.
    guard recipe.threads ?? 1 > 0 else { return }
    #expect(folds.failure == error)
    #expect(search.trials.first?.refusal == error)
  }

  /// Numbers with which steps and memory are planned before the configuration is checked as a whole.
  @Test(arguments: plannedCounts.indices) func beyondWhatIsPlanned(index: Int) throws {
    let (message, change) = Self.plannedCounts[index]
    var recipe = TrainingRecipe(preset: .classic)
    change(&recipe)
    let training = try recipe.prepare(table(), as: Float.self)
    for run in [{ _ = try training.makeTrainer() }, { _ = try training.train() }, { try training.check() }] {
      let error = #expect(throws: BPNetError.self) { try run() }
      #expect(error?.description.hasPrefix(message) == true, "\(String(describing: error))")
    }
  }

  /// The largest counts that are allowed are computed with.
  @Test func asMuchAsIsAllowed() throws {
    var recipe = TrainingRecipe()
    (recipe.epochs, recipe.warmUpEpochs, recipe.timeLimit) = (1 << 53, 1 << 40, 0.01)
    let result = try recipe.prepare(table(), as: Float.self).train()
    #expect(result.summary.stopReason == .timeLimit)
  }

  @Test func withoutAThreadThereIsStillOne() throws {
    let table = try table()
    let model = try TrainingRecipe(preset: .classic).prepare(table, as: Float.self).train().model
    let loss = try model.evaluate(table).loss
    #expect(try model.evaluate(table, threads: -1).loss == loss)
    #expect(try model.predict(table, threads: .min).count == 12)
  }
}
