import Synchronization

/// A comparison of recipes: trains a network by each on most of the rows and evaluates it on the others.
///
/// A comparison belongs to one thread; its team of threads shares the runs, and the result does not depend on
/// the number of members.
final class CandidateComparison<Element: Scalar>: TeamWork {
  /// The training of one candidate without one of the parts.
  private struct Run: Sendable {
    let recipe: ResolvedRecipe
    let training: Dataset<Element>
    let held: Dataset<Element>
  }

  private let runs: [Run]
  private let classWeights: [Double]?
  private let candidateCount: Int
  private let losses: AlignedBuffer<Double>
  /// The index of the next run that a member takes.
  private let next = Atomic<Int>(0)

  /// The number of parts that the rows are divided into.
  private static var partCount: Int { 4 }
  /// The number of rows below which every part is held back in turn; of more rows, only one part is.
  private static var fewRows: Int { 60 }

  /// - Parameters:
  ///   - candidates: the recipes to compare.
  ///   - data: the samples.
  ///   - classWeights: the weights of the classes in training; nil means equal weights.
  ///   - circumstances: the facts that the candidates' open choices depend on.
  init(
    _ candidates: [TrainingRecipe], on data: Dataset<Element>, classWeights: [Double]?,
    _ circumstances: RecipeCircumstances
  ) throws(BPNetError) {
    self.classWeights = classWeights
    candidateCount = candidates.count
    var runs: [Run] = []
    for part in try Self.parts(of: data, circumstances) {
      let (training, held) = (data.selecting(rows: part.training), data.selecting(rows: part.held))
      let facts = RecipeCircumstances(
        preprocessing: circumstances.preprocessing, rowCount: training.rowCount, validates: false)
      for candidate in candidates {
        runs.append(Run(recipe: try candidate.resolved(for: facts), training: training, held: held))
      }
    }
    self.runs = runs
    losses = AlignedBuffer(count: runs.count)
  }

  /// The rows of each part that is held back, and the training rows that belong to it.
  private static func parts(
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
    return folds.prefix(rows < fewRows ? partCount : 1).map { held in
      let isHeld = Set(held)
      return ((0..<rows).filter { !isHeld.contains($0) }, held)
    }
  }

  /// Takes and trains runs until none is left.
  func run(member: Int) {
    while true {
      let index = next.add(1, ordering: .relaxed).oldValue
      guard index < runs.count else { return }
      losses.base[index] = loss(of: runs[index])
    }
  }

  /// The loss on the rows held back; infinite if training cannot start or diverges.
  private func loss(of run: Run) -> Double {
    do {
      var configuration = run.recipe.configuration
      configuration.threads = 1
      configuration.classWeights = classWeights
      let trainer = try Trainer(
        network: try run.recipe.makeNetwork(as: Element.self),
        data: run.training, configuration: configuration)
      trainer.run()
      let evaluator = LossEvaluator(
        topology: trainer.network.topology, data: run.held, loss: run.recipe.configuration.loss,
        reduction: .mean)
      let loss = evaluator.loss(of: trainer.network)
      return loss.isFinite ? loss : .infinity
    } catch {
      return .infinity
    }
  }

  /// Trains all runs and returns the index of the candidate with the lowest mean loss; of equal ones the
  /// first.
  func best(threads: Int) -> Int {
    ThreadTeam(count: max(1, min(threads, runs.count))).run(self)
    let sums = (0..<candidateCount).map { candidate in
      FixedOrderSum.sum(count: runs.count / candidateCount) { losses.base[$0 * candidateCount + candidate] }
    }
    return sums.indices.min { sums[$0] < sums[$1] } ?? 0
  }
}

/// The choices of a recipe that were made by comparing candidates on rows held back.
package struct PresetDecision: Sendable {
  /// The recipe with these choices.
  let recipe: TrainingRecipe
  /// The arguments of a recipe that make the same choices without a comparison, as `name: value` between
  /// backquotes.
  package let text: String
  /// The number of recipes that were compared.
  package let candidateCount: Int
}

extension TrainingRecipe {
  /// Makes the choices that the recipe's preset leaves to a comparison; nil if there are none.
  ///
  /// - Parameters:
  ///   - training: the training samples.
  ///   - classWeights: the weights of the classes in training; nil means equal weights.
  ///   - data: the facts that open choices depend on.
  func decision<Element: Scalar>(
    on training: Dataset<Element>, classWeights: [Double]?, for data: RecipeCircumstances
  ) throws(BPNetError) -> PresetDecision? {
    let preset = usedPreset(continuing: data.start?.recipe).definition
    let candidates = preset.candidates(for: self, data)
    guard candidates.count > 1 else { return nil }
    let comparison = try CandidateComparison(
      candidates.map(\.trial), on: training, classWeights: classWeights, data)
    let best = candidates[comparison.best(threads: threads ?? availableProcessorCount)]
    return PresetDecision(recipe: best.recipe, text: best.text, candidateCount: candidates.count)
  }
}
