@testable import BPNet

/// A function with its gradient, given as arrays.
final class TestObjective: Objective {
  typealias Function = (_ x: [Double]) -> (value: Double, gradient: [Double])

  let parameterCount: Int
  private let function: Function
  private(set) var evaluationCount = 0

  init(_ parameterCount: Int, _ function: @escaping Function) {
    self.parameterCount = parameterCount
    self.function = function
  }

  func evaluate(_ parameters: UnsafePointer<Double>, gradient: UnsafeMutablePointer<Double>) -> Double {
    evaluationCount += 1
    let result = function(Array(UnsafeBufferPointer(start: parameters, count: parameterCount)))
    for (index, value) in result.gradient.enumerated() { gradient[index] = value }
    return result.value
  }

  /// The Rosenbrock function Σ 100 (x[i+1] − x[i]²)² + (1 − x[i])², with its minimum at x = (1, 1, …).
  static func rosenbrock(_ count: Int) -> TestObjective {
    TestObjective(count) { x in
      var (value, gradient) = (0.0, [Double](repeating: 0, count: count))
      for index in 0..<count - 1 {
        let (valley, distance) = (x[index + 1] - x[index] * x[index], 1 - x[index])
        value += 100 * valley * valley + distance * distance
        gradient[index] += -400 * x[index] * valley - 2 * distance
        gradient[index + 1] += 200 * valley
      }
      return (value, gradient)
    }
  }

  /// ½ Σ c[i] (x[i] − 1)² with c from 1 to `condition`, evenly spaced in their logarithms.
  static func quadratic(_ count: Int, condition: Double) -> TestObjective {
    let curvatures = (0..<count).map {
      ReproducibleMath.pow(condition, Double($0) / Double(count - 1))
    }
    return TestObjective(count) { x in
      let gradient = zip(curvatures, x).map { $0 * ($1 - 1) }
      return (zip(gradient, x).reduce(0) { $0 + 0.5 * $1.0 * ($1.1 - 1) }, gradient)
    }
  }
}

/// factor · Σ residual², with residuals and their derivatives given as arrays.
final class TestLeastSquares: LeastSquaresObjective {
  typealias Residuals = (_ x: [Double]) -> [(residual: Double, derivatives: [Double])]

  let parameterCount: Int
  let residualCount: Int
  let factor: Double
  private let residuals: Residuals

  init(_ parameterCount: Int, residualCount: Int, factor: Double, _ residuals: @escaping Residuals) {
    self.parameterCount = parameterCount
    self.residualCount = residualCount
    self.factor = factor
    self.residuals = residuals
  }

  private func rows(_ parameters: UnsafePointer<Double>) -> [(residual: Double, derivatives: [Double])] {
    residuals(Array(UnsafeBufferPointer(start: parameters, count: parameterCount)))
  }

  func evaluate(_ parameters: UnsafePointer<Double>) -> Double {
    factor * rows(parameters).reduce(0) { $0 + $1.residual * $1.residual }
  }

  func evaluate(_ parameters: UnsafePointer<Double>, gradient: UnsafeMutablePointer<Double>) -> Double {
    for index in 0..<parameterCount {
      gradient[index] = 2 * factor * rows(parameters).reduce(0) { $0 + $1.residual * $1.derivatives[index] }
    }
    return evaluate(parameters)
  }

  func evaluate(
    _ parameters: UnsafePointer<Double>, gradient: UnsafeMutablePointer<Double>,
    hessian: UnsafeMutablePointer<Double>
  ) -> Double {
    let rows = rows(parameters)
    for row in 0..<parameterCount {
      for column in 0..<parameterCount {
        // Only the upper triangle is promised.
        hessian[row * parameterCount + column] =
          column < row
          ? .nan : 2 * factor * rows.reduce(0) { $0 + $1.derivatives[row] * $1.derivatives[column] }
      }
    }
    return evaluate(parameters, gradient: gradient)
  }

  /// a / (1 + b t) + c at twelve points that do not lie on such a curve.
  static func decay(factor: Double = 1) -> TestLeastSquares {
    let points = [2.1, 1.52, 1.31, 0.9, 0.82, 0.55, 0.51, 0.42, 0.28, 0.3, 0.22, 0.25]
    return TestLeastSquares(3, residualCount: 12, factor: factor) { x in
      points.enumerated().map { index, y in
        let t = Double(index) / 2
        let divisor = 1 + x[1] * t
        return (x[0] / divisor + x[2] - y, [1 / divisor, -x[0] * t / (divisor * divisor), 1])
      }
    }
  }

  /// A polynomial of degree 7 for 40 points of a straight line plus a sawtooth; most of its coefficients only
  /// fit noise.
  static func polynomial(factor: Double = 1) -> TestLeastSquares {
    TestLeastSquares(8, residualCount: 40, factor: factor) { x in
      (0..<40).map { index in
        let t = Double(index) / 19.5 - 1
        let y = 0.7 * t + 0.2 + 0.1 * (Double(index * 17 % 11) / 5 - 1)
        var (power, sum, derivatives) = (1.0, -y, [Double]())
        for coefficient in x {
          derivatives.append(power)
          sum += coefficient * power
          power *= t
        }
        return (sum, derivatives)
      }
    }
  }
}
