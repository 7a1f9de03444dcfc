/// An element type of networks: `Float` (f32) or `Double` (f64).
///
/// The kernels exist only for these two types; do not conform others.
public protocol Scalar: BinaryFloatingPoint, SIMDScalar, BitwiseCopyable, Sendable, Codable {
  /// The precision of this type.
  static var precision: Precision { get }
}

extension Float: Scalar {
  /// f32.
  public static var precision: Precision { .f32 }
}

extension Double: Scalar {
  /// f64.
  public static var precision: Precision { .f64 }
}

/// The element types by their names in files and on the command line.
public enum Precision: String, CaseIterable, Codable, Sendable {
  /// IEEE 754 single precision, `Float`.
  case f32
  /// IEEE 754 double precision, `Double`.
  case f64
}
