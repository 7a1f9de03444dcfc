extension TrainingResult {
  /// The best of a recipe's runs with its model, and the results of all.
  public struct Selection: Sendable {
    /// The best run.
    public let best: TrainingResult
    /// The index of the best run among `runs`.
    public let bestIndex: Int
    /// The results of all runs, in the order of `TrainingRecipe.attempts`; fewer if they were stopped.
    public let runs: [Run.Result]
    /// Whether the caller stopped the runs before all had ended.
    public let isStopped: Bool
    /// The maximum number of runs at once.
    public let concurrency: Int
  }
}

extension TrainingResult.Selection {
  /// The selection of a single run.
  public init(_ result: TrainingResult) {
    let run = Run.Result(result, run: result.run)
    self.init(best: result, bestIndex: 0, runs: [run], isStopped: !run.isComplete, concurrency: 1)
  }
}

extension PreparedTraining {
  /// Trains every run of the recipe on the same samples, and selects the best.
  ///
  /// The best run has the lowest loss, or the best figure if the recipe has a `rankingMetric`, on the rows
  /// held back, or on the training rows if none are. Of equal runs the first is selected, and one that
  /// diverged is never better than another.
  ///
  /// - Parameters:
  ///   - executor: what trains the runs concurrently; nil means one with the recipe's threads.
  ///   - results: the results of runs on the same data that need not be trained again.
  ///   - checkpoints: the folder to which the results of runs are written, and from which they are read if it
  ///     resumes; nil for none.
  ///   - onRun: a closure that is called with each run's result, in order.
  ///   - onProgress: a closure that is called about ten times a second.
  ///   - shouldStop: a closure that is called repeatedly; true ends the runs after the step under way, and no
  ///     other begins. A run that is ended so counts with the weights it has then.
  /// - Throws: `BPNetError.invalidArgument` if the configuration is not allowed, a network is too large, or
  ///   the outputs have no such figure as the recipe's `rankingMetric`.
  public func trainBest(
    by executor: Run.Executor? = nil, resuming results: [Run.Result] = [],
    checkpoints: CheckpointFolder? = nil, onRun: (Run.Result) -> Void = { _ in },
    onProgress: (Run.Progress) -> Void = { _ in }, shouldStop: () -> Bool = { false }
  ) throws(BPNetError) -> TrainingResult.Selection {
    let metric = request.rankingMetric
    try metric?.check(among: data.figureNames(with: ownMetrics))
    let executor = executor ?? Run.Executor(threads: request.threads)
    var store = try RunStore(checkpoints, results: results) { checkpointIdentity }
    let runs = RunGroups(
      [RunGroup(recipe: request, precision: Element.precision, ownMetrics: ownMetrics)],
      source: PreparedSource(prepared: self), results: store.results, keepsInterrupted: true)
    var outcome = RunGroupOutcome()
    runs.execute(
      by: executor, stopsAtFailure: true, shouldStop: shouldStop, onProgress: onProgress,
      onRun: { run in
        store.add(run)
        onRun(run)
      }
    ) { outcome = $1 }
    if let failure = outcome.failure { throw failure }
    guard let bestIndex = outcome.bestIndex(by: metric) else {
      // No run has begun: the result has the initial weights.
      let first = try attempt(0).train(shouldStop: { true })
      return TrainingResult.Selection(first)
    }
    let best = try runs.model(
      ofGroup: 0, attempt: outcome.runs[bestIndex].attempt, threads: executor.threads, shouldStop: shouldStop)
    let results = outcome.runs.map(\.result)
    return TrainingResult.Selection(
      best: best, bestIndex: bestIndex, runs: results,
      isStopped: !outcome.isComplete || !results.allSatisfy(\.isComplete)
        || best.summary.stopReason == .signal,
      concurrency: executor.concurrency(runCount: request.attemptCount))
  }
}

/// The source of runs on prepared data.
private struct PreparedSource<Element: Scalar>: RunSource {
  let prepared: PreparedTraining<Element>

  func train(
    _ group: RunGroup, attempt: Int, _ context: RunContext, shouldStop: () -> Bool,
    onEpoch: (EpochReport) -> Void
  ) throws(BPNetError) -> (result: TrainingResult, fold: Model.Evaluation?) {
    (try prepared.train(attempt, context, shouldStop: shouldStop, onEpoch: onEpoch), nil)
  }
}

extension PreparedTraining {
  /// Trains one of the recipe's runs, while others may be under way.
  func train(
    _ index: Int, _ context: RunContext, shouldStop: () -> Bool, onEpoch: (EpochReport) -> Void
  ) throws(BPNetError) -> TrainingResult {
    let training = try attempt(index, threads: context.threads)
    context.status.expect(epochCount: training.configuration.stopping.epochs)
    context.reserve(training.memory.byteCount)
    return try training.train(
      checkpoints: nil, beforeCheckpoint: nil, onEpochOf: { onEpoch($1) }, shouldStop: shouldStop,
      onModel: { _ in })
  }
}
