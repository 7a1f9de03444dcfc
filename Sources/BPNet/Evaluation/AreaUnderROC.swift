/// The area under the receiver operating characteristic: the probability that a sample of the positive class
/// has a higher score than one of the negative class, where equal scores count as one half.
///
/// It is computed from the ranks R of the scores, of which equal ones have their mean rank: (ΣR₊ − n₊(n₊ +
/// 1)/2) / (n₊ n₋), the Mann–Whitney statistic. Source: Hanley and McNeil, "The Meaning and Use of the Area
/// under a Receiver Operating Characteristic Curve", Radiology 143, 1982.
enum AreaUnderROC {
  /// The area; NaN if either class is missing or a score is NaN.
  ///
  /// - Complexity: O(n log n).
  static func value(scores: [Double], isPositive: [Bool]) -> Double {
    let positives = isPositive.count { $0 }
    let negatives = isPositive.count - positives
    guard positives > 0, negatives > 0, !scores.contains(where: \.isNaN) else { return .nan }
    let order = scores.indices.sorted { scores[$0] < scores[$1] }
    var doubledRankSum = 0
    var start = 0
    while start < order.count {
      var end = start + 1
      while end < order.count, scores[order[end]] == scores[order[start]] { end += 1 }
      // Twice the mean of the ranks from start + 1 to end, for each positive sample.
      doubledRankSum += (start + 1 + end) * order[start..<end].count { isPositive[$0] }
      start = end
    }
    let doubledWins = doubledRankSum - positives * (positives + 1)
    return Double(doubledWins) / 2 / (Double(positives) * Double(negatives))
  }
}
