import BPNet
import CKernels

/// An element type with its C functions.
protocol KernelElement: Scalar {
  /// Computes `part` of a product.
  static func multiply(_ part: ProductPart<Self>)
  /// y[i] = f(x[i]) for i < count.
  static func map(
    _ kernels: KernelTable, _ function: bpk_function, count: Int, from x: UnsafeMutablePointer<Self>,
    to y: UnsafeMutablePointer<Self>)
  /// d[i] = upstream[i] · f′ from y[i] = f(z[i]), for i < count.
  static func mapDerivative(
    _ kernels: KernelTable, _ function: bpk_function, count: Int, outputs y: UnsafeMutablePointer<Self>,
    upstream: UnsafeMutablePointer<Self>, to d: UnsafeMutablePointer<Self>)
  /// The softmax of each of the rows.
  static func softmax(
    _ kernels: KernelTable, rows: Int, columns: Int, from z: UnsafeMutablePointer<Self>,
    to y: UnsafeMutablePointer<Self>)
  /// `upstream` times the Jacobian of softmax, from its outputs, row by row.
  static func softmaxDerivative(
    _ kernels: KernelTable, rows: Int, columns: Int, outputs y: UnsafeMutablePointer<Self>,
    upstream: UnsafeMutablePointer<Self>, to d: UnsafeMutablePointer<Self>)
  /// Runs only fused multiply-adds, and returns the number of floating-point operations.
  static func runFMAChains(_ kernels: KernelTable, rounds: Int) -> Double
}
