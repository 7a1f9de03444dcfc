@testable import BPNet

/// Gradient descent on a `NaiveNetwork`, written directly from the formulas.
struct NaiveTrainer {
  enum Rule: CaseIterable {
    case plain, momentum, nesterov
  }

  var network: NaiveNetwork
  let loss: String
  let biasModes: [Topology.BiasMode]
  let rule: Rule
  let momentum: Double
  let configuration: TrainingConfiguration
  private var velocity: NaiveNetwork.Gradient

  init(_ network: Network<Double>, rule: Rule, momentum: Double, configuration: TrainingConfiguration) {
    self.network = NaiveNetwork(network)
    self.loss = configuration.loss.name
    self.biasModes = network.topology.layers.map(\.bias)
    self.rule = rule
    self.momentum = momentum
    self.configuration = configuration
    self.velocity = self.network.zeroGradient
  }

  /// One step over the given samples.
  ///
  /// - Parameter weights: the samples' weights; nil means 1 for all.
  /// - Returns: the loss before it.
  mutating func step(inputs: [[Double]], targets: [[Double]], weights: [Double]? = nil) -> Double {
    let weights = weights ?? inputs.map { _ in 1 }
    var gradient = network.zeroGradient
    var lossSum = 0.0
    for ((input, target), weight) in zip(zip(inputs, targets), weights) {
      network.addGradient(of: loss, input: input, target: target, weight: weight, to: &gradient)
      let output = network.predict(input)
      lossSum +=
        weight
        * NaiveNetwork.loss(loss, network.activations[network.activations.count - 1], output, target)
    }
    let outputCount = targets[0].count
    let divisor =
      configuration.reduction == .sum
      ? 1 : weights.reduce(0, +) * (NaiveNetwork.averagesOutputs(loss) ? Double(outputCount) : 1)
    let rate = configuration.learningRate
    let biasRate = configuration.biasLearningRate ?? rate
    for layer in network.weights.indices {
      for neuron in network.weights[layer].indices {
        for index in network.weights[layer][neuron].indices {
          let weight = network.weights[layer][neuron][index]
          let slope = gradient.weights[layer][neuron][index] / divisor + configuration.weightDecay * weight
          network.weights[layer][neuron][index] += change(
            rate * slope, velocity: &velocity.weights[layer][neuron][index])
        }
      }
      if let slope = network.slope(ofLayer: layer) {
        let step = change(biasRate * gradient.slopes[layer] / divisor, velocity: &velocity.slopes[layer])
        network.activations[layer] = .prelu(slope: slope + step)
      }
      guard !biasModes[layer].isFrozen else { continue }
      let sum = gradient.biases[layer].reduce(0, +)
      for neuron in network.biases[layer].indices {
        let slope = (biasModes[layer].isShared ? sum : gradient.biases[layer][neuron]) / divisor
        network.biases[layer][neuron] += change(
          biasRate * slope, velocity: &velocity.biases[layer][neuron])
      }
    }
    return lossSum / divisor
  }

  private func change(_ step: Double, velocity: inout Double) -> Double {
    switch rule {
    case .plain: return -step
    case .momentum:
      velocity = momentum * velocity - step
      return velocity
    case .nesterov:
      velocity = momentum * velocity - step
      return momentum * velocity - step
    }
  }
}

extension NaiveTrainer.Rule {
  func optimizer(momentum: Double) -> Optimizer {
    switch self {
    case .plain: .sgd(momentum: 0)
    case .momentum: .sgd(momentum: momentum)
    case .nesterov: .nesterov(momentum: momentum)
    }
  }
}
