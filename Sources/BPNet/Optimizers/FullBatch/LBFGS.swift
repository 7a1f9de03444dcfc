/// The limited-memory method of Broyden, Fletcher, Goldfarb and Shanno (L-BFGS): a line search along −H g,
/// where H approximates the inverse Hessian from the last steps and changes of the gradient.
///
/// Nocedal & Wright, "Numerical Optimization", 2nd edition, algorithm 7.4 (two-loop recursion), with a line
/// search for the strong Wolfe conditions.
struct LBFGS: FullBatchMethod {
  let name = "lbfgs"
  let needsLeastSquares = false
  /// The number of steps that H is computed from.
  var history = 10

  var constants: KeyValuePairs<String, Double> { ["history": Double(history)] }

  func workingByteCount(parameterCount: Int) -> Int {
    DenseVector.byteCount(vectors: 5 + 2 * history, count: parameterCount)
  }

  func makeSolver(parameterCount: Int, kernels: KernelSet) -> any FullBatchSolver {
    LBFGSSolver(parameterCount: parameterCount, history: history)
  }
}

extension Optimizer {
  /// L-BFGS for full batches: the limited-memory method of Broyden, Fletcher, Goldfarb and Shanno, with steps
  /// that satisfy the strong Wolfe conditions.
  ///
  /// Liu and Nocedal, "On the limited memory BFGS method for large scale optimization", 1989.
  ///
  /// - Parameter history: the number of past steps that the inverse Hessian is approximated from.
  /// - Precondition: 1 ≤ history ≤ 1000.
  public static func lbfgs(history: Int = 10) -> Optimizer {
    precondition(lbfgsDefinition.allows([Double(history)]), "history is from 1 to 1000")
    return Optimizer(LBFGS(history: history))
  }

  static let lbfgsDefinition = Definition(
    name: "lbfgs",
    constants: [
      .init(name: "history", defaultValue: 10, expected: "a whole number from 1 to 1000") {
        $0 >= 1 && $0 <= 1000 && $0 == $0.rounded()
      }
    ],
    defaults: Defaults(takesFullBatches: true)
  ) { .lbfgs(history: Int($0[0])) }
}

private final class LBFGSSolver: FullBatchSolver {
  private let count: Int
  private let history: StepHistory
  private var current: EvaluatedPoint
  private var trial: EvaluatedPoint
  private let direction: AlignedBuffer<Double>

  init(parameterCount: Int, history: Int) {
    count = parameterCount
    self.history = StepHistory(capacity: history, parameterCount: parameterCount)
    current = EvaluatedPoint(parameterCount: parameterCount)
    trial = EvaluatedPoint(parameterCount: parameterCount)
    direction = AlignedBuffer(count: parameterCount)
  }

  func iterate(_ objective: any Objective, parameters: UnsafeMutablePointer<Double>) -> FullBatchIteration {
    current.move(to: parameters, of: objective)
    let gradientNorm = DenseVector.norm(current.gradient, count: count)
    let isLowered = gradientNorm > 0 && step(objective, gradientNorm: gradientNorm)
    if isLowered {
      history.append(from: current, to: trial)
      swap(&current, &trial)
      parameters.update(from: current.parameters, count: count)
    }
    return FullBatchIteration(value: current.value, gradientNorm: gradientNorm, isStalled: !isLowered)
  }

  /// Moves the trial point to a lower value: along −H g or, if that fails, along the steepest descent.
  private func step(_ objective: any Objective, gradientNorm: Double) -> Bool {
    while true {
      DenseVector.multiply(-1, current.gradient, count: count, into: direction.base)
      history.multiplyByInverseHessian(direction.base)
      let slope = DenseVector.dot(current.gradient, direction.base, count: count)
      if slope < 0, slope.isFinite {
        var search = WolfeLineSearch(
          objective, from: current, along: direction.base, slope: slope, moving: trial)
        if search.findStep(startingWith: history.isEmpty ? min(1, 1 / gradientNorm) : 1) { return true }
      }
      guard !history.isEmpty else { return false }
      history.removeAll()
    }
  }

  var state: [Double] { history.state }

  func restore(_ state: [Double]) -> Bool { history.restore(state) }
}

