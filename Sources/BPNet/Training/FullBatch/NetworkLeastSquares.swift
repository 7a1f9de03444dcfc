/// A squared-error loss of a network over all samples of a data set, as a function of its trained parameters.
///
/// Weight decay is a part of it.
final class NetworkLeastSquares<Element: Scalar>: LeastSquaresObjective {
  let factor: Double
  private var network: Network<Element>
  private let jacobian: NetworkJacobian<Element>
  private let general: NetworkObjective<Element>
  private let penalty: WeightPenalty

  /// - Parameters:
  ///   - general: the same function without second derivatives.
  ///   - factor: the factor of the sum of the squared residuals.
  init(
    _ general: NetworkObjective<Element>, network: Network<Element>, data: Dataset<Element>,
    weightDecay: Double, factor: Double
  ) {
    self.general = general
    self.network = network
    self.factor = factor
    jacobian = NetworkJacobian(network: network, data: data, parameters: general.parameters)
    penalty = WeightPenalty(parameters: general.parameters, decay: weightDecay)
  }

  var parameterCount: Int { general.parameterCount }
  var unitRoundoff: Double { general.unitRoundoff }
  var residualCount: Int { jacobian.data.rowCount * jacobian.data.outputCount }

  func round(_ vector: UnsafeMutablePointer<Double>) { general.round(vector) }

  func evaluate(_ vector: UnsafePointer<Double>, gradient: UnsafeMutablePointer<Double>) -> Double {
    general.evaluate(vector, gradient: gradient)
  }

  @specialized(where Element == Float)
  @specialized(where Element == Double)
  func evaluate(_ vector: UnsafePointer<Double>) -> Double {
    jacobian.parameters.unpack(vector, into: network.uniqueParameters())
    return factor * jacobian.sumOfSquares(network) + penalty.value(vector)
  }

  @specialized(where Element == Float)
  @specialized(where Element == Double)
  func evaluate(
    _ vector: UnsafePointer<Double>, gradient: UnsafeMutablePointer<Double>,
    hessian: UnsafeMutablePointer<Double>
  ) -> Double {
    jacobian.parameters.unpack(vector, into: network.uniqueParameters())
    let count = parameterCount
    let sum = jacobian.products(network, gradient: gradient, hessian: hessian)
    DenseVector.multiply(2 * factor, gradient, count: count, into: gradient)
    for row in 0..<count {
      let start = hessian + row * (count + 1)
      DenseVector.multiply(2 * factor, start, count: count - row, into: start)
    }
    penalty.addGradient(vector, to: gradient)
    penalty.addHessian(to: hessian)
    return factor * sum + penalty.value(vector)
  }
}
