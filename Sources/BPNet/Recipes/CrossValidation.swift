/// A cross-validation, which estimates how well a recipe does on unseen rows: each of K folds is held back
/// once, and a network trained on the others.
///
/// The data of each fold are prepared from its training rows alone, which decide the normalisation and the
/// replacements of missing cells; the recipe's validation part, if it has one, is taken from them. Only the
/// list of classes is that of all rows.
public struct CrossValidation: Sendable {
  /// The result of one fold.
  public struct Fold: Sendable {
    /// The index of the fold, from 0.
    public let index: Int
    /// The number of rows held back.
    public let rowCount: Int
    /// The results of the runs on the other rows, of which the best counts.
    public let runs: [Run.Result]
    /// The index of the best run among `runs`.
    public let bestIndex: Int

    /// The best run.
    public var best: Run.Result { runs[bestIndex] }

    /// The loss on the rows held back.
    public var loss: Double { best.fold?.loss ?? .nan }

    /// The loss and the metrics on the rows held back; all NaN if training diverged.
    public var figures: [(name: String, value: Double)] {
      let figures = best.fold?.figures ?? []
      return best.summary.stopReason == .diverged ? figures.map { ($0.name, .nan) } : figures
    }
  }

  /// The samples that each fold holds back, as indices among the usable rows.
  public let folds: [[Int]]
  /// The number of rows of the smallest class; nil for numeric targets.
  public let smallestClassCount: Int?
  /// The remarks on the data.
  package let remarks: [Table.Remark]

  private let recipe: TrainingRecipe
  private let precision: Precision
  private let metrics: [Metrics.RankingMetric]
  private let source: TableSource

  /// Divides a table's usable rows into folds, stratified by class, with the recipe's `splitSeed`, or its
  /// `seed` if it has none.
  ///
  /// - Parameters:
  ///   - recipe: the recipe to estimate.
  ///   - table: the data.
  ///   - validationTable: the validation data of every fold's training; nil means a part of its rows if the
  ///     recipe holds one back.
  ///   - foldCount: the number of folds, at least 2.
  ///   - metrics: metrics that the program has defined itself, whose figures are added to the folds'.
  ///   - precision: the precision of the networks.
  /// - Throws: `BPNetError.invalidArgument` under the name `foldCount` for fewer than 2 folds, or more than
  ///   usable rows, under the name `task` for a forecast; else what `TrainingRecipe.prepare` throws.
  public init(
    _ recipe: TrainingRecipe, table: Table, validationTable: Table? = nil, foldCount: Int,
    metrics: [Metrics.RankingMetric] = [], precision: Precision = .f32
  ) throws(BPNetError) {
    let source = TableSource(table, validationTable: validationTable)
    let division = try source.division(of: recipe, count: foldCount)
    folds = division.folds
    smallestClassCount = division.samples.classes.flatMap { classes in
      Dictionary(grouping: classes) { $0 }.values.map(\.count).min()
    }
    remarks = recipe.remarks(of: division.samples, in: table, precision: precision)
    self.recipe = recipe
    self.precision = precision
    self.metrics = metrics
    self.source = source
  }

  /// The result of a cross-validation.
  public struct Result: Sendable {
    /// The results of the folds whose runs have all ended, in order.
    public let folds: [Fold]
    /// The error of the first fold that failed, after which no other began; nil if none did.
    public let failure: BPNetError?
    /// Whether the caller stopped the runs before all folds had ended.
    public let isStopped: Bool

    /// The results of all runs, from which `run(by:resuming:)` can continue.
    public var runs: [Run.Result] { folds.flatMap(\.runs) }
  }

