/// Scaled conjugate gradients: conjugate directions, with steps from the curvature along them, which a
/// difference of gradients shows, and no line search; λ keeps the curvature positive and the steps short
/// enough to be trusted.
///
/// Møller, "A scaled conjugate gradient algorithm for fast supervised learning", Neural Networks 6, 1993,
/// whose steps the comments name. σ and λ start as in MATLAB's `trainscg`.
struct ScaledConjugateGradient: FullBatchMethod {
  let name = "scg"
  let needsLeastSquares = false
  /// The length of the step whose change of the gradient shows the curvature.
  let sigma = 5e-5
  /// The first λ.
  let lambda = 5e-7

  /// σ and λ are nothing to choose.
  let constants: KeyValuePairs<String, Double> = [:]

  func workingByteCount(parameterCount: Int) -> Int {
    DenseVector.byteCount(vectors: 5, count: parameterCount)
  }

  func makeSolver(parameterCount: Int, kernels: KernelSet) -> any FullBatchSolver {
    ScaledConjugateGradientSolver(parameterCount: parameterCount, method: self)
  }
}

extension Optimizer {
  /// Scaled conjugate gradients for full batches: no line search and no constants to choose.
  ///
  /// Møller, "A scaled conjugate gradient algorithm for fast supervised learning", 1993.
  public static let scg = Optimizer(ScaledConjugateGradient())

  static let scgDefinition = Definition(
    name: "scg", defaults: Defaults(takesFullBatches: true, initializer: .nguyenWidrow)
  ) { _ in .scg }
}

private final class ScaledConjugateGradientSolver: FullBatchSolver {
  /// The most steps that one iteration tries along one direction.
  private static let maximumTrials = 100

  private let count: Int
  private let method: ScaledConjugateGradient
  private var current: EvaluatedPoint
  /// A point near by, and then the one that the step leads to.
  private var trial: EvaluatedPoint
  /// p.
  private let direction: AlignedBuffer<Double>
  private var lambda: Double
  /// The steps since the direction was last that of steepest descent; nil before the first.
  private var age: Int?

  init(parameterCount: Int, method: ScaledConjugateGradient) {
    count = parameterCount
    self.method = method
    current = EvaluatedPoint(parameterCount: parameterCount)
    trial = EvaluatedPoint(parameterCount: parameterCount)
    direction = AlignedBuffer(count: parameterCount)
    lambda = method.lambda
  }

  func iterate(_ objective: any Objective, parameters: UnsafeMutablePointer<Double>) -> FullBatchIteration {
    current.move(to: parameters, of: objective)
    let gradientNorm = DenseVector.norm(current.gradient, count: count)
    guard gradientNorm > 0, gradientNorm.isFinite else {
      return FullBatchIteration(value: current.value, gradientNorm: gradientNorm, isStalled: true)
    }
    if age == nil { restart() }
    var isLowered = step(objective)
    if !isLowered {
      // What the past knows may mislead; the gradient alone does not.
      restart()
      lambda = method.lambda
      isLowered = step(objective)
    }
    if isLowered { parameters.update(from: current.parameters, count: count) }
    return FullBatchIteration(value: current.value, gradientNorm: gradientNorm, isStalled: !isLowered)
  }

  /// The direction of steepest descent.
  private func restart() {
    DenseVector.multiply(-1, current.gradient, count: count, into: direction.base)
    age = 0
  }

  /// Takes one successful step along the direction, trying larger λ until the value falls, and turns to the
  /// next direction; false where no step lowers the value.
  private func step(_ objective: any Objective) -> Bool {
    // μ = pᵀr, with r = −g.
    var descent = -DenseVector.dot(direction.base, current.gradient, count: count)
    if !(descent > 0) {
      restart()
      descent = -DenseVector.dot(direction.base, current.gradient, count: count)
    }
    let square = DenseVector.dot(direction.base, direction.base, count: count)
    guard descent > 0, square > 0, square.isFinite else { return false }
    let curvature = curvature(objective, directionNorm: square.squareRoot())
    for _ in 0..<ScaledConjugateGradientSolver.maximumTrials {
      // 3, 4: the scaled curvature δ, made positive.
      var delta = curvature + lambda * square
      if !(delta > 0) {
        lambda = 2 * (lambda - delta / square)
        delta = curvature + lambda * square
      }
      // 5: the step, and 6: how well the quadratic has foretold it.
      let length = descent / delta
      guard length > 0 else { return false }
      trial.move(from: current, by: length, along: direction.base, of: objective)
      guard !DenseVector.areEqual(trial.parameters, current.parameters, count: count) else { return false }
      let value = trial.value
      let comparison = 2 * delta * (current.value - value) / (descent * descent)
      // 7: the step is taken where the value falls.
      let isLowered = value < current.value
      if isLowered { accept(descent: descent) }
      // 7, 8: λ for the next one. Where the value is not finite, the step was far too long.
      if isLowered && comparison >= 0.75 {
        lambda *= 0.25
      } else if !(comparison >= 0.25) {
        lambda += delta * (1 - (comparison.isFinite ? comparison : -10)) / square
      }
      if isLowered { return true }
    }
    return false
  }

  /// 2: pᵀ H p, from the gradient a short way along the direction.
  ///
  /// The way is never so short that rounded parameters would hide it.
  private func curvature(_ objective: any Objective, directionNorm: Double) -> Double {
    let parameterNorm = DenseVector.norm(current.parameters, count: count)
    let sigma = max(method.sigma, objective.unitRoundoff.squareRoot() * parameterNorm) / directionNorm
    trial.move(from: current, by: sigma, along: direction.base, of: objective)
    let slope = DenseVector.dot(direction.base, trial.gradient, count: count)
    let curvature = (slope - DenseVector.dot(direction.base, current.gradient, count: count)) / sigma
    return curvature.isFinite ? curvature : 0
  }

  /// 7: moves to the trial point, and turns to a conjugate direction, or to that of steepest descent after as
  /// many steps as there are parameters.
  private func accept(descent: Double) {
    swap(&current, &trial)
    let nextAge = (age ?? 0) + 1
    guard nextAge < count else { return restart() }
    let gradient = current.gradient
    let change =
      DenseVector.dot(gradient, gradient, count: count)
      - DenseVector.dot(gradient, trial.gradient, count: count)
    let beta = change / descent
    let direction = direction.base
    for index in 0..<count { direction[index] = beta * direction[index] - gradient[index] }
    age = nextAge
  }

  var state: [Double] {
    guard let age else { return [] }
    return [lambda, Double(age)] + UnsafeBufferPointer(start: direction.base, count: count)
  }

  func restore(_ state: [Double]) -> Bool {
    if state.isEmpty {
      (age, lambda) = (nil, method.lambda)
      return true
    }
    guard state.count == count + 2, state.allSatisfy({ $0.isFinite }), state[0] > 0,
      let age = Int(exactly: state[1]), age >= 0
    else { return false }
    (lambda, self.age) = (state[0], age)
    for index in 0..<count { direction.base[index] = state[index + 2] }
    return true
  }
}
