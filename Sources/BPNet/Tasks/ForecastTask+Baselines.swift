extension Preprocessing {
  /// Sets the period of the series, for comparisons.
  ///
  /// - Throws: `BPNetError.invalidArgument` under the name `period` if it is less than 2 rows or more than
  ///   the table has, or the task is not a forecast.
  mutating func set(period: Int, for table: Table) throws(BPNetError) {
    guard task == .forecast else {
      throw .invalidArgument(
        name: "period", found: "\(period) beside the task \(task.rawValue)", expected: "the task forecast")
    }
    guard period >= 2 else {
      throw .invalidArgument(name: "period", found: "\(period)", expected: "at least 2 rows")
    }
    try ForecastTask.check(period: period, in: table)
    details?.period = period
  }
}

/// Forecasts without a network: the last value, and the value one period ago.
extension ForecastTask {
  /// The baselines of samples: the last value, and if the period is known the value one period before.
  ///
  /// - Parameter values: the network's outputs and the true targets by their indices.
  func baselines<Element: Scalar>(
    for data: Dataset<Element>, by preprocessing: Preprocessing,
    values: (Int) -> (predicted: Double, actual: Double)
  ) -> [Metrics.Baseline] {
    guard let actual = data.trueTargets else { return [] }
    let horizon = ForecastTask.lengths(preprocessing.details).horizon
    let seriesCount = preprocessing.targets.count
    let periods: [Int?] = [nil] + (preprocessing.details?.period.map { [$0] } ?? [])
    return periods.compactMap { period in
      let samples = (0..<data.rowCount).filter { actual.firstRow(ofSample: $0) >= period ?? 1 }
      guard !samples.isEmpty else { return nil }
      func metrics(_ predicted: (_ sample: Int, _ step: Int, _ series: Int) -> Double) -> Metrics.Regression {
        Metrics.Regression(sampleCount: samples.count * horizon, targetCount: seriesCount) { index, series in
          let (position, step) = index.quotientAndRemainder(dividingBy: horizon)
          let sample = samples[position]
          let place = (sample * horizon + step) * seriesCount + series
          return (predicted(sample, step, series), values(place).actual)
        }
      }
      return Metrics.Baseline(
        period: period, sampleCount: samples.count,
        metrics: metrics { sample, step, series in
          let row = ForecastTask.knownRow(before: step, period: period)
          return actual.value(ofSample: sample, row: row, column: series)
        },
        network: metrics { values(($0 * horizon + $1) * seriesCount + $2).predicted })
    }
  }

  /// The row whose value a forecast without a network uses for a step, counted from the first row to predict:
  /// −1 is the last known row.
  static func knownRow(before step: Int, period: Int?) -> Int {
    guard let period else { return -1 }
    return step - period * (step / period + 1)
  }

  /// A hint at the period that the series show; nil if there is none or the period is given.
  ///
  /// - Parameter rows: the training rows.
  func periodRemark(of table: Table, _ samples: SampleChoice, rows: [Int]) -> Table.Remark? {
    guard samples.details?.period == nil else { return nil }
    let window = ForecastTask.lengths(samples.details).window
    let last = rows.suffix(SeasonalPeriod.mostRows)
    for column in samples.columns.targets {
      guard let found = SeasonalPeriod(in: last.map { table[$0, column] }) else { continue }
      let correlation = NumberText.significant(found.correlation, digits: 2)
      let wider = window < found.rowCount ? ", `window: \(found.rowCount)` shows the network a whole one" : ""
      let name = table.columns[column].name
      return .note(
        "\(name) repeats after \(counted(found.rowCount, "row")) (autocorrelation \(correlation)): "
          + "`period: \(found.rowCount)` compares with the values of one period ago\(wider)")
    }
    return nil
  }
}
