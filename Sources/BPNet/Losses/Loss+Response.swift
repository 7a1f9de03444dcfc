extension Loss {
  /// A function that turns a network's output into the value that it predicts.
  public enum Response: Sendable {
    /// The output is the value.
    case identity
    /// The value is e^output: the output is its logarithm.
    case exp

    /// The value that an output predicts.
    @inline(__always)
    func value(of output: Double) -> Double {
      switch self {
      case .identity: output
      case .exp: ReproducibleMath.exp(output)
      }
    }
  }

  /// The function that turns outputs of this activation into the values that a network trained by this loss
  /// predicts.
  public func response(ofOutput activation: Activation) -> Response {
    function.response(ofOutput: activation)
  }
}
