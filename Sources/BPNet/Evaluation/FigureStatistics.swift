/// The mean and the standard deviation of figures over several measurements.
package struct FigureStatistics: Sendable {
  /// The names, in the order of the first measurement.
  package let names: [String]
  /// The mean of each; NaN if one of its values is.
  package let means: [Double]
  /// The sample standard deviation of each, √(Σ(x − x̄)² / (n − 1)); NaN for a single measurement.
  package let standardDeviations: [Double]

  /// The statistics of measurements with the same names.
  ///
  /// - Precondition: there is at least one.
  package init(_ measurements: [[(name: String, value: Double)]]) {
    let count = Double(measurements.count)
    names = measurements[0].map(\.name)
    let means = names.indices.map { index in measurements.reduce(0) { $0 + $1[index].value } / count }
    self.means = means
    standardDeviations = names.indices.map { index in
      let squares = measurements.reduce(0) { sum, figures in
        sum + (figures[index].value - means[index]) * (figures[index].value - means[index])
      }
      return count > 1 ? (squares / (count - 1)).squareRoot() : .nan
    }
  }
}

extension FigureStatistics {
  /// Some of the statistics with their names.
  package func named(_ values: KeyPath<FigureStatistics, [Double]>) -> [(name: String, value: Double)] {
    zip(names, self[keyPath: values]).map { ($0, $1) }
  }
}
