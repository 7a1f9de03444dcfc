/// A smooth function of many numbers that is to be made small: a network's loss over all samples, as a
/// function of its trained parameters.
protocol Objective: AnyObject {
  var parameterCount: Int { get }

  /// The relative error of rounding a number to one that `evaluate` can tell from its neighbours: 2⁻⁵³, or
  /// 2⁻²⁴ where parameters become f32.
  var unitRoundoff: Double { get }

  /// Rounds each parameter to the number that `evaluate` would take for it.
  func round(_ parameters: UnsafeMutablePointer<Double>)

  /// The value at `parameters` (parameterCount numbers), and its gradient.
  func evaluate(_ parameters: UnsafePointer<Double>, gradient: UnsafeMutablePointer<Double>) -> Double
}

extension Objective {
  var unitRoundoff: Double { Double.ulpOfOne / 2 }

  func round(_ parameters: UnsafeMutablePointer<Double>) {}
}

/// A sum of squares: value = factor · Σ residual² (+ what the method itself adds).
protocol LeastSquaresObjective: Objective {
  var residualCount: Int { get }

  /// What the sum of the squared residuals is multiplied by; above 0.
  var factor: Double { get }

  /// The value alone, for which a forward pass does: to the bit what comes with the Hessian.
  func evaluate(_ parameters: UnsafePointer<Double>) -> Double

  /// The value, its gradient, and the Gauss–Newton approximation H = 2 · factor · JᵀJ of its Hessian.
  ///
  /// - Parameter hessian: parameterCount² numbers, row-major; H on and above the diagonal, and anything
  ///   below.
  func evaluate(
    _ parameters: UnsafePointer<Double>, gradient: UnsafeMutablePointer<Double>,
    hessian: UnsafeMutablePointer<Double>
  ) -> Double
}
