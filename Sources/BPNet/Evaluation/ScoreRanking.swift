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
  /// - Complexity: O(n log p) for n samples, p of which are of the class.
  init?(positives: [Double], negatives: [Double]) {
    guard !positives.isEmpty, !negatives.isEmpty, !positives.contains(where: \.isNaN),
      !negatives.contains(where: \.isNaN)
    else { return nil }
    let positives = positives.sorted()
    let count = positives.count
    var doubledWins = 0
    // The negatives by the number of positives whose scores are not higher.
    var negativesAbove = [Int](repeating: 0, count: count + 1)
    positives.withUnsafeBufferPointer { sorted in
      for score in negatives {
        let notHigher = ScoreRanking.count(in: sorted) { $0 <= score }
        let lower =
          ScoreRanking.isTied(score, in: sorted, end: notHigher)
          ? ScoreRanking.count(in: sorted) { $0 < score } : notHigher
        doubledWins += 2 * (count - notHigher) + (notHigher - lower)
        negativesAbove[notHigher] += 1
      }
    }
    areaUnderROC = Double(doubledWins) / 2 / (Double(count) * Double(negatives.count))
    averagePrecision = ScoreRanking.averagePrecision(of: positives, negativesAbove: negativesAbove)
  }

  private static func averagePrecision(of sorted: [Double], negativesAbove: [Int]) -> Double {
    let count = sorted.count
    var (sum, falsePositives, end) = (0.0, 0, count)
    while end > 0 {
      var start = end - 1
      while start > 0, sorted[start - 1] == sorted[start] { start -= 1 }
      // Of equal scores all are above the threshold, and so are the negatives that are as high.
      falsePositives += negativesAbove[start + 1...end].reduce(0, +)
      let truePositives = count - start
      let precision = Double(truePositives) / Double(truePositives + falsePositives)
      sum += Double(end - start) / Double(count) * precision
      end = start
    }
    return sum
  }

  private static func isTied(_ score: Double, in sorted: UnsafeBufferPointer<Double>, end: Int) -> Bool {
    end > 0 && sorted[end - 1] == score
  }

  /// The number of leading elements that a condition holds for, without a branch on it.
  private static func count(
    in sorted: UnsafeBufferPointer<Double>, where isBefore: (Double) -> Bool
  ) -> Int {
    var (base, count) = (0, sorted.count)
    while count > 1 {
      let half = count / 2
      base += isBefore(sorted[base + half - 1]) ? half : 0
      count -= half
    }
    return base + (isBefore(sorted[base]) ? 1 : 0)
  }
}

/// The rankings of all classes, each against the others.
struct ClassRankings {
  /// The unweighted mean of the areas under the ROC over the classes that occur, for two classes that of the
  /// second one; NaN if there is none.
  let areaUnderROC: Double
  /// The mean of the average precisions over the same classes.
  let averagePrecision: Double
  /// The number of classes that the means are of; nil for two classes.
  let classCount: Int?

  init(outputs: ClassOutputs, actual: [Int]) {
    let isBinary = outputs.classCount == 2
    let rankings = (isBinary ? 1..<2 : 0..<outputs.classCount).compactMap { index -> ScoreRanking? in
      var (positives, negatives) = ([Double](), [Double]())
      negatives.reserveCapacity(actual.count)
      for (sample, truth) in actual.enumerated() {
        if truth == index {
          positives.append(outputs[sample, index])
        } else {
          negatives.append(outputs[sample, index])
        }
      }
      return ScoreRanking(positives: positives, negatives: negatives)
    }
    let count = Double(rankings.count)
    areaUnderROC = rankings.reduce(0) { $0 + $1.areaUnderROC } / count
    averagePrecision = rankings.reduce(0) { $0 + $1.averagePrecision } / count
    classCount = isBinary ? nil : rankings.count
  }
}
