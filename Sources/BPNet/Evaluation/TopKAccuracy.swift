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

  /// Compares outputs, `[samples][classes]`, with true classes.
  ///
  /// - Complexity: O(samples · classes).
  init(k: Int, outputs: ClassOutputs, actual: [Int]) {
    let hits = actual.indices.count { outputs.rank(ofClass: actual[$0], sample: $0) < k }
    self.k = k
    self.accuracy = Double(hits) / Double(actual.count)
  }
}
