/// The share of samples whose class is among the `k` of largest output.
///
/// Of equal outputs the class of the lower number counts as larger, so that for k = 1 this is the accuracy.
public struct TopKAccuracy: Sendable, Equatable {
  /// How many classes may be named.
  public let k: Int
  /// The share.
  public let accuracy: Double

  /// The k that is taken where none is asked for: 3, or 2 of three classes, of which 3 would always be right;
  /// nil for fewer classes.
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
