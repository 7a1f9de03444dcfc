/// How good predictions are, in the data's own units and labels.
public enum Metrics: Sendable, Equatable {
  /// Of classes.
  case classification(ClassificationMetrics)
  /// Of several columns of labels.
  case multilabel(MultiLabelMetrics)
  /// Of numbers.
  case regression(RegressionMetrics)
  /// Of inputs that are given again.
  case reconstruction(RegressionMetrics)
  /// Of series that are continued.
  case forecast(ForecastMetrics)

  /// The figures that stand beside the loss in summaries: accuracy, or RMSE, MAE and R².
  ///
  /// The names are those of `--json`.
  public var named: [(name: String, value: Double)] {
    switch self {
    case .classification(let metrics): [("accuracy", metrics.accuracy)]
    case .multilabel(let metrics): metrics.summary
    case .regression(let metrics): metrics.summary
    case .reconstruction(let metrics): metrics.summary + [("mse", metrics.meanSquaredError)]
    case .forecast(let metrics): metrics.summary
    }
  }

  /// Every figure that is one number for all the data, beginning with those of `named`; NaN where it is not
  /// defined.
  public var figures: [(name: String, value: Double)] {
    switch self {
    case .classification(let metrics): named + metrics.furtherFigures
    case .multilabel(let metrics): named + metrics.furtherFigures
    case .regression(let metrics): named + [("mse", metrics.meanSquaredError)]
    case .reconstruction: named
    case .forecast(let metrics): named + [("mse", metrics.overall.meanSquaredError)]
    }
  }
}

extension RegressionMetrics {
  /// RMSE, MAE and R².
  var summary: [(name: String, value: Double)] {
    [("rmse", rootMeanSquaredError), ("mae", meanAbsoluteError), ("r2", coefficientOfDetermination)]
  }
}
