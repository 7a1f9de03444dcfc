import Testing

@testable import BPNet

@Suite struct MetricsTests {
  @Test func classification() {
    let metrics = Metrics.Classification(
      predicted: [0, 1, 1, 2, 0, 0], actual: [0, 1, 2, 2, 1, 0], classCount: 4)
    #expect(metrics.accuracy == 4.0 / 6)
    #expect(metrics.confusion == [[2, 0, 0, 0], [1, 1, 0, 0], [0, 1, 1, 0], [0, 0, 0, 0]])
    #expect(Metrics.classification(metrics).named.map(\.name) == ["accuracy"])
    #expect(Metrics.Classification(predicted: [1], actual: [1], classCount: 2).accuracy == 1)
    #expect(Metrics.Classification(predicted: [0], actual: [1], classCount: 2).accuracy == 0)
  }

  private static let rootOfHalf = 0.707_106_781_186_547_5

  /// Predictions, truths, the number of targets; RMSE, MAE, R².
  private static let regressions: [([Double], [Double], Int, [Double])] = [
    ([1, 2, 3], [1, 2, 3], 1, [0, 0, 1]),
    ([2, 2, 2], [1, 2, 3], 1, [0.816_496_580_927_726, 2.0 / 3, 0]),
    ([3, 2, 1], [1, 2, 3], 1, [1.632_993_161_855_452, 4.0 / 3, -3]),
    // Two targets: the first exact, the second its mean.
    ([1, 5, 2, 5], [1, 4, 2, 6], 2, [rootOfHalf, 0.5, 0.5]),
    // A target that does not vary.
    ([4, 4], [4, 4], 1, [0, 0, 1]),
    ([4, 5], [4, 4], 1, [rootOfHalf, 0.5, 0]),
  ]

  @Test(arguments: Self.regressions.indices) func regression(index: Int) {
    let (predicted, actual, targetCount, expected) = Self.regressions[index]
    let metrics = Metrics.regression(
      .init(predicted: predicted, actual: actual, targetCount: targetCount))
    #expect(metrics.named.map(\.name) == ["rmse", "mae", "r2"])
    #expect(relativeDifference(metrics.named.map(\.value), expected) < 1e-15)
  }
}
