/// A comparison of recipes: trains a network by each on most of the rows and evaluates it on the others.
///
/// The results do not depend on the number of threads.
struct CandidateComparison<Element: Scalar> {
  /// The rows that a candidate is trained on, and those that are held back.
  fileprivate struct Part: Sendable {
    let training: Dataset<Element>
    let held: Dataset<Element>
    let facts: RecipeCircumstances
  }

  /// The figures of a network on the rows held back.
  fileprivate struct Figures: Sendable {
    /// What candidates are compared by (see `Part.score`): the lower the better.
    var score: Double
    /// The deviation of the predictions (see `NearestNeighbours.deviation`).
    var deviation: Double
  }

  private let parts: [Part]
  private let classWeights: [Double]?
  private let executor: Run.Executor
  /// The figures of each candidate so far: sums over the parts.
  private var figures: [Figures] = []
  /// The number of runs that ended in earlier rounds.
  private var endedCount = 0
  /// The candidates so far.
  private(set) var candidates: [PresetCandidate] = []

  /// The number of parts that the rows are divided into.
  private static var partCount: Int { 4 }

  /// - Parameters:
  ///   - data: the samples.
  ///   - classWeights: the weights of the classes in training; nil means equal weights.
  ///   - circumstances: the facts that the candidates' open choices depend on.
  ///   - threads: the maximum number of threads; nil means one for each available processor.
  init(
    on data: Dataset<Element>, classWeights: [Double]?, _ circumstances: RecipeCircumstances, threads: Int?
  ) throws(BPNetError) {
    self.classWeights = classWeights
    executor = Run.Executor(threads: threads)
    parts = try Self.rows(of: data, circumstances).map { rows in
      Part(
        training: data.selecting(rows: rows.training), held: data.selecting(rows: rows.held),
        facts: RecipeCircumstances(
          preprocessing: circumstances.preprocessing, rowCount: rows.training.count, validates: false))
    }
  }

  /// The rows of each part that is held back, and the training rows that belong to it.
  private static func rows(
    of data: Dataset<Element>, _ circumstances: RecipeCircumstances
  ) throws(BPNetError) -> [(training: [Int], held: [Int])] {
    let rows = data.rowCount
    // Neighbouring samples of a series share rows, so the last ones are held back, with a gap before them.
    guard circumstances.preprocessing.task != .forecast else {
      let held = rows / partCount
      let gap = circumstances.preprocessing.details.map { ($0.window ?? 1) + ($0.horizon ?? 1) - 1 } ?? 0
      return [(Array(0..<max(rows - held - gap, 1)), Array(rows - held..<rows))]
    }
    let classes = circumstances.preprocessing.labels.flatMap { data.classNumbers(classCount: $0.count) }
    let folds = try Folds.make(rowCount: rows, count: partCount, classes: classes, seed: 0)
    return folds.prefix(rows < DefaultChoices.fewRows ? partCount : 1).map { held in
      let isHeld = Set(held)
      return ((0..<rows).filter { !isHeld.contains($0) }, held)
    }
  }

  /// Trains further candidates on every part.
  ///
  /// - Returns: false if the caller stopped it before all were trained.
  /// - Throws: `BPNetError.invalidArgument` under the name `hidden` if there is no memory left for one.
  mutating func add(
    _ candidates: [PresetCandidate], onProgress: (Run.Progress) -> Void, shouldStop: () -> Bool
  ) throws(BPNetError) -> Bool {
    var recipes: [ResolvedRecipe] = []
    for part in parts {
      for candidate in candidates {
        let recipe = try candidate.trial.resolved(for: part.facts)
        let memory = recipe.memory(rowCount: part.training.rowCount, as: Element.self)
        try MemoryBudget.checkAvailable(memory.byteCount, name: "hidden")
        recipes.append(recipe)
      }
    }
    let (runs, count) = (recipes, candidates.count)
    var sums = [Figures](repeating: Figures(score: 0, deviation: 0), count: count)
    var isWhole = true
    executor.execute(
      count: runs.count, stopsAtFailure: true, shouldStop: shouldStop,
      onProgress: { [endedCount] in onProgress($0.after(endedCount)) },
      onEnd: { index, outcome in
        guard case .ended(let figures) = outcome else { return isWhole = false }
        sums[index % count].score += figures.score
        sums[index % count].deviation += figures.deviation
      },
      body: { [parts, classWeights] index, context, shouldStop, onEpoch in
        parts[index / count].figures(
          of: runs[index], classWeights: classWeights, context, shouldStop: shouldStop, onEpoch: onEpoch)
      })
    endedCount += runs.count
    self.candidates += candidates
    figures += sums
    return isWhole
  }

