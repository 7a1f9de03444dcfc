/// Estimates how well a recipe does on rows that it has not seen: each of K folds is held back once, and a
/// network trained on the others.
///
/// Every fold is prepared from its training rows alone: normalisation, replaced cells and the validation part
/// of the recipe, if it has one, come from them. Only the list of classes is that of all rows.
public struct CrossValidation: Sendable {
  /// What came of one fold.
  public struct Fold: Sendable {
    /// Its number, counted from 0.
    public let index: Int
    /// The rows held back.
    public let rowCount: Int
    /// The runs on the other rows, of which the best counts.
    public let runs: [RunResult]
    /// The place of the best among `runs`.
    public let bestIndex: Int

    /// The run that counts.
    public var best: RunResult { runs[bestIndex] }

    /// The loss on the rows held back.
    public var loss: Double { best.fold?.loss ?? .nan }

    /// The loss and the metrics on the rows held back; all NaN if training diverged.
    public var figures: [(name: String, value: Double)] {
      let figures = best.fold?.figures ?? []
      return best.summary.stopReason == .diverged ? figures.map { ($0.name, .nan) } : figures
    }
  }

  /// The samples that each fold holds back, by their places among the usable rows.
  public let folds: [[Int]]
  /// The number of rows of the smallest class; nil for numbers.
  public let smallestClassCount: Int?
  /// What is worth saying of the data.
  package let remarks: [DataRemark]

  private let recipe: TrainingRecipe
  private let precision: Precision
  private let source: TableSource

  /// Divides a table's usable rows, stratified for classes, by the recipe's seed (`splitSeed`, if it has
  /// one).
  ///
  /// - Parameters:
  ///   - validationTable: data by which every fold's training is watched, in place of a part of its rows.
  ///   - precision: that in which the networks calculate.
  /// - Throws: `BPNetError.invalidArgument` under the name `folds` for fewer than 2 folds, or more than
  ///   usable rows, under the name `task` for a forecast; else what `TrainingRecipe.prepare` throws.
  public init(
    _ recipe: TrainingRecipe, table: Table, validationTable: Table? = nil, foldCount: Int,
    precision: Precision = .f32
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
    self.source = source
  }

  /// What the folds have come to.
  public struct Result: Sendable {
    /// The folds whose runs have all ended, in their order.
    public let folds: [Fold]
    /// The error of the first fold that failed; no other began after it.
    public let failure: BPNetError?
    /// Whether the caller wanted to stop before all folds had ended.
    public let isStopped: Bool

    /// The results of all runs, to go on from.
    public var runs: [RunResult] { folds.flatMap(\.runs) }
  }

  /// Trains without each fold and measures the best network on it.
  ///
  /// - Parameters:
  ///   - executor: what trains the runs side by side; nil means one with the recipe's threads.
  ///   - results: of runs on the same tables that need not be trained again.
  ///   - onFold: told about each fold, in their order.
  ///   - onProgress: told about ten times a second how far all runs have come.
  ///   - shouldStop: asked again and again; true ends the runs under way, which then do not count.
  /// - Throws: `BPNetError.invalidArgument` if the outputs have no such figure as the recipe's
  ///   `rankingMetric`; what fails a single fold is in the result.
  public func run(
    by executor: RunExecutor? = nil, resuming results: [RunResult] = [],
    onFold: (Fold) -> Void = { _ in }, onProgress: (RunProgress) -> Void = { _ in },
    shouldStop: () -> Bool = { false }
  ) throws(BPNetError) -> Result {
    let executor = executor ?? RunExecutor(threads: recipe.threads)
    let groups = folds.indices.map { group(ofFold: $0) }
    if let metric = recipe.rankingMetric { try metric.check(among: source.prepareData(of: groups[0])) }
    var (whole, failure) = ([Fold](), BPNetError?.none)
    RunGroups(groups, source: source, results: results).execute(
      by: executor, mostAtOnce: source.mostAtOnce(memory: executor.memory), stopsAtFailure: true,
      shouldStop: shouldStop, onProgress: onProgress
    ) { index, outcome in
      failure = failure ?? outcome.failure
      guard outcome.isWhole, let best = outcome.bestIndex(by: recipe.rankingMetric) else { return }
      let fold = Fold(
        index: index, rowCount: folds[index].count, runs: outcome.runs.map(\.result), bestIndex: best)
      whole.append(fold)
      onFold(fold)
    }
    return Result(folds: whole, failure: failure, isStopped: failure == nil && whole.count < folds.count)
  }

  private func group(ofFold index: Int) -> RunGroup {
    var recipe = recipe
    // The models of folds are measured, and train no more.
    recipe.keepsOptimizerState = false
    return RunGroup(
      recipe: recipe, precision: precision, fold: Run.Fold(index: index, count: folds.count))
  }

  /// The training without a fold, counted from 0, and the samples of the fold.
  func prepare<Element: Scalar>(
    fold index: Int, as type: Element.Type
  ) throws(BPNetError) -> (training: PreparedTraining<Element>, held: Dataset<Element>?) {
    try source.prepare(group(ofFold: index), as: type)
  }
}
