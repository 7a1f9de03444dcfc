extension Search {
  /// Trains every trial and ranks them.
  ///
  /// A trial whose choices are not allowed, or do not go together, is refused, and the others go on.
  ///
  /// - Parameters:
  ///   - table: the data.
  ///   - validationTable: data by which training is watched, and without folds trials are compared.
  ///   - testTable: data to measure the best trial on; without it the test part of its recipe, if any.
  ///   - executor: what trains the runs side by side; nil means one with the threads of the first recipe.
  ///   - results: of runs on the same tables that need not be trained again.
  ///   - onTrial: told about each trial, in their order.
  ///   - onProgress: told about ten times a second how far all runs have come.
  ///   - shouldStop: asked again and again; true ends the runs under way, whose trials then do not count.
  /// - Throws: what is wrong with the data, if all trials say the same of them; `invalidArgument` if the
  ///   outputs have no such figure as `metric`.
  public func run(
    on table: Table, validationTable: Table? = nil, testTable: Table? = nil, by executor: RunExecutor? = nil,
    resuming results: [RunResult] = [], onTrial: (TrialResult) -> Void = { _ in },
    onProgress: (RunProgress) -> Void = { _ in }, shouldStop: () -> Bool = { false }
  ) throws(BPNetError) -> SearchResult {
    let executor = executor ?? RunExecutor(threads: trials.first?.recipe.threads)
    let source = TableSource(table, validationTable: validationTable, testTable: testTable)
    let groups = trials.flatMap { runGroups(of: $0, holdsBack: validationTable == nil) }
    try check(groups, source)
    let runs = RunGroups(groups, source: source, results: results)
    let keeper = BestTrial(metric)
    let (trials, partCount) = (trials, foldCount ?? 1)
    var (parts, ended) = ([RunGroupOutcome](), [TrialResult]())
    runs.execute(
      by: executor, mostAtOnce: source.mostAtOnce(memory: executor.memory), stopsAtFailure: false,
      shouldStop: shouldStop, onProgress: onProgress,
      onGroup: { number, outcome in
        parts.append(outcome)
        guard parts.count == partCount else { return }
        let index = number / partCount
        let result = TrialResult(parts, of: trials[index], index: index)
        parts = []
        guard let result else { return }
        ended.append(result)
        onTrial(result)
      },
      whenWhole: { number, outcome, best in
        guard partCount == 1, groups[number].fold == nil, let best,
          let result = TrialResult([outcome], of: trials[number], index: number)
        else { return }
        keeper.offer(result, best)
      })
    let ranking = ended.indices.filter { ended[$0].refusal == nil }.sorted {
      ended[$0].rank(by: metric) < ended[$1].rank(by: metric)
    }
    return SearchResult(
      trials: ended, metric: metric ?? RankingMetric.usual(among: ended.lazy.flatMap(\.figures).map(\.name)),
      ranking: ranking,
      best: try ranking.first.flatMap { place throws(BPNetError) in
        try model(of: ended[place], keeper, runs, threads: executor.threads, shouldStop: shouldStop)
      }, isStopped: ended.count < trials.count)
  }

  /// The groups of runs of a trial: one, or one a fold.
  private func runGroups(of trial: Trial, holdsBack: Bool) -> [RunGroup] {
    var recipe = trial.recipe
    guard let foldCount else {
      if holdsBack {
        recipe.validationFraction = recipe.usedValidationFraction ?? Search.usualValidationFraction
      }
      return [RunGroup(recipe: recipe, precision: trial.precision)]
    }
    recipe.keepsOptimizerState = false
    return (0..<foldCount).map {
      RunGroup(
        recipe: recipe, precision: trial.precision, fold: Run.Fold(index: $0, count: foldCount))
    }
  }

  /// Checks what all trials share: the data, if they say the same of them, and the figure.
  private func check(_ groups: [RunGroup], _ source: TableSource) throws(BPNetError) {
    guard let first = groups.first else { return }
    let names: [String]
    do throws(BPNetError) {
      names = try source.prepareData(of: first)
    } catch {
      let choices = first.recipe.dataChoices
      // What one trial alone says of the data refuses that trial.
      if groups.allSatisfy({ $0.recipe.dataChoices == choices }) { throw error }
      return
    }
    try metric?.check(among: names)
    for group in groups { try group.recipe.rankingMetric?.check(among: names) }
  }

  /// The best trial's training: the one that was kept, or where its result was given, trained again; nil if
  /// that was stopped.
  private func model(
    of best: TrialResult, _ keeper: BestTrial, _ runs: RunGroups, threads: Int?, shouldStop: () -> Bool
  ) throws(BPNetError) -> TrainingResult? {
    guard foldCount == nil else { return nil }
    if let kept = keeper.training(ofTrial: best.index) { return kept }
    let again = try runs.trainAgain(
      runs.groups[best.index], attempt: best.attempt, threads: threads, shouldStop: shouldStop)
    return again.summary.stopReason == .signal ? nil : again
  }
}

/// The best trial so far with its model: the only one that is kept.
private final class BestTrial: Sendable {
  private let metric: RankingMetric?
  private let best = Monitor<(rank: RunRank, training: TrainingResult)?>(nil)

  init(_ metric: RankingMetric?) { self.metric = metric }

  func offer(_ result: TrialResult, _ training: TrainingResult) {
    let rank = result.rank(by: metric)
    best.update { best in
      if best.map({ rank < $0.rank }) ?? true { best = (rank, training) }
    }
  }

  func training(ofTrial index: Int) -> TrainingResult? {
    best.update { $0?.rank.index == index ? $0?.training : nil }
  }
}
