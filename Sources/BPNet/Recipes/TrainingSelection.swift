/// The best of the runs that a recipe asks for, and what came of the others.
public struct TrainingSelection: Sendable {
  /// The best run.
  public let best: TrainingResult
  /// Its place among `runs`.
  public let bestIndex: Int
  /// All runs, in the order in which the recipe asks for them; fewer if they were stopped.
  public let runs: [RunResult]
  /// Whether the caller wanted the runs to stop before they had all ended.
  public let isStopped: Bool
  /// The most runs that there were at once.
  public let concurrency: Int
}

extension TrainingSelection {
  /// The selection from a single run.
  public init(_ result: TrainingResult) {
    let run = RunResult(result, run: result.run)
    self.init(best: result, bestIndex: 0, runs: [run], isStopped: !run.isWhole, concurrency: 1)
  }
}

extension PreparedTraining {
  /// Trains every run that the recipe asks for, on the same samples, and keeps the best.
  ///
  /// The best is the one of least loss on the rows held back, or without those on the rows trained on; or the
  /// one with the best figure, if the recipe has a `rankingMetric`. Of equal runs the first is kept, and one
  /// that diverged is never better than another.
  ///
  /// - Parameters:
  ///   - executor: what trains them side by side; nil means one with the recipe's threads.
  ///   - results: of runs on the same data that need not be trained again.
  ///   - onRun: told about each run, in their order.
  ///   - onProgress: told about ten times a second how far all have come.
  ///   - shouldStop: asked again and again; true ends the runs after the step under way, and no other begins.
  ///     A run that is ended so counts as it is.
  /// - Throws: `BPNetError.invalidArgument` if the configuration is not allowed, a network is too large, or
  ///   the outputs have no such figure as the recipe's `rankingMetric`.
  public func trainBest(
    by executor: RunExecutor? = nil, resuming results: [RunResult] = [],
    onRun: (RunResult) -> Void = { _ in }, onProgress: (RunProgress) -> Void = { _ in },
    shouldStop: () -> Bool = { false }
  ) throws(BPNetError) -> TrainingSelection {
    let metric = request.rankingMetric
    try metric?.check(among: data.figureNames)
    let executor = executor ?? RunExecutor(threads: request.threads)
    let runs = RunGroups(
      [RunGroup(recipe: request, precision: Element.precision)], source: PreparedSource(prepared: self),
      results: results, keepsInterrupted: true)
    var outcome = RunGroupOutcome()
    runs.execute(
      by: executor, stopsAtFailure: true, shouldStop: shouldStop, onProgress: onProgress, onRun: onRun
    ) { outcome = $1 }
    if let failure = outcome.failure { throw failure }
    guard let bestIndex = outcome.bestIndex(by: metric) else {
      // Nothing has begun: the first weights are all there is.
      let first = try attempt(0).train(shouldStop: { true })
      return TrainingSelection(first)
    }
    let best = try runs.model(
      ofGroup: 0, attempt: outcome.runs[bestIndex].attempt, threads: executor.threads, shouldStop: shouldStop)
    let results = outcome.runs.map(\.result)
    return TrainingSelection(
      best: best, bestIndex: bestIndex, runs: results,
      isStopped: !outcome.isWhole || !results.allSatisfy(\.isWhole) || best.summary.stopReason == .signal,
      concurrency: executor.sideBySideCount(of: request.attemptCount))
  }
}

/// Runs on data that are prepared.
private struct PreparedSource<Element: Scalar>: RunSource {
  let prepared: PreparedTraining<Element>

  func train(
    _ group: RunGroup, attempt: Int, _ place: RunPlace, shouldStop: () -> Bool, onEpoch: (EpochReport) -> Void
  ) throws(BPNetError) -> (result: TrainingResult, fold: Evaluation?) {
    (try prepared.train(attempt, place, shouldStop: shouldStop, onEpoch: onEpoch), nil)
  }
}

extension PreparedTraining {
  /// Trains one of the runs that the recipe asks for, beside others.
  func train(
    _ index: Int, _ place: RunPlace, shouldStop: () -> Bool, onEpoch: (EpochReport) -> Void
  ) throws(BPNetError) -> TrainingResult {
    let training = try attempt(index, threads: place.threads)
    place.slot.expect(epochCount: training.configuration.stopping.epochs)
    place.reserve(training.byteCount)
    return try training.train(onEpoch: onEpoch, shouldStop: shouldStop)
  }
}
