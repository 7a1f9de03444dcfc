import CKernels

extension KernelSet {
  /// Computes the outputs of all layers for the samples `input`, into the rows from `row` on.
  ///
  /// - Parameter keepsLogits: whether the net inputs of the last layer are written, whatever its function.
  @inline(__always)
  func forward<Element: Scalar>(
    _ layers: KernelLayers<Element>, parameters: UnsafeMutablePointer<Element>, row: Int,
    input: Matrix<Element>,
    keepsLogits: Bool, scratch: UnsafeMutableRawPointer
  ) {
    if Element.self == Float.self {
      bpk_network_forward_f32(
        table, layers.single, layers.count, single(parameters), row, input.rows, single(input.base),
        input.stride,
        keepsLogits, scratch)
    } else {
      bpk_network_forward_f64(
        table, layers.double, layers.count, double(parameters), row, input.rows, double(input.base),
        input.stride,
        keepsLogits, scratch)
    }
  }

  /// Computes the outputs of all layers for one sample, from the net inputs of the first layer, into row 0.
  ///
  /// - Parameter keepsLogits: whether the net inputs of the last layer are written, whatever its function.
  @inline(__always)
  func forward<Element: Scalar>(
    _ layers: KernelLayers<Element>, parameters: UnsafeMutablePointer<Element>,
    fromNetInputs netInputs: UnsafeMutablePointer<Element>, keepsLogits: Bool,
    scratch: UnsafeMutableRawPointer
  ) {
    if Element.self == Float.self {
      bpk_network_forward_from_f32(
        table, layers.single, layers.count, single(parameters), 0, single(netInputs), keepsLogits, scratch)
    } else {
      bpk_network_forward_from_f64(
        table, layers.double, layers.count, double(parameters), 0, double(netInputs), keepsLogits, scratch)
    }
  }

  /// Computes the error terms of all layers but the last from those of the last.
  ///
  /// - Parameter errorsAreOfOutputs: whether the last layer's errors hold ∂L/∂ŷ, which is first converted to
  ///   ∂L/∂z.
  @inline(__always)
  func backward<Element: Scalar>(
    _ layers: KernelLayers<Element>, parameters: UnsafeMutablePointer<Element>, rows: Range<Int>,
    errorsAreOfOutputs: Bool,
    scratch: UnsafeMutableRawPointer
  ) {
    if Element.self == Float.self {
      bpk_network_backward_f32(
        table, layers.single, layers.count, single(parameters), rows.lowerBound, rows.count,
        errorsAreOfOutputs,
        scratch)
    } else {
      bpk_network_backward_f64(
        table, layers.double, layers.count, double(parameters), rows.lowerBound, rows.count,
        errorsAreOfOutputs,
        scratch)
    }
  }

  /// Computes the error terms of all layers but the last for the samples `input`, the first of a pass, and
  /// the gradients of all parameters, laid out like them.
  @inline(__always)
  func backward<Element: Scalar>(
    _ layers: KernelLayers<Element>, parameters: UnsafeMutablePointer<Element>, input: Matrix<Element>,
    errorsAreOfOutputs: Bool, accumulate: Bool, into gradient: UnsafeMutablePointer<Element>,
    scratch: UnsafeMutableRawPointer
  ) {
    if Element.self == Float.self {
      bpk_network_backward_gradient_f32(
        table, layers.single, layers.count, single(parameters), input.rows, single(input.base), input.stride,
        errorsAreOfOutputs, accumulate, single(gradient), scratch)
    } else {
      bpk_network_backward_gradient_f64(
        table, layers.double, layers.count, double(parameters), input.rows, double(input.base), input.stride,
        errorsAreOfOutputs, accumulate, double(gradient), scratch)
    }
  }

  /// Computes the gradient of the trained slope of layer `layer`, over the first `rows` samples of a pass.
  @inline(__always)
  func slopeGradient<Element: Scalar>(
    _ layers: KernelLayers<Element>, layer: Int, rows: Int, accumulate: Bool,
    into gradient: UnsafeMutablePointer<Element>
  ) {
    if Element.self == Float.self {
      bpk_slope_gradient_f32(layers.single + layer, rows, accumulate, single(gradient))
    } else {
      bpk_slope_gradient_f64(layers.double + layer, rows, accumulate, double(gradient))
    }
  }
}
