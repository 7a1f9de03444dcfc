import Testing

@testable import BPNet

@Suite struct RankingMetricTests {
  private static let metrics: [Metrics] = [
    .classification(.init(outputs: [0.2, 0.8, 0.6, 0.4], actual: [1, 1], classCount: 2)),
    .classification(.init(outputs: [0.2, 0.3, 0.5], actual: [1], classCount: 3)),
    .multilabel(.init(probabilities: [0.2, 0.8], predicted: [0, 1], actual: [1, 1], labelCount: 2)),
    .regression(.init(predicted: [1, 2], actual: [1, 3], targetCount: 1)),
    .reconstruction(.init(predicted: [1, 2], actual: [1, 3], targetCount: 1)),
    .forecast(.init(predicted: [1, 2], actual: [1, 3], seriesCount: 1, horizon: 1)),
  ]

  /// Whatever `evaluate` says can rank, and nothing else is listed.
  @Test func everyFigureIsListed() {
    let names = Set(Self.metrics.flatMap { $0.figures.map(\.name) }).union(["loss"])
    #expect(names == Set(Metrics.RankingMetric.names))
  }

  /// Perfect outputs rank before wrong ones by every figure that tells the two apart.
  @Test func betterIsBetter() throws {
    let pairs: [(Metrics, Metrics)] = [
      (
        .classification(.init(outputs: [0.9, 0.1, 0.2, 0.8], actual: [0, 1], classCount: 2)),
        .classification(.init(outputs: [0.1, 0.9, 0.8, 0.2], actual: [0, 1], classCount: 2))
      ),
      (
        .classification(
          .init(outputs: [0.8, 0.1, 0.1, 0.1, 0.8, 0.1], actual: [0, 1], classCount: 3, topK: 1)),
        .classification(
          .init(outputs: [0.1, 0.8, 0.1, 0.8, 0.1, 0.1], actual: [0, 1], classCount: 3, topK: 1))
      ),
      (
        .multilabel(.init(probabilities: [0.9, 0.8], predicted: [1, 1], actual: [1, 1], labelCount: 2)),
        .multilabel(.init(probabilities: [0.2, 0.3], predicted: [0, 0], actual: [1, 1], labelCount: 2))
      ),
      (
        .forecast(.init(predicted: [1, 3], actual: [1, 3], seriesCount: 1, horizon: 1)),
        .forecast(.init(predicted: [2, 1], actual: [1, 3], seriesCount: 1, horizon: 1))
      ),
    ]
    var seen: Set<String> = []
    for (better, worse) in pairs {
      for (name, _) in better.figures {
        let metric = try Metrics.RankingMetric(parsing: name)
        let (first, second) = (metric.rank(better.figures), metric.rank(worse.figures))
        if second.isFinite { #expect(first < second, "\(name)") }
        seen.insert(name)
      }
    }
    #expect(seen.count == Metrics.RankingMetric.names.count - 1)
  }

  @Test func whatIsNotDefinedIsLast() throws {
    let figures: [(name: String, value: Double)] = [("loss", 3), ("accuracy", 0.5), ("log_loss", .nan)]
    #expect(Metrics.RankingMetric.loss.rank(figures) == 3)
    #expect(Metrics.RankingMetric.accuracy.rank(figures) == -0.5)
    #expect(Metrics.RankingMetric.logLoss.rank(figures) == .infinity)
    #expect(Metrics.RankingMetric.rSquared.rank(figures) == .infinity)
    #expect(Metrics.RankingMetric.default(among: figures.map(\.name)) == .logLoss)
    #expect(Metrics.RankingMetric.default(among: ["loss", "rmse", "r2"]) == .rSquared)
    #expect(throws: BPNetError.self) { try Metrics.RankingMetric(parsing: "f2") }
    #expect(throws: BPNetError.self) { try Metrics.RankingMetric.rSquared.check(among: figures.map(\.name)) }
  }

  /// Of equal ones the first; what diverged after all that did not, even if its figure is not defined.
  @Test func ranks() {
    func rank(_ figures: [Double], index: Int, isUsable: Bool = true) -> RunRank {
      RunRank(isUsable: isUsable, figures: figures, index: index)
    }
    let inOrder = [
      rank([-0.9, 2], index: 7), rank([-0.8, 1], index: 3), rank([-0.8, 1], index: 4),
      rank([-0.8, .infinity], index: 1), rank([.infinity, 0.5], index: 2),
      rank([.infinity, .infinity], index: 0),
      rank([-1, 0], index: 0, isUsable: false), rank([-1, 0], index: 1, isUsable: false),
    ]
    for first in inOrder.indices {
      for second in inOrder.indices {
        #expect((inOrder[first] < inOrder[second]) == (first < second), "\(first), \(second)")
      }
    }
  }
}
