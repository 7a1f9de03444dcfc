import Foundation

@testable import BPNet

/// Textbook back-propagation: one sample at a time, in nested loops, in double precision.
///
/// It uses the library's types that name activations, losses and layers, and none of its arithmetic.
struct NaiveNetwork {
  struct Gradient {
    var weights: [[[Double]]]
    var biases: [[Double]]
    var slopes: [Double]
  }

  /// Those with a trained slope with its value as it is now.
  var activations: [Activation]
  /// One matrix `[out][in]` a layer.
  var weights: [[[Double]]]
  /// One list a layer.
  var biases: [[Double]]

  init(_ network: Network<Double>) {
    activations = network.topology.layers.indices.map { index in
      network.slope(ofLayer: index).map { .prelu(slope: $0) } ?? network.topology.layers[index].activation
    }
    weights = network.topology.layers.indices.map { index in
      network.weights(ofLayer: index).chunks(of: network.topology.inputCount(ofLayer: index))
    }
    biases = network.topology.layers.indices.map { network.biases(ofLayer: $0) }
  }

  var allParameters: [Double] {
    weights.indices.flatMap {
      weights[$0].flatMap { $0 } + biases[$0] + (slope(ofLayer: $0).map { [$0] } ?? [])
    }
  }

  func slope(ofLayer layer: Int) -> Double? {
    activations[layer].initialSlope
  }

  var zeroGradient: Gradient {
    Gradient(
      weights: weights.map { $0.map { $0.map { _ in 0 } } }, biases: biases.map { $0.map { _ in 0 } },
      slopes: weights.map { _ in 0 })
  }

  static func apply(_ activation: Activation, _ z: [Double]) -> [Double] {
    if let function = activation.custom { return z.map(function.custom.value) }
    let parameter = activation.parameter
    switch activation.function {
    case .linear: return z
    case .sigmoid: return z.map { 1 / (1 + exp(-parameter * $0)) }
    case .tanh: return z.map { Foundation.tanh($0) }
    case .relu: return z.map { max(0, $0) }
    case .leaky_relu, .prelu: return z.map { $0 > 0 ? $0 : parameter * $0 }
    case .elu: return z.map { $0 > 0 ? $0 : parameter * expm1($0) }
    case .softplus: return z.map { max($0, 0) + log1p(exp(-abs($0))) }
    case .gelu: return z.map { $0 / 2 * erfc(-$0 * 0.5.squareRoot()) }
    case .gelu_tanh: return z.map { $0 / 2 * (1 + Foundation.tanh(geluTanhArgument($0))) }
    case .silu: return z.map { $0 / (1 + exp(-$0)) }
    case .hard_limit: return z.map { $0 >= 0 ? 1 : 0 }
    case .softmax:
      let largest = z.max() ?? 0
      let exponentials = z.map { exp($0 - largest) }
      let sum = exponentials.reduce(0, +)
      return exponentials.map { $0 / sum }
    }
  }

  private static func geluTanhArgument(_ z: Double) -> Double {
    (2 / Double.pi).squareRoot() * (z + 0.044715 * z * z * z)
  }

  /// ∂f(z)ᵢ/∂zⱼ.
  static func derivative(_ activation: Activation, z: [Double], y: [Double], _ i: Int, _ j: Int) -> Double {
    if activation == .softmax { return y[i] * ((i == j ? 1 : 0) - y[j]) }
    return i == j ? derivative(activation, z: z[i], y: y[i]) : 0
  }

  private static func derivative(_ activation: Activation, z: Double, y: Double) -> Double {
    if let function = activation.custom { return function.custom.derivative(z) }
    let parameter = activation.parameter
    switch activation.function {
    case .sigmoid: return parameter * y * (1 - y)
    case .tanh: return 1 - y * y
    case .relu: return z > 0 ? 1 : 0
    case .leaky_relu, .prelu: return z > 0 ? 1 : parameter
    case .elu: return z > 0 ? 1 : parameter * exp(z)
    case .softplus: return 1 / (1 + exp(-z))
    case .gelu:
      return erfc(-z * 0.5.squareRoot()) / 2 + z * exp(-z * z / 2) / (2 * Double.pi).squareRoot()
    case .gelu_tanh:
      let t = Foundation.tanh(geluTanhArgument(z))
      let slope = (2 / Double.pi).squareRoot() * (1 + 3 * 0.044715 * z * z)
      return (1 + t) / 2 + z / 2 * (1 - t * t) * slope
    case .silu:
      let gate = 1 / (1 + exp(-z))
      return gate * (1 + z * (1 - gate))
    case .hard_limit: return 0
    case .linear, .softmax: return 1
    }
  }

