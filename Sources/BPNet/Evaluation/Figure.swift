extension Metrics {
  /// A figure of a kind of metrics: a single number with its name in reports, and which way is better.
  struct Figure<Values>: Sendable {
    let name: String
    let isLargerBetter: Bool
    /// The figure; nil if these metrics do not have it, NaN if it is not defined.
    let value: @Sendable (Values) -> Double?

    /// A figure of which the larger is the better.
    static func larger(_ name: String, _ value: @escaping @Sendable (Values) -> Double?) -> Figure {
      Figure(name: name, isLargerBetter: true, value: value)
    }

    /// A figure of which the smaller is the better.
    static func smaller(_ name: String, _ value: @escaping @Sendable (Values) -> Double?) -> Figure {
      Figure(name: name, isLargerBetter: false, value: value)
    }

    /// Precision, recall and F1 score of an average.
    static func average(
      _ prefix: String, _ average: @escaping @Sendable (Values) -> Metrics.PerClass
    ) -> [Figure] {
      [
        larger("\(prefix)_precision") { average($0).precision },
        larger("\(prefix)_recall") { average($0).recall },
        larger("\(prefix)_f1") { average($0).f1Score },
      ]
    }

    /// The figures that these metrics have.
    static func values(_ figures: [Figure], of metrics: Values) -> [(name: String, value: Double)] {
      figures.compactMap { figure in figure.value(metrics).map { (figure.name, $0) } }
    }
  }
}

extension Metrics.Classification {
  /// The figures of predicted classes, the accuracy first.
  static let figures: [Metrics.Figure<Self>] =
    [
      .larger("accuracy") { $0.accuracy },
      .larger("balanced_accuracy") { $0.balancedAccuracy },
      .larger("mcc") { $0.matthewsCorrelation },
      .smaller("log_loss") { $0.logLoss },
      .larger("roc_auc") { $0.areaUnderROC },
      .larger("pr_auc") { $0.averagePrecision },
      .smaller("calibration_error") { $0.calibrationError },
      .larger("top_k_accuracy") { $0.topK?.accuracy },
    ]
    + Metrics.Figure.average("macro") { $0.macroAverage }
    + Metrics.Figure.average("weighted") { $0.weightedAverage }
}

extension Metrics.MultiLabel {
  /// The figures of several predicted labels, subset accuracy and Hamming accuracy first.
  static let figures: [Metrics.Figure<Self>] =
    [
      .larger("accuracy") { $0.subsetAccuracy },
      .larger("hamming_accuracy") { $0.hammingAccuracy },
      .smaller("hamming_loss") { $0.hammingLoss },
      .smaller("log_loss") { $0.logLoss },
    ]
    + Metrics.Figure.average("macro") { $0.macroAverage }
    + Metrics.Figure.average("micro") { $0.microAverage }
}

extension Metrics.Regression {
  /// The figures of predicted numbers, RMSE, MAE and R² first.
  static let figures: [Metrics.Figure<Self>] = [
    .smaller("rmse") { $0.rootMeanSquaredError },
    .smaller("mae") { $0.meanAbsoluteError },
    .larger("r2") { $0.coefficientOfDetermination },
    .smaller("mse") { $0.meanSquaredError },
  ]
}

extension Metrics.Forecast {
  /// The figures of forecasts, all but the mean squared error first.
  static let figures: [Metrics.Figure<Self>] = [
    .smaller("rmse") { $0.overall.rootMeanSquaredError },
    .smaller("mae") { $0.overall.meanAbsoluteError },
    .larger("r2") { $0.overall.coefficientOfDetermination },
    .smaller("nrmse") { $0.overall.normalizedRootMeanSquaredError },
    .smaller("mse") { $0.overall.meanSquaredError },
  ]
}
