import Testing

@testable import BPNet

@Suite struct FullBatchSolverTests {
  private func solver(_ method: any FullBatchMethod, _ count: Int) throws -> any FullBatchSolver {
    method.makeSolver(parameterCount: count, kernels: try KernelSet.selected())
  }

  /// Iterates until the solver stalls, at most a given number of times, and checks that the value never
  /// rises.
  private func minimize(
    _ method: any FullBatchMethod, _ objective: any Objective, from start: [Double], iterations: Int
  ) throws -> (x: [Double], value: Double, iterations: Int, isStalled: Bool) {
    let solver = try solver(method, start.count)
    var (x, gradient) = (start, start)
    var value = objective.evaluate(x, gradient: &gradient)
    for iteration in 1...iterations {
      let result = solver.iterate(objective, parameters: &x)
      #expect(result.isStalled ? result.value == value : result.value < value)
      #expect(result.value == objective.evaluate(x, gradient: &gradient))
      value = result.value
      if result.isStalled { return (x, value, iteration, true) }
    }
    return (x, value, iterations, false)
  }

  static let methods: [any FullBatchMethod] = [LBFGS(), ScaledConjugateGradient()]

  @Test(arguments: [2, 5, 20, 100], [0, 1]) func rosenbrockValley(count: Int, method: Int) throws {
    let objective = TestObjective.rosenbrock(count)
    let start = (0..<count).map { $0.isMultiple(of: 2) ? -1.2 : 1.0 }
    let result = try minimize(Self.methods[method], objective, from: start, iterations: 5000)
    // From here a local minimum near (−1, 1, 1, …) draws some paths, whose value is 3.99 for every size above
    // 3.
    let isGlobal = result.x.allSatisfy { abs($0 - 1) < 1e-6 }
    let isLocal = count > 3 && abs(result.value - 3.9866) < 1e-2 && result.x[0] < 0
    #expect(isGlobal || isLocal, "\(result)")
    #expect(count > 2 || isGlobal)
  }

  @Test(arguments: [1e2, 1e4, 1e6], [0, 1]) func illConditionedQuadratics(condition: Double, method: Int)
    throws
  {
    let objective = TestObjective.quadratic(30, condition: condition)
    let start = (0..<30).map { 3 - Double($0 % 4) }
    // SciPy's L-BFGS-B has come to 2e-11 after 5,000 iterations where the condition is 10⁶.
    let result = try minimize(Self.methods[method], objective, from: start, iterations: 10_000)
    #expect(result.value < 1e-12, "\(result.iterations) iterations")
    #expect(result.x.allSatisfy { abs($0 - 1) < 1e-5 })
  }

  /// The optimum of scipy.optimize.least_squares.
  @Test(arguments: [1.0, 0.5, 1.0 / 12]) func leastSquaresOptimum(factor: Double) throws {
    let optimum = [2.5659004016860867, 0.5439924055376683, -0.4614313250335484]
    let methods: [any FullBatchMethod] = [LevenbergMarquardt(), LevenbergMarquardt(mu: 10), LBFGS()]
    for method in methods {
      let result = try minimize(
        method, TestLeastSquares.decay(factor: factor), from: [1, 1, 0], iterations: 200)
      #expect(abs(result.value / factor - 0.033988841594999694) < 1e-15, "\(method.name)")
      #expect(relativeDifference(result.x, optimum) < 1e-6, "\(method.name)")
    }
    let quick = try minimize(
      LevenbergMarquardt(), TestLeastSquares.decay(factor: factor), from: [1, 1, 0], iterations: 12)
    #expect(relativeDifference(quick.x, optimum) < 1e-6)
  }

  /// For a model that is linear in its parameters, MacKay's equations for α, β and γ have a fixed point,
  /// which was computed with NumPy by solving for the parameters exactly and taking the trace of the inverse.
  @Test(arguments: [1.0, 0.5, 1.0 / 40]) func bayesianRegularizationFindsTheEvidence(factor: Double) throws {
    let fixed = ["gamma": 5.613286202435631, "alpha": 5.426928721539833, "beta": 114.59448678367728]
    let optimum = [
      0.19746202172720992, 0.6856839089609689, 0.03264626264872238, -0.0003643450277649873,
      -0.02001040236649177, -0.015376429089691725, -0.05264684705440033, 0.059511132690588976,
    ]
    let solver = try solver(BayesianLevenbergMarquardt(), 8)
    let objective = TestLeastSquares.polynomial(factor: factor)
    var x = [1.0, 1, 0, 0, 1, -1, 0, 2]
    var last: FullBatchIteration?
    for _ in 0..<100 where last?.isStalled != true {
      last = solver.iterate(objective, parameters: &x)
    }
    #expect(relativeDifference(x, optimum) < 1e-5)
    for (name, value) in last?.details ?? [] where name != "mu" {
      #expect(abs(value / (fixed[name] ?? 0) - 1) < 1e-5, "\(name) \(value)")
    }
    #expect(last?.details.map(\.name) == ["mu", "gamma", "alpha", "beta"])
  }

  @Test func everyMethodStallsAtAMinimum() throws {
    let methods: [any FullBatchMethod] = [
      LBFGS(), ScaledConjugateGradient(), LevenbergMarquardt(), BayesianLevenbergMarquardt(),
    ]
    for method in methods {
      let result = try minimize(
        method.choosesPenalty ? LevenbergMarquardt() : method, TestLeastSquares.decay(), from: [1, 1, 0],
        iterations: 2000)
      #expect(result.isStalled, "\(method.name)")
      // And at once where the gradient is zero: all coefficients of a line through 0.
      let flat = TestLeastSquares(1, residualCount: 1, factor: 1) { _ in [(1, [0])] }
      var x = [0.0]
      let iteration = try solver(method, 1).iterate(flat, parameters: &x)
      #expect(iteration.isStalled && iteration.value == 1 && x == [0], "\(method.name)")
    }
  }

