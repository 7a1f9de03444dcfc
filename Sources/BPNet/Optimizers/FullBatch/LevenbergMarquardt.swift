/// The Levenberg–Marquardt method for sums of squares: (H + μ I) Δ = −g, with the Gauss–Newton Hessian H.
///
/// The damping μ is multiplied by 0.1 after a step that lowers the value, and by 10 until there is one. Hagan
/// & Menhaj, "Training feedforward networks with the Marquardt algorithm", IEEE Transactions on Neural
/// Networks 5, 1994; MATLAB's `trainlm`.
struct LevenbergMarquardt: FullBatchMethod {
  let name = "lm"
  let needsLeastSquares = true
  /// The initial damping μ > 0.
  var mu = 0.001

  var constants: KeyValuePairs<String, Double> { ["mu": mu] }

  func workingByteCount(parameterCount: Int) -> Int {
    DampedLeastSquares.byteCount(parameterCount: parameterCount, withInverseTrace: false)
  }

  func makeSolver(parameterCount: Int, kernels: KernelSet) -> any FullBatchSolver {
    LevenbergMarquardtSolver(
      DampedLeastSquares(
        parameterCount: parameterCount, damping: DampedLeastSquares.Damping(first: mu), kernels: kernels))
  }
}

extension Optimizer {
  /// Levenberg–Marquardt for full batches and losses of squared errors.
  ///
  /// Few epochs are often enough. With n weights and biases an epoch takes memory in proportion to n², and
  /// time in proportion to n² for each output of each sample, and to n³.
  ///
  /// - Parameter mu: the initial damping μ.
  /// - Precondition: 0 < mu ≤ 10¹⁰, and mu is a normal number of f32.
  public static func levenbergMarquardt(mu: Double = 0.001) -> Optimizer {
    precondition(levenbergMarquardtDefinition.allows([mu]), "mu is above 0 and at most the maximum")
    return Optimizer(LevenbergMarquardt(mu: mu))
  }

  static let levenbergMarquardtDefinition = Definition(
    name: "lm", constants: [.damping],
    defaults: Defaults(takesFullBatches: true, initializer: .nguyenWidrow)
  ) { .levenbergMarquardt(mu: $0[0]) }
}

private final class LevenbergMarquardtSolver: FullBatchSolver {
  private let system: DampedLeastSquares
  private var hasStarted = false

  init(_ system: DampedLeastSquares) {
    self.system = system
  }

  func iterate(_ objective: any Objective, parameters: UnsafeMutablePointer<Double>) -> FullBatchIteration {
    guard let objective = objective as? any LeastSquaresObjective else {
      preconditionFailure("the objective is a sum of squares")
    }
    hasStarted = true
    let value = objective.evaluate(parameters, gradient: system.gradient, hessian: system.hessian)
    let gradientNorm = DenseVector.norm(system.gradient, count: system.count)
    let reached =
      gradientNorm > 0
      ? system.descend(parameters, of: objective, from: value) { objective.evaluate($0) } : nil
    return FullBatchIteration(
      value: reached ?? value, gradientNorm: gradientNorm, isStalled: reached == nil,
      details: [("mu", system.mu)])
  }

  var state: [Double] { hasStarted ? [system.mu] : [] }

  func restore(_ state: [Double]) -> Bool {
    if state.isEmpty {
      hasStarted = false
      system.reset()
      return true
    }
    guard state.count == 1, system.restore(mu: state[0]) else { return false }
    hasStarted = true
    return true
  }
}
