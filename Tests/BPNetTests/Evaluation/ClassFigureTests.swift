import Testing

@testable import BPNet

/// Balanced accuracy, Matthews' correlation, areas under curves and calibration, against scikit-learn.
@Suite struct ClassFigureTests {
  struct Sample: Sendable, CustomTestStringConvertible {
    let name: String
    let classCount: Int
    /// The outputs in hundredths, `[samples][classes]`.
    let hundredths: [Int]
    let actual: [Int]
    /// Balanced accuracy, MCC, area under the ROC, average precision, calibration error.
    let expected: [Double]
    var testDescription: String { name }

    var metrics: Metrics.Classification {
      Metrics.Classification(
        outputs: hundredths.map { Double($0) / 100 }, actual: actual, classCount: classCount)
    }
  }

  /// The values that `Scripts/metric-values.py` prints, by scikit-learn 1.9.1.
  static let samples = [
    Sample(
      name: "two classes, with ties", classCount: 2,
      hundredths: [90, 10, 40, 60, 40, 60, 75, 25, 20, 80, 40, 60, 55, 45, 5, 95, 75, 25, 30, 70],
      actual: [0, 0, 1, 0, 1, 1, 1, 1, 0, 1],
      expected: [0.7916666666666667, 0.5833333333333334, 0.9166666666666667, 0.9206349206349207, 0.15]),
    Sample(
      name: "two classes, few of one", classCount: 2,
      hundredths: [97, 3, 88, 12, 61, 39, 99, 1, 43, 57, 92, 8, 70, 30, 85, 15],
      actual: [0, 0, 1, 0, 0, 0, 0, 0],
      expected: [0.4285714285714285, -0.1428571428571428, 0.8571428571428572, 0.5, 0.23375]),
    Sample(
      name: "three classes", classCount: 3,
      hundredths: [
        70, 20, 10, 10, 60, 30, 33, 34, 33, 5, 15, 80, 50, 50, 0, 25, 35, 40, 60, 10, 30, 20, 20, 60, 45, 30,
        25,
      ], actual: [0, 1, 2, 2, 1, 1, 0, 0, 2],
      expected: [
        0.4444444444444444, 0.1698415551216894, 0.8148148148148149, 0.8174603174603176, 0.2655555555555555,
      ]),
    Sample(
      name: "four classes, one of which does not occur", classCount: 4,
      hundredths: [
        41, 29, 20, 10, 10, 20, 29, 41, 25, 25, 25, 25, 0, 70, 20, 10, 14, 15, 61, 10, 5, 5, 79, 11, 30, 41,
        19, 10,
      ], actual: [0, 1, 0, 1, 2, 2, 1],
      expected: [0.8888888888888888, 0.8249579113843055, 0.9111111111111111, 0.9, 0.3457142857142857]),
    Sample(
      name: "one class predicted", classCount: 3,
      hundredths: [50, 30, 20, 60, 30, 10, 70, 10, 20, 55, 25, 20], actual: [0, 1, 2, 1],
      expected: [0.3333333333333333, 0, 0.4305555555555556, 0.3888888888888888, 0.5875]),
  ]

