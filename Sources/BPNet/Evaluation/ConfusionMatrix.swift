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

  /// The number of samples of class `index`.
  public func support(of index: Int) -> Int { counts[index].reduce(0, +) }

  /// The number of samples predicted as class `index`.
  public func predictedCount(of index: Int) -> Int { counts.reduce(0) { $0 + $1[index] } }
}
