/// The outputs of a network for many samples, computed in passes each time they are asked for, because all
/// of them together would take too much memory.
struct OutputPasses {
  /// The number of samples that count.
  let sampleCount: Int
  /// The number of outputs for a sample.
  let outputCount: Int
  /// The outputs for each sample that counts, in order.
  let forEachSample: (_ body: (UnsafePointer<Double>) -> Void) -> Void

  /// All outputs, `[samples][outputs]`.
  var collected: [Double] {
    var all: [Double] = []
    all.reserveCapacity(sampleCount * outputCount)
    forEachSample { all.append(contentsOf: UnsafeBufferPointer(start: $0, count: outputCount)) }
    return all
  }
}
