import Testing

@testable import BPNet

/// Predictions that are no better than a constant.
@Suite struct ConstantBaselineTests {
  private func classes(_ correct: Int, of counts: [Int], areRanked: Bool = false) -> Metrics {
    let actual = counts.enumerated().flatMap { [Int](repeating: $0.offset, count: $0.element) }
    // So many right answers; else the first class, or the next one where that is the true one.
    let outputs = actual.enumerated().flatMap { index, truth in
      let answer = index < correct ? truth : truth == 0 ? 1 : 0
      let second = areRanked && truth > 0 ? 0.45 : 0.05
      return counts.indices.map { $0 == answer ? 0.5 : $0 == truth ? second : 0.05 }
    }
    return .classification(.init(outputs: outputs, actual: actual, classCount: counts.count))
  }

  @Test func accuraciesThatChanceReaches() {
    for (correct, counts) in [(200, [200, 200]), (219, [200, 200]), (970, [970, 30]), (976, [970, 30])] {
      #expect(ConstantBaseline(classes(correct, of: counts))?.isOfClasses == true, "\(correct) of \(counts)")
    }
    for (correct, counts) in [(221, [200, 200]), (979, [970, 30]), (3, [2, 2]), (70, [50, 50, 50])] {
      #expect(ConstantBaseline(classes(correct, of: counts)) == nil, "\(correct) of \(counts)")
    }
    #expect(
      ConstantBaseline(classes(210, of: [200, 200]))?.text
        == "hardly anything was learnt: accuracy 0.525, where the most frequent class alone has 0.500")
    // A single class tells nothing, and classes may be told apart by probabilities below one half.
    #expect(ConstantBaseline(classes(5, of: [9, 0])) == nil)
    #expect(ConstantBaseline(classes(970, of: [970, 30], areRanked: true)) == nil)
  }

  @Test func numbersThatTheMeanPredicts() {
    let actual = (0..<100).map { Double($0 % 10) }
    func metrics(_ share: Double) -> Metrics.Regression {
      .init(predicted: actual.map { 4.5 + share * ($0 - 4.5) }, actual: actual, targetCount: 1)
    }
    // R² is 1 − (1 − share)².
    #expect(ConstantBaseline(.regression(metrics(0)))?.isOfClasses == false)
    #expect(ConstantBaseline(.regression(metrics(-1))) != nil)
    #expect(ConstantBaseline(.reconstruction(metrics(0.024))) != nil)
    #expect(ConstantBaseline(.regression(metrics(0.026))) == nil)
    let constant = Metrics.Regression(predicted: [2, 2, 2], actual: [1, 1, 1], targetCount: 1)
    #expect(ConstantBaseline(.regression(constant)) == nil)
    let forecast = Metrics.Forecast(
      predicted: actual.map { _ in 4.5 }, actual: actual, seriesCount: 1, horizon: 1)
    #expect(ConstantBaseline(.forecast(forecast)) != nil)
  }
}
