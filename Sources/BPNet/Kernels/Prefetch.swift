import CKernels

/// Hints to read memory ahead; only speed depends on them.
enum Prefetch {
  /// The bytes that are read at once.
  static let lineByteCount = 64

  /// Asks for every line of `byteCount` bytes.
  @inline(__always)
  static func lines(_ start: UnsafeRawPointer, byteCount: Int) {
    var offset = 0
    while offset < byteCount {
      bpk_prefetch(start + offset)
      offset += lineByteCount
    }
  }
}
