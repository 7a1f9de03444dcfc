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
/// It is slower than the library's own activations: each output costs a call in double precision, and nothing
/// is vectorised. Results are the same for every number of threads, and on every machine if those of the two
/// functions are. A model whose file names such an activation can only be read if the same activation is
/// given as one of the `extensions`.
public protocol CustomActivation: Sendable {
  /// The name in files and messages, without a colon, and different from the library's activations.
  var name: String { get }

  /// The numbers after the name in files and messages, which distinguish activations of the same name.
  var constants: [Double] { get }

  /// Whether f or f′ is discontinuous at z = 0; a gradient check skips samples that are close to it.
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

/// A `CustomActivation` with its callbacks for the kernels.
///
/// Two are equal if their names and constants are.
final class CustomActivationFunction: Hashable, @unchecked Sendable {
  let custom: any CustomActivation
  /// The description for passes in single precision.
  ///
  /// Invariants: this and `double` are written only in `init`, and live as long as the object. Their context
  /// is the object, unretained; callers of the kernels keep it alive through a topology.
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
  static func == (first: CustomActivationFunction, second: CustomActivationFunction) -> Bool {
    (first.custom.name, first.custom.constants) == (second.custom.name, second.custom.constants)
  }

  /// Hashes what `==` compares.
  func hash(into hasher: inout Hasher) {
    hasher.combine(custom.name)
    hasher.combine(custom.constants)
  }

  deinit {
    single.deallocate()
    double.deallocate()
  }

  /// Replaces each element of the rows at `results` by a function of its z and its present value.
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
    guard let context else { preconditionFailure("the kernels pass the context") }
    return Unmanaged<CustomActivationFunction>.fromOpaque(context).takeUnretainedValue()
  }
}
