import CKernels

/// What a step over a single sample needs apart from the sample.
///
/// It owns nothing of what it names.
struct KernelStep<Element: Scalar> {
  let layers: KernelLayers<Element>
  let parameters: UnsafeMutablePointer<Element>
  /// Where the gradient of a sample goes, laid out as the parameters.
  let gradient: UnsafeMutablePointer<Element>
  /// What f(z) − target is multiplied by to become the error terms of the last layer.
  let factor: Element
  /// Whether these are ∂L/∂ŷ, not ∂L/∂z.
  let fromOutputs: Bool

  /// Calls `body` with the step as the kernels of `Element` read it.
  @inline(__always)
  func withDescription<Result>(_ body: (Description) -> Result) -> Result {
    if Element.self == Float.self {
      let description = bpk_network_step_f32(
        layers: layers.single, count: layers.count, parameters: single(parameters),
        gradient: single(gradient), factor: Float(factor), from_outputs: fromOutputs)
      return withUnsafePointer(to: description) { body(Description(base: UnsafeRawPointer($0))) }
    } else {
      let description = bpk_network_step_f64(
        layers: layers.double, count: layers.count, parameters: double(parameters),
        gradient: double(gradient), factor: Double(factor), from_outputs: fromOutputs)
      return withUnsafePointer(to: description) { body(Description(base: UnsafeRawPointer($0))) }
    }
  }

  /// A step in memory that lives as long as the call that it was given to.
  struct Description {
    fileprivate let base: UnsafeRawPointer
  }
}

extension KernelSet {
  /// The kernels for steps over single samples through these layers; nil if no set takes them.
  func forSteps<Element: Scalar>(_ layers: KernelLayers<Element>) -> KernelSet? {
    let steps =
      Element.self == Float.self
      ? bpk_network_step_kernels_f32(table, layers.single, layers.count)
      : bpk_network_step_kernels_f64(table, layers.double, layers.count)
    return steps.map { KernelSet(table: $0) }
  }

  /// Takes one sample forward and back, and computes the gradients of all parameters.
  @inline(__always)
  func run<Element: Scalar>(
    _ step: KernelStep<Element>.Description, input: UnsafeMutablePointer<Element>,
    target: UnsafeMutablePointer<Element>
  ) {
    if Element.self == Float.self {
      let step = step.base.assumingMemoryBound(to: bpk_network_step_f32.self)
      bpk_network_run_step_f32(table, step, single(input), single(target))
    } else {
      let step = step.base.assumingMemoryBound(to: bpk_network_step_f64.self)
      bpk_network_run_step_f64(table, step, double(input), double(target))
    }
  }
}
