/// The common part of the Levenberg–Marquardt methods: derivatives at a point, and the search for a damping μ
/// with which a step lowers the value.
///
/// μ is decreased after each successful step, and increased until a step succeeds.
final class DampedLeastSquares {
  /// The initial μ, its factors and bounds; MATLAB's names are `mu`, `mu_dec`, `mu_inc` and `mu_max`.
  struct Damping: Sendable {
    var first: Double
    var decrease = 0.1
    var increase = 10.0
    var maximum = DampedLeastSquares.maximumDamping
    /// The bound below which damping has no effect.
    var minimum: Double { 1e-20 }
  }

  /// The maximum of μ, beyond which no step is tried.
  static let maximumDamping = 1e10

  let count: Int
  let gradient: UnsafeMutablePointer<Double>
  /// H, on and above the diagonal.
  let hessian: UnsafeMutablePointer<Double>
  let cholesky: Cholesky
  private let trial: UnsafeMutablePointer<Double>
  private let step: UnsafeMutablePointer<Double>
  private let damping: Damping
  private let vectors: AlignedBuffer<Double>
  private let hessianStorage: AlignedBuffer<Double>
  /// μ of the next step.
  private(set) var mu: Double

  init(parameterCount: Int, damping: Damping, kernels: KernelSet) {
    count = parameterCount
    self.damping = damping
    mu = damping.first
    vectors = AlignedBuffer(count: 3 * parameterCount)
    (gradient, trial) = (vectors.base, vectors.base + parameterCount)
    step = vectors.base + 2 * parameterCount
    hessianStorage = AlignedBuffer(count: parameterCount * parameterCount)
    hessian = hessianStorage.base
    cholesky = Cholesky(order: parameterCount, kernels: kernels)
  }

  /// The bytes for a number of parameters: the Hessian, its factor and three vectors; `Int.max` on overflow.
  static func byteCount(parameterCount: Int, withInverseTrace: Bool) -> Int {
    let hessian = Cholesky.byteCount(order: parameterCount, withInverseTrace: false)
    let factor = Cholesky.byteCount(order: parameterCount, withInverseTrace: withInverseTrace)
    let (sum, overflow) = hessian.addingReportingOverflow(factor)
    let vectors = DenseVector.byteCount(vectors: 3, count: parameterCount)
    let (total, isTooLarge) = sum.addingReportingOverflow(vectors)
    return overflow || isTooLarge ? Int.max : total
  }

  /// Replaces the parameters w by w + Δ, where (scale · H + (penalty + μ) I) Δ = −(scale · g + penalty · w).
  ///
  /// μ is the first in the increasing series from the present one on with which the step lowers the value.
  ///
  /// - Parameters:
  ///   - start: the value at `parameters`.
  ///   - value: the value at a point.
  /// - Returns: the value after the step, or nil if no step up to the maximum of μ lowers it.
  func descend(
    _ parameters: UnsafeMutablePointer<Double>, of objective: any Objective, from start: Double,
    scale: Double = 1, penalty: Double = 0, value: (UnsafePointer<Double>) -> Double
  ) -> Double? {
    while mu <= damping.maximum {
      if cholesky.factor(hessian, scale: scale, diagonal: penalty + mu) {
        for index in 0..<count { step[index] = -(scale * gradient[index] + penalty * parameters[index]) }
        cholesky.solve(step)
        DenseVector.add(parameters, 1, step, count: count, into: trial)
        objective.round(trial)
        let reached = value(trial)
        if reached < start {
          mu = max(mu * damping.decrease, damping.minimum)
          parameters.update(from: trial, count: count)
          return reached
        }
      }
      mu *= damping.increase
    }
    return nil
  }

  /// Restores μ from a solver's state; false if it is not a valid damping.
  func restore(mu: Double) -> Bool {
    guard mu.isFinite, mu > 0 else { return false }
    self.mu = mu
    return true
  }

  /// Resets μ to its initial value.
  func reset() { mu = damping.first }
}
