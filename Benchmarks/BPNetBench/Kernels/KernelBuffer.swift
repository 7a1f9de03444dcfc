import BPNet

/// Elements at a 64-byte aligned address, freed with the object.
final class KernelBuffer<Element: BitwiseCopyable> {
  let base: UnsafeMutablePointer<Element>

  /// `count` elements whose bytes are all zero.
  init(count: Int) {
    let byteCount = max(count, 1) * MemoryLayout<Element>.stride
    let raw = UnsafeMutableRawPointer.allocate(byteCount: byteCount, alignment: 64)
    raw.initializeMemory(as: UInt8.self, repeating: 0, count: byteCount)
    base = raw.assumingMemoryBound(to: Element.self)
  }

  deinit {
    UnsafeMutableRawPointer(base).deallocate()
  }
}

extension KernelBuffer where Element: Scalar {
  /// `count` random elements, uniform in `range`; the same for the same `stream`.
  convenience init(count: Int, uniformIn range: Range<Double>, stream: UInt64) {
    self.init(count: count)
    var generator = RandomGenerator(seed: 0, stream: stream)
    let width = range.upperBound - range.lowerBound
    for index in 0..<count { base[index] = Element(range.lowerBound + width * generator.uniform()) }
  }
}
