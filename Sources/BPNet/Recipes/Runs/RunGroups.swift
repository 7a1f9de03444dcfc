/// The runs of one recipe on one part of the data, of which the best counts.
struct RunGroup: Sendable {
  let recipe: TrainingRecipe
  let precision: Precision
  var fold: Run.Fold?
  /// The program's own metrics that are measured.
  var ownMetrics: [Metrics.RankingMetric] = []

  /// The run of one attempt, counted from 0.
  func run(_ attempt: Int) -> Run { Run(recipe.attempt(attempt), precision: precision, fold: fold) }
}

/// The outcome of a group, which may be incomplete.
struct RunGroupOutcome: Sendable {
  /// The results of the runs that have ended, in the order of their attempts.
  var runs: [(attempt: Int, result: Run.Result)] = []
  /// The error of the first run that failed; nil if none did.
  var failure: BPNetError?
  /// Whether every run has ended.
  var isComplete = false

  /// The index of the best run among `runs`; nil if there are none.
  func bestIndex(by metric: Metrics.RankingMetric?) -> Int? {
    runs.indices.min {
      runs[$0].result.rank(by: metric, index: runs[$0].attempt)
        < runs[$1].result.rank(by: metric, index: runs[$1].attempt)
    }
  }
}

/// What trains the runs of groups, and has their data.
protocol RunSource: Sendable {
  /// Trains a run, and evaluates it on the rows of its fold, if it has one.
  func train(
    _ group: RunGroup, attempt: Int, _ context: RunContext, shouldStop: () -> Bool,
    onEpoch: (EpochReport) -> Void
  ) throws(BPNetError) -> (result: TrainingResult, fold: Model.Evaluation?)
}

/// Groups of independent runs, and their training.
///
/// Only the best model of a group is kept, and it is handed over as soon as the group is complete.
final class RunGroups: Sendable {
  let groups: [RunGroup]
  private let source: any RunSource
  /// Whether a run that is interrupted counts with the weights it has then.
  private let keepsInterrupted: Bool
  /// The results that were given, by the numbers of the runs.
  private let known: [Int: Run.Result]
  /// The number of the first run of each group, followed by the number of all runs.
  private let firstRuns: [Int]
  private let states: [Monitor<State>]

  private struct State {
    var outcome = RunGroupOutcome()
    var remainingCount: Int
    var best: (rank: RunRank, result: TrainingResult)?
  }

