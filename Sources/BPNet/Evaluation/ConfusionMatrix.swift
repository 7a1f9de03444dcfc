extension Metrics {
  /// The numbers of samples of each class that were predicted as each class.
  ///
  /// Only pairs of classes that occur are held, so the memory grows with the samples and the classes, and not
  /// with the square of the classes.
  public struct ConfusionMatrix: Sendable, Equatable {
    /// A count above 0 of the matrix.
    public struct Entry: Sendable, Equatable {
      /// The true class.
      public let actual: Int
      /// The predicted class.
      public let predicted: Int
      /// The number of samples.
      public let count: Int
    }

    /// The number of classes.
    public let classCount: Int
    /// The counts above 0 of known classes, by true and then by predicted class.
    public let entries: [Entry]
    /// The number of samples of unknown classes that were predicted as each class.
    public let unknownCounts: [Int]
    // With the unknown classes behind the others.
    private let supports: [Int]
    private let predictedCounts: [Int]
    private let hits: [Int]

    /// Compares predicted with true classes.
    ///
    /// - Precondition: both have the same count, and all classes are in `0..<classCount`.
    /// - Complexity: O(n log n) time and O(n + classes) memory for n samples.
    public init(predicted: [Int], actual: [Int], classCount: Int) {
      self.init(predicted: predicted, actual: actual, classCount: classCount, unknownCount: 0)
    }

    /// - Parameter unknownCount: the number of further classes that samples have and that are never
    ///   predicted, from `classCount` on.
    init(predicted: [Int], actual: [Int], classCount: Int, unknownCount: Int) {
      precondition(predicted.count == actual.count, "one prediction for each sample")
      let all = classCount + unknownCount
      precondition(
        predicted.allSatisfy((0..<classCount).contains) && actual.allSatisfy((0..<all).contains),
        "known classes")
      var (supports, predictedCounts) = ([Int](repeating: 0, count: all), [Int](repeating: 0, count: all))
      for (prediction, truth) in zip(predicted, actual) {
        supports[truth] += 1
        predictedCounts[prediction] += 1
      }
      let entries = Metrics.ConfusionMatrix.entries(predicted: predicted, actual: actual, classCount: all)
      var hits = [Int](repeating: 0, count: all)
      for entry in entries where entry.actual == entry.predicted { hits[entry.actual] = entry.count }
      self.classCount = classCount
      self.entries = entries.filter { $0.actual < classCount }
      var unknown = [Int](repeating: 0, count: classCount)
      for entry in entries where entry.actual >= classCount { unknown[entry.predicted] += entry.count }
      unknownCounts = unknown
      (self.supports, self.predictedCounts, self.hits) = (supports, predictedCounts, hits)
    }

    private static func entries(predicted: [Int], actual: [Int], classCount: Int) -> [Entry] {
      // Of many samples and few classes, counting is faster than sorting.
      if classCount <= 256 {
        var counts = [Int](repeating: 0, count: classCount * classCount)
        for (prediction, truth) in zip(predicted, actual) { counts[truth * classCount + prediction] += 1 }
        return counts.indices.compactMap {
          counts[$0] == 0
            ? nil : Entry(actual: $0 / classCount, predicted: $0 % classCount, count: counts[$0])
        }
      }
      let cells = zip(predicted, actual).map { (actual: $1, predicted: $0) }.sorted { $0 < $1 }
      var entries: [Entry] = []
      var start = 0
      while start < cells.count {
        var end = start + 1
        while end < cells.count, cells[end] == cells[start] { end += 1 }
        entries.append(
          Entry(actual: cells[start].actual, predicted: cells[start].predicted, count: end - start))
        start = end
      }
      return entries
    }

    /// The number of samples by class (row) and predicted class (column), in the order of the labels.
    ///
    /// - Complexity: O(classes²) time and memory for each call.
    public var counts: [[Int]] {
      var counts = [[Int]](repeating: [Int](repeating: 0, count: classCount), count: classCount)
      for entry in entries { counts[entry.actual][entry.predicted] = entry.count }
      return counts
    }

    /// The number of samples.
    public var sampleCount: Int { supports.reduce(0, +) }

    /// The fraction of samples whose predicted class is the true one; NaN if there are no samples.
    public var accuracy: Double { Double(hits.reduce(0, +)) / Double(sampleCount) }

    /// The mean over the classes that occur of the fraction of their samples that are predicted correctly;
    /// NaN if there are no samples.
    public var balancedAccuracy: Double {
      let occurring = supports.indices.filter { supports[$0] > 0 }
      let recalls = occurring.map { Double(hits[$0]) / Double(supports[$0]) }
      return recalls.reduce(0, +) / Double(recalls.count)
    }

    /// Matthews' correlation coefficient of predicted and true classes, for any number of classes; 0 if all
    /// samples are of one class, or predicted as one.
    ///
    /// (h n − Σ tₖ pₖ) / √((n² − Σ tₖ²)(n² − Σ pₖ²)) with h correct predictions of n, tₖ samples of class
    /// k and pₖ predicted as it. Source: Gorodkin, "Comparing two K-category assignments by a K-category
    /// correlation coefficient", Computational Biology and Chemistry 28, 2004.
    public var matthewsCorrelation: Double {
      let total = sampleCount
      func product(_ first: [Int], _ second: [Int]) -> Int {
        zip(first, second).reduce(0) { $0 + $1.0 * $1.1 }
      }
      let covariance = hits.reduce(0, +) * total - product(supports, predictedCounts)
      let spreads = [supports, predictedCounts].map { Double(total * total - product($0, $0)) }
      guard spreads[0] > 0, spreads[1] > 0 else { return 0 }
      return Double(covariance) / (spreads[0].squareRoot() * spreads[1].squareRoot())
    }

    /// The number of samples of each unknown class.
    var unknownSupports: ArraySlice<Int> { supports[classCount...] }

    /// The number of samples of class `index` that were predicted as it.
    func hitCount(of index: Int) -> Int { hits[index] }

    /// The number of samples of class `index`.
    public func support(of index: Int) -> Int { supports[index] }

    /// The number of samples predicted as class `index`.
    public func predictedCount(of index: Int) -> Int { predictedCounts[index] }
  }
}
