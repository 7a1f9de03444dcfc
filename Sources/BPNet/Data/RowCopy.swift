/// Copies of short rows, without the call that `update(from:count:)` is.
enum RowCopy {
  /// The bytes from which on a call to the system's copy is the quicker.
  private static let longRowByteCount = 1024

  /// How many rows ahead of the one that is copied memory is asked for.
  private static let prefetchDistance = 8

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
    let byteCount = prefetchedByteCount(of: source)
    for position in 0..<rows.count {
      if position + prefetchDistance < rows.count {
        Prefetch.lines(source.row(Int(rows[position + prefetchDistance])), byteCount: byteCount)
      }
      copy(source.row(Int(rows[position])), to: destination.row(position), count: source.columns)
    }
  }

  @inline(__always)
  private static func isShort<Element: Scalar>(_ source: Matrix<Element>) -> Bool {
    source.columns * MemoryLayout<Element>.stride < Prefetch.lineByteCount
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
  /// longer, and its few requests at a time would keep the step from beginning.
  @specialized(where Element == Float)
  @specialized(where Element == Double)
  static func prefetch<Element: Scalar>(_ rows: UnsafeBufferPointer<Int32>, of source: Matrix<Element>) {
    guard !isShort(source) else { return }
    let byteCount = prefetchedByteCount(of: source)
    for row in rows { Prefetch.linesForLater(source.row(Int(row)), byteCount: byteCount) }
  }

  /// The bytes of a row that are asked for: the start of a long one, whose end the processor sees coming.
  @inline(__always)
  private static func prefetchedByteCount<Element: Scalar>(of source: Matrix<Element>) -> Int {
    min(source.columns * MemoryLayout<Element>.stride, longRowByteCount)
  }

  /// Copies `count` elements that do not overlap with their destination.
  @inline(__always)
  static func copy<Element: Scalar>(
    _ source: UnsafePointer<Element>, to destination: UnsafeMutablePointer<Element>, count: Int
  ) {
    let byteCount = count * MemoryLayout<Element>.stride
    let (from, to) = (UnsafeRawPointer(source), UnsafeMutableRawPointer(destination))
    if byteCount >= longRowByteCount {
      destination.update(from: source, count: count)
    } else if byteCount >= 64 {
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
