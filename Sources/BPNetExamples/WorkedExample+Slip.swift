import BPNet

// The documents' slips live here alone: the library computes back-propagation as it is.

extension WorkedExample {
  /// Computes the example with its slip.
  func runWithSlip() throws(BPNetError) -> Result {
    let first = try step(from: makeNetwork())
    guard case .hiddenErrorsFromUpdatedWeights? = slip else {
      return Result(firstStep: first, afterAllSteps: nil)
    }
    var current = first
    for _ in 1..<steps {
      current = try step(from: makeNetwork(weights: current.weightsAfter, biases: current.biasesAfter))
    }
    let last = try makeNetwork(weights: current.weightsAfter, biases: current.biasesAfter)
    return Result(firstStep: first, afterAllSteps: try outcome(of: last))
  }

  /// One step as in the document: the correct one, with everything that the slip affects computed again.
  private func step(from network: Network<Double>) throws(BPNetError) -> StepNumbers {
    let stated = layers.indices.map { network.weightRows(ofLayer: $0) }
    switch slip {
    case nil:
      return StepNumbers(try explain(network))
    case .hiddenErrorsFromUpdatedWeights:
      var numbers = StepNumbers(try explain(network))
      for layer in (0..<layers.count - 1).reversed() {
        recompute(layer, of: &numbers, weightsAbove: numbers.weightsAfter[layer + 1], stated: stated, network)
      }
      return numbers
    case .forwardWeights(let changed, let weights):
      var forward = stated
      forward[changed] = weights
      let biases = layers.indices.map { network.biases(ofLayer: $0) }
      var numbers = StepNumbers(try explain(makeNetwork(weights: forward, biases: biases)))
      update(changed, of: &numbers, stated: stated, network)
      for layer in (0..<changed).reversed() {
        recompute(layer, of: &numbers, weightsAbove: stated[layer + 1], stated: stated, network)
      }
      return numbers
    }
  }

  /// δ = f′ Σ w δ with the given weights of the layer above, and everything that depends on it.
  private func recompute(
    _ layer: Int, of numbers: inout StepNumbers, weightsAbove: [[Double]], stated: [[[Double]]],
    _ network: Network<Double>
  ) {
    let below = layer == 0 ? input : numbers.outputs[layer - 1]
    numbers.delta[layer] = numbers.outputs[layer].enumerated().map { neuron, output in
      let upstream = numbers.delta[layer + 1].enumerated().reduce(0) {
        $0 + weightsAbove[$1.0][neuron] * $1.1
      }
      return output * (1 - output) * upstream
    }
    numbers.weightGradient[layer] = numbers.delta[layer].map { delta in below.map { delta * $0 } }
    numbers.biasGradient[layer] = numbers.delta[layer]
    update(layer, of: &numbers, stated: stated, network)
  }

  /// The update of one layer from its gradients and its stated weights.
  private func update(
    _ layer: Int, of numbers: inout StepNumbers, stated: [[[Double]]], _ network: Network<Double>
  ) {
    numbers.weightsAfter[layer] = zip(stated[layer], numbers.weightGradient[layer]).map { weights, gradient in
      zip(weights, gradient).map { $0 - learningRate * ($1 + weightDecay * $0) }
    }
    let biases = network.biases(ofLayer: layer)
    numbers.biasesAfter[layer] =
      bias.isFrozen
      ? biases : zip(biases, numbers.biasGradient[layer]).map { $0 - learningRate * $1 }
  }
}