/// The last steps s and the changes y of the gradient over them, as a ring buffer.
private final class StepHistory {
  private let capacity: Int
  private let parameterCount: Int
  /// The pairs (s, y), one after the other.
  private let pairs: AlignedBuffer<Double>
  /// 1 / sᵀy of each pair.
  private var curvatures: [Double]
  /// The factors α of the first loop of the recursion.
  private var factors: [Double]
  private var count = 0
  /// The place of the oldest pair.
  private var first = 0

  init(capacity: Int, parameterCount: Int) {
    self.capacity = capacity
    self.parameterCount = parameterCount
    pairs = AlignedBuffer(count: 2 * capacity * parameterCount)
    curvatures = Array(repeating: 0, count: capacity)
    factors = Array(repeating: 0, count: capacity)
  }

  var isEmpty: Bool { count == 0 }

  func removeAll() { (count, first) = (0, 0) }

  private func place(_ age: Int) -> Int { (first + age) % capacity }
  private func step(_ place: Int) -> UnsafeMutablePointer<Double> { pairs.base + 2 * place * parameterCount }
  private func change(_ place: Int) -> UnsafeMutablePointer<Double> { step(place) + parameterCount }

  /// Appends the step between two points, unless the function has no positive curvature along it.
  func append(from old: EvaluatedPoint, to new: EvaluatedPoint) {
    let next = place(count)
    let (s, y) = (step(next), change(next))
    DenseVector.add(new.parameters, -1, old.parameters, count: parameterCount, into: s)
    DenseVector.add(new.gradient, -1, old.gradient, count: parameterCount, into: y)
    if !complete(next) && count == capacity {
      // The oldest pair has been overwritten.
      (first, count) = ((first + 1) % capacity, count - 1)
    }
  }

  /// Accepts the pair that was written after the newest one, if its curvature is positive.
  ///
  /// If the history is full, that place was the oldest pair's.
  private func complete(_ next: Int) -> Bool {
    let product = DenseVector.dot(step(next), change(next), count: parameterCount)
    let square = DenseVector.dot(change(next), change(next), count: parameterCount)
    guard product > Double.ulpOfOne * square, (1 / product).isFinite else { return false }
    curvatures[next] = 1 / product
    if count == capacity {
      first = (first + 1) % capacity
    } else {
      count += 1
    }
    return true
  }

  /// Replaces q by H q, the product with the approximate inverse Hessian, by the two-loop recursion.
  func multiplyByInverseHessian(_ q: UnsafeMutablePointer<Double>) {
    guard count > 0 else { return }
    for age in (0..<count).reversed() {
      let pair = place(age)
      factors[pair] = curvatures[pair] * DenseVector.dot(step(pair), q, count: parameterCount)
      DenseVector.add(q, -factors[pair], change(pair), count: parameterCount, into: q)
    }
    let newest = place(count - 1)
    let square = DenseVector.dot(change(newest), change(newest), count: parameterCount)
    DenseVector.multiply(1 / (curvatures[newest] * square), q, count: parameterCount, into: q)
    for age in 0..<count {
      let pair = place(age)
      let correction = curvatures[pair] * DenseVector.dot(change(pair), q, count: parameterCount)
      DenseVector.add(q, factors[pair] - correction, step(pair), count: parameterCount, into: q)
    }
  }

  /// The pairs, the oldest first.
  var state: [Double] {
    (0..<count).flatMap { age in
      UnsafeBufferPointer(start: step(place(age)), count: 2 * parameterCount)
    }
  }

  func restore(_ state: [Double]) -> Bool {
    let size = 2 * parameterCount
    let stored = size == 0 ? 0 : state.count / size
    guard state.count == stored * size, stored <= capacity, state.allSatisfy({ $0.isFinite }) else {
      return false
    }
    let isCurved = (0..<stored).allSatisfy { pair in
      state[pair * size..<(pair + 1) * size].withUnsafeBufferPointer { pair in
        guard let base = pair.baseAddress else { return false }
        return DenseVector.dot(base, base + parameterCount, count: parameterCount) > 0
      }
    }
    guard isCurved else { return false }
    removeAll()
    for pair in 0..<stored {
      for index in 0..<size { step(pair)[index] = state[pair * size + index] }
      _ = complete(pair)
    }
    return true
  }
}
