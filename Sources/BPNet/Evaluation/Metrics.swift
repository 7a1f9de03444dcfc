/// How good predictions are, in the data's own units and labels.
public enum Metrics: Sendable, Equatable {
  /// Of classes.
  case classification(Classification)
  /// Of numbers.
  case regression(Regression)

  /// How good predicted classes are.
  public struct Classification: Sendable, Equatable {
    /// The share of samples whose class is the predicted one.
    public let accuracy: Double
    /// Samples by class (row) and predicted class (column), in the order of the labels.
    public let confusion: [[Int]]
  }

  /// How good predicted numbers are.
  public struct Regression: Sendable, Equatable {
    /// The root of the mean squared error over samples and targets.
    public let rootMeanSquaredError: Double
    /// The mean absolute error over samples and targets.
    public let meanAbsoluteError: Double
    /// R², the mean over the targets of 1 − Σ(y − ŷ)² / Σ(y − ȳ)².
    ///
    /// For a target that does not vary it is 1 if each prediction is exact, else 0.
    public let coefficientOfDetermination: Double
  }

  /// The names and values, as `--json` has them.
  public var named: [(name: String, value: Double)] {
    switch self {
    case .classification(let metrics):
      [("accuracy", metrics.accuracy)]
    case .regression(let metrics):
      [
        ("rmse", metrics.rootMeanSquaredError), ("mae", metrics.meanAbsoluteError),
        ("r2", metrics.coefficientOfDetermination),
      ]
    }
  }
}

extension Metrics.Classification {
  /// Compares predicted with true classes.
  ///
  /// - Precondition: both have the same count, above 0, and lie in `0..<classCount`.
  public init(predicted: [Int], actual: [Int], classCount: Int) {
    precondition(predicted.count == actual.count && !actual.isEmpty, "one prediction a sample")
    var confusion = [[Int]](repeating: [Int](repeating: 0, count: classCount), count: classCount)
    for (prediction, truth) in zip(predicted, actual) { confusion[truth][prediction] += 1 }
    let correct = (0..<classCount).reduce(0) { $0 + confusion[$1][$1] }
    self.init(accuracy: Double(correct) / Double(actual.count), confusion: confusion)
  }
}

extension Metrics.Regression {
  /// Compares predicted with true values, both `[rows][targets]`.
  ///
  /// - Precondition: both have the same count, above 0, a multiple of `targetCount`.
  public init(predicted: [Double], actual: [Double], targetCount: Int) {
    precondition(predicted.count == actual.count && !actual.isEmpty, "one prediction a sample")
    precondition(actual.count.isMultiple(of: targetCount), "whole rows")
    let rows = actual.count / targetCount
    let squared = FixedOrderSum.sum(count: actual.count) {
      (predicted[$0] - actual[$0]) * (predicted[$0] - actual[$0])
    }
    let absolute = FixedOrderSum.sum(count: actual.count) { (predicted[$0] - actual[$0]).magnitude }
    let determination = (0..<targetCount).map { target in
      let mean = FixedOrderSum.sum(count: rows) { actual[$0 * targetCount + target] } / Double(rows)
      let total = FixedOrderSum.sum(count: rows) {
        (actual[$0 * targetCount + target] - mean) * (actual[$0 * targetCount + target] - mean)
      }
      let residual = FixedOrderSum.sum(count: rows) {
        let difference = actual[$0 * targetCount + target] - predicted[$0 * targetCount + target]
        return difference * difference
      }
      return total == 0 ? (residual == 0 ? 1 : 0) : 1 - residual / total
    }
    self.init(
      rootMeanSquaredError: (squared / Double(actual.count)).squareRoot(),
      meanAbsoluteError: absolute / Double(actual.count),
      coefficientOfDetermination: determination.reduce(0, +) / Double(targetCount))
  }
}
