/// The numbers of samples of each class that were predicted as each class.
public struct ConfusionMatrix: Sendable, Equatable {
  /// The number of samples by class (row) and predicted class (column), in the order of the labels.
  public let counts: [[Int]]

  /// Compares predicted with true classes.
  ///
  /// - Precondition: both have the same count, and all classes are in `0..<classCount`.
  public init(predicted: [Int], actual: [Int], classCount: Int) {
    precondition(predicted.count == actual.count, "one prediction for each sample")
    var counts = [[Int]](repeating: [Int](repeating: 0, count: classCount), count: classCount)
    for (prediction, truth) in zip(predicted, actual) { counts[truth][prediction] += 1 }
    self.counts = counts
  }

  /// The number of classes.
  public var classCount: Int { counts.count }

  /// The number of samples.
  public var sampleCount: Int { counts.reduce(0) { $0 + $1.reduce(0, +) } }

  /// The fraction of samples whose predicted class is the true one; NaN if there are no samples.
  public var accuracy: Double {
    Double(counts.indices.reduce(0) { $0 + counts[$1][$1] }) / Double(sampleCount)
  }

  /// The mean over the classes that occur of the fraction of their samples that are predicted correctly; NaN
  /// if there are no samples.
  public var balancedAccuracy: Double {
    let occurring = counts.indices.filter { support(of: $0) > 0 }
    let recalls = occurring.map { Double(counts[$0][$0]) / Double(support(of: $0)) }
    return recalls.reduce(0, +) / Double(recalls.count)
  }

  /// Matthews' correlation coefficient of predicted and true classes, for any number of classes; 0 if all
  /// samples are of one class, or predicted as one.
  ///
  /// (h n − Σ tₖ pₖ) / √((n² − Σ tₖ²)(n² − Σ pₖ²)) with h correct predictions of n, tₖ samples of class k and
  /// pₖ predicted as it. Source: Gorodkin, "Comparing two K-category assignments by a K-category correlation
  /// coefficient", Computational Biology and Chemistry 28, 2004.
  public var matthewsCorrelation: Double {
    let total = sampleCount
    let (actual, predicted) = (counts.indices.map(support(of:)), counts.indices.map(predictedCount(of:)))
    let hits = counts.indices.reduce(0) { $0 + counts[$1][$1] }
    func product(_ first: [Int], _ second: [Int]) -> Int { zip(first, second).reduce(0) { $0 + $1.0 * $1.1 } }
    let covariance = hits * total - product(actual, predicted)
    let spreads = [actual, predicted].map { Double(total * total - product($0, $0)) }
    guard spreads[0] > 0, spreads[1] > 0 else { return 0 }
    return Double(covariance) / (spreads[0].squareRoot() * spreads[1].squareRoot())
  }

  /// The number of samples of class `index`.
  public func support(of index: Int) -> Int { counts[index].reduce(0, +) }

  /// The number of samples predicted as class `index`.
  public func predictedCount(of index: Int) -> Int { counts.reduce(0) { $0 + $1[index] } }
}
