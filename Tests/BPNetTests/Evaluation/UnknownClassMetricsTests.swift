import Testing

@testable import BPNet

/// The metrics of samples of classes that a network does not know, beside those of scikit-learn for the same
/// labels and predictions.
@Suite struct UnknownClassMetricsTests {
  private static let outputs = [0.75, 0.25, 0.25, 0.75, 0.25, 0.75, 0.75, 0.25, 0.25, 0.75]

  @Test func oneUnknownClass() {
    // a, a, b, d, d predicted as a, b, b, a, b.
    let metrics = Metrics.Classification(
      outputs: Self.outputs, actual: [0, 0, 1, 2, 2], classCount: 2, unknownCount: 1, topK: nil)
    #expect(metrics.accuracy == 0.4 && metrics.unknownCount == 2)
    #expect(metrics.balancedAccuracy == 0.5)
    #expect(abs(metrics.matthewsCorrelation - 3 / 192.0.squareRoot()) < 1e-15)
    #expect(abs(metrics.macroAverage.f1Score - 1.0 / 3) < 1e-15)
    #expect(abs(metrics.macroAverage.precision - (0.5 + 1.0 / 3) / 3) < 1e-15)
    #expect(abs(metrics.weightedAverage.f1Score - 0.3) < 1e-15)
    let known = -(2 * ReproducibleMath.log(0.75) + ReproducibleMath.log(0.25))
    #expect(abs(metrics.logLoss - (known + 2 * 52 * ReproducibleMath.log(2)) / 5) < 1e-12)
    #expect(metrics.areaUnderROC == 0.75)
    #expect(metrics.confusion.counts == [[1, 1], [0, 1]] && metrics.confusion.unknownCounts == [1, 1])
    #expect(metrics.classes.map(\.precision) == [0.5, 1.0 / 3])
  }

  /// Two unknown classes are two further ones of a mean.
  @Test func unknownClassesAreToldApart() {
    let metrics = Metrics.Classification(
      outputs: Self.outputs, actual: [0, 0, 1, 2, 3], classCount: 2, unknownCount: 2, topK: nil)
    #expect(metrics.balancedAccuracy == 0.375 && metrics.macroAverage.f1Score == 0.25)
  }

  @Test func anUnknownLabelAmongSeveral() {
    // The second sample's second label is neither of the two.
    let metrics = Metrics.MultiLabel(
      probabilities: [0.75, 0.25, 0.25, 0.75], predicted: [1, 0, 0, 1], actual: [1, 0, 0, 2], labelCount: 2)
    #expect(metrics.unknownCount == 1 && metrics.subsetAccuracy == 0.5 && metrics.hammingAccuracy == 0.75)
    #expect(metrics.accuracies == [1, 0.5] && metrics.labels[1].precision == 0)
    #expect(metrics.labels[0].precision == 1)
  }
}
