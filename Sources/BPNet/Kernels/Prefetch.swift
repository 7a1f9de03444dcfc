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

  /// Prefetches `byteCount` bytes of each of some rows, `stride` bytes apart, into the second-level cache, a
  /// few lines at a time while products are computed with `scratch`.
  ///
  /// The indices have to stay in place until `forgetRows(in:)`, or until other rows are prefetched.
  @inline(__always)
  static func rows(
    _ rows: UnsafeBufferPointer<Int32>, from base: UnsafeRawPointer, stride: Int, byteCount: Int,
    duringProductsWith scratch: UnsafeMutableRawPointer
  ) {
    guard let indices = rows.baseAddress else { return }
    bpk_prefetch_rows(scratch, indices, rows.count, base, stride, byteCount)
  }

  /// Ends the prefetching of rows.
  @inline(__always)
  static func forgetRows(in scratch: UnsafeMutableRawPointer) { bpk_scratch_prepare(scratch) }
}
