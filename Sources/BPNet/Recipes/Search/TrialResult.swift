/// What came of one trial of a search.
public struct TrialResult: Sendable {
  /// Its place among the trials, counted from 0.
  public let index: Int
  /// What was tried.
  public let trial: Search.Trial
  /// The best run on each part of the data: one, or one without each fold; none if the trial was refused.
  public let runs: [RunResult]
  /// Why there is no result: a choice is not allowed, or does not go together with the others or the data.
  public let refusal: BPNetError?
  /// The figures on the rows held back, or their means over the folds; all NaN if training diverged.
  public let figures: [(name: String, value: Double)]
  /// The standard deviations of the figures over the folds; nil without folds.
  public let standardDeviations: [(name: String, value: Double)]?
  /// The attempt that was the best, where there are no folds.
  let attempt: Int

  /// How training ended: in the first fold in which it diverged, else in the last; nil if the trial was
  /// refused.
  public var stopReason: StopReason? { decisive?.summary.stopReason }

  /// The error of training that diverged.
  public var divergence: BPNetError? { decisive?.divergence }

  private var decisive: RunResult? { runs.first { $0.summary.stopReason == .diverged } ?? runs.last }

  /// The trial's place among others: by the metric, where that is the same or not defined by the usual one,
  /// then by the accuracy of classes.
  func rank(by metric: RankingMetric?) -> RunRank {
    let usual = RankingMetric.usual(among: figures.map(\.name))
    return RunRank(
      isUsable: divergence == nil, figures: [metric ?? usual, usual, .accuracy].map { $0.rank(figures) },
      index: index)
  }
}

extension TrialResult {
  /// What groups of runs, one or one a fold, have come to; nil if they were stopped.
  init?(_ outcomes: [RunGroupOutcome], of trial: Search.Trial, index: Int) {
    self.index = index
    self.trial = trial
    refusal = outcomes.lazy.compactMap(\.failure).first
    if refusal != nil {
      (runs, figures, standardDeviations, attempt) = ([], [], nil, 0)
      return
    }
    let metric = trial.recipe.rankingMetric
    let best = outcomes.compactMap { outcome -> (attempt: Int, result: RunResult)? in
      guard outcome.isWhole, let place = outcome.bestIndex(by: metric) else { return nil }
      return outcome.runs[place]
    }
    guard best.count == outcomes.count, let first = best.first else { return nil }
    runs = best.map(\.result)
    attempt = first.attempt
    guard first.result.fold != nil else {
      figures = TrialResult.figures(of: first.result, on: first.result.validation ?? first.result.training)
      standardDeviations = nil
      return
    }
    let statistics = FigureStatistics(
      runs.map { TrialResult.figures(of: $0, on: $0.fold ?? $0.training) })
    figures = statistics.named(\.means)
    standardDeviations = statistics.named(\.standardDeviations)
  }

  private static func figures(
    of run: RunResult, on part: RunResult.Part
  ) -> [(name: String, value: Double)] {
    run.summary.stopReason == .diverged ? part.figures.map { ($0.name, .nan) } : part.figures
  }
}

/// What a search has come to.
public struct SearchResult: Sendable {
  /// The trials that ended or were refused, in their order.
  public let trials: [TrialResult]
  /// The figure by which they are ranked.
  public let metric: RankingMetric
  /// The trials that were not refused, by their places among `trials`, the best first; of equal ones the
  /// earlier, those without the figure last.
  public let ranking: [Int]
  /// The best trial's training with its model; nil with folds, whose models are of parts of the rows.
  public let best: TrainingResult?
  /// Whether the caller wanted to stop before all trials had ended.
  public let isStopped: Bool

  /// The best trial; nil if all were refused.
  public var bestTrial: TrialResult? { ranking.first.map { trials[$0] } }
}
