/// Scaled conjugate gradients: steps along conjugate directions without a line search.
///
/// The step length follows from the curvature along the direction, which is estimated from a difference of
/// gradients. λ is added to the curvature so that it is positive and the quadratic model stays accurate.
/// Møller, "A scaled conjugate gradient algorithm for fast supervised learning", Neural Networks 6, 1993; the
/// numbers in comments are those of its steps. The initial σ and λ are those of MATLAB's `trainscg`.
struct ScaledConjugateGradient: FullBatchMethod {
  let name = "scg"
  let needsLeastSquares = false
  /// The length of the step over which the curvature is estimated.
  let sigma = 5e-5
  /// The initial λ.
  let lambda = 5e-7

  /// Empty: σ and λ are fixed.
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
  /// The maximum number of steps that an iteration tries along a direction.
  private static let maximumTrials = 100

  private let count: Int
  private let method: ScaledConjugateGradient
  private var current: EvaluatedPoint
  /// The point for the curvature, and then the one that the step leads to.
  private var trial: EvaluatedPoint
  /// The conjugate direction p.
  private let direction: AlignedBuffer<Double>
  private var lambda: Double
  /// The number of steps since the direction was last the steepest descent; nil before the first.
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
      // The conjugate direction or λ may be bad: try once more with the steepest descent.
      restart()
      lambda = method.lambda
      isLowered = step(objective)
    }
    if isLowered { parameters.update(from: current.parameters, count: count) }
    return FullBatchIteration(value: current.value, gradientNorm: gradientNorm, isStalled: !isLowered)
  }

  /// Sets the direction to the steepest descent.
  private func restart() {
    DenseVector.multiply(-1, current.gradient, count: count, into: direction.base)
    age = 0
  }

  /// Takes a step along the direction, with increasing λ until the value falls, and computes the next
  /// direction; false if no step lowers the value.
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
      // 3, 4: the scaled curvature δ; λ is increased until it is positive.
      var delta = curvature + lambda * square
      if !(delta > 0) {
        lambda = 2 * (lambda - delta / square)
        delta = curvature + lambda * square
      }
      // 5: the step; 6: the ratio of the actual to the predicted decrease.
      let length = descent / delta
      guard length > 0 else { return false }
      trial.move(from: current, by: length, along: direction.base, of: objective)
      guard !DenseVector.areEqual(trial.parameters, current.parameters, count: count) else { return false }
      let value = trial.value
      let comparison = 2 * delta * (current.value - value) / (descent * descent)
      // 7: the step is accepted if the value falls.
      let isLowered = value < current.value
      if isLowered { accept(descent: descent) }
      // 7, 8: λ for the next step. A value that is not finite means that the step was far too long.
      if isLowered && comparison >= 0.75 {
        lambda *= 0.25
      } else if !(comparison >= 0.25) {
        lambda += delta * (1 - (comparison.isFinite ? comparison : -10)) / square
      }
      if isLowered { return true }
    }
    return false
  }

  /// 2: pᵀ H p, from a difference of gradients over a short distance along the direction.
  ///
  /// The distance is long enough to stand out from the rounding of parameters.
  private func curvature(_ objective: any Objective, directionNorm: Double) -> Double {
    let parameterNorm = DenseVector.norm(current.parameters, count: count)
    let sigma = max(method.sigma, objective.unitRoundoff.squareRoot() * parameterNorm) / directionNorm
    trial.move(from: current, by: sigma, along: direction.base, of: objective)
    let slope = DenseVector.dot(direction.base, trial.gradient, count: count)
    let curvature = (slope - DenseVector.dot(direction.base, current.gradient, count: count)) / sigma
    return curvature.isFinite ? curvature : 0
  }

  /// 7: moves to the trial point and computes the next conjugate direction, or the steepest descent after as
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
    // λ may be 0: it is quartered at each good step, and underflows after some hundreds.
    guard state.count == count + 2, state.allSatisfy({ $0.isFinite }), state[0] >= 0,
      let age = Int(exactly: state[1]), age >= 0
    else { return false }
    (lambda, self.age) = (state[0], age)
    for index in 0..<count { direction.base[index] = state[index + 2] }
    return true
  }
}
