/// A number as it is stored in a file.
protocol StoredNumber: BitwiseCopyable, Sendable {
  /// The Double nearest to it, ties to even.
  var widened: Double { get }
  /// The least and the greatest number; nil where a number may be infinite or NaN.
  static var bounds: ClosedRange<Double>? { get }
}

extension StoredNumber {
  /// The bytes of one number.
  static var byteCount: Int { MemoryLayout<Self>.stride }
}

extension StoredNumber where Self: FixedWidthInteger {
  @inline(__always) var widened: Double { Double(self) }
  static var bounds: ClosedRange<Double>? { Double(Self.min)...Double(Self.max) }
}

// By way of Int32, from which processors convert several numbers at once.

extension UInt8: StoredNumber {
  @inline(__always) var widened: Double { Double(Int32(self)) }
}

extension Int8: StoredNumber {
  @inline(__always) var widened: Double { Double(Int32(self)) }
}

extension UInt16: StoredNumber {
  @inline(__always) var widened: Double { Double(Int32(self)) }
}

extension Int16: StoredNumber {
  @inline(__always) var widened: Double { Double(Int32(self)) }
}

extension UInt32: StoredNumber {}
extension Int32: StoredNumber {}
extension UInt64: StoredNumber {}
extension Int64: StoredNumber {}

extension Float: StoredNumber {
  @inline(__always) var widened: Double { Double(self) }
  static var bounds: ClosedRange<Double>? { nil }
}

extension Double: StoredNumber {
  @inline(__always) var widened: Double { self }
  static var bounds: ClosedRange<Double>? { nil }
}

/// An Int16 with its high byte first.
struct BigEndianInt16: StoredNumber {
  private let bytes: UInt16
  @inline(__always) var widened: Double { Double(Int16(bitPattern: UInt16(bigEndian: bytes))) }
  static var bounds: ClosedRange<Double>? { Int16.bounds }
}

/// An Int32 with its high byte first.
struct BigEndianInt32: StoredNumber {
  private let bytes: UInt32
  @inline(__always) var widened: Double { Double(Int32(bitPattern: UInt32(bigEndian: bytes))) }
  static var bounds: ClosedRange<Double>? { Int32.bounds }
}

/// A Float with its high byte first.
struct BigEndianFloat32: StoredNumber {
  private let bytes: UInt32
  @inline(__always) var widened: Double { Double(Float(bitPattern: UInt32(bigEndian: bytes))) }
  static var bounds: ClosedRange<Double>? { nil }
}

/// A Double with its high byte first.
struct BigEndianFloat64: StoredNumber {
  private let bytes: UInt64
  @inline(__always) var widened: Double { Double(bitPattern: UInt64(bigEndian: bytes)) }
  static var bounds: ClosedRange<Double>? { nil }
}

/// An Int64 with its high byte first.
struct BigEndianInt64: StoredNumber {
  private let bytes: UInt64
  @inline(__always) var widened: Double { Double(Int64(bitPattern: UInt64(bigEndian: bytes))) }
  static var bounds: ClosedRange<Double>? { Int64.bounds }
}

/// A UInt16 with its high byte first.
struct BigEndianUInt16: StoredNumber {
  private let bytes: UInt16
  @inline(__always) var widened: Double { Double(UInt16(bigEndian: bytes)) }
  static var bounds: ClosedRange<Double>? { UInt16.bounds }
}

/// A UInt32 with its high byte first.
struct BigEndianUInt32: StoredNumber {
  private let bytes: UInt32
  @inline(__always) var widened: Double { Double(UInt32(bigEndian: bytes)) }
  static var bounds: ClosedRange<Double>? { UInt32.bounds }
}

/// A UInt64 with its high byte first.
struct BigEndianUInt64: StoredNumber {
  private let bytes: UInt64
  @inline(__always) var widened: Double { Double(UInt64(bigEndian: bytes)) }
  static var bounds: ClosedRange<Double>? { UInt64.bounds }
}

/// A number of IEEE 754's binary16.
struct Half: StoredNumber {
  private let bits: UInt16
  @inline(__always) var widened: Double { Half.double(bits) }
  static var bounds: ClosedRange<Double>? { nil }

  /// The number of 1 sign bit, 5 bits of exponent and 10 of significand: every one is a Double.
  @inline(__always)
  static func double(_ bits: UInt16) -> Double {
    let (exponent, significand) = (Int(bits >> 10 & 0x1F), Double(bits & 0x3FF))
    let magnitude: Double
    switch exponent {
    case 0: magnitude = significand * 0x1p-24
    case 31: magnitude = significand == 0 ? .infinity : .nan
    default: magnitude = (1024 + significand) * Double(sign: .plus, exponent: exponent - 25, significand: 1)
    }
    return bits >> 15 == 0 ? magnitude : -magnitude
  }
}

/// A number of IEEE 754's binary16 with its high byte first.
struct BigEndianHalf: StoredNumber {
  private let bytes: UInt16
  @inline(__always) var widened: Double { Half.double(UInt16(bigEndian: bytes)) }
  static var bounds: ClosedRange<Double>? { nil }
}
