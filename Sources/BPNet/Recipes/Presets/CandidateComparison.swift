import Synchronization

/// Trains a network by each of some recipes on most of the rows, and measures it on the others.
///
/// Belongs to one thread, which others help; what it comes to does not depend on how many do.
final class CandidateComparison<Element: Scalar>: TeamWork {
  /// A run of one candidate without one of the parts.
  private struct Run: Sendable {
    let recipe: ResolvedRecipe
    let training: Dataset<Element>
    let held: Dataset<Element>
  }

  private let runs: [Run]
  private let classWeights: [Double]?
  private let candidateCount: Int
  private let losses: AlignedBuffer<Double>
  /// The run that the next member takes.
  private let next = Atomic<Int>(0)

  /// The rows are divided into so many parts.
  private static var partCount: Int { 4 }
  /// Of so few rows every part is held back in turn, of others one.
  private static var fewRows: Int { 60 }

  /// - Parameter classWeights: how much the samples of each class count in training.
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

  /// The rows of each part that is held back, and those trained on beside it.
  private static func parts(
    of data: Dataset<Element>, _ circumstances: RecipeCircumstances
  ) throws(BPNetError) -> [(training: [Int], held: [Int])] {
    let rows = data.rowCount
    // Neighbouring samples of a series share rows: the last ones are to tell.
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

  /// Trains what is left to train.
  func run(member: Int) {
    while true {
      let index = next.add(1, ordering: .relaxed).oldValue
      guard index < runs.count else { return }
      losses.base[index] = loss(of: runs[index])
    }
  }

  /// The loss on the rows held back, infinite where training cannot start or diverges.
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

  /// The candidate of least mean loss; of equal ones the first.
  func best(threads: Int) -> Int {
    ThreadTeam(count: max(1, min(threads, runs.count))).run(self)
    let sums = (0..<candidateCount).map { candidate in
      FixedOrderSum.sum(count: runs.count / candidateCount) { losses.base[$0 * candidateCount + candidate] }
    }
    return sums.indices.min { sums[$0] < sums[$1] } ?? 0
  }
}

/// What rows held back have decided about a recipe.
package struct PresetDecision: Sendable {
  /// The recipe with the choices made.
  let recipe: TrainingRecipe
  /// The options of the command line that make the same choices from the start.
  package let options: String
  /// The recipes that were compared.
  package let candidateCount: Int
}

extension TrainingRecipe {
  /// Makes the choices that the recipe's preset leaves to rows held back; nil if there are none.
  ///
  /// - Parameters:
  ///   - training: the samples to train on.
  ///   - classWeights: how much the samples of each class count in training.
  func decision<Element: Scalar>(
    on training: Dataset<Element>, classWeights: [Double]?, for data: RecipeCircumstances
  ) throws(BPNetError) -> PresetDecision? {
    let preset = usedPreset(continuing: data.start?.recipe).definition
    let candidates = preset.candidates(for: self, data)
    guard candidates.count > 1 else { return nil }
    let comparison = try CandidateComparison(
      candidates.map(\.trial), on: training, classWeights: classWeights, data)
    let best = candidates[comparison.best(threads: threads ?? availableProcessorCount)]
    return PresetDecision(recipe: best.recipe, options: best.options, candidateCount: candidates.count)
  }
}
