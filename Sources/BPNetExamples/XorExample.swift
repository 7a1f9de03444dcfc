import BPNet

/// A 2-5-1 network, sigmoid in both layers, that learns the exclusive or, one random row in each step.
///
/// Weights and one bias for each layer are uniform in [0, 1); biases are not trained; learning rate 0.5.
package struct XorExample: Sendable {
  /// The four rows.
  package static let inputs: [[Double]] = [[0, 0], [0, 1], [1, 0], [1, 1]]
  /// Their exclusive or.
  package static let targets: [Double] = [0, 1, 1, 0]

  /// The network's output for each row after training.
  package let outputs: [Double]
  /// Σ ½(y − ŷ)² over the four rows, before the first step and after every thousandth.
  package let totalErrors: [(step: Int, totalError: Double)]
  /// Σ ½(y − ŷ)² over the four rows after training.
  package let totalError: Double
  /// The network after training.
  package let network: Network<Double>

  /// Trains.
  ///
  /// - Parameters:
  ///   - seed: the seed of the initial weights and the order of the rows.
  ///   - steps: the number of steps.
  ///   - bias: whether biases are shared or frozen.
  /// - Throws: `BPNetError.unsupportedKernelSet`.
  package init(seed: UInt64, steps: Int = 10_000, bias: Topology.BiasMode = .sharedFrozen) throws(BPNetError)
  {
    let layers = [5, 1].map { Layer(outputCount: $0, activation: .sigmoid(), bias: bias) }
    var first = try Network<Double>(topology: Topology(inputCount: 2, layers: layers))
    let uniform = Initializer.uniform(low: 0, high: 1)
    first.initialize(weights: uniform, biases: uniform, seed: seed)
    var configuration = TrainingConfiguration()
    configuration.loss = .halfSquared
    configuration.optimizer = .sgd(momentum: 0)
    configuration.learningRate = 0.5
    configuration.batchSize = .samples(1)
    let inputs = XorExample.inputs.flatMap { $0 }
    let data = try Dataset(inputs: inputs, inputCount: 2, targets: XorExample.targets, outputCount: 1)
    let trainer = try Trainer(network: first, data: data, configuration: configuration)

    func totalError() -> Double {
      zip(XorExample.targets, trainer.network.predict(inputs)).reduce(0) {
        $0 + 0.5 * ($1.0 - $1.1) * ($1.0 - $1.1)
      }
    }
    var generator = RandomGenerator(seed: seed, stream: RandomStream.samplingOrder(epoch: 0))
    var totalErrors = [(step: 0, totalError: totalError())]
    for step in 1...max(steps, 1) {
      trainer.step(rows: [generator.uniform(below: 4)])
      if step.isMultiple(of: 1000) { totalErrors.append((step, totalError())) }
    }
    self.outputs = trainer.network.predict(inputs)
    self.totalErrors = totalErrors
    self.totalError = totalError()
    network = trainer.network
  }
}
