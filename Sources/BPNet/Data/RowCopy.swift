/// Copies of rows from random places, without a call for each of them.
enum RowCopy {
  /// The bytes of a row from which on it is copied line by line, each with a request for a line of a later
  /// row.
  ///
  /// A processor sees the end of such a row coming, but not the start of the next, whose place is random.
  /// Rows of 4 KB from 64 MB came at 16 GB/s so, and at 11 with the system's copy and requests for the first
  /// 1,024 bytes (AMD Zen 4); rows of 800 bytes came no faster.
  private static let longRowByteCount = 1024

  /// How many rows ahead of the one that is copied memory is asked for.
  private static let prefetchDistance = 8
  private static let longRowPrefetchDistance = 4

  /// The most bytes that are asked for at once: a cache has 10 requests or more, and some are soon done.
  private static let fewBytes = 16 * Prefetch.lineByteCount

  /// Copies the given rows of `source` to `destination`, in their order.
  @specialized(where Element == Float)
  @specialized(where Element == Double)
  static func gather<Element: Scalar>(
    _ rows: UnsafeBufferPointer<Int32>, of source: Matrix<Element>, into destination: Matrix<Element>
  ) {
    if source.columns == 1, source.isContiguous, destination.isContiguous {
      let (elements, copies) = (source.base, destination.base)
      for position in 0..<rows.count { copies[position] = elements[Int(rows[position])] }
      return
    }
    // Rows shorter than a cache line come fast enough by themselves, and asking would take longer than
    // copying.
    if isShort(source) {
      for position in 0..<rows.count {
        copy(source.row(Int(rows[position])), to: destination.row(position), count: source.columns)
      }
      return
    }
    let byteCount = rowByteCount(of: source)
    guard byteCount < longRowByteCount else {
      return gatherLong(rows, of: source, into: destination)
    }
    for position in 0..<rows.count {
      if position + prefetchDistance < rows.count {
        Prefetch.lines(source.row(Int(rows[position + prefetchDistance])), byteCount: byteCount)
      }
      copy(source.row(Int(rows[position])), to: destination.row(position), count: source.columns)
    }
  }

  /// Copies rows of at least `longRowByteCount` bytes.
  @inline(__always)
  private static func gatherLong<Element: Scalar>(
    _ rows: UnsafeBufferPointer<Int32>, of source: Matrix<Element>, into destination: Matrix<Element>
  ) {
    let byteCount = rowByteCount(of: source)
    // There is no later row to ask for.
    if rows.count == 1 {
      return destination.row(0).update(from: source.row(Int(rows[0])), count: source.columns)
    }
    for position in 0..<rows.count {
      let ahead = min(position + longRowPrefetchDistance, rows.count - 1)
      copyLines(
        source.row(Int(rows[position])), to: destination.row(position), byteCount: byteCount,
        prefetching: source.row(Int(rows[ahead])))
    }
  }

  @inline(__always)
  private static func rowByteCount<Element: Scalar>(of source: Matrix<Element>) -> Int {
    source.columns * MemoryLayout<Element>.stride
  }

  @inline(__always)
  private static func isShort<Element: Scalar>(_ source: Matrix<Element>) -> Bool {
    rowByteCount(of: source) < Prefetch.lineByteCount
  }

  /// Writes a row of zeros, with a one at its class, for each of the given rows.
  @specialized(where Element == Float)
  @specialized(where Element == Double)
  static func gatherOneHot<Element: Scalar>(
    _ rows: UnsafeBufferPointer<Int32>, of classes: UnsafePointer<Int32>, into destination: Matrix<Element>
  ) {
    let count = (rows.count - 1) * destination.stride + destination.columns
    destination.base.update(repeating: 0, count: max(count, 0))
    for position in 0..<rows.count {
      destination.row(position)[Int(classes[Int(rows[position])])] = 1
    }
  }

  /// Asks for the given rows of `source`, which will be gathered after a step, unless they are short.
  ///
  /// They go to the second-level cache: what a step works on fills the first, so that they would be there no
  /// longer. More than a few lines are asked for between the tiles of the step's products: a cache has few
  /// requests at a time, and the step would wait for most of them.
  @specialized(where Element == Float)
  @specialized(where Element == Double)
  static func prefetch<Element: Scalar>(
    _ rows: UnsafeBufferPointer<Int32>, of source: Matrix<Element>,
    duringProductsWith scratch: UnsafeMutableRawPointer
  ) {
    guard !isShort(source) else { return }
    // Long rows are asked for while others are copied: only the first ones have none before them, and the
    // processor sees their ends coming.
    let byteCount = min(rowByteCount(of: source), longRowByteCount)
    let count = byteCount < longRowByteCount ? rows.count : min(rows.count, longRowPrefetchDistance)
    guard count * byteCount > fewBytes else {
      for row in rows[..<count] { Prefetch.linesForLater(source.row(Int(row)), byteCount: byteCount) }
      return
    }
    Prefetch.rows(
      UnsafeBufferPointer(rebasing: rows[..<count]), from: source.base,
      stride: source.stride * MemoryLayout<Element>.stride, byteCount: byteCount,
      duringProductsWith: scratch)
  }

  /// Copies a row a cache line at a time, the last of which may overlap with the one before it, and with each
  /// asks for that of a later row.
  @inline(__always)
  private static func copyLines(
    _ source: UnsafeRawPointer, to destination: UnsafeMutableRawPointer, byteCount: Int,
    prefetching later: UnsafeRawPointer
  ) {
    typealias Line = SIMD16<UInt32>
    var offset = 0
    while offset < byteCount {
      let place = min(offset, byteCount - Prefetch.lineByteCount)
      Prefetch.linesForLater(later + place, byteCount: 1)
      destination.storeBytes(
        of: source.loadUnaligned(fromByteOffset: place, as: Line.self), toByteOffset: place, as: Line.self)
      offset += Prefetch.lineByteCount
    }
  }

  /// Copies `count` elements that do not overlap with their destination.
  @inline(__always)
  private static func copy<Element: Scalar>(
    _ source: UnsafePointer<Element>, to destination: UnsafeMutablePointer<Element>, count: Int
  ) {
    let byteCount = count * MemoryLayout<Element>.stride
    let (from, to) = (UnsafeRawPointer(source), UnsafeMutableRawPointer(destination))
    if byteCount >= 64 {
      copy(SIMD16<UInt32>.self, from, to, byteCount)
    } else if byteCount >= 16 {
      copy(SIMD4<UInt32>.self, from, to, byteCount)
    } else if byteCount >= 8 {
      copy(UInt64.self, from, to, byteCount)
    } else if count > 0 {
      copy(UInt32.self, from, to, byteCount)
    }
  }

  /// Copies whole vectors, the last of which may overlap with the one before it.
  @inline(__always)
  private static func copy<Vector: BitwiseCopyable>(
    _: Vector.Type, _ source: UnsafeRawPointer, _ destination: UnsafeMutableRawPointer, _ byteCount: Int
  ) {
    let size = MemoryLayout<Vector>.size
    var offset = 0
    while offset < byteCount - size {
      destination.storeBytes(
        of: source.loadUnaligned(fromByteOffset: offset, as: Vector.self), toByteOffset: offset,
        as: Vector.self)
      offset += size
    }
    let last = byteCount - size
    destination.storeBytes(
      of: source.loadUnaligned(fromByteOffset: last, as: Vector.self), toByteOffset: last, as: Vector.self)
  }
}