  @Test(arguments: samples) func figuresAreThoseOfScikitLearn(_ sample: Sample) {
    let metrics = sample.metrics
    let found = [
      metrics.balancedAccuracy, metrics.matthewsCorrelation, metrics.areaUnderROC, metrics.averagePrecision,
      metrics.calibrationError,
    ]
    for (found, expected) in zip(found, sample.expected) { #expect((found - expected).magnitude < 1e-14) }
    let figures = Metrics.classification(metrics).figures
    let names = ["balanced_accuracy", "mcc", "roc_auc", "pr_auc", "calibration_error"]
    #expect(names.map { name in figures.first { $0.name == name }?.value } == found)
  }

  @Test func areasOfSeveralClassesAreMeansOfThoseThatOccur() {
    #expect(Self.samples.map(\.metrics.rankedClassCount) == [nil, nil, 3, 3, 3])
    let one = Metrics.Classification(outputs: [0.2, 0.3, 0.5], actual: [1], classCount: 3)
    #expect(one.rankedClassCount == 0 && one.areaUnderROC.isNaN && one.averagePrecision.isNaN)
    #expect(one.balancedAccuracy == 0 && one.matthewsCorrelation == 0 && one.calibrationError == 0.5)
    let alone = Metrics.Classification(outputs: [0.2, 0.8, 0.6, 0.4], actual: [1, 1], classCount: 2)
    #expect(alone.areaUnderROC.isNaN && alone.balancedAccuracy == 0.5)
  }

  @Test func outputsThatAreNoProbabilitiesAreNotCalibrated() {
    // Divided by their sum: 0.4 / 0.5.
    let shares = Metrics.Classification(outputs: [0.4, 0.1], actual: [1], classCount: 2)
    #expect((shares.calibrationError - 0.8).magnitude < 1e-15)
    for outputs in [[-0.1, 0.9], [0, 0], [.nan, 0.5], [.infinity, 1]] as [[Double]] {
      let metrics = Metrics.Classification(outputs: outputs, actual: [1], classCount: 2)
      #expect(metrics.calibrationError.isNaN, "\(outputs)")
    }
  }

  /// Counts of millions do not overflow.
  @Test func correlationOfManySamples() {
    let count = 1_000_000
    let actual = (0..<count).map { $0 % 2 }
    let predicted = actual.indices.map { $0 % 100 < 10 ? 1 - actual[$0] : actual[$0] }
    let matrix = Metrics.ConfusionMatrix(predicted: predicted, actual: actual, classCount: 2)
    #expect((matrix.matthewsCorrelation - 0.8).magnitude < 1e-12)
    #expect((matrix.balancedAccuracy - 0.9).magnitude < 1e-12)
  }

  /// By comparisons where they are few, and by their digits.
  @Test(arguments: [1, 100, 129, 1000]) func scoresAreSorted(count: Int) {
    var generator = RandomGenerator(seed: 9, stream: 0)
    let special = [0, -0.0, .infinity, -.infinity, 1, -1, .leastNonzeroMagnitude, -.greatestFiniteMagnitude]
    let scores = (0..<count).map { index in
      // Any bits but those of a NaN.
      let number = Double(bitPattern: generator.next() & ~(1 << 62))
      return index < special.count ? special[index] : number
    }
    let sorted = SortedScores(scores).keys
    #expect(sorted == SortedScores(scores.sorted()).keys && sorted == sorted.sorted())
    #expect(SortedScores([-0.0]).keys == SortedScores([0]).keys)
    #expect(zip(scores.sorted(), sorted).allSatisfy { SortedScores([$0]).keys == [$1] })
  }

  /// Ties among thousands of scores, against the definition.
  @Test func rankingsAgreeWithTheirDefinition() throws {
    var generator = RandomGenerator(seed: 3, stream: 0)
    for levels in [2, 7, 1000] as [UInt64] {
      let middle = Double(levels / 2)
      let positives = (0..<200).map { _ in Double(generator.next() % levels) + (middle / 4).rounded() - middle
      }
      let negatives = (0..<300).map { _ in Double(generator.next() % levels) - middle }
      let ranking = try #require(ScoreRanking(positives: positives, negatives: negatives))
      let wins = positives.reduce(0.0) { sum, one in
        sum + negatives.reduce(0.0) { $0 + (one > $1 ? 1 : one == $1 ? 0.5 : 0) }
      }
      #expect((ranking.areaUnderROC - wins / 60_000).magnitude < 1e-12)
      var (precision, recall) = (0.0, 0.0)
      for threshold in Set(positives + negatives).sorted(by: >) {
        let hits = Double(positives.count { $0 >= threshold })
        let falseHits = Double(negatives.count { $0 >= threshold })
        precision += (hits / 200 - recall) * (hits / (hits + falseHits))
        recall = hits / 200
      }
      #expect((ranking.averagePrecision - precision).magnitude < 1e-12)
    }
  }
}
