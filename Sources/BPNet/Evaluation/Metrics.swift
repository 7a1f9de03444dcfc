/// The quality of predictions, in the data's own units and labels.
public enum Metrics: Sendable, Equatable {
  /// The metrics of predicted classes.
  case classification(Metrics.Classification)
  /// The metrics of several predicted labels.
  case multilabel(Metrics.MultiLabel)
  /// The metrics of predicted numbers.
  case regression(Metrics.Regression)
  /// The metrics of inputs reconstructed by an autoencoder.
  case reconstruction(Metrics.Regression)
  /// The metrics of forecasts.
  case forecast(Metrics.Forecast)

  /// The main figures for summaries: accuracy, or RMSE, MAE and R².
  ///
  /// The names are those of JSON reports.
  public var named: [(name: String, value: Double)] {
    switch self {
    case .classification(let metrics): [("accuracy", metrics.accuracy)]
    case .multilabel(let metrics): metrics.summary
    case .regression(let metrics): metrics.summary
    case .reconstruction(let metrics): metrics.summary + [("mse", metrics.meanSquaredError)]
    case .forecast(let metrics): metrics.summary
    }
  }

  /// All figures that are a single number, those of `named` first; NaN if a figure is not defined.
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

extension Metrics.Regression {
  /// RMSE, MAE and R².
  var summary: [(name: String, value: Double)] {
    [("rmse", rootMeanSquaredError), ("mae", meanAbsoluteError), ("r2", coefficientOfDetermination)]
  }
}
