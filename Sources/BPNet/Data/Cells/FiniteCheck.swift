/// Whether numbers are finite, many at a time.
enum FiniteCheck {
  /// Whether none of `count` values is infinite or NaN.
  @inline(__always)
  static func areFinite(_ values: UnsafePointer<Double>, count: Int) -> Bool {
    // Adding one to the exponent carries into the sign for an exponent of all ones, and for no other.
    var carries: UInt64 = 0
    for index in 0..<count { carries |= (values[index].bitPattern & (0x7FF << 52)) &+ (1 << 52) }
    return carries >> 63 == 0
  }

  /// Whether none of `count` values is infinite or NaN.
  @inline(__always)
  static func areFinite(_ values: UnsafePointer<Float>, count: Int) -> Bool {
    var carries: UInt32 = 0
    for index in 0..<count { carries |= (values[index].bitPattern & (0xFF << 23)) &+ (1 << 23) }
    return carries >> 31 == 0
  }

  /// Whether none of `count` values is infinite or NaN.
  @inline(__always)
  static func areFinite<Element: Scalar>(_ values: UnsafePointer<Element>, count: Int) -> Bool {
    if Element.self == Float.self {
      return areFinite(UnsafeRawPointer(values).assumingMemoryBound(to: Float.self), count: count)
    }
    return areFinite(UnsafeRawPointer(values).assumingMemoryBound(to: Double.self), count: count)
  }
}