  /// Trains without each fold and evaluates the best network on it.
  ///
  /// - Parameters:
  ///   - executor: what trains the runs concurrently; nil means one with the recipe's threads.
  ///   - results: the results of runs on the same tables that need not be trained again.
  ///   - checkpoints: the folder to which the results of runs are written, and from which they are read if it
  ///     resumes; nil for none.
  ///   - onFold: a closure that is called with each fold's result, in order.
  ///   - onProgress: a closure that is called about ten times a second.
  ///   - shouldStop: a closure that is called repeatedly; true ends the runs under way, which then do not
  ///     count.
  /// - Throws: `BPNetError.invalidArgument` if the outputs have no such figure as the recipe's
  ///   `rankingMetric`, or as one of the metrics; the error of a single fold is in the result.
  public func run(
    by executor: Run.Executor? = nil, resuming results: [Run.Result] = [],
    checkpoints: CheckpointFolder? = nil, onFold: (Fold) -> Void = { _ in },
    onProgress: (Run.Progress) -> Void = { _ in },
    shouldStop: () -> Bool = { false }
  ) throws(BPNetError) -> Result {
    try run(
      by: executor, resuming: results, checkpoints: checkpoints, collectsOutcomes: false, onFold: onFold,
      onProgress: onProgress, shouldStop: shouldStop
    ).result
  }

  /// The same, with what the best networks predict for the rows of their folds, by the folds' indices; not of
  /// folds whose results were known.
  ///
  /// - Parameter collectsOutcomes: whether there are to be any.
  package func run(
    by executor: Run.Executor? = nil, resuming results: [Run.Result] = [],
    checkpoints: CheckpointFolder?, collectsOutcomes: Bool, onFold: (Fold) -> Void,
    onProgress: (Run.Progress) -> Void, shouldStop: () -> Bool
  ) throws(BPNetError) -> (result: Result, outcomes: [Int: Metrics.Outcomes]) {
    let collected = Monitor([Int: Metrics.Outcomes]())
    let executor = executor ?? Run.Executor(threads: recipe.threads)
    let groups = folds.indices.map { group(ofFold: $0) }
    if recipe.rankingMetric != nil || !metrics.isEmpty {
      let names = try source.prepareData(of: groups[0])
      try recipe.rankingMetric?.check(among: names)
      for metric in metrics { try metric.check(among: names, label: "metrics") }
    }
    var (complete, failure) = ([Fold](), BPNetError?.none)
    var store = try RunStore(checkpoints, results: results) { source.checkpointIdentity(of: groups) }
    RunGroups(groups, source: source, results: store.results).execute(
      by: executor, maximumConcurrency: source.maximumConcurrency(memory: executor.memory),
      stopsAtFailure: true, shouldStop: shouldStop, onProgress: onProgress, onRun: { store.add($0) },
      onGroup: { index, outcome in
        failure = failure ?? outcome.failure
        guard outcome.isComplete, let best = outcome.bestIndex(by: recipe.rankingMetric) else { return }
        let fold = Fold(
          index: index, rowCount: folds[index].count, runs: outcome.runs.map(\.result), bestIndex: best)
        complete.append(fold)
        onFold(fold)
      },
      onCompletion: { [source] index, _, best in
        guard collectsOutcomes, let model = best?.model else { return }
        let outcomes = try? source.heldOutcomes(of: model, in: groups[index])
        collected.update { $0[index] = outcomes }
      })
    let result = Result(
      folds: complete, failure: failure, isStopped: failure == nil && complete.count < folds.count)
    return (result, collected.update { $0 })
  }

  private func group(ofFold index: Int) -> RunGroup {
    var recipe = recipe
    // The models of folds are evaluated and not trained further.
    recipe.keepsOptimizerState = false
    return RunGroup(
      recipe: recipe, precision: precision, fold: Run.Fold(index: index, count: folds.count),
      ownMetrics: Metrics.RankingMetric.own([recipe.rankingMetric] + metrics))
  }

  /// The training without the fold with an index, and the samples of that fold.
  func prepare<Element: Scalar>(
    fold index: Int, as type: Element.Type
  ) throws(BPNetError) -> (training: PreparedTraining<Element>, held: Dataset<Element>?) {
    try source.prepare(group(ofFold: index), as: type)
  }
}
