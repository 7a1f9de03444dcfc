import CKernels

/// A constant of the kernels' functions, a number or several, in both precisions.
struct KernelConstant: Sendable {
  let name: String
  private let single: [Double]
  private let double: [Double]

  /// The numbers in a precision; none if it does without them.
  func numbers(_ precision: Precision) -> [Double] { precision == .f32 ? single : double }

  /// Whether it is a single number.
  var isNumber: Bool { max(single.count, double.count) == 1 }

  /// All constants, each before those that belong to later functions.
  static let all: [KernelConstant] = (0..<bpk_constant_count()).map { index in
    let constant = bpk_constant_at(index).pointee
    return KernelConstant(
      name: String(cString: constant.name),
      single: UnsafeBufferPointer(start: constant.f32, count: constant.f32_count).map(Double.init),
      double: Array(UnsafeBufferPointer(start: constant.f64, count: constant.f64_count)))
  }

  /// The numbers of the constant called `name`; none if there is no such constant.
  static func numbers(of name: String, _ precision: Precision) -> [Double] {
    all.first { $0.name == name }?.numbers(precision) ?? []
  }

  /// The bits of 2^(i / 8) in single precision, minus i · 2^20, for i from 0 to 7.
  static let eighths: [UInt32] = (0..<8).map(bpk_eighth_bits)
}
