/// Copies of short rows, without the call that `update(from:count:)` is.
enum RowCopy {
  /// The bytes from which on a call to the system's copy is the quicker.
  private static let longRowByteCount = 1024

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
    } else {
      for index in 0..<count { destination[index] = source[index] }
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
