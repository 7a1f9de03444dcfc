import Testing

@testable import BPNet

@Suite struct ExplanationTests {
  private static let learningRate = 0.3
  private static let weightDecay = 0.2

  private func explain<Element: Scalar>(
    _ problem: SampledProblem, as type: Element.Type
  ) throws -> Explanation {
    try Explanation(
      network: problem.network(as: type), input: problem.inputRows[0], target: problem.targetRows[0],
      loss: problem.loss, learningRate: Self.learningRate, weightDecay: Self.weightDecay)
  }

  @Test func numbersFollowFromEachOther() throws {
    for seed in 0..<60 as Range<UInt64> {
      let problem = try SampledProblem(seed: seed)
      let explanation = try explain(problem, as: Double.self)
      var signal = problem.inputRows[0]
      for (index, layer) in explanation.layers.enumerated() {
        #expect(layer.inputs == signal)
        let z = zip(layer.weights, layer.biases).map { row, bias in
          zip(row, signal).reduce(bias) { $0 + $1.0 * $1.1 }
        }
        #expect(relativeDifference(layer.z, z) < 1e-13)
        #expect(relativeDifference(layer.outputs, NaiveNetwork.apply(layer.activation, z)) < 1e-13)
        signal = layer.outputs
        if let upstream = layer.upstream, let derivative = layer.derivative {
          #expect(relativeDifference(layer.delta, zip(upstream, derivative).map { $0 * $1 }) < 1e-13)
        }
        #expect((layer.derivative == nil) == (layer.upstream == nil || layer.activation == .softmax))
        if index + 1 < explanation.layers.count {
          let above = explanation.layers[index + 1]
          let sums = layer.outputs.indices.map { neuron in
            zip(above.weights, above.delta).reduce(0) { $0 + $1.0[neuron] * $1.1 }
          }
          #expect(relativeDifference(layer.upstream ?? [], sums) < 1e-13)
        } else {
          #expect((layer.upstream == nil) == ["cross-entropy", "poisson"].contains(problem.loss.name))
        }
        expectStep(layer, bias: problem.topology.layers[index].bias)
      }
      let sum = explanation.perOutputLoss.reduce(0, +)
      #expect(explanation.loss == sum)
    }
  }

  private func expectStep(_ layer: Explanation.Layer, bias: Topology.BiasMode) {
    for (neuron, delta) in layer.delta.enumerated() {
      #expect(layer.weightGradient[neuron] == layer.inputs.map { $0 * delta })
      let after = zip(layer.weights[neuron], layer.weightGradient[neuron]).map {
        $0 - Self.learningRate * ($1 + Self.weightDecay * $0)
      }
      #expect(relativeDifference(layer.weightsAfter[neuron], after) < 1e-14)
    }
    let sum = layer.delta.reduce(0, +)
    #expect(layer.biasGradient == layer.delta.map { bias == .shared ? sum : $0 })
    let biasesAfter = zip(layer.biases, layer.biasGradient).map {
      bias.isFrozen ? $0 : $0 - Self.learningRate * $1
    }
    #expect(relativeDifference(layer.biasesAfter, biasesAfter) < 1e-14)
  }

  @Test func gradientsAreThoseOfTheFormulas() throws {
    for seed in 0..<30 as Range<UInt64> {
      let problem = try SampledProblem(seed: seed)
      let explanation = try explain(problem, as: Double.self)
      let naive = NaiveNetwork(try problem.network(as: Double.self))
      var gradient = naive.zeroGradient
      naive.addGradient(
        of: problem.loss.name, input: problem.inputRows[0], target: problem.targetRows[0], to: &gradient)
      let flat = explanation.layers.flatMap { $0.weightGradient.flatMap { $0 } + $0.delta }
      // The naive gradient is that of the loss summed over outputs.
      let divisor = problem.loss.function.meanDivisor(outputCount: problem.topology.outputCount)
      let expected = gradient.weights.indices.flatMap {
        (gradient.weights[$0].flatMap { $0 } + gradient.biases[$0]).map { $0 / divisor }
      }
      #expect(relativeDifference(flat, expected) < 1e-12, "\(problem)")
    }
  }

  @Test func singlePrecisionNumbersAreTheNetworksOwn() throws {
    for seed in 0..<20 as Range<UInt64> {
      let problem = try SampledProblem(seed: seed)
      let single = try explain(problem, as: Float.self)
      let double = try explain(problem, as: Double.self)
      let network = try problem.network(as: Float.self)
      let outputs = network.predict(problem.inputRows[0].map { Float($0) }).map { Double($0) }
      #expect(single.layers.last?.outputs == outputs)
      for (a, b) in zip(single.layers, double.layers) {
        #expect(relativeDifference(a.z, b.z) < 1e-5)
        #expect(relativeDifference(a.weightsAfter.flatMap { $0 }, b.weightsAfter.flatMap { $0 }) < 1e-5)
      }
    }
  }

  @Test func jsonHasTheFieldsOfAStep() throws {
    let problem = try SampledProblem(seed: 3)
    let numbers = StepNumbers(try explain(problem, as: Double.self))
    guard case .object(let members) = numbers.json else {
      Issue.record("not an object")
      return
    }
    #expect(
      members.map(\.key) == [
        "z", "outputs", "loss", "per_output_loss", "delta", "weight_gradient", "bias_gradient",
        "weights_after", "biases_after",
      ])
  }

  private static let refused: [(input: [Double], target: [Double], rate: Double, decay: Double)] = [
    ([1], [1], 0.1, 0), ([1, 2, 3], [1], 0.1, 0), ([1, 2], [], 0.1, 0), ([1, 2], [1, 1], 0.1, 0),
    ([1, .nan], [1], 0.1, 0), ([1, 2], [.infinity], 0.1, 0), ([1, 2], [1], 0, 0), ([1, 2], [1], -1, 0),
    ([1, 2], [1], .nan, 0), ([1, 2], [1], 0.1, -1),
  ]

  @Test(arguments: Self.refused.indices) func refusesBadArguments(index: Int) throws {
    let (input, target, rate, decay) = Self.refused[index]
    let topology = try Topology(inputCount: 2, layers: [Layer(outputCount: 1, activation: .tanh)])
    let network = try Network<Double>(topology: topology)
    #expect(throws: BPNetError.self) {
      try Explanation(
        network: network, input: input, target: target, loss: .meanSquared, learningRate: rate,
        weightDecay: decay)
    }
    #expect(throws: BPNetError.self) {
      try Explanation(
        network: network, input: [1, 2], target: [1], loss: .crossEntropy, learningRate: 0.1)
    }
  }
}
