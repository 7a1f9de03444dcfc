import CKernels

extension KernelFunction {
  /// Whether the derivative is computed from the net inputs z, not from f(z).
  var derivativeTakesNetInputs: Bool { bpk_derivative_takes_net_inputs(self) }
}
