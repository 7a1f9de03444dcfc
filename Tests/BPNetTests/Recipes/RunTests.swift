import Foundation
import Testing

@testable import BPNet

/// Runs of restarts, hidden sizes and folds: the same side by side as one by one, and from any results that
/// were kept.
@Suite struct RunTests {
  static func table() throws -> Table {
    let rows = (0..<60).map { "\($0 % 7),\($0 * $0 % 11),\($0 % 13),\($0 % 7 > 3 ? "yes" : "no")" }
    return try CSVReader().read(text: "a,b,c,y\n" + rows.joined(separator: "\n") + "\n", source: "t.csv")
  }

  static var recipe: TrainingRecipe {
    var recipe = TrainingRecipe(preset: .classic)
    recipe.epochs = 4
    recipe.validationFraction = 0.25
    recipe.restartCount = 4
    return recipe
  }

  /// All of a result that does not depend on the machine.
  private struct Facts: Equatable {
    let run: Run
    let hiddenSizes: [Int]
    let epochs: [Int]
    let parts: [Run.Result.Part?]

    init(_ result: Run.Result) {
      run = result.run
      hiddenSizes = result.hiddenSizes
      epochs = [result.summary.epochs, result.summary.bestEpoch]
      parts = [result.training, result.validation, result.fold]
    }
  }

  private static let executors = [(1, 1), (2, nil), (2, 2), (3, 3), (3, 2), (4, 1), (1, 4)].map {
    Run.Executor(threads: $0.0, concurrency: $0.1)
  }

  @Test func theSameSideBySide() throws {
    for change: (inout TrainingRecipe) -> Void in [
      { _ in },
      {
        $0.hidden = .search; $0.restartCount = 2
      },
    ] {
      var recipe = Self.recipe
      change(&recipe)
      let prepared = try recipe.prepare(Self.table(), as: Float.self)
      let alone = try prepared.trainBest(by: Run.Executor(threads: 1))
      for executor in Self.executors {
        var told: [Facts] = []
        let selection = try prepared.trainBest(by: executor, onRun: { told.append(Facts($0)) })
        #expect(selection.runs.map(Facts.init) == alone.runs.map(Facts.init))
        #expect(told == alone.runs.map(Facts.init))
        #expect(selection.bestIndex == alone.bestIndex)
        #expect(try selection.best.model.encoded() == alone.best.model.encoded())
      }
    }
  }

  @Test func foldsAreTheSameSideBySide() throws {
    for precision in Precision.allCases {
      let validation = try CrossValidation(
        Self.recipe, table: Self.table(), foldCount: 5, precision: precision)
      let alone = try validation.run(by: Run.Executor(threads: 1))
      #expect(alone.folds.count == 5 && !alone.isStopped && alone.failure == nil)
      for executor in Self.executors {
        let result = try validation.run(by: executor)
        #expect(result.runs.map(Facts.init) == alone.runs.map(Facts.init))
        #expect(result.folds.map(\.bestIndex) == alone.folds.map(\.bestIndex))
      }
    }
  }

