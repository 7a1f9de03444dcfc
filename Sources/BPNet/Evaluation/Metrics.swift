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
  public var mainFigures: [(name: String, value: Double)] {
    let count =
      switch self {
      case .classification: 1
      case .multilabel: 2
      case .regression: 3
      case .reconstruction, .forecast: 4
      }
    return Array(figures.prefix(count))
  }

  /// All figures that are a single number, the main ones first; NaN if a figure is not defined.
  public var figures: [(name: String, value: Double)] {
    switch self {
    case .classification(let metrics): Figure.values(Classification.figures, of: metrics)
    case .multilabel(let metrics): Figure.values(MultiLabel.figures, of: metrics)
    case .regression(let metrics), .reconstruction(let metrics):
      Figure.values(Regression.figures, of: metrics)
    case .forecast(let metrics): Figure.values(Forecast.figures, of: metrics)
    }
  }
}
