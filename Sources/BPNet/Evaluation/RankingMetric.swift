extension Metrics {
  /// A figure by which models are ranked: the loss, one of `Metrics.figures`, by its name there, or the
  /// program's own.
  ///
  /// To add one to the library is to add its line to the figures of its kind of metrics. A program defines
  /// its own with `init(_:isLargerBetter:value:)`.
  public struct RankingMetric: NamedChoice {
    /// The name of the figure, as `bpnet evaluate --json` has it.
    public let description: String
    /// Whether the larger of two figures is the better.
    public let isLargerBetter: Bool
    /// The figure of outcomes; nil if the library has the figure.
    let function: Function?

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
    public static let loss = RankingMetric(named: "loss", isLargerBetter: false)
    /// The mean of −log p of the true class.
    public static let logLoss = RankingMetric(named: "log_loss", isLargerBetter: false)
    /// R², the mean over the targets.
    public static let rSquared = RankingMetric(named: "r2", isLargerBetter: true)
    /// The share of samples whose class, or whose every label, is right.
    static let accuracy = RankingMetric(named: "accuracy", isLargerBetter: true)

    /// A figure with its function; nil if the library has the figure.
    init(named name: String, isLargerBetter: Bool, function: Function? = nil) {
      (description, self.isLargerBetter, self.function) = (name, isLargerBetter, function)
    }

    /// Whether both have the same name.
    public static func == (first: RankingMetric, second: RankingMetric) -> Bool {
      first.description == second.description
    }

    /// Hashes the name.
    public func hash(into hasher: inout Hasher) { hasher.combine(description) }

    private init<Values>(_ figure: Figure<Values>) {
      self.init(named: figure.name, isLargerBetter: figure.isLargerBetter)
    }

    /// The figure where a caller names none: the log loss of classes, R² of numbers, whichever is among
    /// these.
    ///
    /// Neither depends on the loss that a model was trained with, nor on the units of its targets.
    static func `default`(among names: [String]) -> Metrics.RankingMetric {
      names.contains(logLoss.description) ? .logLoss : .rSquared
    }

    /// The figure's value among the figures of an evaluation, a fold or a trial; nil if it is none of them.
    public func value(in figures: [(name: String, value: Double)]) -> Double? {
      figures.first { $0.name == description }?.value
    }

    /// The figure's value as one that is better the less it is: infinite where there is none, or it is NaN.
    func rank(_ figures: [(name: String, value: Double)]) -> Double {
      guard let value = value(in: figures), !value.isNaN else { return .infinity }
      return isLargerBetter ? -value : value
    }

    /// Checks that the figure is one of these.
    ///
    /// - Parameter label: the name under which it is reported.
    /// - Throws: `BPNetError.invalidArgument`.
    func check(
      among names: [String], label: String = Metrics.RankingMetric.argumentName
    ) throws(BPNetError) {
      guard names.contains(description) else {
        throw .invalidArgument(
          name: label, found: "\(self), which these outputs do not have",
          expected: "one of \(names.joined(separator: ", "))")
      }
    }
  }
}
