import Testing

@testable import BPNet

/// The Brier score, by hand.
@Suite struct BrierScoreTests {
  /// (0.5² + 0.25² + 0.25²), (1 + 1) and 0: right with doubt, wrong with certainty, right with certainty.
  private static let outputs = ClassOutputs(values: [0.5, 0.25, 0.25, 0, 1, 0, 0, 0, 1], classCount: 3)
  private static let actual = [0, 2, 2]

  @Test func isTheMeanOfSquaredErrors() {
    let expected: Double = 2.375 / 3
    #expect(BrierScore.value(outputs: Self.outputs, actual: Self.actual) == expected)
  }

  @Test func weightsCount() {
    let weighted = BrierScore.value(
      outputs: Self.outputs, actual: Self.actual, weights: SampleWeights([4, 1, 0]))
    let expected: Double = 3.5 / 5
    #expect(weighted == expected)
    let none = BrierScore.value(
      outputs: Self.outputs, actual: Self.actual, weights: SampleWeights([0, 0, 0]))
    #expect(none == 0)
  }

  /// One certain error among 50 samples leaves the score of the others nearly as it is, unlike the
  /// cross-entropy, which is then infinite but for its bound.
  @Test func noSampleDecidesAlone() {
    let right = [Double](repeating: 0, count: 50).flatMap { _ in [0.8, 0.2] }
    let outputs = ClassOutputs(values: right + [1, 0], classCount: 2)
    let actual = [Int](repeating: 0, count: 50) + [1]
    let bound: Double = 6.0 / 51 + 1e-12
    #expect(BrierScore.value(outputs: outputs, actual: actual) <= bound)
    #expect(LogLoss.value(outputs: outputs, actual: actual) > 0.9)
  }
}
