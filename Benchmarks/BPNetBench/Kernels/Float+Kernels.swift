import CKernels

extension Float: KernelElement {
  static func multiply(_ part: ProductPart<Float>) {
    let (m, k, n) = (part.shape.rows, part.shape.inner, part.shape.columns)
    let kernels = part.kernels.pointer
    switch part.transpose {
    case .nn:
      bpk_forward_f32(
        kernels, m, k, n, part.left, part.leftStride, part.right, part.rightStride, nil, part.result,
        part.resultStride, .linear, 0, part.scratch)
    case .nt:
      bpk_backward_f32(
        kernels, m, k, n, part.left, part.leftStride, part.right, part.rightStride, nil, 0, .linear, 0,
        part.result, part.resultStride, part.scratch)
    case .tn:
      bpk_gradient_f32(
        kernels, m, k, n, part.left, part.leftStride, part.right, part.rightStride, false, part.result,
        part.resultStride, nil, part.scratch)
    }
  }

  static func map(
    _ kernels: KernelTable, _ function: bpk_function, count: Int, from x: UnsafeMutablePointer<Float>,
    to y: UnsafeMutablePointer<Float>
  ) {
    bpk_map_f32(kernels.pointer, function, 1, count, x, y)
  }

  static func mapDerivative(
    _ kernels: KernelTable, _ function: bpk_function, count: Int, outputs y: UnsafeMutablePointer<Float>,
    upstream: UnsafeMutablePointer<Float>, to d: UnsafeMutablePointer<Float>
  ) {
    bpk_map_derivative_f32(kernels.pointer, function, 1, count, y, upstream, d)
  }

  static func softmax(
    _ kernels: KernelTable, rows: Int, columns: Int, from z: UnsafeMutablePointer<Float>,
    to y: UnsafeMutablePointer<Float>
  ) {
    bpk_softmax_rows_f32(kernels.pointer, rows, columns, z, columns, y, columns)
  }

  static func softmaxDerivative(
    _ kernels: KernelTable, rows: Int, columns: Int, outputs y: UnsafeMutablePointer<Float>,
    upstream: UnsafeMutablePointer<Float>, to d: UnsafeMutablePointer<Float>
  ) {
    bpk_softmax_rows_derivative_f32(
      kernels.pointer, rows, columns, y, columns, upstream, columns, d, columns)
  }

  static func runFMAChains(_ kernels: KernelTable, rounds: Int) -> Double {
    var sink: Float = 0
    return bpk_run_fma_chains_f32(kernels.pointer, rounds, &sink)
  }
}
