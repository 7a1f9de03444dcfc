import CKernels

/// An activation that a program defines itself: a function of one net input.
///
/// ```swift
/// struct Cube: CustomActivation {
///   let name = "cube"
///   func value(_ z: Double) -> Double { z * z * z }
///   func derivative(_ z: Double) -> Double { 3 * z * z }
/// }
/// let layer = Layer(outputCount: 8, activation: Activation(Cube()))
/// ```
///
/// It is slower than the library's own activations: each output is a call, in double precision whatever the
/// network's, and none of it is vector code. The results are the same for every number of threads, and on
/// every machine if the two functions' are. A model whose file names it can only be read where the same
/// activation is handed over as one of the `extensions`.
public protocol CustomActivation: Sendable {
  /// The name in files and messages, without a colon; none of the library's.
  var name: String { get }

  /// The numbers that make it what it is, for files and messages.
  var constants: [Double] { get }

  /// Whether f or f′ jumps at z = 0: a gradient check leaves samples out that are close to it.
  var hasKink: Bool { get }

  /// f(z).
  func value(_ z: Double) -> Double

  /// f′(z).
  func derivative(_ z: Double) -> Double
}

extension CustomActivation {
  /// None.
  public var constants: [Double] { [] }

  /// No.
  public var hasKink: Bool { false }
}

/// A `CustomActivation` with the callbacks that the kernels take.
///
/// Two are equal where their texts are.
public final class CustomActivationFunction: Hashable, @unchecked Sendable {
  let custom: any CustomActivation
  /// The description for passes in single precision.
  ///
  /// Invariants: it and `double` are written before anyone else has this object, are never written again, and
  /// live as long as it does. Their context is this object, unretained; whoever passes them to the kernels
  /// holds the activation, in a topology.
  let single: UnsafeMutablePointer<bpk_custom_function_f32>
  /// The description for passes in double precision.
  let double: UnsafeMutablePointer<bpk_custom_function_f64>

  init(_ custom: any CustomActivation) {
    self.custom = custom
    single = .allocate(capacity: 1)
    double = .allocate(capacity: 1)
    let context = UnsafeRawPointer(Unmanaged.passUnretained(self).toOpaque())
    single.initialize(
      to: bpk_custom_function_f32(
        apply: { context, rows, columns, z, zStride, y, yStride in
          CustomActivationFunction.of(context).forEach(rows, columns, z, zStride, y, yStride) { f, z, _ in
            f.value(z)
          }
        },
        multiply_by_derivative: { context, rows, columns, z, zStride, errors, errorStride in
          CustomActivationFunction.of(context).forEach(rows, columns, z, zStride, errors, errorStride) {
            f, z, error in
            error * f.derivative(z)
          }
        }, context: context))
    double.initialize(
      to: bpk_custom_function_f64(
        apply: { context, rows, columns, z, zStride, y, yStride in
          CustomActivationFunction.of(context).forEach(rows, columns, z, zStride, y, yStride) { f, z, _ in
            f.value(z)
          }
        },
        multiply_by_derivative: { context, rows, columns, z, zStride, errors, errorStride in
          CustomActivationFunction.of(context).forEach(rows, columns, z, zStride, errors, errorStride) {
            f, z, error in
            error * f.derivative(z)
          }
        }, context: context))
  }

  /// Whether the names and constants are the same.
  public static func == (first: CustomActivationFunction, second: CustomActivationFunction) -> Bool {
    (first.custom.name, first.custom.constants) == (second.custom.name, second.custom.constants)
  }

  /// Hashes what `==` compares.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(custom.name)
    hasher.combine(custom.constants)
  }

  deinit {
    single.deallocate()
    double.deallocate()
  }

  /// Replaces each element of the rows at `results`, from its z and what it was.
  private func forEach<Element: BinaryFloatingPoint>(
    _ rows: Int, _ columns: Int, _ z: UnsafePointer<Element>, _ zStride: Int,
    _ results: UnsafeMutablePointer<Element>, _ resultStride: Int,
    replace: (_ function: any CustomActivation, _ z: Double, _ result: Double) -> Double
  ) {
    for row in 0..<rows {
      let (z, results) = (z + row * zStride, results + row * resultStride)
      for column in 0..<columns {
        results[column] = Element(replace(custom, Double(z[column]), Double(results[column])))
      }
    }
  }

  private static func of(_ context: UnsafeRawPointer?) -> CustomActivationFunction {
    guard let context else { preconditionFailure("the kernels hand the context back") }
    return Unmanaged<CustomActivationFunction>.fromOpaque(context).takeUnretainedValue()
  }
}
