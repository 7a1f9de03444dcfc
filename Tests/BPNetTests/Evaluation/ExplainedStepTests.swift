import Testing

@testable import BPNet

/// An explained step is the step that training takes.
@Suite struct ExplainedStepTests {
  private static let losses: [(Loss, Activation)] = [
    (.halfSquared, .linear), (.meanSquared, .linear), (.meanSquared, .softmax),
    (.meanSquared, .sigmoid(steepness: 2)), (.meanSquared, .gelu), (.halfSquared, .elu(alpha: 0.4)),
    (.crossEntropy, .softmax), (.crossEntropy, .sigmoid(steepness: 2)),
  ]

  @Test(arguments: losses.indices, BiasMode.allCases)
  func agreesWithTraining(index: Int, bias: BiasMode) throws {
    let (loss, output) = Self.losses[index]
    let layers = [
      Layer(outputCount: 4, activation: index.isMultiple(of: 2) ? .tanh : .silu, bias: bias),
      Layer(outputCount: 3, activation: output, bias: bias),
    ]
    var network = try Network<Double>(topology: Topology(inputCount: 2, layers: layers))
    network.initialize(biases: .uniform(), seed: 7)
    let (input, target) = ([0.3, -0.8], [0.0, 1, 0])
    let data = try Dataset(inputs: input, inputCount: 2, targets: target, outputCount: 3)
    var configuration = TrainingConfiguration()
    configuration.loss = loss
    configuration.optimizer = .sgd(momentum: 0)
    configuration.learningRate = 0.3
    configuration.biasLearningRate = 0.7
    configuration.weightDecay = 0.01
    let trainer = try Trainer(network: network, data: data, configuration: configuration)
    let trainingLoss = try #require(trainer.runEpoch())

    let explained = try Explanation(
      network: network, input: input, target: target, loss: loss, learningRate: 0.3, biasLearningRate: 0.7,
      weightDecay: 0.01)
    #expect(abs(explained.loss - trainingLoss) <= 1e-14)
    for (number, layer) in explained.layers.enumerated() {
      #expect(layer.weightsAfter.flatMap { $0 } == trainer.network.weights(ofLayer: number))
      #expect(layer.biasesAfter == trainer.network.biases(ofLayer: number))
      // What is shown leads from before to after.
      for neuron in layer.biases.indices {
        let step = bias.isFrozen ? 0 : 0.7 * layer.biasGradient[neuron]
        #expect(abs(layer.biases[neuron] - step - layer.biasesAfter[neuron]) <= 1e-15)
        if let upstream = layer.upstream, let derivative = layer.derivative {
          #expect(abs(upstream[neuron] * derivative[neuron] - layer.delta[neuron]) <= 1e-15)
        }
      }
    }
  }

  @Test(arguments: BiasMode.allCases) func theGradientCheckCoversEachBiasMode(bias: BiasMode) throws {
    let layers = [
      Layer(outputCount: 4, activation: .tanh, bias: bias),
      Layer(outputCount: 2, activation: .softmax, bias: bias),
    ]
    var network = try Network<Double>(topology: Topology(inputCount: 3, layers: layers))
    network.initialize(biases: .uniform(), seed: 3)
    let data = try Dataset(
      inputs: [0.1, 0.5, -1, 0.7, -0.2, 0.4], inputCount: 3, classes: [0, 1], classCount: 2)
    let check = try GradientCheck(network: network, data: data, loss: .crossEntropy)
    #expect(check.passes, "\(check.relativeError)")
    let biasCount = bias == .each ? 6 : bias == .shared ? 2 : 0
    #expect(check.parameterCount == 3 * 4 + 4 * 2 + biasCount)
  }
}
