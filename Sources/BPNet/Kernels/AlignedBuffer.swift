/// Elements at a 64-byte aligned address, freed with the object.
///
/// After the last element there is padding of one vector, which kernels may read and write.
///
/// Invariant that makes it `Sendable`: a writer has the only reference, or writes a part that is disjoint
/// from those of others; a buffer with several owners is only read.
final class AlignedBuffer<Element: BitwiseCopyable>: @unchecked Sendable {
  /// The alignment of the first element, in bytes: a cache line, and the widest vector.
  static var alignment: Int { 64 }

  let base: UnsafeMutablePointer<Element>
  let count: Int

  /// `count` elements whose bytes are all zero.
  init(count: Int) {
    let raw = Self.allocate(count)
    raw.initializeMemory(as: UInt8.self, repeating: 0, count: Self.byteCount(count))
    self.base = raw.assumingMemoryBound(to: Element.self)
    self.count = count
  }

  /// `count` uninitialised elements, whose memory is not touched before it is used.
  init(uninitializedCount count: Int) {
    self.base = Self.allocate(count).assumingMemoryBound(to: Element.self)
    self.count = count
  }

  /// A copy of `other`.
  init(copying other: AlignedBuffer) {
    let raw = Self.allocate(other.count)
    raw.copyMemory(from: other.base, byteCount: other.count * MemoryLayout<Element>.stride)
    self.base = raw.assumingMemoryBound(to: Element.self)
    self.count = other.count
  }

  /// Memory for `count` elements and the padding after them.
  private static func allocate(_ count: Int) -> UnsafeMutableRawPointer {
    let byteCount = byteCount(count)
    let raw = UnsafeMutableRawPointer.allocate(
      byteCount: byteCount, alignment: LargePages.alignment(ofBufferOf: byteCount, atLeast: alignment))
    LargePages.advise(raw, byteCount: byteCount)
    return raw
  }

  /// The bytes of a buffer of `count` elements, with the padding after them.
  private static func byteCount(_ count: Int) -> Int {
    count * MemoryLayout<Element>.stride + kernelRoomByteCount
  }

  deinit {
    UnsafeMutableRawPointer(base).deallocate()
  }

  /// The number of elements, rounded up so that the next array is aligned too.
  static func paddedCount(_ count: Int) -> Int {
    (count + 15) / 16 * 16
  }
}
