extension Metrics {
  /// Precision, recall and F₁ of one class, or their average over classes.
  public struct PerClass: Sendable, Equatable {
    /// The fraction of the samples predicted as the class that belong to it; 0 if none was predicted.
    public let precision: Double
    /// The fraction of the class's samples that were predicted as the class; 0 if it has none.
    public let recall: Double
    /// The harmonic mean of precision and recall, 2PR / (P + R); 0 if both are 0.
    public let f1Score: Double
    /// The number of samples of the class, or of all classes.
    public let support: Int
  }
}

extension Metrics.PerClass {
  /// The metrics of class `index`; all NaN for a class that neither occurs nor was predicted.
  init(ofClass index: Int, in matrix: Metrics.ConfusionMatrix) {
    let (hits, support, predicted) = (
      matrix.hitCount(of: index), matrix.support(of: index), matrix.predictedCount(of: index)
    )
    func share(_ part: Int, _ whole: Int) -> Double {
      support + predicted == 0 ? .nan : whole == 0 ? 0 : Double(part) / Double(whole)
    }
    self.init(
      precision: share(hits, predicted), recall: share(hits, support),
      f1Score: share(2 * hits, support + predicted), support: support)
  }

  /// The mean over classes, weighted by `weight`; classes that neither occur nor were predicted are left out.
  init(averageOf classes: [Metrics.PerClass], weight: (Metrics.PerClass) -> Double) {
    let defined = classes.filter { !$0.precision.isNaN }
    let total = defined.reduce(0) { $0 + weight($1) }
    func mean(_ value: (Metrics.PerClass) -> Double) -> Double {
      defined.reduce(0) { $0 + weight($1) * value($1) } / total
    }
    self.init(
      precision: mean(\.precision), recall: mean(\.recall), f1Score: mean(\.f1Score),
      support: classes.reduce(0) { $0 + $1.support })
  }
}
