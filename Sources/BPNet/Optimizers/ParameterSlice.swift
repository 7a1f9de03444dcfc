/// Consecutive parameters that are updated alike, with their gradients and the optimiser's states.
struct ParameterSlice<Element: Scalar> {
  let count: Int
  let parameters: UnsafeMutablePointer<Element>
  let gradient: UnsafeMutablePointer<Element>
  /// The first state of the first parameter; state s of the same parameter is `s * stateStride` further.
  let states: UnsafeMutablePointer<Element>
  let stateStride: Int
  /// η > 0.
  let learningRate: Element
  /// λ ≥ 0, for g + λ w; where a rule decouples it, for the rule itself.
  let weightDecay: Element
  /// What the rule has computed for this step.
  var factors = StepFactors()
  /// The inputs of the rows of weights, for a single sample: the gradient, inputs ⊗ error terms, need not be
  /// made.
  ///
  /// The rows' width is a multiple of 8. `gradient` then points to the error terms, one a column.
  var inputs: UnsafeBufferPointer<Element>?
}

extension ParameterSlice {
  /// Updates the parameters from g + λ w.
  ///
  /// - Parameter rule: a parameter's next value, from its value and its gradient.
  @inline(__always)
  func update(_ rule: (_ parameter: Element, _ gradient: Element) -> Element) {
    let (parameters, gradient, weightDecay) = (parameters, gradient, weightDecay)
    if weightDecay == 0 {
      for index in 0..<count { parameters[index] = rule(parameters[index], gradient[index]) }
    } else {
      for index in 0..<count {
        let parameter = parameters[index]
        parameters[index] = rule(parameter, gradient[index] + weightDecay * parameter)
      }
    }
  }

  /// Updates the parameters, and the one state that the rule keeps of each, from g + λ w.
  ///
  /// - Parameter rule: the next values of a parameter and its state, from their values and the gradient.
  @inline(__always)
  func update(
    _ rule: (_ parameter: Element, _ gradient: Element, _ state: Element) -> (
      parameter: Element, state: Element
    )
  ) {
    let weightDecay = weightDecay
    if weightDecay == 0 {
      run(rule)
    } else {
      run { parameter, gradient, state in rule(parameter, gradient + weightDecay * parameter, state) }
    }
  }

  /// What a rule reads and writes of one parameter with two states.
  struct Entry {
    var parameter: Element
    /// g + λ w, or g alone where λ is left to the rule.
    let gradient: Element
    var first: Element
    var second: Element
  }

  /// Updates all entries.
  @inline(__always)
  func updateEntries(_ rule: (_ entry: inout Entry) -> Void) {
    updateEntries(0..<count, decay: weightDecay) { _, entry in rule(&entry) }
  }

  /// Updates all entries by a rule that needs a square root, which costs less for many numbers at once.
  ///
  /// - Parameters:
  ///   - decay: what to add of w to the gradient.
  ///   - radicand: updates the entry, and returns the number whose root is wanted.
  ///   - rule: updates the entry further, with the root.
  @inline(__always)
  func updateEntries(
    decay: Element, on kernels: KernelSet, radicand: (_ entry: inout Entry) -> Element,
    rule: (_ entry: inout Entry, _ root: Element) -> Void
  ) {
    // No more than what is surely taken from the stack: 1,024 bytes.
    let blockCount = 128
    withUnsafeTemporaryAllocation(of: Element.self, capacity: blockCount) { block in
      guard let roots = block.baseAddress else { return }
      var start = 0
      while start < count {
        let range = start..<min(start + blockCount, count)
        updateEntries(range, decay: decay) { index, entry in roots[index] = radicand(&entry) }
        kernels.takeSquareRoots(roots, count: range.count)
        updateEntries(range, decay: decay) { index, entry in rule(&entry, roots[index]) }
        start = range.upperBound
      }
    }
  }

  /// - Parameter rule: gets the position in the range, too.
  @inline(__always)
  private func updateEntries(
    _ range: Range<Int>, decay: Element, _ rule: (_ index: Int, _ entry: inout Entry) -> Void
  ) {
    let (parameters, gradient) = (parameters + range.lowerBound, gradient + range.lowerBound)
    let (states, others) = (states + range.lowerBound, states + (stateStride + range.lowerBound))
    for index in 0..<range.count {
      let parameter = parameters[index]
      var entry = Entry(
        parameter: parameter, gradient: gradient[index] + decay * parameter, first: states[index],
        second: others[index])
      rule(index, &entry)
      parameters[index] = entry.parameter
      states[index] = entry.first
      others[index] = entry.second
    }
  }

  @inline(__always)
  private func run(
    _ rule: (_ parameter: Element, _ gradient: Element, _ state: Element) -> (
      parameter: Element, state: Element
    )
  ) {
    guard let inputs else { return run(0..<count, gradient: gradient, rule) }
    let columns = count / inputs.count
    for row in 0..<inputs.count {
      let (start, input) = (row &* columns, inputs[row])
      run(start..<start &+ columns, gradient: gradient) { parameter, error, state in
        rule(parameter, input * error, state)
      }
    }
  }

  /// Eight elements at a time, loaded and stored as vectors: the compiler makes vector code of the eight
  /// equal steps in between, without a check that the arrays do not overlap.
  ///
  /// - Parameter gradient: has an element for each in the range.
  @inline(__always)
  private func run(
    _ range: Range<Int>, gradient: UnsafeMutablePointer<Element>,
    _ rule: (_ parameter: Element, _ gradient: Element, _ state: Element) -> (
      parameter: Element, state: Element
    )
  ) {
    let (parameters, states, count) = (parameters + range.lowerBound, states + range.lowerBound, range.count)
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
}

/// `value`, or 0 where it is too small for a normal number.
///
/// A velocity that nothing feeds decays to the smallest denormal and stays there, and every operation on
/// it is slow from then on. It is part of the rule, and not a mode of the processor, so that all
/// processors agree.
@inline(__always)
func flushingDenormals<Element: Scalar>(_ value: Element) -> Element {
  value.magnitude < Element.leastNormalMagnitude ? 0 : value
}
