/// Levenberg–Marquardt with Bayesian regularisation: minimises F = β E_D + α E_W, with E_D = Σ residual² and
/// E_W = Σ w² over all trained parameters.
///
/// α and β are estimated from the data: after each step the effective number of parameters,
/// γ = n − 2α tr(F″⁻¹), gives α = γ / (2 E_W) and β = (N − γ) / (2 E_D), for N residuals. MacKay, "Bayesian
/// interpolation", Neural Computation 4, 1992; Foresee & Hagan, "Gauss–Newton approximation to Bayesian
/// learning", ICNN 1997; MATLAB's `trainbr`.
struct BayesianLevenbergMarquardt: FullBatchMethod {
  let name = "lm-bayesian"
  let needsLeastSquares = true
  let choosesPenalty = true
  /// The initial damping μ > 0.
  var mu = 0.001

  var constants: KeyValuePairs<String, Double> { ["mu": mu] }

  func workingByteCount(parameterCount: Int) -> Int {
    DampedLeastSquares.byteCount(parameterCount: parameterCount, withInverseTrace: true)
  }

  func makeSolver(parameterCount: Int, kernels: KernelSet) -> any FullBatchSolver {
    BayesianSolver(
      DampedLeastSquares(
        parameterCount: parameterCount, damping: DampedLeastSquares.Damping(first: mu), kernels: kernels))
  }
}

extension Optimizer {
  /// Levenberg–Marquardt with a penalty on large parameters that is estimated from the data.
  ///
  /// For small or noisy data sets: the penalty prevents overfitting, so no validation data are needed to stop
  /// early.
  ///
  /// - Parameter mu: the initial damping μ.
  /// - Precondition: 0 < mu ≤ 10¹⁰, and mu is a normal number of f32.
  public static func bayesianLevenbergMarquardt(mu: Double = 0.001) -> Optimizer {
    precondition(bayesianLevenbergMarquardtDefinition.allows([mu]), "mu is above 0 and at most the maximum")
    return Optimizer(BayesianLevenbergMarquardt(mu: mu))
  }

  static let bayesianLevenbergMarquardtDefinition = Definition(
    name: "lm-bayesian", constants: [.damping],
    defaults: Defaults(takesFullBatches: true, initializer: .nguyenWidrow)
  ) { .bayesianLevenbergMarquardt(mu: $0[0]) }
}

private final class BayesianSolver: FullBatchSolver {
  /// The weights of the two parts of F, estimated from the data.
  private struct Evidence {
    var alpha: Double
    var beta: Double
    /// γ.
    var effectiveCount: Double

    /// α and β for an effective number of parameters.
    ///
    /// Each is 1, as in MATLAB, if its formula gives no usable number: if a sum of squares is 0, or there are
    /// no more residuals than effective parameters.
    init(effectiveCount: Double, residualCount: Int, squaredError: Double, squaredParameters: Double) {
      let alpha = effectiveCount / (2 * squaredParameters)
      let beta = (Double(residualCount) - effectiveCount) / (2 * squaredError)
      self.alpha = alpha.isFinite && alpha >= 0 ? alpha : 1
      self.beta = beta.isFinite && beta > 0 ? beta : 1
      self.effectiveCount = effectiveCount
    }

    init(alpha: Double, beta: Double, effectiveCount: Double) {
      (self.alpha, self.beta, self.effectiveCount) = (alpha, beta, effectiveCount)
    }
  }

  private let system: DampedLeastSquares
  /// The estimate of the last step; nil before the first.
  private var evidence: Evidence?

  init(_ system: DampedLeastSquares) {
    self.system = system
  }

  func iterate(_ objective: any Objective, parameters: UnsafeMutablePointer<Double>) -> FullBatchIteration {
    guard let objective = objective as? any LeastSquaresObjective else {
      preconditionFailure("the objective is a sum of squares")
    }
    let count = system.count
    let value = objective.evaluate(parameters, gradient: system.gradient, hessian: system.hessian)
    let factor = objective.factor
    let evidence = estimate(
      value: value, squaredParameters: DenseVector.dot(parameters, parameters, count: count), of: objective)
    self.evidence = evidence
    // F/2, its gradient and its Hessian: β/2 E_D + α/2 E_W, β/(2 factor) g + α w, β/(2 factor) H + α I.
    let (alpha, scale) = (evidence.alpha, evidence.beta / (2 * factor))
    var reachedValue = value
    func halfOfF(_ value: Double, _ point: UnsafePointer<Double>) -> Double {
      scale * value + 0.5 * alpha * DenseVector.dot(point, point, count: count)
    }
    let gradientNorm = 2 * regularizedGradientNorm(parameters, scale: scale, alpha: alpha)
    let reached = system.descend(
      parameters, of: objective, from: halfOfF(value, parameters), scale: scale, penalty: alpha
    ) { point in
      reachedValue = objective.evaluate(point)
      return halfOfF(reachedValue, point)
    }
    return FullBatchIteration(
      value: reached == nil ? value : reachedValue, gradientNorm: gradientNorm, isStalled: reached == nil,
      details: [
        ("mu", system.mu), ("gamma", evidence.effectiveCount), ("alpha", evidence.alpha),
        ("beta", evidence.beta),
      ])
  }

  /// α, β and γ at the point whose derivatives are in `system`.
  private func estimate(
    value: Double, squaredParameters: Double, of objective: any LeastSquaresObjective
  ) -> Evidence {
    let count = Double(system.count)
    var effectiveCount = count
    if let last = evidence {
      // With F″ = 2 (β JᵀJ + α I), γ = n − α tr((β JᵀJ + α I)⁻¹), which only rounding can bring outside 0…n.
      let scale = last.beta / (2 * objective.factor)
      if system.cholesky.factor(system.hessian, scale: scale, diagonal: last.alpha) {
        effectiveCount = min(max(count - last.alpha * system.cholesky.inverseTrace(), 0), count)
      } else {
        effectiveCount = last.effectiveCount
      }
    }
    return Evidence(
      effectiveCount: effectiveCount, residualCount: objective.residualCount,
      squaredError: value / objective.factor, squaredParameters: squaredParameters)
  }

  /// ‖β/(2 factor) g + α w‖.
  private func regularizedGradientNorm(
    _ parameters: UnsafePointer<Double>, scale: Double, alpha: Double
  ) -> Double {
    let gradient = system.gradient
    return FixedOrderSum.sum(count: system.count) { index in
      let element = scale * gradient[index] + alpha * parameters[index]
      return element * element
    }.squareRoot()
  }

  /// μ, α, β, γ.
  var state: [Double] {
    evidence.map { [system.mu, $0.alpha, $0.beta, $0.effectiveCount] } ?? []
  }

  func restore(_ state: [Double]) -> Bool {
    if state.isEmpty {
      evidence = nil
      system.reset()
      return true
    }
    guard state.count == 4, state.allSatisfy({ $0.isFinite && $0 >= 0 }), state[2] > 0,
      system.restore(mu: state[0])
    else { return false }
    evidence = Evidence(alpha: state[1], beta: state[2], effectiveCount: state[3])
    return true
  }
}
