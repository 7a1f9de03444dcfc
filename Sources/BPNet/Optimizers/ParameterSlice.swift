/// Consecutive parameters with the same rates, with their gradients and the optimiser's states.
struct ParameterSlice<Element: Scalar> {
  let count: Int
  let parameters: UnsafeMutablePointer<Element>
  let gradient: UnsafeMutablePointer<Element>
  /// State 0 of the first parameter; state s of a parameter is `s * stateStride` elements further.
  let states: UnsafeMutablePointer<Element>
  let stateStride: Int
  /// The learning rate η > 0.
  let learningRate: Element
  /// The weight decay λ ≥ 0: added to the gradient as λ w, or used by a rule that decouples it.
  let weightDecay: Element
  /// The factors that the rule computed for this step.
  var factors = StepFactors()
  /// The inputs of a single sample, one for each row of weights; nil if `gradient` has the gradients.
  ///
  /// The gradient is the outer product of inputs and error terms, and is not stored. `gradient` points to the
  /// error terms, one for each column.
  var inputs: UnsafeBufferPointer<Element>?
  /// The weights of a row, which a gap may follow; ignored without `inputs`.
  var columnCount = 0
  /// The next sample, whose net inputs are computed with the new weights; only with `inputs`.
  var next: NextSample<Element>?
}

extension ParameterSlice {
  /// The slice for a kernel.
  ///
  /// - Parameters:
  ///   - decay: the factor of w that is added to the gradient.
  ///   - learningRate: the factor of the step; the slice's own learning rate if nil.
  @inline(__always)
  func forKernels(decay: Element, learningRate: Element? = nil) -> KernelSlice<Element> {
    KernelSlice(
      count: count, parameters: parameters, gradient: gradient, inputs: inputs,
      columnCount: columnCount, next: next, states: states, stateStride: stateStride,
      learningRate: learningRate ?? self.learningRate, decay: decay)
  }

  /// Whether a kernel's call would take longer than the arithmetic: in networks such as 2-5-1, on single
  /// samples.
  @inline(__always)
  var isTiny: Bool { count < 64 && inputs == nil }

  /// Updates the parameters of a tiny slice, as the kernel of a rule without states.
  ///
  /// - Parameters:
  ///   - decay: the factor of w that is added to the gradient.
  ///   - rule: the new value of a parameter, from its value and gradient.
  @inline(__always)
  func update(decay: Element, _ rule: (_ parameter: Element, _ gradient: Element) -> Element) {
    let (parameters, gradient) = (parameters, gradient)
    if decay == 0 {
      for index in 0..<count { parameters[index] = rule(parameters[index], gradient[index]) }
    } else {
      for index in 0..<count {
        let parameter = parameters[index]
        parameters[index] = rule(parameter, gradient[index] + decay * parameter)
      }
    }
  }

  /// Updates the parameters of a tiny slice and their only state, as the kernel of such a rule.
  ///
  /// - Parameters:
  ///   - decay: the factor of w that is added to the gradient.
  ///   - rule: the new values of a parameter and its state, from their values and the gradient.
  @inline(__always)
  func update(
    decay: Element,
    _ rule: (_ parameter: Element, _ gradient: Element, _ state: Element) -> (
      parameter: Element, state: Element
    )
  ) {
    if decay == 0 {
      apply(rule)
    } else {
      apply { parameter, gradient, state in rule(parameter, gradient + decay * parameter, state) }
    }
  }

  /// Applies a rule to eight elements at a time, loaded and stored as vectors.
  ///
  /// The compiler vectorises the eight equal calculations, without a check that the arrays do not overlap.
  @inline(__always)
  private func apply(
    _ rule: (_ parameter: Element, _ gradient: Element, _ state: Element) -> (
      parameter: Element, state: Element
    )
  ) {
    let (parameters, gradient, states, count) = (parameters, gradient, states, count)
    let width = SIMD8<Element>.scalarCount
    let lastBlock = count &- width
    var start = 0
    while start <= lastBlock {
      var parameterBlock = ParameterSlice.loadBlock(parameters + start)
      var stateBlock = ParameterSlice.loadBlock(states + start)
      let gradientBlock = ParameterSlice.loadBlock(gradient + start)
      for lane in 0..<width {
        (parameterBlock[lane], stateBlock[lane]) = rule(
          parameterBlock[lane], gradientBlock[lane], stateBlock[lane])
      }
      ParameterSlice.storeBlock(stateBlock, states + start)
      ParameterSlice.storeBlock(parameterBlock, parameters + start)
      start &+= width
    }
    while start < count {
      (parameters[start], states[start]) = rule(parameters[start], gradient[start], states[start])
      start &+= 1
    }
  }

  @inline(__always)
  private static func loadBlock(_ pointer: UnsafeMutablePointer<Element>) -> SIMD8<Element> {
    UnsafeRawPointer(pointer).loadUnaligned(as: SIMD8<Element>.self)
  }

  @inline(__always)
  private static func storeBlock(_ block: SIMD8<Element>, _ pointer: UnsafeMutablePointer<Element>) {
    UnsafeMutableRawPointer(pointer).storeBytes(of: block, as: SIMD8<Element>.self)
  }

  /// The values of one parameter with two states that a rule reads and writes.
  struct Entry {
    var parameter: Element
    /// The gradient, with the decay that the rule adds to it.
    let gradient: Element
    var first: Element
    var second: Element
  }

  /// Updates all entries, by a rule that has no kernel.
  ///
  /// - Parameter decay: the factor of w that is added to the gradient.
  @inline(__always)
  func updateEntries(decay: Element, _ rule: (_ entry: inout Entry) -> Void) {
    let (parameters, gradient) = (parameters, gradient)
    let (states, others) = (states, states + stateStride)
    for index in 0..<count {
      let parameter = parameters[index]
      var entry = Entry(
        parameter: parameter, gradient: gradient[index] + decay * parameter, first: states[index],
        second: others[index])
      rule(&entry)
      parameters[index] = entry.parameter
      states[index] = entry.first
      others[index] = entry.second
    }
  }
}

/// `value`, or 0 if it is subnormal.
///
/// A velocity whose gradients are 0 decays to the smallest subnormal number and stays there, where arithmetic
/// is slow. Flushing is a part of the update rule instead of a processor mode, so that results are the same
/// on all processors.
@inline(__always)
func flushingDenormals<Element: Scalar>(_ value: Element) -> Element {
  value.magnitude < Element.leastNormalMagnitude ? 0 : value
}
