/// How good series are continued.
public struct ForecastMetrics: Sendable, Equatable {
  /// The metrics of each series, over all steps ahead.
  public let overall: RegressionMetrics
  /// The metrics of each series one step ahead, two steps ahead and so on, up to the horizon.
  public let steps: [RegressionMetrics]

  /// Compares predicted with true values, both `[samples][steps][series]`.
  ///
  /// - Precondition: both have the same count, above 0, a multiple of `seriesCount` · `horizon`.
  public init(predicted: [Double], actual: [Double], seriesCount: Int, horizon: Int) {
    precondition(actual.count.isMultiple(of: seriesCount * horizon), "whole samples")
    overall = RegressionMetrics(predicted: predicted, actual: actual, targetCount: seriesCount)
    let overall = overall
    steps = (0..<horizon).map { step in
      guard horizon > 1 else { return overall }
      func values(_ all: [Double]) -> [Double] {
        all.indices.filter { $0 / seriesCount % horizon == step }.map { all[$0] }
      }
      return RegressionMetrics(
        predicted: values(predicted), actual: values(actual), targetCount: seriesCount)
    }
  }

  /// RMSE, MAE, R² and normalised RMSE.
  var summary: [(name: String, value: Double)] {
    overall.summary + [("nrmse", overall.normalizedRootMeanSquaredError)]
  }
}
