extension Metrics {
  /// A figure by which models are ranked: the loss, or one of `Metrics.figures`, by its name there.
  ///
  /// To add one: its value in `Metrics.figures`, and its line in `registry`.
  public struct RankingMetric: NamedChoice {
    /// The name of the figure, as `bpnet evaluate --json` has it.
    public let description: String
    /// Whether the larger of two figures is the better.
    public let isLargerBetter: Bool

    /// The figures that models can be ranked by.
    public static let registry = Registry<Metrics.RankingMetric>(
      [
        .loss, .logLoss, .rSquared, smaller("rmse"), smaller("mae"), smaller("mse"), smaller("nrmse"),
        .accuracy, larger("balanced_accuracy"), larger("mcc"), larger("top_k_accuracy"), larger("roc_auc"),
        larger("pr_auc"), smaller("calibration_error"),
        larger("macro_precision"), larger("macro_recall"), larger("macro_f1"),
        larger("weighted_precision"), larger("weighted_recall"), larger("weighted_f1"),
        larger("micro_precision"), larger("micro_recall"), larger("micro_f1"),
        larger("hamming_accuracy"), smaller("hamming_loss"),
      ].map { Entry($0) })

    /// `rankingMetric`.
    public static let argumentName = "rankingMetric"

    /// What training minimises, without penalties; weighted by the samples' weights.
    public static let loss = smaller("loss")
    /// The mean of −log p of the true class.
    public static let logLoss = smaller("log_loss")
    /// R², the mean over the targets.
    public static let rSquared = larger("r2")
    /// The share of samples whose class, or whose every label, is right.
    static let accuracy = larger("accuracy")

    private static func smaller(_ name: String) -> Metrics.RankingMetric {
      Metrics.RankingMetric(description: name, isLargerBetter: false)
    }

    private static func larger(_ name: String) -> Metrics.RankingMetric {
      Metrics.RankingMetric(description: name, isLargerBetter: true)
    }

    /// The figure where a caller names none: the log loss of classes, R² of numbers, whichever is among
    /// these.
    ///
    /// Neither depends on the loss that a model was trained with, nor on the units of its targets.
    static func usual(among names: [String]) -> Metrics.RankingMetric {
      names.contains(logLoss.description) ? .logLoss : .rSquared
    }

    /// The figure's value as one that is better the less it is: infinite where there is none, or it is NaN.
    func rank(_ figures: [(name: String, value: Double)]) -> Double {
      guard let value = figures.first(where: { $0.name == description })?.value, !value.isNaN else {
        return .infinity
      }
      return isLargerBetter ? -value : value
    }

    /// Checks that the figure is one of these.
    ///
    /// - Throws: `BPNetError.invalidArgument` under the name `rankingMetric`.
    func check(among names: [String]) throws(BPNetError) {
      guard names.contains(description) else {
        throw .invalidArgument(
          name: Metrics.RankingMetric.argumentName, found: "\(self), which these outputs do not have",
          expected: "one of \(names.joined(separator: ", "))")
      }
    }
  }
}