  /// - Parameters:
  ///   - groups: the groups.
  ///   - source: what trains their runs.
  ///   - results: the results of runs that need not be trained again, unless they lack one of the group's own
  ///     metrics.
  ///   - keepsInterrupted: whether a run that is interrupted counts with the weights it has then.
  init(
    _ groups: [RunGroup], source: any RunSource, results: [Run.Result] = [], keepsInterrupted: Bool = false
  ) {
    self.groups = groups
    self.source = source
    self.keepsInterrupted = keepsInterrupted
    let counts = groups.map(\.recipe.attemptCount)
    firstRuns = counts.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1) }
    var known: [Int: Run.Result] = [:]
    var states = counts.map { State(remainingCount: $0) }
    if !results.isEmpty {
      let byRun = Dictionary(results.filter(\.isComplete).map { ($0.run, $0) }) { first, _ in first }
      for (number, group) in groups.enumerated() {
        for attempt in 0..<counts[number] {
          guard let result = byRun[group.run(attempt)], result.has(group.ownMetrics) else { continue }
          known[firstRuns[number] + attempt] = result
          states[number].outcome.runs.append((attempt, result))
          states[number].remainingCount -= 1
        }
      }
    }
    self.known = known
    self.states = states.map { Monitor($0) }
  }

  /// Trains all runs whose results are not known.
  ///
  /// - Parameters:
  ///   - executor: what trains the runs concurrently.
  ///   - maximumConcurrency: a further limit of the number of runs at once.
  ///   - stopsAtFailure: whether no run begins after one has failed.
  ///   - shouldStop: a closure that is called repeatedly; true stops all runs.
  ///   - onProgress: a closure that is called on the caller's thread about ten times a second.
  ///   - onRun: a closure that is called on the caller's thread with each result, in order.
  ///   - onGroup: a closure that is called on the caller's thread with each group's outcome, in order.
  ///   - onCompletion: a closure that is called when the last run of a group has ended, on that run's thread,
  ///     with the group's outcome and its best model; nil if that run's result was known.
  func execute(
    by executor: Run.Executor, maximumConcurrency: Int = .max, stopsAtFailure: Bool, shouldStop: () -> Bool,
    onProgress: (Run.Progress) -> Void, onRun: (Run.Result) -> Void = { _ in },
    onGroup: (Int, RunGroupOutcome) -> Void,
    onCompletion: @escaping @Sendable (Int, RunGroupOutcome, TrainingResult?) -> Void = { _, _, _ in }
  ) {
    var (group, outcome) = (0, RunGroupOutcome())
    executor.execute(
      count: firstRuns[groups.count], known: known, maximumConcurrency: maximumConcurrency,
      stopsAtFailure: stopsAtFailure, shouldStop: shouldStop, onProgress: onProgress,
      onEnd: { number, run in
        switch run {
        case .ended(let result):
          onRun(result)
          outcome.runs.append((number - self.firstRuns[group], result))
        case .failed(let error): outcome.failure = outcome.failure ?? error
        case .cancelled: break
        }
        guard number + 1 == self.firstRuns[group + 1] else { return }
        outcome.isComplete = outcome.runs.count == number + 1 - self.firstRuns[group]
        onGroup(group, outcome)
        (group, outcome) = (group + 1, RunGroupOutcome())
      },
      body: { [self] number, context, shouldStop, onEpoch throws(BPNetError) in
        try train(number, context, shouldStop: shouldStop, onEpoch: onEpoch, onCompletion)
      })
  }

  private func train(
    _ number: Int, _ context: RunContext, shouldStop: () -> Bool, onEpoch: (EpochReport) -> Void,
    _ onCompletion: (Int, RunGroupOutcome, TrainingResult?) -> Void
  ) throws(BPNetError) -> Run.Result? {
    let groupNumber = groupNumber(ofRun: number)
    let (group, attempt) = (groups[groupNumber], number - firstRuns[groupNumber])
    let trained = try source.train(group, attempt: attempt, context, shouldStop: shouldStop, onEpoch: onEpoch)
    let result = Run.Result(trained.result, run: group.run(attempt), fold: trained.fold)
    guard result.isComplete || keepsInterrupted else { return nil }
    let metric = group.recipe.rankingMetric
    let complete: State? = states[groupNumber].update { state in
      state.outcome.runs.append((attempt, result))
      state.remainingCount -= 1
      let rank = result.rank(by: metric, index: attempt)
      if state.best.map({ rank < $0.rank }) ?? true { state.best = (rank, trained.result) }
      guard state.remainingCount == 0 else { return nil }
      defer { if !self.keepsInterrupted { state = State(remainingCount: 0) } }
      state.outcome.isComplete = true
      state.outcome.runs.sort { $0.attempt < $1.attempt }
      return state
    }
    if let complete { onCompletion(groupNumber, complete.outcome, best(of: complete, by: metric)) }
    return result
  }

  /// The best run with its model; nil if its result was known, so that it was not trained.
  private func best(of state: State, by metric: Metrics.RankingMetric?) -> TrainingResult? {
    guard let index = state.outcome.bestIndex(by: metric), let best = state.best,
      best.rank.index == state.outcome.runs[index].attempt
    else { return nil }
    return best.result
  }

  /// The best run of a group with its model, which is trained again if only its result was known.
  ///
  /// - Parameters:
  ///   - number: the index of the group.
  ///   - attempt: the best run's index in the group.
  ///   - threads: the maximum number of threads if it is trained again; nil means one for each available
  ///     processor.
  ///   - shouldStop: a closure that is called before each step; true stops training.
  func model(
    ofGroup number: Int, attempt: Int, threads: Int?, shouldStop: () -> Bool
  ) throws(BPNetError) -> TrainingResult {
    if let best = states[number].update({ $0.best }), best.rank.index == attempt { return best.result }
    return try trainAgain(groups[number], attempt: attempt, threads: threads, shouldStop: shouldStop)
  }

  /// Trains a single run while no other is under way.
  func trainAgain(
    _ group: RunGroup, attempt: Int, threads: Int?, shouldStop: () -> Bool
  ) throws(BPNetError) -> TrainingResult {
    let context = RunContext(threads: threads ?? availableProcessorCount, status: WorkerStatus()) { _ in }
    let trained = try source.train(
      group, attempt: attempt, context, shouldStop: shouldStop, onEpoch: { _ in })
    return trained.result
  }

  /// The index of a run's group, the last one whose first run is not after it.
  private func groupNumber(ofRun number: Int) -> Int {
    var (low, high) = (0, groups.count - 1)
    while low < high {
      let middle = (low + high + 1) / 2
      if firstRuns[middle] <= number { low = middle } else { high = middle - 1 }
    }
    return low
  }
}
