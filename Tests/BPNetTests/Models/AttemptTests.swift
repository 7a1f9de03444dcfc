import Testing

@testable import BPNet

/// Several runs of which the best is kept.
@Suite struct AttemptTests {
  private func table() throws -> Table {
    let rows = (0..<40).map { "\($0 % 7),\($0 * $0 % 11),\($0 % 7 > 3 ? "yes" : "no")" }
    return try CSVReader().read(text: "a,b,y\n" + rows.joined(separator: "\n") + "\n", source: "t.csv")
  }

  private var recipe: TrainingRecipe {
    var recipe = TrainingRecipe(preset: .classic)
    recipe.seed = 5
    recipe.epochs = 4
    recipe.validationFraction = 0.25
    return recipe
  }

  @Test func seeds() {
    #expect(TrainingRecipe.seed(ofRestart: 0, of: 9) == 9)
    let seeds = (0..<1000).map { TrainingRecipe.seed(ofRestart: $0, of: 9) }
    #expect(Set(seeds).count == 1000)
    #expect(seeds.dropFirst().allSatisfy { $0 < 1 << 32 })
    // Part of what a seed promises.
    #expect(TrainingRecipe.seed(ofRestart: 1, of: 0) == 1_607_124_959)
    #expect(TrainingRecipe.seed(ofRestart: 1, of: 1) != TrainingRecipe.seed(ofRestart: 1, of: 0))
  }

  @Test func theRunsThatARecipeAsksFor() {
    var recipe = self.recipe
    #expect(recipe.attempts.map(\.seed) == [5])
    recipe.restartCount = 2
    recipe.hidden = .search
    #expect(
      recipe.attempts.map(\.hidden)
        == (1...10).flatMap { [TrainingRecipe.HiddenLayers](repeating: .automatic(offset: $0), count: 2) })
    #expect(Set(recipe.attempts.map(\.seed)).count == 2)
    #expect(
      recipe.attempts.allSatisfy { $0.splitSeed == 5 && $0.restartCount == 1 })
    recipe.hidden = .sizes([3])
    #expect(recipe.attempts.count == 2, "given sizes are not searched")
  }

  @Test func theBestRunIsKept() throws {
    var recipe = self.recipe
    recipe.restartCount = 5
    let selection = try recipe.prepare(table(), as: Float.self).trainBest()
    #expect(selection.runs.count == 5 && !selection.isStopped)
    let losses = selection.runs.compactMap(\.validation?.loss)
    #expect(Set(losses).count == 5)
    #expect(losses[selection.bestIndex] == losses.min())
    #expect(selection.best.validation?.loss == losses.min())
  }

  /// The first run is that without restarts; each of the others can be repeated with its seeds.
  @Test(arguments: 0..<3) func aRunCanBeRepeatedAlone(index: Int) throws {
    var recipe = self.recipe
    recipe.restartCount = 3
    let all = try recipe.prepare(table(), as: Float.self).trainBest().runs[index]
    var alone = self.recipe
    alone.seed = all.run.recipe.seed
    alone.splitSeed = index == 0 ? nil : all.run.recipe.splitSeed
    let result = try alone.prepare(table(), as: Float.self).train()
    #expect(result.training.loss == all.training.loss)
    #expect(result.validation?.loss == all.validation?.loss)
  }

  @Test func hiddenSizesAreSearched() throws {
    var recipe = self.recipe
    recipe.hidden = .search
    let selection = try recipe.prepare(table(), as: Double.self).trainBest()
    // √(2 + 2) + a.
    #expect(selection.runs.map(\.hiddenSizes) == (3...12).map { [$0] })
    #expect(selection.best.model.topology.layers[0].outputCount == 3 + selection.bestIndex)
  }

  @Test func withoutValidationTheTrainingLossDecides() throws {
    var recipe = self.recipe
    recipe.validationFraction = nil
    recipe.restartCount = 4
    let selection = try recipe.prepare(table(), as: Float.self).trainBest()
    #expect(selection.best.training.loss == selection.runs.map(\.training.loss).min())
  }

  @Test func aRunThatDivergesIsNotTheBest() throws {
    var recipe = self.recipe
    recipe.task = .classify
    recipe.outputActivation = .linear
    recipe.loss = .halfSquared
    recipe.learningRate = 1e30
    recipe.restartCount = 2
    let selection = try recipe.prepare(table(), as: Float.self).trainBest()
    #expect(selection.runs.allSatisfy { $0.summary.stopReason == .diverged })
    #expect(selection.best.summary.stopReason == .diverged)
  }

  @Test func stoppingKeepsWhatThereIs() throws {
    var recipe = self.recipe
    recipe.restartCount = 5
    recipe.batchSize = .full
    var questions = 0
    let selection = try recipe.prepare(table(), as: Float.self).trainBest(
      by: Run.Executor(concurrency: 1),
      shouldStop: {
        questions += 1
        return questions > 7
      })
    // The question before each of the two runs, those before the first one's four steps, and one more.
    #expect(selection.runs.map(\.summary.stopReason) == [.epochs, .signal])
    #expect(selection.runs[1].summary.epochs == 1)
    #expect(selection.isStopped)
  }
}
