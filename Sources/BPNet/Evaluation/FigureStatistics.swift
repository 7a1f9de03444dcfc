/// The mean and the standard deviation of figures over several measurements.
package struct FigureStatistics: Sendable {
  /// The names, in the order of the first measurement.
  package let names: [String]
  /// The mean of each over the measurements that have it; NaN if none has, or one of the measurements has no
  /// figure at all, as after training that diverged.
  package let means: [Double]
  /// The sample standard deviation of each over the same, √(Σ(x − x̄)² / (n − 1)); NaN for a single one.
  package let standardDeviations: [Double]
  /// The number of measurements that have each: a figure is NaN where it is not defined, such as the area
  /// under the ROC of rows of one class.
  package let counts: [Int]

  /// The statistics of measurements with the same names.
  ///
  /// - Precondition: there is at least one.
  package init(_ measurements: [[(name: String, value: Double)]]) {
    names = measurements[0].map(\.name)
    let isComplete = !measurements.contains { figures in figures.allSatisfy(\.value.isNaN) }
    let values = names.indices.map { index in
      measurements.map { $0[index].value }.filter { !isComplete || !$0.isNaN }
    }
    counts = values.map { values in values.count { !$0.isNaN } }
    let means = values.map { $0.reduce(0, +) / Double($0.count) }
    self.means = means
    standardDeviations = zip(values, means).map { values, mean in
      let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
      return values.count > 1 ? (squares / Double(values.count - 1)).squareRoot() : .nan
    }
  }
}

extension FigureStatistics {
  /// Some of the statistics with their names.
  package func named(_ values: KeyPath<FigureStatistics, [Double]>) -> [(name: String, value: Double)] {
    zip(names, self[keyPath: values]).map { ($0, $1) }
  }
}
