extension Metrics {
  /// A figure by which models are ranked: the loss, or one of `Metrics.figures`, by its name there.
  ///
  /// To add one is to add its line to the figures of its kind of metrics.
  public struct RankingMetric: NamedChoice {
    /// The name of the figure, as `bpnet evaluate --json` has it.
    public let description: String
    /// Whether the larger of two figures is the better.
    public let isLargerBetter: Bool

    /// The figures that models can be ranked by: the loss, and every figure of any kind of metrics.
    public static let registry: Registry<Metrics.RankingMetric> = {
      let figures =
        Classification.figures.map(RankingMetric.init) + MultiLabel.figures.map(RankingMetric.init)
        + Regression.figures.map(RankingMetric.init) + Forecast.figures.map(RankingMetric.init)
      var names: Set<String> = []
      return Registry(([.loss] + figures).filter { names.insert($0.description).inserted }.map { Entry($0) })
    }()

    /// `rankingMetric`.
    public static let argumentName = "rankingMetric"

    /// What training minimises, without penalties; weighted by the samples' weights.
    public static let loss = RankingMetric("loss", isLargerBetter: false)
    /// The mean of −log p of the true class.
    public static let logLoss = RankingMetric("log_loss", isLargerBetter: false)
    /// R², the mean over the targets.
    public static let rSquared = RankingMetric("r2", isLargerBetter: true)
    /// The share of samples whose class, or whose every label, is right.
    static let accuracy = RankingMetric("accuracy", isLargerBetter: true)

    private init(_ name: String, isLargerBetter: Bool) {
      (description, self.isLargerBetter) = (name, isLargerBetter)
    }

    private init<Values>(_ figure: Figure<Values>) {
      self.init(figure.name, isLargerBetter: figure.isLargerBetter)
    }

    /// The figure where a caller names none: the log loss of classes, R² of numbers, whichever is among
    /// these.
    ///
    /// Neither depends on the loss that a model was trained with, nor on the units of its targets.
    static func `default`(among names: [String]) -> Metrics.RankingMetric {
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
