extension Metrics {
  /// The receiver operating characteristic of one class against another, as points for a plot.
  ///
  /// Each point is the result of predicting the positive class for scores of at least `threshold`, from the
  /// corner (0, 0), with no positive prediction, to the corner (1, 1). Equal scores share a point, and points
  /// on a straight line between their neighbours are left out. A curve with more than `capacity` points keeps
  /// every k-th of them and the last.
  public struct ROCCurve: Codable, Equatable, Sendable {
    /// The maximum number of points.
    public static let capacity = 1024

    /// One point of the curve.
    public struct Point: Codable, Equatable, Sendable {
      /// The fraction of the negative samples that are predicted positive.
      public let falsePositiveRate: Double
      /// The fraction of the positive samples that are predicted positive.
      public let truePositiveRate: Double
      /// The lowest score that is predicted positive; nil for the first point, without positive predictions.
      public let threshold: Double?
    }

    /// The points, by falling threshold.
    public let points: [Point]

    /// The curve of samples with these scores; nil if either class is missing or a score is NaN.
    ///
    /// - Precondition: there are as many scores as classes.
    /// - Complexity: O(n log n).
    public init?(scores: [Double], isPositive: [Bool]) {
      precondition(scores.count == isPositive.count, "one class for each score")
      let positives = isPositive.count { $0 }
      let negatives = isPositive.count - positives
      guard positives > 0, negatives > 0, !scores.contains(where: \.isNaN) else { return nil }
      let counts = Metrics.ROCCurve.counts(scores: scores, isPositive: isPositive)
      let corners = counts.indices.filter { index in
        guard index > 0, index < counts.count - 1 else { return true }
        let (before, here, after) = (counts[index - 1], counts[index], counts[index + 1])
        return (here.negatives - before.negatives) * (after.positives - here.positives)
          != (after.negatives - here.negatives) * (here.positives - before.positives)
      }
      let stride = (corners.count + Metrics.ROCCurve.capacity - 2) / (Metrics.ROCCurve.capacity - 1)
      points = corners.indices.filter { $0.isMultiple(of: stride) || $0 == corners.count - 1 }.map {
        let count = counts[corners[$0]]
        return Point(
          falsePositiveRate: Double(count.negatives) / Double(negatives),
          truePositiveRate: Double(count.positives) / Double(positives), threshold: count.threshold)
      }
    }

    private typealias Count = (negatives: Int, positives: Int, threshold: Double?)

    /// The samples with at least each score, by falling score, from none on.
    private static func counts(scores: [Double], isPositive: [Bool]) -> [Count] {
      var counts: [Count] = [(0, 0, nil)]
      for index in scores.indices.sorted(by: { scores[$0] > scores[$1] }) {
        var count = counts[counts.count - 1]
        if count.threshold == scores[index] { counts.removeLast() }
        if isPositive[index] { count.positives += 1 } else { count.negatives += 1 }
        count.threshold = scores[index]
        counts.append(count)
      }
      return counts
    }
  }
}
