import CKernels

/// The arguments of steps over single samples that are the same for all samples.
///
/// It does not own the memory that its pointers refer to.
struct KernelStep<Element: Scalar> {
  let layers: KernelLayers<Element>
  let parameters: UnsafeMutablePointer<Element>
  /// The destination of a sample's gradient, laid out as the parameters.
  let gradient: UnsafeMutablePointer<Element>
  /// The factor of f(z) − target in the error terms of the last layer.
  let factor: Element
  /// Whether these are ∂L/∂ŷ instead of ∂L/∂z.
  let errorsAreOfOutputs: Bool

  /// Calls `body` with the description of the step for the kernels.
  @inline(__always)
  func withDescription<Result>(_ body: (Description) -> Result) -> Result {
    if Element.self == Float.self {
      let description = bpk_single_sample_step_f32(
        layers: layers.single, count: layers.count, parameters: single(parameters),
        gradient: single(gradient), factor: Float(factor), errors_are_of_outputs: errorsAreOfOutputs)
      return withUnsafePointer(to: description) { body(Description(base: UnsafeRawPointer($0))) }
    } else {
      let description = bpk_single_sample_step_f64(
        layers: layers.double, count: layers.count, parameters: double(parameters),
        gradient: double(gradient), factor: Double(factor), errors_are_of_outputs: errorsAreOfOutputs)
      return withUnsafePointer(to: description) { body(Description(base: UnsafeRawPointer($0))) }
    }
  }

  /// The description of a step, valid only during the call that it is passed to.
  struct Description {
    fileprivate let base: UnsafeRawPointer
  }
}

extension KernelSet {
  /// The kernels for steps over single samples through these layers; nil if they do not support the layers.
  func forSteps<Element: Scalar>(_ layers: KernelLayers<Element>) -> KernelSet? {
    let steps =
      Element.self == Float.self
      ? bpk_single_sample_step_kernels_f32(table, layers.single, layers.count)
      : bpk_single_sample_step_kernels_f64(table, layers.double, layers.count)
    return steps.map { KernelSet(table: $0) }
  }

  /// Does the forward and backward pass of one sample, and computes the gradients of all parameters.
  @inline(__always)
  func run<Element: Scalar>(
    _ step: KernelStep<Element>.Description, input: UnsafeMutablePointer<Element>,
    target: UnsafeMutablePointer<Element>
  ) {
    if Element.self == Float.self {
      let step = step.base.assumingMemoryBound(to: bpk_single_sample_step_f32.self)
      bpk_run_single_sample_step_f32(table, step, single(input), single(target))
    } else {
      let step = step.base.assumingMemoryBound(to: bpk_single_sample_step_f64.self)
      bpk_run_single_sample_step_f64(table, step, double(input), double(target))
    }
  }
}
