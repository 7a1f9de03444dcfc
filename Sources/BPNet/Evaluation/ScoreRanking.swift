/// How well scores put the samples of a class before the others, whatever the threshold.
struct ScoreRanking {
  /// The area under the receiver operating characteristic: the probability that a sample of the class has a
  /// higher score than another one, where equal scores count as one half.
  ///
  /// Source: Hanley and McNeil, "The Meaning and Use of the Area under a Receiver Operating Characteristic
  /// Curve", Radiology 143, 1982.
  let areaUnderROC: Double
  /// The average precision, which is the area under the curve of precision over recall as scikit-learn has
  /// it: Σ (Rₖ − Rₖ₋₁) Pₖ over falling thresholds, with recall R and precision P of the scores that are at
  /// least the threshold.
  let averagePrecision: Double

  /// - Parameters:
  ///   - positives: the scores of the class's samples.
  ///   - negatives: those of the others.
  /// - Returns: nil if either is empty, or a score is NaN.
  /// - Complexity: O(n) for n samples.
  init?(positives: [Double], negatives: [Double]) {
    guard !positives.isEmpty, !negatives.isEmpty, !positives.contains(where: \.isNaN),
      !negatives.contains(where: \.isNaN)
    else { return nil }
    let (ours, others) = (SortedScores(positives).keys, SortedScores(negatives).keys)
    // From the highest score down: the positives and negatives so far.
    var (hits, falseHits, doubledWins, precisions) = (0, 0, 0, 0.0)
    while hits < ours.count {
      let score = ours[ours.count - 1 - hits]
      var end = hits + 1
      while end < ours.count, ours[ours.count - 1 - end] == score { end += 1 }
      while falseHits < others.count, others[others.count - 1 - falseHits] > score { falseHits += 1 }
      let higher = falseHits
      while falseHits < others.count, others[others.count - 1 - falseHits] == score { falseHits += 1 }
      doubledWins += (end - hits) * (2 * (others.count - falseHits) + (falseHits - higher))
      precisions += Double(end - hits) * (Double(end) / Double(end + falseHits))
      hits = end
    }
    areaUnderROC = Double(doubledWins) / 2 / (Double(ours.count) * Double(others.count))
    averagePrecision = precisions / Double(ours.count)
  }
}
