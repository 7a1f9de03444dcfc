import Testing

@testable import BPNet

@Suite struct ModelScoreTests {
  /// Figures of two models, the better first.
  private static let pairs: [([(name: String, value: Double)], [(name: String, value: Double)])] = [
    ([("accuracy", 0.9), ("log_loss", 2)], [("accuracy", 0.8), ("log_loss", 1)]),
    ([("accuracy", 0.9), ("log_loss", 1)], [("accuracy", 0.9), ("log_loss", 2)]),
    ([("accuracy", 0.9), ("log_loss", 1)], [("accuracy", 0.9), ("log_loss", .nan)]),
    ([("accuracy", 0.1), ("log_loss", 9)], [("accuracy", .nan), ("log_loss", .nan)]),
    ([("loss", 5), ("rmse", 1)], [("loss", 1), ("rmse", 2)]),
    ([("rmse", 1e9)], [("rmse", .nan)]),
  ]

  @Test func ranks() {
    for (better, worse) in Self.pairs {
      #expect(ModelScore(figures: better) < ModelScore(figures: worse), "\(better)")
      #expect(!(ModelScore(figures: worse) < ModelScore(figures: better)), "\(better)")
      #expect(ModelScore(figures: better) == ModelScore(figures: better))
    }
  }
}
