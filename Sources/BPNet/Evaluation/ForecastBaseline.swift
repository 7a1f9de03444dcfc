extension Metrics {
  /// A forecast that needs no network, and a network's on the same rows.
  public struct Baseline: Sendable, Equatable {
    /// The rows after which series are taken to repeat: the forecast is the value of so many rows before, or
    /// of as many periods as it takes to come to a known one.
    ///
    /// Nil for the last known value.
    public let period: Int?
    /// The samples that have a value so long before.
    public let sampleCount: Int
    /// How good the forecast without a network is on them.
    public let metrics: Metrics.Regression
    /// How good the network's is on the same samples.
    public let network: Metrics.Regression

    /// 1 − RMSE of the network / RMSE of the baseline: 1 for exact forecasts, 0 or less where the baseline is
    /// as good; NaN where that is exact.
    public var skill: Double {
      let error = metrics.rootMeanSquaredError
      return error == 0 ? .nan : 1 - network.rootMeanSquaredError / error
    }

    /// The network's mean absolute error divided by the baseline's: below 1 where the network is better; NaN
    /// where the baseline is exact.
    ///
    /// The mean absolute scaled error (MASE) divides by the baseline's error on the training rows instead.
    public var absoluteErrorRatio: Double {
      let error = metrics.meanAbsoluteError
      return error == 0 ? .nan : network.meanAbsoluteError / error
    }
  }
}
