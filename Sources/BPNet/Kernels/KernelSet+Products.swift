import CKernels

/// The activation functions that the kernels know.
typealias KernelFunction = bpk_function

/// The rows and columns of a tile of a product.
typealias TileShape = bpk_tile_shape

/// The bytes of padding after a buffer that kernels may read and write.
let kernelRoomByteCount = BPK_ROOM_BYTES

// `Element` is `Float` or `Double`. The comparison of types is resolved when a caller is specialised; the
// casts only tell the compiler its result.

@inline(__always)
func single<Element>(_ pointer: UnsafeMutablePointer<Element>) -> UnsafeMutablePointer<Float> {
  UnsafeMutableRawPointer(pointer).assumingMemoryBound(to: Float.self)
}

@inline(__always)
func double<Element>(_ pointer: UnsafeMutablePointer<Element>) -> UnsafeMutablePointer<Double> {
  UnsafeMutableRawPointer(pointer).assumingMemoryBound(to: Double.self)
}

extension KernelSet {
  /// `output = function(input · weights + bias)`: input batch × in, weights in × out, output batch × out.
  @inline(__always)
  func forward<Element: Scalar>(
    input: Matrix<Element>, weights: Matrix<Element>, bias: UnsafeMutablePointer<Element>?,
    function: KernelFunction, parameter: Double, output: Matrix<Element>, scratch: UnsafeMutableRawPointer
  ) {
    if Element.self == Float.self {
      bpk_forward_f32(
        table, output.rows, weights.rows, weights.columns, single(input.base), input.stride,
        single(weights.base), weights.stride, bias.map(single), single(output.base), output.stride, function,
        Float(parameter), scratch)
    } else {
      bpk_forward_f64(
        table, output.rows, weights.rows, weights.columns, double(input.base), input.stride,
        double(weights.base), weights.stride, bias.map(double), double(output.base), output.stride, function,
        parameter, scratch)
    }
  }

  /// `errors = (errorsAbove · weightsᵀ) ⊙ f′(outputs)`: errorsAbove batch × out, weights in × out,
  /// outputs and errors batch × in.
  @inline(__always)
  func backward<Element: Scalar>(
    errorsAbove: Matrix<Element>, weights: Matrix<Element>, outputs: Matrix<Element>,
    function: KernelFunction, parameter: Double, errors: Matrix<Element>, scratch: UnsafeMutableRawPointer
  ) {
    if Element.self == Float.self {
      bpk_backward_f32(
        table, errors.rows, weights.columns, weights.rows, single(errorsAbove.base), errorsAbove.stride,
        single(weights.base), weights.stride, single(outputs.base), outputs.stride, function,
        Float(parameter), single(errors.base), errors.stride, scratch)
    } else {
      bpk_backward_f64(
        table, errors.rows, weights.columns, weights.rows, double(errorsAbove.base), errorsAbove.stride,
        double(weights.base), weights.stride, double(outputs.base), outputs.stride, function,
        parameter, double(errors.base), errors.stride, scratch)
    }
  }

  /// `gradient = inputᵀ · errors`, and the column sums of `errors`: input batch × in, errors
  /// batch × out, gradient in × out, biasGradient out.
  @inline(__always)
  func gradient<Element: Scalar>(
    input: Matrix<Element>, errors: Matrix<Element>, accumulate: Bool, gradient: Matrix<Element>,
    biasGradient: UnsafeMutablePointer<Element>?, scratch: UnsafeMutableRawPointer
  ) {
    if Element.self == Float.self {
      bpk_gradient_f32(
        table, gradient.rows, errors.rows, gradient.columns, single(input.base), input.stride,
        single(errors.base), errors.stride, accumulate, single(gradient.base), gradient.stride,
        biasGradient.map(single), scratch)
    } else {
      bpk_gradient_f64(
        table, gradient.rows, errors.rows, gradient.columns, double(input.base), input.stride,
        double(errors.base), errors.stride, accumulate, double(gradient.base), gradient.stride,
        biasGradient.map(double), scratch)
    }
  }

  /// `gradient = inputᵀ · errors` for few inputs and the columns of several whole panels of weights: each
  /// panel's rows follow each other, those of the next one begin `pitch` elements after it.
  @inline(__always)
  func gradient<Element: Scalar>(
    input: Matrix<Element>, errors: Matrix<Element>, accumulate: Bool,
    panels gradient: UnsafeMutablePointer<Element>, pitch: Int
  ) {
    if Element.self == Float.self {
      bpk_gradient_in_panels_f32(
        table, input.columns, errors.rows, errors.columns, single(input.base), input.stride,
        single(errors.base), errors.stride, accumulate, single(gradient), pitch)
    } else {
      bpk_gradient_in_panels_f64(
        table, input.columns, errors.rows, errors.columns, double(input.base), input.stride,
        double(errors.base), errors.stride, accumulate, double(gradient), pitch)
    }
  }

  /// The tiles that gradients of so many columns, over so many samples, are computed by.
  ///
  /// - Parameter elementSize: the bytes of an element.
  func gradientTile(samples: Int, columns: Int, elementSize: Int) -> TileShape {
    elementSize == MemoryLayout<Float>.stride
      ? bpk_gradient_tile_f32(table, samples, columns) : bpk_gradient_tile_f64(table, samples, columns)
  }

  /// Copies a matrix to `destination`, row after row without gaps.
  ///
  /// `kernelRoomByteCount` bytes after it may be written.
  @inline(__always)
  func copy<Element: Scalar>(_ matrix: Matrix<Element>, to destination: UnsafeMutablePointer<Element>) {
    if Element.self == Float.self {
      bpk_copy_rows_f32(
        table, matrix.rows, matrix.columns, single(matrix.base), matrix.stride, single(destination))
    } else {
      bpk_copy_rows_f64(
        table, matrix.rows, matrix.columns, double(matrix.base), matrix.stride, double(destination))
    }
  }

  /// `errors = errors ⊙ f′`, with f′ from the function's outputs f(z), or from z if
  /// `bpk_derivative_takes_net_inputs`.
  @inline(__always)
  func multiplyByDerivative<Element: Scalar>(
    _ function: KernelFunction, parameter: Double, outputs: UnsafeMutablePointer<Element>,
    errors: UnsafeMutablePointer<Element>, count: Int
  ) {
    if Element.self == Float.self {
      bpk_map_derivative_f32(
        table, function, Float(parameter), count, single(outputs), single(errors), single(errors))
    } else {
      bpk_map_derivative_f64(
        table, function, parameter, count, double(outputs), double(errors), double(errors))
    }
  }
}
