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
    self.init(rankings, isBinary: isBinary)
  }

  /// The means of the rankings of the classes that occur.
  init(_ rankings: [ScoreRanking], isBinary: Bool) {
    let count = Double(rankings.count)
    areaUnderROC = rankings.reduce(0) { $0 + $1.areaUnderROC } / count
    averagePrecision = rankings.reduce(0) { $0 + $1.averagePrecision } / count
    classCount = isBinary ? nil : rankings.count
  }
}
