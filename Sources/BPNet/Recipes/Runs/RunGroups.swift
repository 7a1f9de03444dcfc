/// One recipe on one part of the data: its single runs, of which the best counts.
struct RunGroup: Sendable {
  let recipe: TrainingRecipe
  let precision: Precision
  var fold: Run.Fold?

  /// One of the single runs, counted from 0.
  func run(_ attempt: Int) -> Run { Run(recipe.attempt(attempt), precision: precision, fold: fold) }
}

/// What has come of a group, whole or as far as it went.
struct RunGroupOutcome: Sendable {
  /// The runs that have ended, in their order, with their places in the group.
  var runs: [(attempt: Int, result: RunResult)] = []
  /// The error of the first run that failed.
  var failure: BPNetError?
  /// Whether every run has ended.
  var isWhole = false

  /// The place among `runs` of the best; nil if there are none.
  func bestIndex(by metric: RankingMetric?) -> Int? {
    runs.indices.min {
      runs[$0].result.rank(by: metric, index: runs[$0].attempt)
        < runs[$1].result.rank(by: metric, index: runs[$1].attempt)
    }
  }
}

/// Where the data of groups come from, and their runs are trained.
protocol RunSource: Sendable {
  /// Trains a run, and measures it on the rows of its fold, if it has one.
  func train(
    _ group: RunGroup, attempt: Int, _ place: RunPlace, shouldStop: () -> Bool, onEpoch: (EpochReport) -> Void
  ) throws(BPNetError) -> (result: TrainingResult, fold: Evaluation?)
}

/// Groups of runs, all of which are independent of each other.
///
/// Of the models of a group no more than the best is kept, and it is handed on as soon as the group is whole.
final class RunGroups: Sendable {
  let groups: [RunGroup]
  private let source: any RunSource
  /// Whether a run that is stopped in the middle counts as it is.
  private let keepsInterrupted: Bool
  /// The results that were given, by the numbers of the runs.
  private let known: [Int: RunResult]
  /// The number of the first run of each group, and the number of all.
  private let firstRuns: [Int]
  private let states: [Monitor<State>]

  private struct State {
    var outcome = RunGroupOutcome()
    var missingCount: Int
    var best: (rank: RunRank, result: TrainingResult)?
  }

