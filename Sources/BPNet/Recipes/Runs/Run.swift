/// The identity of a training run: what distinguishes it from the other runs on the same tables.
///
/// It is the key of stored results, so that a run whose result is known is not trained twice.
public struct Run: Codable, Hashable, Sendable {
  /// A fold of a cross-validation.
  public struct Fold: Codable, Hashable, Sendable {
    /// The index of the fold, from 0.
    public let index: Int
    /// The number of folds.
    public let count: Int
  }

  /// The recipe of this run alone, with one seed and one choice of hidden layers.
  public let recipe: TrainingRecipe
  /// The precision of the network.
  public let precision: Precision
  /// The fold that is not trained on; nil for a run on all rows.
  public let fold: Fold?

  /// A run by one of a recipe's `attempts`.
  init(_ recipe: TrainingRecipe, precision: Precision, fold: Fold? = nil) {
    var recipe = recipe
    // A result depends neither on the number of threads nor on how it is compared with others.
    recipe.threads = nil
    recipe.rankingMetric = nil
    self.recipe = recipe
    self.precision = precision
    self.fold = fold
  }
}

extension Run {
  /// The result of a training run without its model: everything that is reported and compared, as a value
  /// that can be stored.
  public struct Result: Codable, Equatable, Sendable {
    /// The run.
    public let run: Run
    /// The sizes of the hidden layers.
    public let hiddenSizes: [Int]
    /// How the run ended; a run also counts as diverged if the loss of its final weights is not finite.
    public let summary: TrainingSummary
    /// The figures of the final weights on the training rows.
    public let training: Part
    /// The figures on the rows held back for validation; nil if there are none.
    public let validation: Part?
    /// The figures on the rows of the run's fold; nil if it has none.
    public let fold: Part?

    /// The figures on a part of the rows.
    public struct Part: Codable, Equatable, Sendable {
      /// The number of rows.
      public let rowCount: Int
      private let values: [Value]

      private struct Value: Codable, Equatable, Sendable {
        let name: String
        @ExactNumber var value: Double
      }

      init(_ part: Model.Evaluation) {
        rowCount = part.rowCount
        values = part.figures.map { Value(name: $0.name, value: $0.value) }
      }

      /// The loss, every figure of `Metrics.figures`, and those of the program's own metrics.
      public var figures: [(name: String, value: Double)] { values.map { ($0.name, $0.value) } }

      /// The loss.
      public var loss: Double {
        values.first { $0.name == Metrics.RankingMetric.loss.description }?.value ?? .nan
      }
    }

    init(_ result: TrainingResult, run: Run, fold: Model.Evaluation? = nil) {
      self.run = run
      hiddenSizes = result.model.topology.layers.dropLast().map(\.outputCount)
      summary = result.summary
      training = Part(result.training)
      validation = result.validation.map(Part.init)
      self.fold = fold.map(Part.init)
    }

    /// Whether training ended by its own rules and was not stopped, so that the same run would give the same
    /// result again.
    public var isComplete: Bool { summary.stopReason != .signal }

    /// The error of a training that diverged; nil if it did not.
    public var divergence: BPNetError? { summary.divergence }

    /// Whether metrics were measured on every part of the rows.
    func has(_ metrics: [Metrics.RankingMetric]) -> Bool {
      [training, validation, fold].allSatisfy { part in
        part.map { part in metrics.allSatisfy { $0.value(in: part.figures) != nil } } ?? true
      }
    }

    /// The rank of the run, by which it is compared with others.
    ///
    /// - Parameters:
    ///   - metric: the figure that decides; nil means the loss.
    ///   - index: the run's index among those it is compared with.
    func rank(by metric: Metrics.RankingMetric?, index: Int) -> RunRank {
      let figures = (validation ?? training).figures
      let loss = Metrics.RankingMetric.loss.rank(figures)
      return RunRank(
        isUsable: divergence == nil && loss.isFinite,
        figures: metric.map { [$0.rank(figures), loss] } ?? [loss], index: index)
    }
  }
}

/// The rank of a run: the lesser rank is the better one.
struct RunRank: Comparable {
  /// False if training diverged, which ranks behind all else.
  let isUsable: Bool
  /// The figures that decide, the most important first; infinite if a figure is not defined.
  let figures: [Double]
  /// The index of the run: if all figures are equal, the first run is the better one.
  let index: Int

  static func < (first: RunRank, second: RunRank) -> Bool {
    guard first.isUsable == second.isUsable else { return first.isUsable }
    for (one, other) in zip(first.figures, second.figures) where one != other { return one < other }
    return first.index < second.index
  }
}
