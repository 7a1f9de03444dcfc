extension Metrics {
  /// The metrics of forecasts.
  public struct Forecast: Sendable, Equatable {
    /// The metrics of each series, over all steps ahead.
    public let overall: Metrics.Regression
    /// The metrics of each series one step ahead, two steps ahead and so on, up to the horizon.
    public let steps: [Metrics.Regression]
    /// Forecasts without a network to compare with, on the same rows: the last value, and the value one
    /// period ago if a period is known.
    public internal(set) var baselines: [Metrics.Baseline] = []

    /// Compares predicted with true values, both `[samples][steps][series]`.
    ///
    /// - Precondition: both have the same count, above 0, a multiple of `seriesCount` · `horizon`.
    public init(predicted: [Double], actual: [Double], seriesCount: Int, horizon: Int) {
      precondition(predicted.count == actual.count && !actual.isEmpty, "one prediction for each value")
      precondition(actual.count.isMultiple(of: seriesCount * horizon), "whole samples")
      self.init(
        sampleCount: actual.count / (seriesCount * horizon), seriesCount: seriesCount, horizon: horizon
      ) { (predicted[$0], actual[$0]) }
    }

    /// Compares values that are looked up by their index in `[samples][steps][series]`, several times each.
    init(
      sampleCount: Int, seriesCount: Int, horizon: Int,
      values: (Int) -> (predicted: Double, actual: Double)
    ) {
      let overall = Metrics.Regression(sampleCount: sampleCount * horizon, targetCount: seriesCount) {
        values($0 * seriesCount + $1)
      }
      self.overall = overall
      steps = (0..<horizon).map { step in
        guard horizon > 1 else { return overall }
        return Metrics.Regression(sampleCount: sampleCount, targetCount: seriesCount) {
          values(($0 * horizon + step) * seriesCount + $1)
        }
      }
    }
  }
}
