/// How good predictions are, in the data's own units and labels.
public enum Metrics: Sendable, Equatable {
  /// Of classes.
  case classification(ClassificationMetrics)
  /// Of numbers.
  case regression(RegressionMetrics)

  /// The figures that stand beside the loss in summaries: accuracy, or RMSE, MAE and R².
  ///
  /// The names are those of `--json`.
  public var named: [(name: String, value: Double)] {
    switch self {
    case .classification(let metrics):
      [("accuracy", metrics.accuracy)]
    case .regression(let metrics):
      [
        ("rmse", metrics.rootMeanSquaredError), ("mae", metrics.meanAbsoluteError),
        ("r2", metrics.coefficientOfDetermination),
      ]
    }
  }

  /// Every figure that is one number for all the data, beginning with those of `named`; NaN where it is not
  /// defined.
  public var figures: [(name: String, value: Double)] {
    switch self {
    case .classification(let metrics): named + metrics.furtherFigures
    case .regression(let metrics): named + [("mse", metrics.meanSquaredError)]
    }
  }
}
