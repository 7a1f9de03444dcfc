extension Search {
  /// The result of one trial of a search.
  public struct TrialResult: Sendable {
    /// The index of the trial in the search, from 0.
    public let index: Int
    /// The trial.
    public let trial: Search.Trial
    /// The result of the best run, or with folds of the best run for each fold; empty if the trial was
    /// refused.
    public let runs: [Run.Result]
    /// The reason why the trial was refused: a choice that is not allowed, or does not fit the other choices
    /// or the data; nil if it was not refused.
    public let refusal: BPNetError?
    /// The figures on the rows held back, or their means over the folds; all NaN if training diverged.
    public let figures: [(name: String, value: Double)]
    /// The standard deviations of the figures over the folds; nil without folds.
    public let standardDeviations: [(name: String, value: Double)]?
    /// The index of the best run; with folds, that of the first fold.
    let attempt: Int

    /// The reason why training ended, in the first fold in which it diverged or else in the last; nil if the
    /// trial was refused.
    public var stopReason: TrainingSummary.StopReason? { decisiveRun?.summary.stopReason }

    /// The error of a training that diverged; nil if none did.
    public var divergence: BPNetError? { decisiveRun?.divergence }

    private var decisiveRun: Run.Result? { runs.first { $0.summary.stopReason == .diverged } ?? runs.last }

    /// The rank of the trial: by the metric, by the default metric if the former is equal or not defined, and
    /// finally by the accuracy of classes.
    func rank(by metric: Metrics.RankingMetric?) -> RunRank {
      let usual = Metrics.RankingMetric.default(among: figures.map(\.name))
      return RunRank(
        isUsable: divergence == nil, figures: [metric ?? usual, usual, .accuracy].map { $0.rank(figures) },
        index: index)
    }
  }
}

extension Search.TrialResult {
  /// The result of a trial from the outcomes of its groups, one or one for each fold; nil if they were
  /// stopped.
  init?(_ outcomes: [RunGroupOutcome], of trial: Search.Trial, index: Int) {
    self.index = index
    self.trial = trial
    refusal = outcomes.lazy.compactMap(\.failure).first
    if refusal != nil {
      (runs, figures, standardDeviations, attempt) = ([], [], nil, 0)
      return
    }
    let metric = trial.recipe.rankingMetric
    let best = outcomes.compactMap { outcome -> (attempt: Int, result: Run.Result)? in
      guard outcome.isComplete, let bestIndex = outcome.bestIndex(by: metric) else { return nil }
      return outcome.runs[bestIndex]
    }
    guard best.count == outcomes.count, let first = best.first else { return nil }
    runs = best.map(\.result)
    attempt = first.attempt
    guard first.result.fold != nil else {
      figures = Search.TrialResult.figures(
        of: first.result, on: first.result.validation ?? first.result.training)
      standardDeviations = nil
      return
    }
    let statistics = FigureStatistics(
      runs.map { Search.TrialResult.figures(of: $0, on: $0.fold ?? $0.training) })
    figures = statistics.named(\.means)
    standardDeviations = statistics.named(\.standardDeviations)
  }

  private static func figures(
    of run: Run.Result, on part: Run.Result.Part
  ) -> [(name: String, value: Double)] {
    run.summary.stopReason == .diverged ? part.figures.map { ($0.name, .nan) } : part.figures
  }
}

extension Search {
  /// The result of a search.
  public struct Result: Sendable {
    /// The results of the trials that ended or were refused, in order.
    public let trials: [Search.TrialResult]
    /// The figure by which trials are ranked.
    public let metric: Metrics.RankingMetric
    /// The trials that were not refused, as indices into `trials`, the best first; equal ones in their order,
    /// those for which the figure is not defined last.
    public let ranking: [Int]
    /// The best trial's training with its model; nil with folds, whose models know only a part of the rows.
    public let best: TrainingResult?
    /// Whether the caller stopped the search before all trials had ended.
    public let isStopped: Bool

    /// The best trial; nil if all were refused.
    public var bestTrial: Search.TrialResult? { ranking.first.map { trials[$0] } }
  }
}
