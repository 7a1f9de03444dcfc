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
    var (hits, falseHits) = (0, 0)
    var groups: [Group] = []
    while hits < ours.count {
      let score = ours[ours.count - 1 - hits]
      var end = hits + 1
      while end < ours.count, ours[ours.count - 1 - end] == score { end += 1 }
      while falseHits < others.count, others[others.count - 1 - falseHits] > score { falseHits += 1 }
      let higher = falseHits
      while falseHits < others.count, others[others.count - 1 - falseHits] == score { falseHits += 1 }
      groups.append(Group(count: end - hits, othersAbove: higher, othersEqual: falseHits - higher))
      hits = end
    }
    self.init(groups, count: ours.count, otherCount: others.count)
  }

  /// The samples of the class with one score.
  struct Group {
    /// How many of the class have it.
    let count: Int
    /// How many others have a higher one.
    let othersAbove: Int
    /// How many others have the same.
    let othersEqual: Int
  }

  /// - Parameters:
  ///   - groups: the class's samples by score, from the highest down.
  ///   - count: the number of the class's samples.
  ///   - otherCount: the number of the others.
  /// - Returns: nil if either is 0.
  init?(_ groups: [Group], count: Int, otherCount: Int) {
    guard count > 0, otherCount > 0 else { return nil }
    var (hits, doubledWins, precisions) = (0, 0, 0.0)
    for group in groups {
      hits += group.count
      let reached = group.othersAbove + group.othersEqual
      doubledWins += group.count * (2 * (otherCount - reached) + group.othersEqual)
      precisions += Double(group.count) * (Double(hits) / Double(hits + reached))
    }
    areaUnderROC = Double(doubledWins) / 2 / (Double(count) * Double(otherCount))
    averagePrecision = precisions / Double(count)
  }
}
