import BPNet

/// An example that one of the documents computes by hand.
package struct WorkedExample: Sendable {
  /// The weights and biases of one sigmoid layer.
  package struct LayerParameters: Sendable {
    /// `[out][in]`.
    package let weights: [[Double]]
    /// One for each neuron.
    package let biases: [Double]
  }

  /// A mistake in a document, which is necessary to reproduce its printed numbers.
  package enum Slip: Sendable {
    /// The hidden error terms are computed from output weights that are already updated.
    case hiddenErrorsFromUpdatedWeights
    /// The forward pass uses other weights for one layer (counted from 0) than are stated and used in the
    /// backward pass.
    case forwardWeights(layer: Int, weights: [[Double]])
  }

  /// The name.
  package let name: String
  /// The document's title.
  package let document: String
  /// A note about the example.
  package let note: String
  /// The layers, first hidden layer first.
  package let layers: [LayerParameters]
  /// The inputs of the sample.
  package let input: [Double]
  /// The targets of the sample.
  package let target: [Double]
  /// The learning rate η.
  package let learningRate: Double
  /// The weight decay λ.
  package let weightDecay: Double
  /// Whether biases are shared or frozen.
  package let bias: Topology.BiasMode
  /// The number of steps.
  package let steps: Int
  /// The slip to repeat, if any.
  package let slip: Slip?

  /// The state after the steps.
  package struct Outcome: Sendable {
    /// The loss after the last step.
    package let loss: Double
    /// The outputs after the last step.
    package let outputs: [Double]
    /// The weights, a matrix `[out][in]` for each layer.
    package let weights: [[[Double]]]
    /// The biases, a list for each layer.
    package let biases: [[Double]]
  }

  /// The results of an example.
  package struct Result: Sendable {
    /// All numbers of the first step.
    package let firstStep: StepNumbers
    /// The state after all steps; nil if a slip makes it meaningless.
    package let afterAllSteps: Outcome?
  }

  /// The network before the first step, in double precision.
  ///
  /// - Throws: `BPNetError.unsupportedKernelSet`.
  package func makeNetwork() throws(BPNetError) -> Network<Double> {
    try makeNetwork(weights: layers.map(\.weights), biases: layers.map(\.biases))
  }

  func makeNetwork(weights: [[[Double]]], biases: [[Double]]) throws(BPNetError) -> Network<Double> {
    let topology = try Topology(
      inputCount: input.count,
      layers: biases.map { Layer(outputCount: $0.count, activation: .sigmoid(), bias: bias) })
    var network = try Network<Double>(topology: topology)
    for index in layers.indices {
      network.setWeights(weights[index].flatMap { $0 }, ofLayer: index)
      network.setBiases(biases[index], ofLayer: index)
    }
    return network
  }

  /// The first step, explained, without any slip.
  ///
  /// - Throws: `BPNetError.unsupportedKernelSet`.
  package func explain() throws(BPNetError) -> Explanation {
    try explain(makeNetwork())
  }

  func explain(_ network: Network<Double>) throws(BPNetError) -> Explanation {
    try Explanation(
      network: network, input: input, target: target, loss: .halfSquared, learningRate: learningRate,
      weightDecay: weightDecay)
  }

  /// Computes the example.
  ///
  /// - Throws: `BPNetError.unsupportedKernelSet`.
  package func run() throws(BPNetError) -> Result {
    if slip != nil { return try runWithSlip() }
    let network = try makeNetwork()
    var configuration = TrainingConfiguration()
    configuration.loss = .halfSquared
    configuration.optimizer = .sgd(momentum: 0)
    configuration.learningRate = learningRate
    configuration.weightDecay = weightDecay
    configuration.batchSize = .samples(1)
    configuration.stopping.epochs = steps
    let data = try Dataset(
      inputs: input, inputCount: input.count, targets: target, outputCount: target.count)
    let trainer = try Trainer(network: network, data: data, configuration: configuration)
    _ = trainer.run()
    return Result(
      firstStep: StepNumbers(try explain(network)), afterAllSteps: try outcome(of: trainer.network))
  }

  func outcome(of network: Network<Double>) throws(BPNetError) -> Outcome {
    let after = try explain(network)
    return Outcome(
      loss: after.loss, outputs: after.layers[after.layers.count - 1].outputs,
      weights: after.layers.map(\.weights), biases: after.layers.map(\.biases))
  }
}
