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
  /// λ ≥ 0, for g + λ w.
  let weightDecay: Element
}

// The loops are written so that they become vector code: everything in local constants, all reads of an
// element before its writes, and one loop without decay, whose multiply-add is a fifth of the work.

extension ParameterSlice {
  /// Updates the parameters from g + λ w.
  ///
  /// - Parameter rule: a parameter's next value, from its value and its gradient.
  @inline(__always)
  func update(_ rule: (_ parameter: Element, _ gradient: Element) -> Element) {
    let (parameters, gradient, weightDecay) = (parameters, gradient, weightDecay)
    if weightDecay == 0 {
      for index in 0..<count {
        parameters[index] = rule(parameters[index], gradient[index])
      }
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
    let (parameters, gradient, states, weightDecay) = (parameters, gradient, states, weightDecay)
    if weightDecay == 0 {
      for index in 0..<count {
        let next = rule(parameters[index], gradient[index], states[index])
        states[index] = next.state
        parameters[index] = next.parameter
      }
    } else {
      for index in 0..<count {
        let parameter = parameters[index]
        let next = rule(parameter, gradient[index] + weightDecay * parameter, states[index])
        states[index] = next.state
        parameters[index] = next.parameter
      }
    }
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
