import CKernels

/// One layer of a network as the kernels see it: sizes, function, and where its part of a pass lies.
typealias KernelLayer = bpk_layer

/// All layers of a network, in memory that somebody else owns.
typealias KernelLayers = UnsafeBufferPointer<KernelLayer>

/// What a step over one sample needs beside the sample.
typealias KernelStep = bpk_network_step

/// Which neurons of a layer a pass drops.
typealias KernelDropout = bpk_dropout

extension KernelSet {
  /// Computes the outputs of all layers for the samples `input`: the rows from `row` on.
  ///
  /// - Parameter keepsLogits: whether the net inputs of the last layer are kept whatever its function.
  @inline(__always)
  func forward<Element: Scalar>(
    _ layers: KernelLayers, parameters: UnsafeMutablePointer<Element>, row: Int, input: Matrix<Element>,
    keepsLogits: Bool, scratch: UnsafeMutableRawPointer
  ) {
    guard let base = layers.baseAddress else { return }
    if Element.self == Float.self {
      bpk_network_forward_f32(
        table, base, layers.count, single(parameters), row, input.rows, single(input.base), input.stride,
        keepsLogits, scratch)
    } else {
      bpk_network_forward_f64(
        table, base, layers.count, double(parameters), row, input.rows, double(input.base), input.stride,
        keepsLogits, scratch)
    }
  }

  /// Computes the error terms of all layers but the last from those of the last.
  ///
  /// - Parameter fromOutputs: whether the last layer's errors hold ∂L/∂ŷ, to be turned into ∂L/∂z first.
  @inline(__always)
  func backward<Element: Scalar>(
    _ layers: KernelLayers, parameters: UnsafeMutablePointer<Element>, rows: Range<Int>, fromOutputs: Bool,
    scratch: UnsafeMutableRawPointer
  ) {
    guard let base = layers.baseAddress else { return }
    if Element.self == Float.self {
      bpk_network_backward_f32(
        table, base, layers.count, single(parameters), rows.lowerBound, rows.count, fromOutputs, scratch)
    } else {
      bpk_network_backward_f64(
        table, base, layers.count, double(parameters), rows.lowerBound, rows.count, fromOutputs, scratch)
    }
  }

  /// Computes the error terms of all layers but the last for the samples `input`, the first of a pass, and the
  /// gradients of all parameters over them, laid out as these.
  @inline(__always)
  func backward<Element: Scalar>(
    _ layers: KernelLayers, parameters: UnsafeMutablePointer<Element>, input: Matrix<Element>,
    fromOutputs: Bool, accumulate: Bool, into gradient: UnsafeMutablePointer<Element>,
    scratch: UnsafeMutableRawPointer
  ) {
    guard let base = layers.baseAddress else { return }
    if Element.self == Float.self {
      bpk_network_backward_gradient_f32(
        table, base, layers.count, single(parameters), input.rows, single(input.base), input.stride,
        fromOutputs, accumulate, single(gradient), scratch)
    } else {
      bpk_network_backward_gradient_f64(
        table, base, layers.count, double(parameters), input.rows, double(input.base), input.stride,
        fromOutputs, accumulate, double(gradient), scratch)
    }
  }

  /// The kernels for a `KernelStep` through these layers; nil if no set takes them.
  func forSteps(_ layers: KernelLayers) -> KernelSet? {
    guard let base = layers.baseAddress else { return nil }
    return bpk_network_step_kernels(table, base, layers.count).map { KernelSet(table: $0) }
  }

  /// Takes one sample forward and back, and computes the gradients of all parameters.
  @inline(__always)
  func run<Element: Scalar>(
    _ step: UnsafePointer<KernelStep>, input: UnsafePointer<Element>, target: UnsafePointer<Element>
  ) {
    let (input, target) = (UnsafeRawPointer(input), UnsafeRawPointer(target))
    if Element.self == Float.self {
      bpk_network_step_f32(
        table, step, input.assumingMemoryBound(to: Float.self), target.assumingMemoryBound(to: Float.self))
    } else {
      bpk_network_step_f64(
        table, step, input.assumingMemoryBound(to: Double.self), target.assumingMemoryBound(to: Double.self))
    }
  }

  /// Computes the gradient of the slope that layer `layer` trains, over the first `rows` samples of a pass.
  @inline(__always)
  func slopeGradient<Element: Scalar>(
    _ layers: KernelLayers, layer: Int, rows: Int, accumulate: Bool,
    into gradient: UnsafeMutablePointer<Element>
  ) {
    guard let base = layers.baseAddress else { return }
    if Element.self == Float.self {
      bpk_slope_gradient_f32(base + layer, rows, accumulate, single(gradient))
    } else {
      bpk_slope_gradient_f64(base + layer, rows, accumulate, double(gradient))
    }
  }
}
