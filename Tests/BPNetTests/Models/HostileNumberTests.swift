import Foundation
import Testing

@testable import BPNet

/// Descriptions of models and checkpoints in which one number is another: refused, or used to the end.
///
/// A number that is computed with before it is checked ends the process.
@Suite struct HostileNumberTests {
  private static let table = Result {
    let rows = (0..<24).map { "\($0 % 7),\($0 * $0 % 11),\(["one", "two", "three"][$0 % 3])\n" }
    return try CSVReader().read(text: "x,z,k\n" + rows.joined(), source: "hostile.csv")
  }

  /// Trained models whose descriptions have every kind of number.
  private static let recipes: [(title: String, change: @Sendable (inout TrainingRecipe) -> Void)] = [
    (
      "classes",
      { recipe in
        (recipe.optimizer, recipe.validationFraction) = (.given(.adam()), 0.3)
        (recipe.classWeights, recipe.frozenLayers) = (.balanced, [0])
        (recipe.warmUpEpochs, recipe.patience, recipe.goal) = (2, 3, 0.001)
        (recipe.labelSmoothing, recipe.dropout, recipe.clippingNorm) = (0.1, 0.2, 3)
      }
    ),
    (
      "numbers",
      { recipe in
        (recipe.target, recipe.ignoredColumns, recipe.task) = ("z", "k", .regress)
        (recipe.optimizer, recipe.maxFail, recipe.validationFraction) = (.given(.lbfgs()), 3, 0.3)
        (recipe.testFraction, recipe.minimumGradient, recipe.timeLimit) = (0.2, 1e-9, 50)
      }
    ),
    (
      "series",
      { recipe in
        (recipe.target, recipe.ignoredColumns, recipe.task) = ("z", "k", .forecast)
        (recipe.window, recipe.horizon, recipe.period) = (3, 2, 4)
        (recipe.schedule, recipe.clippingValue, recipe.l1Penalty) = (.cosine(epochs: 5), 2, 1e-4)
        (recipe.biasLearningRate, recipe.batchSize) = (0.01, .samples(4))
      }
    ),
  ]

  private static func recipe(_ index: Int) -> TrainingRecipe {
    var recipe = TrainingRecipe(preset: .classic)
    (recipe.epochs, recipe.hidden, recipe.keepsHistory) = (3, .sizes([3]), true)
    recipes[index].change(&recipe)
    return recipe
  }

  @Test(arguments: recipes.indices) func ofModels(index: Int) throws {
    let table = try Self.table.get()
    let model = try Self.recipe(index).prepare(table, as: Float.self).train().model
    var container = try Safetensors(decoding: model.encoded(), file: "m")
    let description = try #require(container.metadata[ModelDescription.key])
    let numbers = JSONNumbers(description)
    #expect(numbers.ranges.count > 30)
    try Self.use(Model(decoding: container.encoded(), file: "m"), on: table)
    for range in numbers.ranges {
      for number in JSONNumbers.hostile {
        container.metadata[ModelDescription.key] = numbers.text(with: number, at: range)
        do {
          try Self.use(Model(decoding: container.encoded(), file: "m"), on: table)
        } catch is BPNetError {
        } catch {
          Issue.record("\(number) after \(numbers.context(of: range)): \(error)")
        }
      }
    }
  }

  /// Everything that a model is good for.
  static func use(_ model: Model, on table: Table) throws {
    _ = try model.encoded()
    for exporter in ModelExporters.registry {
      _ = try? model.exported(as: exporter.name, ExportOptions())
    }
    _ = try model.evaluate(table, threads: 1)
    try model.forEachPrediction(for: table, threads: 1) { _ in }
    _ = try? model.checkGradient(on: table, sampleCount: 2)
    var given = TrainingRecipe()
    (given.epochs, given.timeLimit) = (1, 5)
    let recipe = try TrainingRecipe(continuing: model, overriding: given)
    _ = try recipe.prepare(table, continuing: model, as: Float.self).train()
    _ = TrainingConfiguration(continuing: model)
  }

  /// Checkpoints without the check of their content, as they were once written.
  @Test(arguments: recipes.indices) func ofCheckpoints(index: Int) throws {
    let prepared = try Self.recipe(index).prepare(Self.table.get(), as: Float.self)
    var last: Trainer<Float>.Checkpoint?
    try prepared.makeTrainer().run(checkpointEvery: .epochs(1), save: { last = last ?? $0 })
    let file = CheckpointFile(identity: prepared.checkpointIdentity, checkpoint: try #require(last))
    let bytes = Array(try file.encodedParts(path: "").joined())
    var container = try Safetensors(decoding: bytes, file: "c")
    container.metadata["bpnet_checkpoint_check"] = nil
    let description = try #require(container.metadata["bpnet_checkpoint"])
    let numbers = JSONNumbers(description)
    for range in numbers.ranges {
      for number in JSONNumbers.hostile {
        container.metadata["bpnet_checkpoint"] = numbers.text(with: number, at: range)
        do {
          try Self.resume(container.encoded(), prepared)
        } catch is BPNetError {
        } catch {
          Issue.record("\(number) after \(numbers.context(of: range)): \(error)")
        }
      }
    }
  }

  private static func resume(_ bytes: [UInt8], _ prepared: PreparedTraining<Float>) throws {
    let input = try bytes.withUnsafeBytes { try InputBytes(copying: $0, source: "c") }
    let file = try CheckpointFile<Float>(input, for: prepared.checkpointIdentity)
    let trainer = try prepared.makeTrainer()
    try trainer.resume(from: file.checkpoint)
    var steps = 0
    let summary = trainer.run(shouldStop: {
      steps += 1
      return steps > 40
    })
    _ = try prepared.makeModel(network: trainer.network, summary: summary).encoded()
  }

  /// Results of runs and choices without their checks.
  @Test(arguments: ["runs.json", "choice.json"]) func ofResults(name: String) throws {
    let folder = try TemporaryFolder()
    let path = folder.file("c")
    var recipe = TrainingRecipe(preset: name == "choice.json" ? .default : .classic)
    (recipe.hidden, recipe.threads) = (.sizes([4]), 1)
    if name == "runs.json" { (recipe.epochs, recipe.restartCount) = (2, 2) }
    let table = try RunTests.table()
    func train(resumes: Bool) throws {
      let checkpoints = try CheckpointFolder(path, resumes: resumes)
      var polls = 0
      let shouldStop = {
        polls += 1
        return polls > 500
      }
      let prepared = try recipe.prepare(
        table, checkpoints: checkpoints, as: Float.self, shouldStop: { resumes && shouldStop() })
      guard name == "runs.json" else { return try prepared.check() }
      _ = try prepared.trainBest(checkpoints: checkpoints, shouldStop: shouldStop)
    }
    try train(resumes: false)
    let text = try String(contentsOfFile: "\(path)/\(name)", encoding: .utf8)
    let numbers = JSONNumbers(text)
    #expect(numbers.ranges.count > 5)
    for range in numbers.ranges {
      for number in ["-9223372036854775808", "-1", "1e308", "9223372036854775807"] {
        let changed = numbers.text(with: number, at: range)
        let unchecked = changed.replacing(/"check":"[^"]*",/, with: "")
        try unchecked.write(toFile: "\(path)/\(name)", atomically: true, encoding: .utf8)
        do { try train(resumes: true) } catch is BPNetError {}
      }
    }
  }
}
