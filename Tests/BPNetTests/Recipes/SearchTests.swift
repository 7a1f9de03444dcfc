import Testing

@testable import BPNet

/// Searches of the library: typed axes, refusals, ranking, results that were kept.
@Suite struct SearchTests {
  private var recipe: TrainingRecipe {
    var recipe = RunTests.recipe
    recipe.validationFraction = nil
    recipe.restartCount = nil
    return recipe
  }

  private func search(metric: Metrics.RankingMetric? = nil, foldCount: Int? = nil) -> Search {
    Search(
      recipe,
      axes: [
        .init(\.learningRate, [0.01, 0.3]), .init(\.hidden, [.sizes([3]), .sizes([4, 2]), nil]),
      ], metric: metric, foldCount: foldCount)
  }

  @Test func axesAreMultiplied() {
    let search = search()
    #expect(search.trials.count == 6)
    #expect(search.trials.map(\.recipe.learningRate) == [0.01, 0.01, 0.01, 0.3, 0.3, 0.3])
    #expect(search.trials[4].choices.map(\.name) == ["learningRate", "hidden"])
    #expect(search.trials[4].choices.map(\.value) == ["0.3", "4,2"])
    #expect(search.trials[5].recipe.hidden == nil)
    #expect(search.trials.allSatisfy { $0.recipe.epochs == 4 && $0.recipe.splitSeed == nil })
    #expect(Search(recipe, axes: []).trials.count == 1)
    // All seeds are compared by the same rows.
    let seeds = Search(recipe, axes: [.init(\.seed, [4, 5])])
    #expect(seeds.trials.map(\.recipe.splitSeed) == [0, 0])
  }

  /// A trial is what its recipe alone would have come to, and the best one's model is kept.
  @Test(arguments: [1, 2, 3]) func trialsAreThoseRunAlone(concurrency: Int) throws {
    let table = try RunTests.table()
    var told: [Int] = []
    let result = try search().run(
      on: table, by: Run.Executor(threads: 2, concurrency: concurrency), onTrial: { told.append($0.index) })
    #expect(told == Array(0..<6) && !result.isStopped && result.metric == .logLoss)
    var losses: [Double] = []
    for trial in result.trials {
      var alone = trial.trial.recipe
      alone.validationFraction = 0.2
      let training = try alone.prepare(table, as: Float.self).train()
      let figures = try #require(training.validation).figures
      #expect(trial.figures.map(\.value) == figures.map(\.value))
      losses.append(figures.first { $0.name == "log_loss" }?.value ?? .nan)
      if trial.index == result.bestTrial?.index {
        #expect(try result.best?.model.encoded() == training.model.encoded())
      }
    }
    #expect(result.ranking.map { losses[$0] } == losses.sorted())
  }

  @Test func trialsAreComparedByFolds() throws {
    let table = try RunTests.table()
    let search = search(metric: .accuracy, foldCount: 3)
    let result = try search.run(on: table)
    #expect(result.best == nil && result.ranking.count == 6)
    for trial in result.trials {
      let folds = try CrossValidation(trial.trial.recipe, table: table, foldCount: 3).run().folds
      let statistics = FigureStatistics(folds.map(\.figures))
      #expect(trial.figures.map(\.value) == statistics.means)
      #expect(trial.standardDeviations?.map(\.value) == statistics.standardDeviations)
      #expect(trial.runs.count == 3)
    }
    // All from results that were kept.
    let again = try search.run(on: table, resuming: result.trials.flatMap(\.runs))
    #expect(again.ranking == result.ranking)
    #expect(again.trials.flatMap(\.runs) == result.trials.flatMap(\.runs))
  }

  @Test func refusedTrialsAreResults() throws {
    let search = Search(
      recipe,
      axes: [
        .init(\.optimizer, [.given(.sgd()), .given(.levenbergMarquardt())]), .init(\.loss, [.meanSquared]),
        .init(\.batchSize, [.full, .samples(8)]),
      ])
    let result = try search.run(on: RunTests.table())
    #expect(result.trials.map { $0.refusal == nil } == [true, true, true, false])
    #expect(result.trials[3].figures.isEmpty && result.trials[3].stopReason == nil)
    #expect(result.ranking.sorted() == [0, 1, 2] && !result.isStopped)
    let none = try Search(Array(search.trials.suffix(1))).run(on: RunTests.table())
    #expect(none.ranking.isEmpty && none.best == nil && none.bestTrial == nil)
  }