  /// - Parameter results: of runs that need not be trained again.
  init(
    _ groups: [RunGroup], source: any RunSource, results: [RunResult] = [], keepsInterrupted: Bool = false
  ) {
    self.groups = groups
    self.source = source
    self.keepsInterrupted = keepsInterrupted
    let counts = groups.map(\.recipe.attemptCount)
    firstRuns = counts.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1) }
    var known: [Int: RunResult] = [:]
    var states = counts.map { State(missingCount: $0) }
    if !results.isEmpty {
      let byRun = Dictionary(results.filter(\.isWhole).map { ($0.run, $0) }) { first, _ in first }
      for (number, group) in groups.enumerated() {
        for attempt in 0..<counts[number] {
          guard let result = byRun[group.run(attempt)] else { continue }
          known[firstRuns[number] + attempt] = result
          states[number].outcome.runs.append((attempt, result))
          states[number].missingCount -= 1
        }
      }
    }
    self.known = known
    self.states = states.map { Monitor($0) }
  }

  /// Trains all runs that are not known.
  ///
  /// - Parameters:
  ///   - onRun: told on the caller's thread about each run, in their order.
  ///   - onGroup: told on the caller's thread about each group, in their order.
  ///   - whenWhole: handed a group whose last missing run has ended, on that run's thread, with its best
  ///     model if that was trained here.
  func execute(
    by executor: RunExecutor, mostAtOnce: Int = .max, stopsAtFailure: Bool, shouldStop: () -> Bool,
    onProgress: (RunProgress) -> Void, onRun: (RunResult) -> Void = { _ in },
    onGroup: (Int, RunGroupOutcome) -> Void,
    whenWhole: @escaping @Sendable (Int, RunGroupOutcome, TrainingResult?) -> Void = { _, _, _ in }
  ) {
    var (group, outcome) = (0, RunGroupOutcome())
    executor.execute(
      count: firstRuns[groups.count], known: known, mostAtOnce: mostAtOnce, stopsAtFailure: stopsAtFailure,
      shouldStop: shouldStop, onProgress: onProgress,
      onEnd: { number, run in
        switch run {
        case .ended(let result):
          onRun(result)
          outcome.runs.append((number - self.firstRuns[group], result))
        case .failed(let error): outcome.failure = outcome.failure ?? error
        case .leftOut: break
        }
        guard number + 1 == self.firstRuns[group + 1] else { return }
        outcome.isWhole = outcome.runs.count == number + 1 - self.firstRuns[group]
        onGroup(group, outcome)
        (group, outcome) = (group + 1, RunGroupOutcome())
      },
      body: { [self] number, place, shouldStop, onEpoch throws(BPNetError) in
        try train(number, place, shouldStop: shouldStop, onEpoch: onEpoch, whenWhole)
      })
  }

  private func train(
    _ number: Int, _ place: RunPlace, shouldStop: () -> Bool, onEpoch: (EpochReport) -> Void,
    _ whenWhole: (Int, RunGroupOutcome, TrainingResult?) -> Void
  ) throws(BPNetError) -> RunResult? {
    let groupNumber = groupNumber(ofRun: number)
    let (group, attempt) = (groups[groupNumber], number - firstRuns[groupNumber])
    let trained = try source.train(group, attempt: attempt, place, shouldStop: shouldStop, onEpoch: onEpoch)
    let result = RunResult(trained.result, run: group.run(attempt), fold: trained.fold)
    guard result.isWhole || keepsInterrupted else { return nil }
    let metric = group.recipe.rankingMetric
    let whole: State? = states[groupNumber].update { state in
      state.outcome.runs.append((attempt, result))
      state.missingCount -= 1
      let rank = result.rank(by: metric, index: attempt)
      if state.best.map({ rank < $0.rank }) ?? true { state.best = (rank, trained.result) }
      guard state.missingCount == 0 else { return nil }
      defer { if !self.keepsInterrupted { state = State(missingCount: 0) } }
      state.outcome.isWhole = true
      state.outcome.runs.sort { $0.attempt < $1.attempt }
      return state
    }
    if let whole { whenWhole(groupNumber, whole.outcome, best(of: whole, by: metric)) }
    return result
  }

  /// The best run with its model; nil if its result was known and it was not trained.
  private func best(of state: State, by metric: RankingMetric?) -> TrainingResult? {
    guard let index = state.outcome.bestIndex(by: metric), let best = state.best,
      best.rank.index == state.outcome.runs[index].attempt
    else { return nil }
    return best.result
  }

  /// The best run of a group with its model, which is trained again where nothing but its result was known.
  ///
  /// - Parameter attempt: which one it is.
  func model(
    ofGroup number: Int, attempt: Int, threads: Int?, shouldStop: () -> Bool
  ) throws(BPNetError) -> TrainingResult {
    if let best = states[number].update({ $0.best }), best.rank.index == attempt { return best.result }
    return try trainAgain(groups[number], attempt: attempt, threads: threads, shouldStop: shouldStop)
  }

  /// Trains one run alone.
  func trainAgain(
    _ group: RunGroup, attempt: Int, threads: Int?, shouldStop: () -> Bool
  ) throws(BPNetError) -> TrainingResult {
    let place = RunPlace(threads: threads ?? availableProcessorCount, slot: RunSlot()) { _ in }
    return try source.train(group, attempt: attempt, place, shouldStop: shouldStop, onEpoch: { _ in }).result
  }

  /// The group of a run: the last one that begins no later.
  private func groupNumber(ofRun number: Int) -> Int {
    var (low, high) = (0, groups.count - 1)
    while low < high {
      let middle = (low + high + 1) / 2
      if firstRuns[middle] <= number { low = middle } else { high = middle - 1 }
    }
    return low
  }
}
