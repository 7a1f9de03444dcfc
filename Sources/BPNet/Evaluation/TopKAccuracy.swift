extension Metrics {
  /// The fraction of samples whose class is among the `k` classes with the largest outputs.
  ///
  /// Of classes with equal outputs those with lower numbers come first, so that for k = 1 it is the accuracy.
  public struct TopKAccuracy: Sendable, Equatable {
    /// The number of classes that are considered.
    public let k: Int
    /// The fraction.
    public let accuracy: Double

    /// The default of k: 3, or 2 for three classes, where 3 would always succeed; nil for fewer classes.
    public static func defaultK(classCount: Int) -> Int? {
      classCount < 3 ? nil : min(3, classCount - 1)
    }

    /// Of the classes of `sampleCount` samples so many, `hitCount`, are among the first k.
    init(k: Int, hitCount: Int, sampleCount: Int) {
      self.k = k
      self.accuracy = Double(hitCount) / Double(sampleCount)
    }
  }
}