  /// The results so far.
  var results: ComparisonResults {
    ComparisonResults(scores: figures.map(\.score), wrongShare: wrongShare) {
      guard let best else { return false }
      var (neighbours, spread) = (0.0, 0.0)
      for part in parts {
        guard let measured = NearestNeighbours(of: part.held, among: part.training) else { return false }
        neighbours += measured.deviation
        spread += measured.spread
      }
      return NearestNeighbours<Element>.isMissed(
        neighbours: neighbours, network: figures[best].deviation, spread: spread)
    }
  }

  /// The share of wrong classes of the best candidate; 0 if there are no classes.
  private var wrongShare: Double {
    guard let best, parts.allSatisfy(\.held.targetsAreClasses) else { return 0 }
    return figures[best].deviation / Double(parts.count)
  }

  /// The index of the candidate with the lowest score; of equal ones the first; nil without candidates.
  var best: Int? { figures.indices.min { figures[$0].score < figures[$1].score } }
}

extension CandidateComparison.Part {
  /// Trains a network and evaluates it; its score is infinite if training cannot start or diverges.
  ///
  /// - Returns: nil if it was stopped.
  fileprivate func figures(
    of recipe: ResolvedRecipe, classWeights: [Double]?, _ context: RunContext, shouldStop: () -> Bool,
    onEpoch: (EpochReport) -> Void
  ) -> CandidateComparison<Element>.Figures? {
    let failure = CandidateComparison<Element>.Figures(score: .infinity, deviation: .infinity)
    var configuration = recipe.configuration
    configuration.threads = context.threads
    configuration.classWeights = classWeights
    context.status.expect(epochCount: configuration.stopping.epochs)
    context.reserve(recipe.memory(rowCount: training.rowCount, as: Element.self).byteCount)
    do {
      let trainer = try Trainer(
        network: try recipe.makeNetwork(as: Element.self), data: training, configuration: configuration)
      let summary = trainer.run(shouldStop: shouldStop, onEpoch: onEpoch)
      guard summary.stopReason != .signal else { return nil }
      let evaluator = LossEvaluator(
        topology: trainer.network.topology, data: held, loss: recipe.configuration.loss, reduction: .mean)
      guard NearestNeighbours<Element>.canCompare(facts.preprocessing.task, recipe.configuration.loss) else {
        let loss = evaluator.loss(of: trainer.network)
        return loss.isFinite ? .init(score: loss, deviation: 0) : failure
      }
      let (loss, outputs) = evaluator.lossAndOutputs(of: trainer.network)
      guard loss.isFinite else { return failure }
      return .init(
        score: score(of: outputs, loss: loss, recipe.configuration.loss),
        deviation: NearestNeighbours.deviation(of: outputs, from: held))
    } catch {
      return failure
    }
  }

  /// The score of outputs for the rows held back: the loss, or for probabilities of classes the Brier score.
  ///
  /// A few rows with a wrong prediction of high probability decide the cross-entropy. The Brier score, which
  /// is bounded, leads to networks that predict more classes rightly.
  private func score(of outputs: [Double], loss: Double, _ function: Loss) -> Double {
    guard held.targetsAreClasses, function == .crossEntropy else { return loss }
    return BrierScore.value(
      outputs: ClassOutputs(values: outputs, classCount: held.outputCount), actual: held.targetClasses(),
      weights: held.weights)
  }
}

extension Run.Progress {
  /// The same progress after a number of runs that had ended before.
  fileprivate func after(_ count: Int) -> Run.Progress {
    Run.Progress(
      runCount: count + runCount, endedCount: count + endedCount, running: running, secondsLeft: secondsLeft)
  }
}
