/// The period that a series shows: the lag of a peak of its autocorrelation.
///
/// The series is taken twice, as it is and as the differences of neighbours, which leave little of a bent
/// trend, both without their straight line of least squares; the higher peak counts. A lag k is a peak if
/// the autocorrelation has been 0 or less at a smaller lag and is not larger at k − 1 and k + 1, and k is at
/// most a third of the n rows. Of the peaks within a tenth of the highest the first is taken, since multiples
/// of a period are peaks, too. It is clear if its autocorrelation is at least 0.5 and 4/√n, and twice the lag
/// has at least half of it: of 200 random walks one or two have such a peak.
struct SeasonalPeriod: Equatable {
  /// The last rows of a longer series tell as much.
  static let mostRows = 10_000
  private static let longest = 1500
  private static let leastCorrelation = 0.5

  /// The lag.
  let rowCount: Int
  /// The autocorrelation there.
  let correlation: Double

  /// Nil if the series shows no clear period.
  init?(in series: [Double]) {
    guard series.count >= 12, series.allSatisfy(\.isFinite) else { return nil }
    let differences = zip(series.dropFirst(), series).map { $0 - $1 }
    let peaks = [series, differences].map(SeasonalPeriod.withoutLine).compactMap(SeasonalPeriod.peak)
    guard let best = peaks.max(by: { $0.correlation < $1.correlation }) else { return nil }
    self = best
  }

  private init(rowCount: Int, correlation: Double) {
    self.rowCount = rowCount
    self.correlation = correlation
  }

  /// The differences from the straight line of least squares.
  private static func withoutLine(_ series: [Double]) -> [Double] {
    let middle = Double(series.count - 1) / 2
    let mean = series.reduce(0, +) / Double(series.count)
    var (products, squares) = (0.0, 0.0)
    for (index, value) in series.enumerated() {
      products += (Double(index) - middle) * (value - mean)
      squares += (Double(index) - middle) * (Double(index) - middle)
    }
    let slope = products / squares
    return series.enumerated().map { $1 - mean - slope * (Double($0) - middle) }
  }

  /// The peak of a series without a trend.
  private static func peak(of series: [Double]) -> SeasonalPeriod? {
    let count = series.count
    let limit = min(count / 3, longest)
    let correlations = autocorrelations(of: series, upTo: min(2 * limit + 1, count - 2))
    guard let start = (1...limit).first(where: { correlations[$0] <= 0 }) else { return nil }
    let peaks = (start...limit).dropFirst().filter {
      correlations[$0] >= correlations[$0 - 1] && correlations[$0] >= correlations[$0 + 1]
    }
    guard let highest = peaks.map({ correlations[$0] }).max(),
      highest >= max(leastCorrelation, 4 / Double(count).squareRoot()),
      let lag = peaks.first(where: { correlations[$0] >= 0.9 * highest }),
      correlations[2 * lag] >= correlations[lag] / 2
    else { return nil }
    return SeasonalPeriod(rowCount: lag, correlation: correlations[lag])
  }

  /// The autocorrelations at the lags from 0: Σ xᵢ xᵢ₊ₖ / √(Σ xᵢ² Σ xᵢ₊ₖ²), without the mean; 0 where there
  /// is nothing to divide by.
  private static func autocorrelations(of series: [Double], upTo top: Int) -> [Double] {
    let count = series.count
    let mean = series.reduce(0, +) / Double(count)
    let values = series.map { $0 - mean }
    // The squares of all values before each, so that those of either end are differences.
    var squares = [0.0]
    for value in values { squares.append(squares[squares.count - 1] + value * value) }
    return values.withUnsafeBufferPointer { values in
      (0...top).map { lag in
        var sum = 0.0
        for index in 0..<count - lag { sum += values[index] * values[index + lag] }
        let norm = (squares[count - lag] * (squares[count] - squares[lag])).squareRoot()
        return norm > 0 ? sum / norm : 0
      }
    }
  }
}
