/// The update of all parameters from a gradient that is made whole and needs no more than the optimiser's rule, for one
/// step after the other at the same learning rate.
///
/// Whoever runs it keeps the parameters, the gradient, the states, and the update itself while it runs.
struct WholeUpdate<Element: Scalar> {
  let parameters: UnsafeMutablePointer<Element>
  let gradient: UnsafeMutablePointer<Element>
  private let kernel: UpdateRoutine<Element>
  /// A plain pointer: to go through an array would retain and release it in each step.
  private let slices: UnsafeMutableBufferPointer<ParameterSlice<Element>>
  private let storage: AlignedBuffer<ParameterSlice<Element>>

  /// - Parameter slices: all that is updated.
  init(
    parameters: UnsafeMutablePointer<Element>, gradient: UnsafeMutablePointer<Element>,
    kernel: UpdateRoutine<Element>, slices: [ParameterSlice<Element>]
  ) {
    self.parameters = parameters
    self.gradient = gradient
    self.kernel = kernel
    self.storage = AlignedBuffer(copying: slices)
    self.slices = UnsafeMutableBufferPointer(start: storage.base, count: slices.count)
  }

  /// Updates the parameters.
  ///
  /// - Parameter number: the step, counted from 1.
  @inline(__always)
  func run(step number: Int) {
    if let factors = kernel.factors {
      let factors = factors(number)
      for index in slices.indices { slices[index].factors = factors }
    }
    for slice in slices { kernel.update(slice) }
  }
}