  /// Results are kept as JSON; those that are given are neither trained nor changed.
  @Test(arguments: [1, 3]) func goingOnFromSomeResults(concurrency: Int) throws {
    let prepared = try Self.recipe.prepare(Self.table(), as: Double.self)
    let executor = Run.Executor(threads: 1, concurrency: concurrency)
    let whole = try prepared.trainBest(by: executor)
    let kept = try JSONDecoder().decode([Run.Result].self, from: JSONEncoder().encode(whole.runs))
    #expect(kept == whole.runs)
    for subset in 0..<16 {
      let given = kept.enumerated().filter { subset >> $0.offset & 1 == 1 }.map(\.element).reversed()
      let again = try prepared.trainBest(by: executor, resuming: Array(given))
      #expect(again.runs.map(Facts.init) == whole.runs.map(Facts.init))
      for result in given { #expect(again.runs.contains(result)) }
      #expect(again.bestIndex == whole.bestIndex)
      #expect(try again.best.model.encoded() == whole.best.model.encoded(), "\(subset)")
    }
  }

  @Test func foldsGoOnFromSomeResults() throws {
    let validation = try CrossValidation(Self.recipe, table: Self.table(), foldCount: 3)
    let whole = try validation.run()
    let given = Array(whole.runs.dropFirst(2).prefix(7))
    let again = try validation.run(resuming: given)
    #expect(again.runs.map(Facts.init) == whole.runs.map(Facts.init))
    #expect(given.allSatisfy { again.runs.contains($0) })
    // Results of another recipe, precision or number of folds are of no use.
    let others = try CrossValidation(Self.recipe, table: Self.table(), foldCount: 3, precision: .f64).run()
    let fresh = try validation.run(resuming: others.runs)
    #expect(fresh.runs.map(Facts.init) == whole.runs.map(Facts.init))
    #expect(!others.runs.contains { fresh.runs.contains($0) })
  }

  /// A run that diverged is as good to keep as another one.
  @Test func numbersThatAreNoNumbersAreKept() throws {
    var recipe = Self.recipe
    recipe.outputActivation = .linear
    recipe.loss = .halfSquared
    recipe.learningRate = 1e30
    let runs = try recipe.prepare(Self.table(), as: Float.self).trainBest().runs
    #expect(runs.allSatisfy { $0.divergence != nil })
    #expect(runs[0].training.figures.contains { $0.value.isNaN })
    #expect(try JSONDecoder().decode([Run.Result].self, from: JSONEncoder().encode(runs)) == runs)
  }

  /// Several workers may have trained all folds before this thread is told of the second one.
  ///
  /// Then nothing was stopped, and nothing is missing. `RunExecutorTests.stopping` holds them back.
  @Test(arguments: [1, 2]) func stoppingKeepsTheFoldsThatAreDone(concurrency: Int) throws {
    var recipe = Self.recipe
    recipe.restartCount = nil
    let validation = try CrossValidation(recipe, table: Self.table(), foldCount: 20)
    let whole = try validation.run()
    var told = 0
    let some = try validation.run(
      by: Run.Executor(concurrency: concurrency), onFold: { _ in told += 1 }, shouldStop: { told >= 2 })
    #expect(some.folds.count >= 2 && told == some.folds.count && some.isStopped == (some.folds.count < 20))
    if concurrency == 1 { #expect(some.folds.count == 2) }
    for fold in some.folds { #expect(fold.best.training == whole.folds[fold.index].best.training) }
    let rest = try validation.run(resuming: some.runs)
    #expect(rest.runs.map(Facts.init) == whole.runs.map(Facts.init))
  }

  @Test func stoppingAtOnceLeavesTheFirstWeights() throws {
    let selection = try Self.recipe.prepare(Self.table(), as: Float.self).trainBest(shouldStop: { true })
    #expect(selection.isStopped && selection.runs.count == 1 && selection.best.summary.epochs == 0)
  }

  @Test func theBestByAnotherFigure() throws {
    let table = try Self.table()
    for (metric, name) in [(Metrics.RankingMetric.logLoss, "log_loss"), (.accuracy, "accuracy")] {
      var recipe = Self.recipe
      recipe.restartCount = 6
      recipe.rankingMetric = metric
      let selection = try recipe.prepare(table, as: Float.self).trainBest()
      let figures = selection.runs.map { run in
        run.validation?.figures.first { $0.name == name }?.value ?? .nan
      }
      let best = metric.isLargerBetter ? figures.max() : figures.min()
      #expect(figures[selection.bestIndex] == best)
      #expect(selection.best.model.record.recipe.rankingMetric == nil)
    }
    var recipe = Self.recipe
    recipe.rankingMetric = try Metrics.RankingMetric(parsing: "rmse")
    let prepared = try recipe.prepare(table, as: Float.self)
    let error = #expect(throws: BPNetError.self) { try prepared.trainBest() }
    #expect(
      error?.description.hasPrefix("rankingMetric: found rmse, which these outputs do not have") == true)
  }

  /// Trains on one prepared table and watches which networks are still alive.
  private final class WatchedSource: RunSource {
    private struct Weak { weak var storage: AlignedBuffer<Float>? }
    private let prepared: PreparedTraining<Float>
    private let networks = Monitor<[Weak]>([])
    let mostAlive = Monitor(0)

    init(_ prepared: PreparedTraining<Float>) { self.prepared = prepared }

    func train(
      _ group: RunGroup, attempt: Int, _ context: RunContext, shouldStop: () -> Bool,
      onEpoch: (EpochReport) -> Void
    ) throws(BPNetError) -> (result: TrainingResult, fold: Model.Evaluation?) {
      let alive = networks.update { $0.count { $0.storage != nil } }
      mostAlive.update { $0 = max($0, alive) }
      let result = try prepared.train(attempt, context, shouldStop: shouldStop, onEpoch: onEpoch)
      let network = try result.model.typed(as: Float.self).network
      networks.update { $0.append(Weak(storage: network.storage)) }
      return (result, nil)
    }
  }

  /// However many runs there are, the best of each group that is under way is all that is kept.
  @Test(arguments: [1, 2]) func modelsThatAreNotTheBestAreLetGo(concurrency: Int) throws {
    var recipe = Self.recipe
    recipe.restartCount = 5
    let source = WatchedSource(try recipe.prepare(Self.table(), as: Float.self))
    let groups = (0..<6).map { index in
      var recipe = recipe
      recipe.patience = index + 1
      return RunGroup(recipe: recipe, precision: .f32)
    }
    var told = 0
    RunGroups(groups, source: source).execute(
      by: Run.Executor(threads: concurrency, concurrency: concurrency), stopsAtFailure: true,
      shouldStop: { false }, onProgress: { _ in }, onGroup: { _, _ in told += 1 })
    #expect(told == 6)
    // Of each run that is under way its network, and the best of its group.
    #expect(source.mostAlive.update { $0 } <= 2 * concurrency)
  }
}
