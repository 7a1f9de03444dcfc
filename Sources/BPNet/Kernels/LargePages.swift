internal import SystemLibrary

/// Large pages of memory for large buffers, where the system has them on request.
///
/// Each page that is touched takes an entry of the processor's cache of addresses, which has 1,500 to 3,000
/// entries: 6 to 12 MB of ordinary pages. Beyond that, walking through weights or gathering samples waits for
/// addresses as well as for memory. The advice changes no content, and a system may ignore it.
enum LargePages {
  /// The size and alignment of a large page on x86-64, and on arm64 with ordinary pages of 4 KB.
  static let pageByteCount = 2 << 20

  /// The size from which buffers are in large pages.
  ///
  /// It is more than the kernels' scratch, of which small networks touch only the beginning: a large page
  /// would be resident as a whole.
  static let leastByteCount = 8 << 20

  /// The alignment of a buffer, if that of its content is `alignment`.
  static func alignment(ofBufferOf byteCount: Int, atLeast alignment: Int) -> Int {
    byteCount < leastByteCount ? alignment : max(alignment, pageByteCount)
  }

  /// Asks for large pages for a buffer that has not been touched, if it is large.
  ///
  /// The rest after the last whole page is left out, so that the buffer does not need more memory than its
  /// bytes.
  static func advise(_ buffer: UnsafeMutableRawPointer, byteCount: Int) {
    #if os(Linux)
      guard byteCount >= leastByteCount else { return }
      _ = madvise(buffer, byteCount / pageByteCount * pageByteCount, MADV_HUGEPAGE)
    #endif
  }
}
