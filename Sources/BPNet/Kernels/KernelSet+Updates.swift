import CKernels

/// Consecutive parameters that a kernel updates, with their gradient and an optimiser's states.
///
/// It does not own the memory that its pointers refer to.
struct KernelSlice<Element: Scalar> {
  let count: Int
  let parameters: UnsafeMutablePointer<Element>
  /// The gradient; with `inputs` the error terms of a single sample.
  let gradient: UnsafeMutablePointer<Element>
  /// The inputs of a single sample, one for each row of weights; nil if `gradient` has the gradient.
  let inputs: UnsafeBufferPointer<Element>?
  /// The weights of each row, which a gap may follow.
  let columnCount: Int
  /// What is computed for the next sample, too.
  let next: NextSample<Element>?
  /// State 0 of the first parameter; state 1 is `stateStride` elements further.
  let states: UnsafeMutablePointer<Element>
  let stateStride: Int
  let learningRate: Element
  /// The factor of w that is added to the gradient.
  let decay: Element

  @inline(__always)
  fileprivate var inSingle: bpk_slice_f32 {
    bpk_slice_f32(
      count: count, parameters: single(parameters), gradient: single(gradient),
      inputs: start(inputs?.baseAddress, as: Float.self), input_count: inputs?.count ?? 0,
      columns: columnCount,
      next_net_inputs: next.map { BPNet.single($0.netInputs) },
      next_inputs: start(next?.inputs, as: Float.self),
      states: single(states), state_stride: stateStride, learning_rate: Float(learningRate),
      weight_decay: Float(decay))
  }

  @inline(__always)
  fileprivate var inDouble: bpk_slice_f64 {
    bpk_slice_f64(
      count: count, parameters: double(parameters), gradient: double(gradient),
      inputs: start(inputs?.baseAddress, as: Double.self), input_count: inputs?.count ?? 0,
      columns: columnCount,
      next_net_inputs: next.map { BPNet.double($0.netInputs) },
      next_inputs: start(next?.inputs, as: Double.self),
      states: double(states), state_stride: stateStride, learning_rate: Double(learningRate),
      weight_decay: Double(decay))
  }

  @inline(__always)
  private func start<Number>(
    _ inputs: UnsafePointer<Element>?, as type: Number.Type
  ) -> UnsafePointer<Number>? {
    inputs.map { UnsafeRawPointer($0).assumingMemoryBound(to: type) }
  }
}

/// The sample of the next step, for which a layer's net inputs are computed while its weights are updated.
///
/// Each is one chain of multiply-adds over the inputs, which the rows of weights continue one by one.
struct NextSample<Element: Scalar>: BitwiseCopyable {
  /// The sample's input for the first row of weights; those of the others follow.
  var inputs: UnsafePointer<Element>
  /// The net input of the first column so far; the others follow, and `kernelRoomByteCount` bytes.
  var netInputs: UnsafeMutablePointer<Element>
}

/// The factors of a step of Adam: those of both moments, and what the parameters keep before the step.
struct AdamFactors<Element: Scalar> {
  /// β₁ and 1 − β₁.
  let first: (kept: Element, new: Element)
  /// β₂ and 1 − β₂.
  let second: (kept: Element, new: Element)
  /// The factor of the second moment's root.
  let rootScale: Element
  let epsilon: Element
  /// The factor of the parameters.
  let kept: Element
}

/// The factors of RMSProp.
struct RMSPropFactors<Element: Scalar> {
  /// α and 1 − α.
  let square: (kept: Element, new: Element)
  let epsilon: Element
  let momentum: Element
}

// The rules' formulas are in the header of the kernels.

extension KernelSet {
  /// Gradient descent.
  @inline(__always)
  func descend<Element: Scalar>(_ slice: KernelSlice<Element>) {
    if Element.self == Float.self {
      var slice = slice.inSingle
      bpk_update_descent_f32(table, &slice)
    } else {
      var slice = slice.inDouble
      bpk_update_descent_f64(table, &slice)
    }
  }

  /// Gradient descent with momentum.
  @inline(__always)
  func descend<Element: Scalar>(_ slice: KernelSlice<Element>, momentum: Element) {
    if Element.self == Float.self {
      var slice = slice.inSingle
      bpk_update_momentum_f32(table, &slice, Float(momentum))
    } else {
      var slice = slice.inDouble
      bpk_update_momentum_f64(table, &slice, Double(momentum))
    }
  }

  /// Gradient descent with Nesterov's momentum.
  @inline(__always)
  func descend<Element: Scalar>(_ slice: KernelSlice<Element>, nesterovMomentum momentum: Element) {
    if Element.self == Float.self {
      var slice = slice.inSingle
      bpk_update_nesterov_f32(table, &slice, Float(momentum))
    } else {
      var slice = slice.inDouble
      bpk_update_nesterov_f64(table, &slice, Double(momentum))
    }
  }

  /// A step of Adam.
  @inline(__always)
  func update<Element: Scalar>(_ slice: KernelSlice<Element>, byAdam factors: AdamFactors<Element>) {
    if Element.self == Float.self {
      var (slice, adam) = (
        slice.inSingle,
        bpk_adam_f32(
          kept_first: Float(factors.first.kept), new_first: Float(factors.first.new),
          kept_second: Float(factors.second.kept), new_second: Float(factors.second.new),
          root_scale: Float(factors.rootScale), epsilon: Float(factors.epsilon),
          kept_parameter: Float(factors.kept))
      )
      bpk_update_adam_f32(table, &slice, &adam)
    } else {
      var (slice, adam) = (
        slice.inDouble,
        bpk_adam_f64(
          kept_first: Double(factors.first.kept), new_first: Double(factors.first.new),
          kept_second: Double(factors.second.kept), new_second: Double(factors.second.new),
          root_scale: Double(factors.rootScale), epsilon: Double(factors.epsilon),
          kept_parameter: Double(factors.kept))
      )
      bpk_update_adam_f64(table, &slice, &adam)
    }
  }

  /// A step of RMSProp.
  @inline(__always)
  func update<Element: Scalar>(_ slice: KernelSlice<Element>, byRMSProp factors: RMSPropFactors<Element>) {
    if Element.self == Float.self {
      var (slice, rmsprop) = (
        slice.inSingle,
        bpk_rmsprop_f32(
          kept_first: Float(factors.square.kept), new_first: Float(factors.square.new),
          epsilon: Float(factors.epsilon), momentum: Float(factors.momentum))
      )
      bpk_update_rmsprop_f32(table, &slice, &rmsprop)
    } else {
      var (slice, rmsprop) = (
        slice.inDouble,
        bpk_rmsprop_f64(
          kept_first: Double(factors.square.kept), new_first: Double(factors.square.new),
          epsilon: Double(factors.epsilon), momentum: Double(factors.momentum))
      )
      bpk_update_rmsprop_f64(table, &slice, &rmsprop)
    }
  }
}