  /// W x + b of a layer.
  private func netInputs(ofLayer layer: Int, _ below: [Double]) -> [Double] {
    zip(weights[layer], biases[layer]).map { row, bias in
      zip(row, below).reduce(bias) { $0 + $1.0 * $1.1 }
    }
  }

  /// The outputs of all layers, the inputs first.
  func forward(_ input: [Double]) -> [[Double]] {
    var signals = [input]
    for layer in weights.indices {
      signals.append(NaiveNetwork.apply(activations[layer], netInputs(ofLayer: layer, signals[layer])))
    }
    return signals
  }

  func predict(_ input: [Double]) -> [Double] {
    forward(input)[weights.count]
  }

  /// The loss of one sample, from the outputs.
  static func loss(_ name: String, _ activation: Activation, _ output: [Double], _ target: [Double]) -> Double
  {
    zip(output, target).reduce(0) { sum, pair in
      let (y, t) = pair
      switch name {
      case "half-squared": return sum + 0.5 * (y - t) * (y - t)
      case "mse": return sum + (y - t) * (y - t)
      case "mae": return sum + abs(y - t)
      case "huber": return sum + (abs(y - t) <= 1 ? 0.5 * (y - t) * (y - t) : abs(y - t) - 0.5)
      case "poisson": return sum + (activation == .linear ? exp(y) - t * y : y - t * log(y))
      default:
        let ones = t == 0 ? 0 : -t * log(y)
        return sum + (activation == .softmax || t == 1 ? ones : ones - (1 - t) * log(1 - y))
      }
    }
  }

  /// Whether the loss's mean is over outputs as well as samples.
  static func averagesOutputs(_ loss: String) -> Bool { loss != "half-squared" && loss != "cross-entropy" }

  private static func lossDerivative(
    _ name: String, _ activation: Activation, _ y: Double, _ target: Double
  ) -> Double {
    switch name {
    case "half-squared": y - target
    case "mse": 2 * (y - target)
    case "mae": y > target ? 1 : y < target ? -1 : 0
    case "huber": max(-1, min(1, y - target))
    case "poisson": activation == .linear ? exp(y) - target : 1 - target / y
    default: activation == .softmax ? -target / y : -target / y + (1 - target) / (1 - y)
    }
  }

  /// Adds the gradient of one sample's loss, times its weight, to `gradient`.
  func addGradient(
    of loss: String, input: [Double], target: [Double], weight: Double = 1, to gradient: inout Gradient
  ) {
    let signals = forward(input)
    let last = weights.count - 1
    var upstream = zip(signals[last + 1], target).map {
      weight * NaiveNetwork.lossDerivative(loss, activations[last], $0, $1)
    }
    for layer in weights.indices.reversed() {
      let z = netInputs(ofLayer: layer, signals[layer])
      if slope(ofLayer: layer) != nil {
        gradient.slopes[layer] += zip(upstream, z).reduce(0) { $0 + $1.0 * min($1.1, 0) }
      }
      let delta = z.indices.map { j in
        z.indices.reduce(0) {
          $0 + upstream[$1] * NaiveNetwork.derivative(activations[layer], z: z, y: signals[layer + 1], $1, j)
        }
      }
      for (neuron, error) in delta.enumerated() {
        for (index, value) in signals[layer].enumerated() {
          gradient.weights[layer][neuron][index] += error * value
        }
        gradient.biases[layer][neuron] += error
      }
      upstream = signals[layer].indices.map { input in
        delta.indices.reduce(0) { $0 + delta[$1] * weights[layer][$1][input] }
      }
    }
  }
}
