/// A smooth function that is minimised: a network's loss over all samples, as a function of its trained
/// parameters.
protocol Objective: AnyObject {
  var parameterCount: Int { get }

  /// The relative rounding error of parameters in `evaluate`: 2⁻⁵³, or 2⁻²⁴ for a network of f32.
  var unitRoundoff: Double { get }

  /// Rounds each parameter as `evaluate` does.
  func round(_ parameters: UnsafeMutablePointer<Double>)

  /// The value at `parameters` (parameterCount numbers), and its gradient.
  func evaluate(_ parameters: UnsafePointer<Double>, gradient: UnsafeMutablePointer<Double>) -> Double
}

extension Objective {
  var unitRoundoff: Double { Double.ulpOfOne / 2 }

  func round(_ parameters: UnsafeMutablePointer<Double>) {}
}

/// A sum of squares: value = factor · Σ residual² + penalty.
protocol LeastSquaresObjective: Objective {
  var residualCount: Int { get }

  /// The factor of the sum of squared residuals, above 0.
  var factor: Double { get }

  /// The value without derivatives, by a forward pass; bit for bit the value that comes with the Hessian.
  func evaluate(_ parameters: UnsafePointer<Double>) -> Double

  /// The value, its gradient, and the Gauss–Newton approximation H = 2 · factor · JᵀJ of its Hessian.
  ///
  /// - Parameter hessian: the destination, parameterCount² numbers, row-major; undefined below the diagonal.
  func evaluate(
    _ parameters: UnsafePointer<Double>, gradient: UnsafeMutablePointer<Double>,
    hessian: UnsafeMutablePointer<Double>
  ) -> Double
}
