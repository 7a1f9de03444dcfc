import Testing

@testable import BPNet

@Suite struct MetricsTests {
  /// Four classes, of which the last neither occurs nor is predicted.
  private static let matrix = Metrics.ConfusionMatrix(
    predicted: [0, 1, 1, 2, 0, 0], actual: [0, 1, 2, 2, 1, 0], classCount: 4)

  @Test func confusion() {
    let matrix = Self.matrix
    #expect(matrix.counts == [[2, 0, 0, 0], [1, 1, 0, 0], [0, 1, 1, 0], [0, 0, 0, 0]])
    #expect(matrix.accuracy == 4.0 / 6)
    #expect((0..<4).map(matrix.support(of:)) == [2, 2, 2, 0])
    #expect((0..<4).map(matrix.predictedCount(of:)) == [3, 2, 1, 0])
    #expect(Metrics.ConfusionMatrix(predicted: [1], actual: [1], classCount: 2).accuracy == 1)
    #expect(Metrics.ConfusionMatrix(predicted: [0], actual: [1], classCount: 2).accuracy == 0)
  }

  @Test func classes() {
    let classes = (0..<4).map { Metrics.PerClass(ofClass: $0, in: Self.matrix) }
    #expect(classes.prefix(3).map(\.precision) == [2.0 / 3, 0.5, 1])
    #expect(classes.prefix(3).map(\.recall) == [1, 0.5, 0.5])
    #expect(classes.prefix(3).map(\.f1Score) == [0.8, 0.5, 2.0 / 3])
    #expect(classes[3].precision.isNaN && classes[3].recall.isNaN && classes[3].f1Score.isNaN)
    let macro = Metrics.PerClass(averageOf: classes) { _ in 1 }
    #expect(
      relativeDifference(
        [macro.precision, macro.recall, macro.f1Score], [13.0 / 18, 2.0 / 3, 59.0 / 90]) < 1e-15)
    #expect(macro.support == 6)
  }

  @Test func aClassThatIsNeverPredictedOrNeverOccursCountsAsZero() {
    let matrix = Metrics.ConfusionMatrix(predicted: [0, 0, 2], actual: [0, 1, 0], classCount: 3)
    let classes = (0..<3).map { Metrics.PerClass(ofClass: $0, in: matrix) }
    #expect(classes.map(\.precision) == [0.5, 0, 0])
    #expect(classes.map(\.recall) == [0.5, 0, 0])
    #expect(classes.map(\.f1Score) == [0.5, 0, 0])
    #expect(Metrics.PerClass(averageOf: classes) { _ in 1 }.f1Score == 0.5 / 3)
    let weighted = Metrics.PerClass(averageOf: classes) { Double($0.support) }
    #expect(weighted.f1Score == 1.0 / 3)
  }

  /// Outputs of three classes, the true class, and its rank counted from 0.
  private static let ranks: [([Double], Int, Int)] = [
    ([0.5, 0.3, 0.2], 0, 0), ([0.5, 0.3, 0.2], 2, 2), ([0.4, 0.4, 0.2], 0, 0), ([0.4, 0.4, 0.2], 1, 1),
    ([1, 1, 1], 2, 2), ([-1, -2, 0], 1, 2),
  ]

  @Test func topK() {
    for (outputs, actual, rank) in Self.ranks {
      #expect(ClassOutputs.rank(ofClass: actual, outputs, classCount: 3) == rank, "\(outputs) \(actual)")
    }
    let metrics = (1...3).map { k in
      Metrics.Classification(
        outputs: Self.ranks.flatMap(\.0), actual: Self.ranks.map(\.1), classCount: 3, topK: k
      ).topK?.accuracy
    }
    #expect(metrics == [2.0 / 6, 3.0 / 6, 1])
    #expect((1...5).map { Metrics.TopKAccuracy.defaultK(classCount: $0) } == [nil, nil, 2, 3, 3])
  }

  /// Scores, which of them are positive, and the share of pairs in the right order, ties counted as a half.
  private static let areas: [([Double], [Bool], Double)] = [
    ([0.1, 0.4, 0.35, 0.8], [false, false, true, true], 0.75),
    ([0.1, 0.2, 0.3, 0.4], [false, false, true, true], 1),
    ([0.4, 0.3, 0.2, 0.1], [false, false, true, true], 0),
    ([0.5, 0.5, 0.5], [true, false, true], 0.5),
    // Pairs (positive, negative): 1 + ½, ½ + 0, 1 + 1 of 6.
    ([0.6, 0.3, 0.9, 0.3, 0.6], [true, true, true, false, false], 4.0 / 6),
    ([0.5, 0.6], [true, true], .nan), ([0.5, 0.6], [false, false], .nan), ([.nan, 1], [false, true], .nan),
  ]

  @Test(arguments: Self.areas) func areaUnderROC(scores: [Double], isPositive: [Bool], expected: Double) {
    func selected(_ isWanted: Bool) -> [Double] {
      scores.indices.filter { isPositive[$0] == isWanted }.map { scores[$0] }
    }
    let ranking = ScoreRanking(positives: selected(true), negatives: selected(false))
    #expect(ranking?.areaUnderROC == (expected.isNaN ? nil : expected))
  }

  @Test(arguments: Self.areas) func theCurveHasThatArea(
    scores: [Double], isPositive: [Bool], expected: Double
  ) throws {
    guard !expected.isNaN else {
      #expect(Metrics.ROCCurve(scores: scores, isPositive: isPositive) == nil)
      return
    }
    let points = try #require(Metrics.ROCCurve(scores: scores, isPositive: isPositive)).points
    let area = zip(points, points.dropFirst()).reduce(0) { area, pair in
      let width = pair.1.falsePositiveRate - pair.0.falsePositiveRate
      return area + width * (pair.0.truePositiveRate + pair.1.truePositiveRate) / 2
    }
    #expect((area - expected).magnitude < 1e-15)
  }

  @Test func theCurvesPoints() throws {
    // scikit-learn's example of roc_curve, and ties.
    let curve = try #require(
      Metrics.ROCCurve(scores: [0.1, 0.4, 0.35, 0.8], isPositive: [false, false, true, true]))
    #expect(curve.points.map(\.falsePositiveRate) == [0, 0, 0.5, 0.5, 1])
    #expect(curve.points.map(\.truePositiveRate) == [0, 0.5, 0.5, 1, 1])
    #expect(curve.points.map(\.threshold) == [nil, 0.8, 0.4, 0.35, 0.1])
    let tied = try #require(
      Metrics.ROCCurve(scores: [0.9, 0.9, 0.8, 0.5], isPositive: [true, false, true, true]))
    #expect(tied.points.map(\.threshold) == [nil, 0.9, 0.5])
    #expect(tied.points.map(\.truePositiveRate) == [0, 1.0 / 3, 1])
    // A staircase of thousands of steps is thinned, and ends in the corner.
    let scores = (0..<6000).map { -Double($0) }
    let long = try #require(Metrics.ROCCurve(scores: scores, isPositive: scores.indices.map { $0 % 2 == 0 }))
    #expect(
      long.points.count <= Metrics.ROCCurve.capacity && long.points.count > Metrics.ROCCurve.capacity / 2)
    #expect(long.points.last?.falsePositiveRate == 1 && long.points.last?.truePositiveRate == 1)
  }

  /// Outputs of two classes, the class, and −log p.
  private static let logLosses: [([Double], Int, Double)] = [
    ([0.5, 0.5], 0, 0.693_147_180_559_945_3), ([0.25, 0.75], 0, 1.386_294_361_119_890_6), ([0, 1], 1, 0),
    // At most −log 2⁻⁵², and of outputs that do not add up to 1 their share.
    ([0, 1], 0, 36.043_653_389_117_15), ([0.2, 0.2], 1, 0.693_147_180_559_945_3),
    ([-0.1, 0.9], 1, .nan), ([0, 0], 0, .nan),
  ]

  @Test func logLoss() {
    for (outputs, actual, expected) in Self.logLosses {
      let loss = LogLoss.value(outputs: ClassOutputs(values: outputs, classCount: 2), actual: [actual])
      #expect(abs(loss - expected) <= 1e-14 || (loss.isNaN && expected.isNaN), "\(outputs)")
    }
    let all = Self.logLosses.prefix(3)
    let mean = LogLoss.value(
      outputs: ClassOutputs(values: all.flatMap(\.0), classCount: 2), actual: all.map(\.1))
    #expect(relativeDifference([mean], [all.reduce(0) { $0 + $1.2 } / 3]) < 1e-15)
  }

  @Test func classification() {
    let two = Metrics.Classification(
      outputs: [0.9, 0.1, 0.2, 0.8, 0.6, 0.4], actual: [0, 1, 1], classCount: 2)
    #expect(
      Metrics.classification(two).figures.map(\.name) == [
        "accuracy", "balanced_accuracy", "mcc", "log_loss", "roc_auc", "pr_auc", "calibration_error",
        "macro_precision", "macro_recall", "macro_f1",
        "weighted_precision", "weighted_recall", "weighted_f1",
      ])
    #expect(two.accuracy == 2.0 / 3)
    #expect(two.areaUnderROC == 1)
    #expect(two.topK == nil)
    #expect(relativeDifference([two.weightedAverage.precision], [(0.5 + 2 * 1) / 3]) < 1e-15)
    let three = Metrics.Classification(
      outputs: [0.5, 0.3, 0.2, 0.1, 0.2, 0.7], actual: [1, 2], classCount: 3)
    // The first class does not occur.
    #expect(three.areaUnderROC == 1 && three.rankedClassCount == 2 && three.rocCurve == nil)
    #expect(three.topK?.k == 2 && three.topK?.accuracy == 1)
    #expect(Metrics.classification(three).mainFigures.map(\.name) == ["accuracy"])
    let asked = Metrics.Classification(
      outputs: [0.5, 0.3, 0.2, 0.1, 0.2, 0.7], actual: [1, 2], classCount: 3, topK: 1)
    #expect(asked.topK?.accuracy == 0.5)
  }

  private static let rootOfHalf = 0.707_106_781_186_547_5

  /// Predictions, truths, the number of targets; RMSE, MAE, R², MSE.
  private static let regressions: [([Double], [Double], Int, [Double])] = [
    ([1, 2, 3], [1, 2, 3], 1, [0, 0, 1, 0]),
    ([2, 2, 2], [1, 2, 3], 1, [0.816_496_580_927_726, 2.0 / 3, 0, 2.0 / 3]),
    ([3, 2, 1], [1, 2, 3], 1, [1.632_993_161_855_452, 4.0 / 3, -3, 8.0 / 3]),
    // Two targets: the first exact, the second its mean.
    ([1, 5, 2, 5], [1, 4, 2, 6], 2, [rootOfHalf, 0.5, 0.5, 0.5]),
    // A target that does not vary.
    ([4, 4], [4, 4], 1, [0, 0, 1, 0]),
    ([4, 5], [4, 4], 1, [rootOfHalf, 0.5, 0, 0.5]),
  ]

  @Test(arguments: Self.regressions.indices) func regression(index: Int) {
    let (predicted, actual, targetCount, expected) = Self.regressions[index]
    let metrics = Metrics.regression(
      .init(predicted: predicted, actual: actual, targetCount: targetCount))
    #expect(metrics.mainFigures.map(\.name) == ["rmse", "mae", "r2"])
    #expect(metrics.figures.map(\.name) == ["rmse", "mae", "r2", "mse"])
    #expect(relativeDifference(metrics.figures.map(\.value), expected) < 1e-15)
  }

  /// The mean of equal numbers is not always that number in binary: 0.7 three times, 0.1 thirty times.
  @Test(arguments: [(0.1, 30), (0.1, 50), (0.1, 300), (0.3, 7), (0.7, 3), (21.7, 300), (-1e-7, 12), (0, 5)])
  func targetsThatDoNotVary(value: Double, count: Int) {
    let actual = [Double](repeating: value, count: count)
    let exact = Metrics.Regression(predicted: actual, actual: actual, targetCount: 1)
    #expect(exact.coefficientOfDetermination == 1)
    #expect(exact.targets[0].standardDeviation == 0)
    #expect(exact.normalizedRootMeanSquaredError.isNaN)
    let off = Metrics.Regression(
      predicted: actual.enumerated().map { $0.offset == 1 ? $0.element + 1e-9 : $0.element }, actual: actual,
      targetCount: 1)
    #expect(off.coefficientOfDetermination == 0)
    #expect(off.normalizedRootMeanSquaredError.isNaN)
  }

  private static let noisy: [(name: String, values: [Double])] = [
    ("sums of doubles", (0..<50).map { $0 % 3 == 0 ? 0.1 + 0.2 : 0.3 }),
    ("of other order", [0.7, 0.1 + 0.6, 0.7, 0.7]),
    ("neighbours in single precision", (0..<9).map { Double($0 % 2 == 0 ? Float(0.3) : Float(0.3).nextUp) }),
    ("numbers and their single precision", (0..<9).map { $0 % 2 == 0 ? 0.3 : Double(Float(0.3)) }),
  ]

  /// The rule of scalings: what varies by rounding alone is constant.
  @Test(arguments: Self.noisy.indices) func targetsThatVaryByRounding(index: Int) throws {
    let (name, actual) = Self.noisy[index]
    let off = Metrics.Regression(predicted: actual.map { $0 + 1e-3 }, actual: actual, targetCount: 1)
    #expect(off.coefficientOfDetermination == 0, "\(name)")
    #expect(off.normalizedRootMeanSquaredError.isNaN, "\(name)")
    let exact = Metrics.Regression(
      predicted: actual.map { _ in actual[1] }, actual: actual, targetCount: 1)
    #expect(exact.coefficientOfDetermination == 1, "\(name)")
    let table = try Table(rows: actual.map { [$0] })
    let scaler = try Scaler(fitting: .zscore, to: table, columns: [0], rows: Array(actual.indices))
    #expect(scaler.columns[0].scale == 1, "\(name)")
  }

  private static let varying: [(name: String, values: [Double])] = [
    ("seconds since 1970", (0..<50).map { 1_700_000_000 + Double($0) }),
    ("a small unit", (0..<50).map { Double($0) * 1e-12 + 1e-9 }),
    ("a fraction beside a large number", (0..<50).map { 1000 + Double($0) * 1e-3 }),
  ]

  @Test(arguments: Self.varying.indices) func targetsThatVary(index: Int) throws {
    let (name, actual) = Self.varying[index]
    let mean = actual.reduce(0, +) / Double(actual.count)
    let metrics = Metrics.Regression(predicted: actual.map { _ in mean }, actual: actual, targetCount: 1)
    #expect(abs(metrics.coefficientOfDetermination) < 1e-9, "\(name)")
    #expect(abs(metrics.normalizedRootMeanSquaredError - 1) < 1e-9, "\(name)")
    let table = try Table(rows: actual.map { [$0] })
    let scaler = try Scaler(fitting: .zscore, to: table, columns: [0], rows: Array(actual.indices))
    #expect(scaler.columns[0].scale != 1, "\(name)")
  }

  /// Numbers whose squared differences underflow to 0 count as constant.
  @Test func targetsWithoutAMeasurableSpread() {
    let metrics = Metrics.Regression(predicted: [1e-170, 1e-170], actual: [0, 1e-170], targetCount: 1)
    #expect(metrics.coefficientOfDetermination == 1)
    let off = Metrics.Regression(predicted: [1, 1e-170], actual: [0, 1e-170], targetCount: 1)
    #expect(off.coefficientOfDetermination == 0)
    #expect(off.normalizedRootMeanSquaredError.isNaN)
  }

  /// A constant series counts in the mean of R², but not in that of the normalised RMSE.
  @Test func meansWithATargetThatDoesNotVary() {
    let wave = (0..<30).map { Double($0 % 7) }
    let predicted = wave.flatMap { [$0 + 0.5, 21.7] }
    let metrics = Metrics.Forecast(
      predicted: predicted.map { $0 == 21.7 ? 21.8 : $0 }, actual: wave.flatMap { [$0, 21.7] },
      seriesCount: 2,
      horizon: 1)
    let (first, dead) = (metrics.overall.targets[0], metrics.overall.targets[1])
    #expect(dead.coefficientOfDetermination == 0)
    #expect(metrics.overall.coefficientOfDetermination == first.coefficientOfDetermination / 2)
    #expect(metrics.overall.normalizedRootMeanSquaredError == first.normalizedRootMeanSquaredError)
    #expect(abs(first.normalizedRootMeanSquaredError - 0.5 / first.standardDeviation) < 1e-15)
    #expect(Metrics.forecast(metrics).mainFigures.last?.value == first.normalizedRootMeanSquaredError)
  }

  /// Squares of the values overflow where the figures themselves do not.
  @Test(arguments: [0x1p470, 0x1p600, 0x1p1000]) func figuresOfLargeValues(scale: Double) {
    let (predicted, actual) = ([1.5, 2, 2.5, 5], [1.0, 2, 3, 4])
    let metrics = Metrics.Regression(predicted: predicted, actual: actual, targetCount: 1)
    let scaled = Metrics.Regression(
      predicted: predicted.map { $0 * scale }, actual: actual.map { $0 * scale }, targetCount: 1)
    #expect(scaled.coefficientOfDetermination == metrics.coefficientOfDetermination)
    #expect(scaled.meanAbsoluteError == metrics.meanAbsoluteError * scale)
    #expect(scaled.normalizedRootMeanSquaredError == metrics.normalizedRootMeanSquaredError)
    #expect(scaled.rootMeanSquaredError == metrics.rootMeanSquaredError * scale)
  }

  @Test func eachTargetHasItsOwn() {
    let metrics = Metrics.Regression(predicted: [1, 5, 2, 5], actual: [1, 4, 2, 6], targetCount: 2)
    #expect(metrics.targets.map(\.meanSquaredError) == [0, 1])
    #expect(metrics.targets.map(\.rootMeanSquaredError) == [0, 1])
    #expect(metrics.targets.map(\.meanAbsoluteError) == [0, 1])
    #expect(metrics.targets.map(\.coefficientOfDetermination) == [1, 0])
  }
}