  /// What is wrong with the data of all trials is no trial's fault; with those of one it is.
  @Test func errorsOfTheData() throws {
    let table = try CSVReader().read(
      text: "a,b,y\n1,,2.5\n2,3,3.5\n,4,1.5\n4,5,0.25\n5,6,7.5\n", source: "t.csv")
    var recipe = TrainingRecipe(preset: .classic)
    recipe.epochs = 1
    let error = #expect(throws: BPNetError.self) {
      try Search(recipe, axes: [.init(\.learningRate, [0.1, 0.2])]).run(on: table)
    }
    #expect(error?.description.hasPrefix("t.csv:2:b: found a missing value") == true)
    let result = try Search(recipe, axes: [.init(\.missing, [.error, .drop, .mean])]).run(on: table)
    #expect(result.trials.map { $0.refusal == nil } == [false, true, true])
    #expect(result.metric == .rSquared)
  }

  /// Several workers may be done before this thread is told of the third trial (see `RunTests`).
  @Test func stoppingKeepsTheTrialsThatAreDone() throws {
    let table = try RunTests.table()
    let trials = (0..<40).map { seed -> Search.Trial in
      var recipe = recipe
      recipe.seed = UInt64(seed)
      recipe.splitSeed = 1
      return Search.Trial(recipe: recipe)
    }
    let whole = try Search(trials).run(on: table)
    for concurrency in [1, 3] {
      var told = 0
      let some = try Search(trials).run(
        on: table, by: Run.Executor(concurrency: concurrency), onTrial: { _ in told += 1 },
        shouldStop: { told >= 3 })
      #expect(some.trials.count >= 3 && some.isStopped == (some.trials.count < 40))
      if concurrency == 1 { #expect(some.trials.count == 3) }
      #expect(some.best?.model.parameterBytes != nil)
      let rest = try Search(trials).run(on: table, resuming: some.trials.flatMap(\.runs))
      #expect(rest.ranking == whole.ranking)
      #expect(try rest.best?.model.encoded() == whole.best?.model.encoded())
    }
    let known = try Search(trials).run(on: table, resuming: whole.trials.flatMap(\.runs))
    #expect(try known.best?.model.encoded() == whole.best?.model.encoded(), "trained again")
  }

  /// Trials that say the same of the data share them, and no others: each comes to what it alone comes to.
  @Test func sharedDataAreThoseOfEachTrial() throws {
    let table = try RunTests.table()
    let changes: [(inout TrainingRecipe) -> Void] = [
      { _ in }, { $0.normalization = .minmax }, { $0.ignoredColumns = "a" }, { $0.splitSeed = 9 },
      { $0.seed = 9 }, { $0.validationFraction = 0.4 }, { $0.outputActivation = .sigmoid() },
      {
        $0.target = "a"
        $0.ignoredColumns = "y"
      },
      {
        $0.target = "c"; $0.task = .regress; $0.ignoredColumns = "y"
      },
      {
        $0.target = "c"; $0.loss = .poisson; $0.task = .regress; $0.targetNormalization = .identity
        $0.ignoredColumns = "y"
      },
      { $0.weightColumn = "c" }, { $0.classWeights = .balanced }, { $0.missing = .mean },
    ]
    let trials = changes.map { change -> Search.Trial in
      var recipe = recipe
      change(&recipe)
      return Search.Trial(recipe: recipe)
    }
    let result = try Search(trials).run(on: table)
    for trial in result.trials {
      var recipe = trial.trial.recipe
      recipe.validationFraction = recipe.validationFraction ?? 0.2
      let alone = try recipe.prepare(table, as: Float.self).train()
      #expect(
        trial.figures.map { "\($0)" } == alone.validation?.figures.map { "\($0)" }, "\(trial.index)")
    }
  }
}
