@testable import BPNet

/// ‖a − b‖ / ‖b‖; ‖a‖ if b is 0, and infinite if the counts differ or a number is NaN.
func relativeDifference(_ a: [Double], _ b: [Double]) -> Double {
  guard a.count == b.count else { return .infinity }
  let difference = zip(a, b).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }.squareRoot()
  let norm = b.reduce(0) { $0 + $1 * $1 }.squareRoot()
  guard !difference.isNaN, !norm.isNaN else { return .infinity }
  return norm == 0 ? difference : difference / norm
}

extension Network {
  /// All parameters, layer by layer, weights `[out][in]` before biases, and these before a slope.
  var allParameters: [Double] {
    topology.layers.indices.flatMap { index in
      parameters(ofLayer: index).map { Double($0) }
    }
  }

  private func parameters(ofLayer index: Int) -> [Element] {
    weights(ofLayer: index) + biases(ofLayer: index) + (slope(ofLayer: index).map { [$0] } ?? [])
  }

  /// The bytes of all parameters, in the same order.
  var parameterBytes: [UInt8] {
    topology.layers.indices.flatMap { index in
      parameters(ofLayer: index).withUnsafeBytes { Array($0) }
    }
  }
}

extension Model {
  /// The bytes of all parameters.
  var parameterBytes: [UInt8] {
    switch precision {
    case .f32: network(as: Float.self).parameterBytes
    case .f64: network(as: Double.self).parameterBytes
    }
  }

  /// The bytes of the model's file.
  func encoded() throws -> [UInt8] {
    switch precision {
    case .f32: try typed(as: Float.self).encoded(path: "")
    case .f64: try typed(as: Double.self).encoded(path: "")
    }
  }
}
