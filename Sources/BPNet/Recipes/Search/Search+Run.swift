extension Search {
  /// Trains every trial and ranks them.
  ///
  /// A trial is refused if its choices are not allowed or do not fit together; the others continue.
  ///
  /// - Parameters:
  ///   - table: the data.
  ///   - validationTable: the validation data of training, on which trials are also compared if there are no
  ///     folds; nil means a part of `table`.
  ///   - testTable: the data on which the best trial is evaluated; nil means the test part of its recipe, if
  ///     it has one.
  ///   - executor: what trains the runs concurrently; nil means one with the threads of the first recipe.
  ///   - results: the results of runs on the same tables that need not be trained again.
  ///   - checkpoints: the folder to which the results of runs are written, and from which they are read if it
  ///     resumes; nil for none.
  ///   - onTrial: a closure that is called with each trial's result, in order.
  ///   - onProgress: a closure that is called about ten times a second.
  ///   - shouldStop: a closure that is called repeatedly; true ends the runs under way, whose trials then do
  ///     not count.
  /// - Throws: the error in the data if all trials make the same choices about them; `invalidArgument` if
  ///   the outputs have no such figure as `metric`.
  public func run(
    on table: Table, validationTable: Table? = nil, testTable: Table? = nil, by executor: Run.Executor? = nil,
    resuming results: [Run.Result] = [], checkpoints: CheckpointFolder? = nil,
    onTrial: (Search.TrialResult) -> Void = { _ in },
    onProgress: (Run.Progress) -> Void = { _ in }, shouldStop: () -> Bool = { false }
  ) throws(BPNetError) -> Search.Result {
    let executor = executor ?? Run.Executor(threads: trials.first?.recipe.threads)
    let source = TableSource(table, validationTable: validationTable, testTable: testTable)
    let groups = trials.flatMap { runGroups(of: $0, holdsBack: validationTable == nil) }
    try check(groups, source)
    var store = try RunStore(checkpoints, results: results) { source.checkpointIdentity(of: groups) }
    let runs = RunGroups(groups, source: source, results: store.results)
    let bestTrial = BestTrial(metric)
    let (trials, groupsPerTrial) = (trials, foldCount ?? 1)
    var (outcomes, trialResults) = ([RunGroupOutcome](), [Search.TrialResult]())
    runs.execute(
      by: executor, maximumConcurrency: source.maximumConcurrency(memory: executor.memory),
      stopsAtFailure: false, shouldStop: shouldStop, onProgress: onProgress, onRun: { store.add($0) },
      onGroup: { number, outcome in
        outcomes.append(outcome)
        guard outcomes.count == groupsPerTrial else { return }
        let index = number / groupsPerTrial
        let result = Search.TrialResult(outcomes, of: trials[index], index: index)
        outcomes = []
        guard let result else { return }
        trialResults.append(result)
        onTrial(result)
      },
      onCompletion: { number, outcome, best in
        guard groupsPerTrial == 1, groups[number].fold == nil, let best,
          let result = Search.TrialResult([outcome], of: trials[number], index: number)
        else { return }
        bestTrial.offer(result, best)
      })
    let ranking = trialResults.indices.filter { trialResults[$0].refusal == nil }.sorted {
      trialResults[$0].rank(by: metric) < trialResults[$1].rank(by: metric)
    }
    return Search.Result(
      trials: trialResults,
      metric: metric
        ?? Metrics.RankingMetric.default(among: trialResults.lazy.flatMap(\.figures).map(\.name)),
      ranking: ranking,
      best: try ranking.first.flatMap { index throws(BPNetError) in
        try model(
          of: trialResults[index], bestTrial, runs, threads: executor.threads, shouldStop: shouldStop)
      }, isStopped: trialResults.count < trials.count)
  }

  /// The groups of a trial's runs: a single one, or one for each fold.
  private func runGroups(of trial: Trial, holdsBack: Bool) -> [RunGroup] {
    var recipe = trial.recipe
    let ownMetrics = Metrics.RankingMetric.own([metric, recipe.rankingMetric])
    guard let foldCount else {
      if holdsBack {
        recipe.validationFraction = recipe.usedValidationFraction ?? Search.defaultValidationFraction
      }
      return [RunGroup(recipe: recipe, precision: trial.precision, ownMetrics: ownMetrics)]
    }
    recipe.keepsOptimizerState = false
    return (0..<foldCount).map {
      RunGroup(
        recipe: recipe, precision: trial.precision, fold: Run.Fold(index: $0, count: foldCount),
        ownMetrics: ownMetrics)
    }
  }

  /// Checks what all trials share: the data, if the trials make the same choices about them, and the metric.
  private func check(_ groups: [RunGroup], _ source: TableSource) throws(BPNetError) {
    guard var first = groups.first else { return }
    first.ownMetrics = Metrics.RankingMetric.own(groups.flatMap(\.ownMetrics))
    let names: [String]
    do throws(BPNetError) {
      names = try source.prepareData(of: first)
    } catch {
      let choices = first.recipe.dataChoices
      // If the trials' choices about the data differ, the error refuses only the trials that it concerns.
      if groups.allSatisfy({ $0.recipe.dataChoices == choices }) { throw error }
      return
    }
    try metric?.check(among: names)
    for group in groups { try group.recipe.rankingMetric?.check(among: names) }
  }

  /// The best trial's training, which is repeated if its result was known; nil if that was stopped.
  private func model(
    of best: Search.TrialResult, _ bestTrial: BestTrial, _ runs: RunGroups, threads: Int?,
    shouldStop: () -> Bool
  ) throws(BPNetError) -> TrainingResult? {
    guard foldCount == nil else { return nil }
    if let training = bestTrial.training(ofTrial: best.index) { return training }
    let again = try runs.trainAgain(
      runs.groups[best.index], attempt: best.attempt, threads: threads, shouldStop: shouldStop)
    return again.summary.stopReason == .signal ? nil : again
  }
}

/// The best trial so far with its model, the only model that is kept.
private final class BestTrial: Sendable {
  private let metric: Metrics.RankingMetric?
  private let best = Monitor<(rank: RunRank, training: TrainingResult)?>(nil)

  init(_ metric: Metrics.RankingMetric?) { self.metric = metric }

  /// Keeps a trial if it is better than the best so far.
  func offer(_ result: Search.TrialResult, _ training: TrainingResult) {
    let rank = result.rank(by: metric)
    best.update { best in
      if best.map({ rank < $0.rank }) ?? true { best = (rank, training) }
    }
  }

  /// The training of the trial with an index; nil if that trial is not the best.
  func training(ofTrial index: Int) -> TrainingResult? {
    best.update { $0?.rank.index == index ? $0?.training : nil }
  }
}