  @Test func badFunctionsEndInAStall() throws {
    for method in [LBFGS(), ScaledConjugateGradient()] as [any FullBatchMethod] {
      // The gradient points the wrong way: no step lowers the value.
      let liar = TestObjective(2) { x in (x[0] * x[0] + x[1] * x[1], [-2 * x[0], -2 * x[1]]) }
      var x = [1.0, 2]
      let iteration = try solver(method, 2).iterate(liar, parameters: &x)
      #expect(iteration.isStalled && x == [1, 2] && iteration.value == 5, "\(method.name)")
      // Defined on one side only, with the minimum near the edge.
      let edge = TestObjective(1) { x in
        x[0] > 0 ? (x[0] - ReproducibleMath.log(x[0]), [1 - 1 / x[0]]) : (.nan, [.nan])
      }
      let result = try minimize(method, edge, from: [20], iterations: 200)
      #expect(abs(result.x[0] - 1) < 1e-6, "\(method.name) \(result)")
    }
  }

  /// The strong Wolfe conditions hold after each step of L-BFGS, unless rounding leaves no such step.
  @Test func stepsSatisfyTheWolfeConditions() {
    let objective = TestObjective.rosenbrock(6)
    let (origin, point) = (EvaluatedPoint(parameterCount: 6), EvaluatedPoint(parameterCount: 6))
    for scale in [1e-6, 1e-3, 0.03, 1, 30, 1e4] {
      origin.move(to: [-1.2, 1, 0.3, -0.4, 2, 1.5], of: objective)
      let direction = (0..<6).map { -origin.gradient[$0] }
      let slope = -DenseVector.dot(origin.gradient, origin.gradient, count: 6)
      var search = WolfeLineSearch(objective, from: origin, along: direction, slope: slope, moving: point)
      let isLowered = search.findStep(startingWith: scale)
      #expect(isLowered)
      let step = (point.parameters[0] - origin.parameters[0]) / direction[0]
      #expect(point.value <= origin.value + 1e-4 * step * slope)
      #expect(abs(DenseVector.dot(point.gradient, direction, count: 6)) <= 0.9 * abs(slope))
    }
    #expect(objective.evaluationCount < 60)
  }

  @Test func restoredStatesContinueToTheByte() throws {
    let cases: [(any FullBatchMethod, any Objective, [Double])] = [
      (LBFGS(history: 3), TestObjective.rosenbrock(6), [-1.2, 1, 0.3, -0.4, 2, 1.5]),
      (LBFGS(), TestObjective.rosenbrock(6), [-1.2, 1, 0.3, -0.4, 2, 1.5]),
      (ScaledConjugateGradient(), TestObjective.rosenbrock(6), [-1.2, 1, 0.3, -0.4, 2, 1.5]),
      (LevenbergMarquardt(), TestLeastSquares.decay(), [1, 1, 0]),
      (BayesianLevenbergMarquardt(), TestLeastSquares.polynomial(), [1, 1, 0, 0, 1, -1, 0, 2]),
    ]
    for (method, objective, start) in cases {
      for halt in [0, 1, 2, 7] {
        var x = start
        let first = try solver(method, start.count)
        for _ in 0..<halt { _ = first.iterate(objective, parameters: &x) }
        var y = x
        let second = try solver(method, start.count)
        #expect(second.restore(first.state), "\(method.name)")
        #expect(second.state == first.state)
        for _ in 0..<6 {
          let (a, b) = (
            first.iterate(objective, parameters: &x), second.iterate(objective, parameters: &y)
          )
          #expect(a.value == b.value && a.gradientNorm == b.gradientNorm && x == y, "\(method.name) \(halt)")
        }
      }
    }
  }

  @Test func statesThatCannotBeAreRefused() throws {
    let bad: [(any FullBatchMethod, [[Double]])] = [
      (LBFGS(history: 2), [[1], [1, 1, -1, -1], [1, .nan, 1, 1], Array(repeating: 1, count: 12)]),
      (
        ScaledConjugateGradient(),
        [[1], [-1, 0, 1, 1], [1, 0.5, 1, 1], [1, 1, .infinity, 1], [1, 1, 1, 1, 1]]
      ),
      (LevenbergMarquardt(), [[0], [-1], [.nan], [1, 1]]),
      (BayesianLevenbergMarquardt(), [[1], [0, 1, 1, 1], [1, -1, 1, 1], [1, 1, 0, 1], [1, 1, 1, .nan]]),
    ]
    for (method, states) in bad {
      let solver = try solver(method, 2)
      for state in states {
        #expect(!solver.restore(state), "\(method.name) \(state)")
        #expect(solver.state.isEmpty)
      }
    }
  }

  /// λ is quartered at each good step, and underflows after some hundreds.
  @Test func aScaleThatHasVanishedIsRestored() throws {
    let solver = try solver(ScaledConjugateGradient(), 2)
    #expect(solver.restore([0, 1, 1, 1]))
    #expect(solver.state == [0, 1, 1, 1])
  }

  @Test func memoryIsCountedWithoutOverflow() {
    #expect(LBFGS().workingByteCount(parameterCount: 1000) == 25 * 8000)
    #expect(LevenbergMarquardt().workingByteCount(parameterCount: 1000) > 2 * 8_000_000)
    for method in [LBFGS(), ScaledConjugateGradient(), LevenbergMarquardt(), BayesianLevenbergMarquardt()]
      as [any FullBatchMethod]
    {
      #expect(method.workingByteCount(parameterCount: 1 << 61) == Int.max)
    }
  }
}
