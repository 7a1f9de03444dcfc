import CKernels

/// Prefetching of memory; only speed depends on it.
enum Prefetch {
  /// The bytes of a cache line.
  static let lineByteCount = 64

  /// Prefetches all cache lines of `byteCount` bytes, which are used at once.
  @inline(__always)
  static func lines(_ start: UnsafeRawPointer, byteCount: Int) {
    var offset = 0
    while offset < byteCount {
      bpk_prefetch(start + offset)
      offset += lineByteCount
    }
  }

  /// Prefetches all cache lines of `byteCount` bytes, which are used later, into the second-level cache.
  @inline(__always)
  static func linesForLater(_ start: UnsafeRawPointer, byteCount: Int) {
    var offset = 0
    while offset < byteCount {
      bpk_prefetch_second_level(start + offset)
      offset += lineByteCount
    }
  }
}
