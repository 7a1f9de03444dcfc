import BPNet
import Synchronization
import Testing

/// Metrics that are defined outside of the package, with its public interface.
@Suite struct OwnMetricTests {
  private struct Failure: Error, CustomStringConvertible {
    let description = "no such day"
  }

  /// Counts calls from any thread.
  private final class Counter: Sendable {
    private let count = Atomic(0)
    var value: Int { count.load(ordering: .relaxed) }
    func increment() { count.add(1, ordering: .relaxed) }
  }

  /// Metrics of the library, computed by a program from what is handed to it.
  private static let own: [(own: Metrics.RankingMetric, name: String)] = [
    own("r2", isLargerBetter: true), own("mae", isLargerBetter: false),
    own("accuracy", isLargerBetter: true), own("log_loss", isLargerBetter: false),
    own("hamming_loss", isLargerBetter: false), own("macro_f1", isLargerBetter: true),
  ]

  private static func own(
    _ name: String, isLargerBetter: Bool
  ) -> (own: Metrics.RankingMetric, name: String) {
    let metric = Metrics.RankingMetric("my_\(name)", isLargerBetter: isLargerBetter) { outcomes in
      metrics(of: outcomes.values).figures.first { $0.name == name }?.value
    }
    return (metric, name)
  }

  private static func metrics(of values: Metrics.Outcomes.Values) -> Metrics {
    switch values {
    case .classes(let probabilities, let actual, let labels):
      .classification(.init(outputs: probabilities, actual: actual, classCount: labels.count))
    case .labels(let probabilities, let actual, _, let names):
      .multilabel(
        .init(
          probabilities: probabilities, predicted: probabilities.map { $0 > 0.5 ? 1 : 0 }, actual: actual,
          labelCount: names.count))
    case .values(let predicted, let actual, ["a_1", "b_1", "a_2", "b_2"]):
      .forecast(.init(predicted: predicted, actual: actual, seriesCount: 2, horizon: 2))
    case .values(let predicted, let actual, let names):
      .regression(.init(predicted: predicted, actual: actual, targetCount: names.count))
    }
  }

  /// The sum of the samples' weights.
  private static let weightSum = Metrics.RankingMetric("weight_sum", isLargerBetter: true) {
    $0.weights.reduce(0, +)
  }

  private static func table(weights: [Double]? = nil) throws -> Table {
    try Table(
      rows: (0..<40).map { row in
        let (a, b) = (Double(row % 7), Double(row * row % 11))
        return [a, b, a > 3 ? 1 : 0, b > 4 ? 1 : 0, 3 * a - b + Double(row % 3), weights?[row] ?? 1]
      }, columnNames: ["a", "b", "up", "wide", "y", "w"])
  }

  private static func recipe(_ target: String, _ task: LearningTask = .classify) -> TrainingRecipe {
    var recipe = TrainingRecipe(preset: .classic)
    (recipe.task, recipe.target, recipe.weightColumn) = (task, target, "w")
    recipe.ignoredColumns = ["up", "wide", "y"].filter { !target.contains($0) }.joined(separator: ",")
    (recipe.epochs, recipe.hidden) = (5, .sizes([4]))
    return recipe
  }

  private static var tasks: [TrainingRecipe] {
    var binary = recipe("up")
    binary.outputActivation = .sigmoid()
    var forecast = recipe("a,b", .forecast)
    (forecast.window, forecast.horizon, forecast.weightColumn, forecast.ignoredColumns) = (3, 2, nil, nil)
    return [
      recipe("up"), binary, recipe("up,wide"), recipe("y", .regress), recipe("y,wide", .regress), forecast,
    ]
  }

