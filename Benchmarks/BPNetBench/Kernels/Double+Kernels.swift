import CKernels

extension Double: KernelElement {
  static func multiply(_ part: ProductPart<Double>) {
    let (m, k, n) = (part.shape.rows, part.shape.inner, part.shape.columns)
    let kernels = part.kernels.pointer
    switch part.transpose {
    case .nn:
      bpk_forward_f64(
        kernels, m, k, n, part.left, part.leftStride, part.right, part.rightStride, nil, part.result,
        part.resultStride, .linear, 0, part.scratch)
    case .nt:
      bpk_backward_f64(
        kernels, m, k, n, part.left, part.leftStride, part.right, part.rightStride, nil, 0, .linear, 0,
        part.result, part.resultStride, part.scratch)
    case .tn:
      bpk_gradient_f64(
        kernels, m, k, n, part.left, part.leftStride, part.right, part.rightStride, false, part.result,
        part.resultStride, nil, part.scratch)
    }
  }

  static func map(
    _ kernels: KernelTable, _ function: bpk_function, count: Int, from x: UnsafeMutablePointer<Double>,
    to y: UnsafeMutablePointer<Double>
  ) {
    bpk_map_f64(kernels.pointer, function, 1, count, x, y)
  }

  static func mapDerivative(
    _ kernels: KernelTable, _ function: bpk_function, count: Int, outputs y: UnsafeMutablePointer<Double>,
    upstream: UnsafeMutablePointer<Double>, to d: UnsafeMutablePointer<Double>
  ) {
    bpk_map_derivative_f64(kernels.pointer, function, 1, count, y, upstream, d)
  }

  static func softmax(
    _ kernels: KernelTable, rows: Int, columns: Int, from z: UnsafeMutablePointer<Double>,
    to y: UnsafeMutablePointer<Double>
  ) {
    bpk_softmax_rows_f64(kernels.pointer, rows, columns, z, columns, y, columns)
  }

  static func softmaxDerivative(
    _ kernels: KernelTable, rows: Int, columns: Int, outputs y: UnsafeMutablePointer<Double>,
    upstream: UnsafeMutablePointer<Double>, to d: UnsafeMutablePointer<Double>
  ) {
    bpk_softmax_rows_derivative_f64(
      kernels.pointer, rows, columns, y, columns, upstream, columns, d, columns)
  }

  static func runFMAChains(_ kernels: KernelTable, rounds: Int) -> Double {
    var sink: Double = 0
    return bpk_run_fma_chains_f64(kernels.pointer, rounds, &sink)
  }
}
