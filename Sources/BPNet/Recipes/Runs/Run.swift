/// One run of training, as a value: what distinguishes it from the other runs on the same tables.
///
/// Results that were kept are found again by it, so a run that is known is not trained twice.
public struct Run: Codable, Hashable, Sendable {
  /// What a fold holds back, in cross-validation.
  public struct Fold: Codable, Hashable, Sendable {
    /// The fold, counted from 0.
    public let index: Int
    /// The number of folds.
    public let count: Int
  }

  /// The recipe of this run alone: one seed, one choice of hidden layers.
  public let recipe: TrainingRecipe
  /// The precision in which the network calculates.
  public let precision: Precision
  /// The rows that are left out of training; nil for none.
  public let fold: Fold?

  /// A run of one of the recipes that a recipe asks for (`TrainingRecipe.attempts`).
  init(_ recipe: TrainingRecipe, precision: Precision, fold: Fold? = nil) {
    var recipe = recipe
    // No result depends on the number of threads, nor on what other runs it is compared with by what.
    recipe.threads = nil
    recipe.rankingMetric = nil
    self.recipe = recipe
    self.precision = precision
    self.fold = fold
  }
}

/// What a run has come to, without its model: all that is told of it and compared, as a value to keep.
public struct RunResult: Codable, Equatable, Sendable {
  /// What was run.
  public let run: Run
  /// The sizes of the hidden layers.
  public let hiddenSizes: [Int]
  /// How it ended: diverged, too, if the loss of the weights that it has led to is not finite.
  public let summary: TrainingSummary
  /// The figures on the rows trained on, with the weights that the run has led to.
  public let training: Part
  /// Those on the rows held back for validation, if there are any.
  public let validation: Part?
  /// Those on the rows of the fold that the run left out, if it left one out.
  public let fold: Part?

  /// The figures on some rows.
  public struct Part: Codable, Equatable, Sendable {
    /// The number of rows.
    public let rowCount: Int
    private let values: [Value]

    private struct Value: Codable, Equatable, Sendable {
      let name: String
      @ExactNumber var value: Double
    }

    init(_ part: Evaluation) {
      rowCount = part.rowCount
      values = part.figures.map { Value(name: $0.name, value: $0.value) }
    }

    /// The loss, and every figure of `Metrics.figures`.
    public var figures: [(name: String, value: Double)] { values.map { ($0.name, $0.value) } }

    /// The loss.
    public var loss: Double { values.first { $0.name == RankingMetric.loss.description }?.value ?? .nan }
  }

  init(_ result: TrainingResult, run: Run, fold: Evaluation? = nil) {
    self.run = run
    hiddenSizes = result.model.topology.layers.dropLast().map(\.outputCount)
    summary = result.summary
    training = Part(result.training)
    validation = result.validation.map(Part.init)
    self.fold = fold.map(Part.init)
  }

  /// Whether training ended by its own rules, so that the same run would come to the same again.
  public var isWhole: Bool { summary.stopReason != .signal }

  /// The error of training that diverged; nil if it did not.
  public var divergence: BPNetError? {
    guard summary.stopReason == .diverged else { return nil }
    return .diverged(epoch: summary.epochs, loss: summary.lastTrainingLoss)
  }

  /// What runs are compared by.
  ///
  /// - Parameters:
  ///   - metric: nil means the loss.
  ///   - index: the run's place among the others: of equal ones the first is the best.
  func rank(by metric: RankingMetric?, index: Int) -> RunRank {
    let figures = (validation ?? training).figures
    let loss = RankingMetric.loss.rank(figures)
    return RunRank(
      isUsable: divergence == nil && loss.isFinite,
      figures: metric.map { [$0.rank(figures), loss] } ?? [loss], index: index)
  }
}

/// The place of a run among others: the lesser, the better.
struct RunRank: Comparable {
  /// Whether training led to something: what diverged is worse than all else.
  let isUsable: Bool
  /// What decides, the first one first; infinite where a figure is not defined.
  let figures: [Double]
  /// Where all figures are equal, the first run is the better.
  let index: Int

  static func < (first: RunRank, second: RunRank) -> Bool {
    guard first.isUsable == second.isUsable else { return first.isUsable }
    for (one, other) in zip(first.figures, second.figures) where one != other { return one < other }
    return first.index < second.index
  }
}

extension Evaluation {
  /// The loss, and every figure of the metrics.
  public var figures: [(name: String, value: Double)] {
    [(RankingMetric.loss.description, loss)] + metrics.figures
  }
}
