/// The types that numbers of a data file have in memory, where they are read in place.
///
/// To add one: a case, its line in `storage` and in `widen`.
package enum NumberType: Sendable, BitwiseCopyable, CaseIterable {
  case uint8, int8, uint16, int16, uint32, int32, uint64, int64, float32, float64
  case float16, bigEndianFloat16
  case bigEndianInt16, bigEndianInt32, bigEndianInt64, bigEndianUInt16, bigEndianUInt32, bigEndianUInt64
  case bigEndianFloat32, bigEndianFloat64

  /// The representation in memory.
  var storage: any StoredNumber.Type {
    switch self {
    case .uint8: UInt8.self
    case .int8: Int8.self
    case .uint16: UInt16.self
    case .int16: Int16.self
    case .uint32: UInt32.self
    case .int32: Int32.self
    case .uint64: UInt64.self
    case .int64: Int64.self
    case .float32: Float.self
    case .float64: Double.self
    case .bigEndianInt16: BigEndianInt16.self
    case .bigEndianInt32: BigEndianInt32.self
    case .bigEndianInt64: BigEndianInt64.self
    case .bigEndianUInt16: BigEndianUInt16.self
    case .bigEndianUInt32: BigEndianUInt32.self
    case .bigEndianUInt64: BigEndianUInt64.self
    case .float16: Half.self
    case .bigEndianFloat16: BigEndianHalf.self
    case .bigEndianFloat32: BigEndianFloat32.self
    case .bigEndianFloat64: BigEndianFloat64.self
    }
  }

  /// The bytes of one number.
  var byteCount: Int { storage.byteCount }

  /// The least and the greatest number; nil where a number may be infinite or NaN.
  var bounds: ClosedRange<Double>? { storage.bounds }

  /// Writes `count` numbers from `source` on to `destination`, each as the Double nearest to it.
  func widen(_ source: UnsafeRawPointer, count: Int, into destination: UnsafeMutablePointer<Double>) {
    switch self {
    case .uint8: Self.widen(UInt8.self, source, count, destination)
    case .int8: Self.widen(Int8.self, source, count, destination)
    case .uint16: Self.widen(UInt16.self, source, count, destination)
    case .int16: Self.widen(Int16.self, source, count, destination)
    case .uint32: Self.widen(UInt32.self, source, count, destination)
    case .int32: Self.widen(Int32.self, source, count, destination)
    case .uint64: Self.widen(UInt64.self, source, count, destination)
    case .int64: Self.widen(Int64.self, source, count, destination)
    case .float32: Self.widen(Float.self, source, count, destination)
    case .float64: Self.widen(Double.self, source, count, destination)
    case .bigEndianInt16: Self.widen(BigEndianInt16.self, source, count, destination)
    case .bigEndianInt32: Self.widen(BigEndianInt32.self, source, count, destination)
    case .bigEndianInt64: Self.widen(BigEndianInt64.self, source, count, destination)
    case .bigEndianUInt16: Self.widen(BigEndianUInt16.self, source, count, destination)
    case .bigEndianUInt32: Self.widen(BigEndianUInt32.self, source, count, destination)
    case .bigEndianUInt64: Self.widen(BigEndianUInt64.self, source, count, destination)
    case .float16: Self.widen(Half.self, source, count, destination)
    case .bigEndianFloat16: Self.widen(BigEndianHalf.self, source, count, destination)
    case .bigEndianFloat32: Self.widen(BigEndianFloat32.self, source, count, destination)
    case .bigEndianFloat64: Self.widen(BigEndianFloat64.self, source, count, destination)
    }
  }

  // Inlined, so that each case above becomes one loop over its own type.
  @inline(__always)
  private static func widen<Number: StoredNumber>(
    _: Number.Type, _ source: UnsafeRawPointer, _ count: Int, _ destination: UnsafeMutablePointer<Double>
  ) {
    for index in 0..<count {
      destination[index] =
        source.loadUnaligned(fromByteOffset: index * MemoryLayout<Number>.stride, as: Number.self).widened
    }
  }
}
