import Testing

@testable import BPNet

/// An explained step is the step that training takes.
@Suite struct ExplainedStepTests {
  private static let losses: [(Loss, Activation)] = [
    (.halfSquared, .linear), (.meanSquared, .linear), (.meanSquared, .softmax),
    (.meanSquared, .sigmoid(steepness: 2)), (.meanSquared, .gelu), (.halfSquared, .elu(alpha: 0.4)),
    (.crossEntropy, .softmax), (.crossEntropy, .sigmoid(steepness: 2)),
  ]

  @Test(arguments: losses.indices, Topology.BiasMode.allCases)
  func agreesWithTraining(index: Int, bias: Topology.BiasMode) throws {
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

  /// Every option that affects a step.
  private static let options: [@Sendable (inout TrainingConfiguration) throws -> Void] = [
    { $0.reduction = .sum },
    { ($0.reduction, $0.loss) = (.sum, .meanAbsolute) },
    { $0.frozenLayers = [0] },
    { $0.frozenLayers = [1] },
    { $0.l1Penalty = 0.02 },
    { $0.clipping.norm = 0.05 },
    { ($0.clipping.value, $0.biasLearningRate) = (0.03, 0.9) },
    { ($0.warmUpEpochs, $0.biasLearningRate) = (4, 0.9) },
    { $0.schedule = try Schedule(parsing: "inverse:2") },
    { ($0.loss, $0.labelSmoothing) = (.crossEntropy, 0.1) },
    { ($0.loss, $0.classWeights, $0.reduction) = (.crossEntropy, [0.5, 3, 1], .sum) },
    { ($0.loss, $0.classWeights) = (.meanSquared, [0.5, 3, 1]) },
    {
      ($0.loss, $0.labelSmoothing, $0.weightDecay) = (.crossEntropy, 0.2, 0.3)
      ($0.l1Penalty, $0.clipping.norm, $0.frozenLayers, $0.warmUpEpochs) = (0.01, 0.2, [0], 3)
    },
  ]

  @Test(arguments: options.indices) func agreesWithTrainingInEveryOption(index: Int) throws {
    try expectAgreement(index, as: Double.self)
    try expectAgreement(index, as: Float.self)
  }

  private func expectAgreement<Element: Scalar>(_ index: Int, as _: Element.Type) throws {
    var configuration = TrainingConfiguration()
    configuration.optimizer = .sgd(momentum: 0)
    configuration.learningRate = 0.3
    configuration.batchSize = .samples(1)
    try Self.options[index](&configuration)
    let isEntropy = configuration.loss.name == "cross-entropy"
    let layers = [
      Layer(outputCount: 4, activation: .prelu()),
      Layer(outputCount: 3, activation: isEntropy ? .softmax : .linear, bias: .shared),
    ]
    var network = try Network<Element>(topology: Topology(inputCount: 2, layers: layers))
    network.initialize(biases: .uniform(), seed: 7)
    let data = try Dataset<Element>(inputs: [0.3, -0.8], inputCount: 2, classes: [1], classCount: 3)
    let trainer = try Trainer(network: network, data: data, configuration: configuration)
    let trainingLoss = try #require(trainer.runEpoch())
    let explained = try Explanation(
      network: network, input: data.inputNumbers, target: [0, 1, 0], configuration: configuration)
    #expect(abs(explained.loss - trainingLoss) <= 1e-6 * abs(trainingLoss))
    for (number, layer) in explained.layers.enumerated() {
      let (weights, biases) = (
        trainer.network.weights(ofLayer: number), trainer.network.biases(ofLayer: number)
      )
      #expect(layer.weightsAfter.flatMap { $0 } == weights.map { Double($0) })
      #expect(layer.biasesAfter == biases.map { Double($0) })
      if let upstream = layer.upstream, let derivative = layer.derivative {
        let products = zip(upstream, derivative).map { $0 * $1 }
        #expect(zip(products, layer.delta).allSatisfy { abs($0 - $1) <= 1e-6 * abs($1) })
      }
      #expect(layer.slope?.after == trainer.network.slope(ofLayer: number).map { Double($0) })
    }
    let hasMoved = trainer.network.allParameters != network.allParameters
    #expect(hasMoved)
  }

  @Test(arguments: Topology.BiasMode.allCases) func theGradientCheckCoversEachBiasMode(
    bias: Topology.BiasMode
  ) throws {
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

extension Dataset {
  /// The inputs of the first sample.
  fileprivate var inputNumbers: [Double] {
    guard let matrix = consecutiveInputs(0..<1) else { return [] }
    return (0..<inputCount).map { Double(matrix.base[$0]) }
  }
}