  /// The figures of a program's metric are those of the library's, to the bit, where the outcomes have it.
  @Test(arguments: tasks) func figuresAreTheLibrarys(recipe: TrainingRecipe) throws {
    let table = try Self.table()
    let model = try recipe.prepare(table, as: Float.self).train().model
    let known = try model.evaluate(table)
    var measured = 0
    for (metric, name) in Self.own {
      guard let expected = known.figures.first(where: { $0.name == name })?.value else {
        let error = #expect(throws: BPNetError.self) { try model.evaluate(table, metrics: [metric]) }
        #expect(
          error?.description.hasPrefix("metrics: found my_\(name), which these outputs do not have") == true)
        continue
      }
      let evaluation = try model.evaluate(table, metrics: [metric])
      #expect(evaluation.figures.last?.name == "my_\(name)")
      #expect(metric.value(in: evaluation.figures)?.bitPattern == expected.bitPattern, "\(name)")
      #expect(evaluation.description.contains(", my_\(name) "))
      #expect(evaluation.figures.dropLast().elementsEqual(known.figures) { $0 == $1 })
      measured += 1
    }
    #expect(measured >= 2)
    // The library's own are there already.
    #expect(try model.evaluate(table, metrics: [.loss]) == known)
  }

  /// Weights are handed over, and samples without weight are not.
  @Test func weightsAreThoseOfTheTable() throws {
    let weights = (0..<40).map { Double($0 % 3) }
    let model = try Self.recipe("y", .regress).prepare(Self.table(), as: Double.self).train().model
    let evaluation = try model.evaluate(Self.table(weights: weights), metrics: [Self.weightSum])
    #expect(Self.weightSum.value(in: evaluation.figures) == weights.reduce(0, +))
    #expect(evaluation.rowCount == weights.count { $0 > 0 })
    var recipe = Self.recipe("y", .regress)
    recipe.validationFraction = 0.25
    recipe.rankingMetric = Self.weightSum
    let result = try recipe.prepare(Self.table(), as: Double.self).train()
    #expect(Self.weightSum.value(in: result.training.figures) == 30)
    #expect(Self.weightSum.value(in: try #require(result.validation).figures) == 10)
    #expect(result.test == nil && result.model.record.recipe.rankingMetric == nil)
  }

  /// Restarts, folds and trials are ranked as by the library's metric, whichever way is better.
  @Test func itRanksAsTheLibrarysDoes() throws {
    let table = try Self.table()
    for name in ["r2", "mae"] {
      let own = try #require(Self.own.first { $0.name == name }).own
      let known = try Metrics.RankingMetric(parsing: name)
      var recipe = Self.recipe("y", .regress)
      recipe.restartCount = 3
      func selection(_ metric: Metrics.RankingMetric) throws -> TrainingResult.Selection {
        recipe.rankingMetric = metric
        return try recipe.prepare(table, as: Float.self).trainBest()
      }
      let (first, second) = (try selection(own), try selection(known))
      #expect(first.bestIndex == second.bestIndex)
      #expect(first.best.model.weightsSHA256 == second.best.model.weightsSHA256)
      for run in first.runs {
        #expect(own.value(in: run.training.figures) == known.value(in: run.training.figures))
      }

      recipe.restartCount = nil
      for foldCount in [nil, 3] {
        func search(_ metric: Metrics.RankingMetric) throws -> Search.Result {
          try Search(
            recipe, axes: [.init(\.learningRate, [0.001, 0.1, 0.01, 0.3])], metric: metric,
            foldCount: foldCount
          ).run(on: table)
        }
        let (first, second) = (try search(own), try search(known))
        #expect(first.ranking == second.ranking && first.ranking.count == 4 && first.metric == own)
        #expect(first.best?.model.weightsSHA256 == second.best?.model.weightsSHA256)
        for trial in first.trials {
          #expect(own.value(in: trial.figures) == known.value(in: trial.figures))
          #expect((trial.standardDeviations?.last?.name == own.description) == (foldCount != nil))
        }
      }
    }
  }

  /// Trials may select the best of their runs by metrics of their own.
  @Test func trialsMayHaveDifferentOnes() throws {
    let trials = Self.own[0...1].map { own, _ in
      var recipe = Self.recipe("y", .regress)
      (recipe.restartCount, recipe.rankingMetric) = (2, own)
      return Search.Trial(recipe: recipe)
    }
    let result = try Search(trials).run(on: Self.table())
    for (trial, own) in zip(result.trials, Self.own) {
      let known = trial.figures.first { $0.name == own.name }?.value
      #expect(own.own.value(in: trial.figures) == known && known != nil)
      #expect(trial.figures.count { $0.name.hasPrefix("my_") } == 1)
    }
    #expect(result.metric == .rSquared && result.best != nil)
  }

  @Test func crossValidationMeasuresIt() throws {
    let table = try Self.table()
    var recipe = Self.recipe("up")
    recipe.rankingMetric = Self.own[2].own
    let validation = try CrossValidation(
      recipe, table: table, foldCount: 4, metrics: [Self.own[3].own, Self.own[3].own, .loss])
    let result = try validation.run()
    #expect(result.folds.count == 4 && result.failure == nil)
    for fold in result.folds {
      #expect(fold.figures.suffix(2).map(\.name) == ["my_accuracy", "my_log_loss"])
      for (own, name) in Self.own[2...3] {
        let known = fold.figures.first { $0.name == name }?.value
        #expect(own.value(in: fold.figures) == known && known != nil)
      }
    }
    // Kept results count if they have the figures.
    let calls = Counter()
    let counting = Metrics.RankingMetric("my_accuracy", isLargerBetter: true) { outcomes in
      if case .classes(let outputs, _, _) = outcomes.values, outputs.contains(where: { $0 != 0 }) {
        calls.increment()
      }
      return 1
    }
    recipe.rankingMetric = counting
    let again = try CrossValidation(recipe, table: table, foldCount: 4).run(resuming: result.runs)
    #expect(calls.value == 0 && again.folds.map(\.loss) == result.folds.map(\.loss))
    let other = Metrics.RankingMetric("weight_sum", isLargerBetter: true) {
      calls.increment()
      return $0.weights.reduce(0, +)
    }
    let more = try CrossValidation(recipe, table: table, foldCount: 4, metrics: [other]).run(
      resuming: result.runs)
    #expect(calls.value > 0 && more.folds.map(\.loss) == result.folds.map(\.loss))
    #expect(more.folds.allSatisfy { other.value(in: $0.figures) == 10 })
  }

  /// What does not fit the outputs is an error before anything is trained.
  @Test func itMustFitTheOutputs() throws {
    let table = try Self.table()
    let wrong = Self.own[2].own
    let without = Self.recipe("y", .regress)
    var recipe = without
    recipe.rankingMetric = wrong
    let prepared = try recipe.prepare(table, as: Float.self)
    for body: () throws -> Void in [
      { _ = try prepared.trainBest(onRun: { _ in Issue.record("trained") }) },
      { _ = try CrossValidation(recipe, table: table, foldCount: 3).run() },
      { _ = try CrossValidation(without, table: table, foldCount: 3, metrics: [wrong]).run() },
      {
        _ = try Search([.init(recipe: without)], metric: wrong).run(
          on: table, onTrial: { _ in Issue.record("trained") })
      },
      { _ = try Search([.init(recipe: recipe)]).run(on: table) },
    ] {
      let error = #expect(throws: BPNetError.self) { try body() }
      #expect(error?.description.contains("found my_accuracy, which these outputs do not have") == true)
    }
    // A single training ranks nothing.
    let alone = try prepared.train()
    #expect(wrong.value(in: alone.training.figures)?.isNaN == true)
  }

  @Test func errorsAreThrown() throws {
    let table = try Self.table()
    let failing = Metrics.RankingMetric("failing", isLargerBetter: true) { _ in throw Failure() }
    let refusing = Metrics.RankingMetric("refusing", isLargerBetter: true) { _ in
      throw BPNetError.invalidArgument(name: "holidays", found: "none", expected: "one")
    }
    let model = try Self.recipe("up").prepare(table, as: Float.self).train().model
    for (metric, text) in [
      (failing, "failing: found the error no such day, expected a figure"),
      (refusing, "holidays: found none, expected one"),
    ] {
      func check(_ error: BPNetError?) { #expect(error?.description == text) }
      check(#expect(throws: BPNetError.self) { try model.evaluate(table, metrics: [metric]) })
      var recipe = Self.recipe("up")
      recipe.rankingMetric = metric
      let prepared = try recipe.prepare(table, as: Float.self)
      // The model is handed over before.
      var saved: Model?
      check(#expect(throws: BPNetError.self) { try prepared.train(onModel: { saved = $0 }) })
      #expect(saved?.weightsSHA256 == model.weightsSHA256)
      check(#expect(throws: BPNetError.self) { try prepared.trainBest() })
      check(try CrossValidation(recipe, table: table, foldCount: 3).run().failure)
      let search = try Search([.init(recipe: Self.recipe("up"))], metric: metric).run(on: table)
      check(search.trials.first?.refusal)
    }
  }

  /// What is not defined ranks last, and NaN takes the place of outputs that are not finite.
  @Test func whatIsNotDefinedIsLast() throws {
    let table = try Self.table()
    let undefined = Metrics.RankingMetric("undefined", isLargerBetter: true) { outcomes in
      guard case .values(let predicted, let actual, _) = outcomes.values else { return nil }
      let error = zip(predicted, actual).reduce(0) { $0 + ($1.0 - $1.1).magnitude } / Double(actual.count)
      return error > 1 ? .nan : -error
    }
    let result = try Search(
      Self.recipe("y", .regress), axes: [.init(\.epochs, [1, 200])], metric: undefined
    ).run(on: table)
    #expect(result.ranking == [1, 0])
    #expect(undefined.value(in: result.trials[0].figures)?.isNaN == true)
    #expect(undefined.value(in: result.trials[1].figures)?.isFinite == true)

    let calls = Counter()
    let counting = Metrics.RankingMetric("counting", isLargerBetter: true) { _ in
      calls.increment()
      return 1
    }
    var diverging = Self.recipe("y", .regress)
    (diverging.learningRate, diverging.rankingMetric) = (1e30, counting)
    (diverging.activations, diverging.patience) = ([.linear], nil)
    let training = try diverging.prepare(table, as: Float.self).train()
    #expect(training.summary.stopReason == .diverged)
    #expect(counting.value(in: training.training.figures)?.isNaN == true && calls.value == 0)
  }

  @Test func itsNameDistinguishesIt() throws {
    let one = Metrics.RankingMetric("one", isLargerBetter: true) { _ in 1 }
    #expect(one == Metrics.RankingMetric("one", isLargerBetter: false) { _ in 2 } && one != .loss)
    #expect(one.description == "one" && one.isLargerBetter)
    #expect(try Metrics.RankingMetric(parsing: "one", extensions: [one]) == one)
    #expect(throws: BPNetError.self) { try Metrics.RankingMetric(parsing: "one") }
    #expect(one.value(in: [("two", 2), ("one", 3)]) == 3 && one.value(in: [("two", 2)]) == nil)
  }
}
