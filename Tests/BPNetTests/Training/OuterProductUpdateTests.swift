import Testing

@testable import BPNet

/// Updates from outer products, compared with steps that compute the weight gradients.
@Suite struct OuterProductUpdateTests {
  private func train<Element: Scalar>(
    _ layers: [Int], as _: Element.Type, threadCount: Int = 1, _ change: (inout TrainingConfiguration) -> Void
  ) throws -> [UInt64] {
    let (inputs, outputs, rows) = (layers[0], layers[layers.count - 1], 6)
    var generator = RandomGenerator(seed: 5, stream: 2)
    // Zeros of both signs among the inputs are zeros of both signs in the gradient.
    let values = (0..<rows * inputs).map { index -> Element in
      index.isMultiple(of: 5) ? (index.isMultiple(of: 2) ? 0 : -0.0) : Element(2 * generator.uniform() - 1)
    }
    let targets = (0..<rows * outputs).map { _ in Element(generator.uniform()) }
    let data = try Dataset(inputs: values, inputCount: inputs, targets: targets, outputCount: outputs)
    let topology = try Topology(
      inputCount: inputs,
      layers: layers.dropFirst().map { Layer(outputCount: $0, activation: .sigmoid(steepness: 1)) })
    var network = try Network<Element>(topology: topology)
    network.initialize(seed: 9)
    var configuration = TrainingConfiguration()
    configuration.batchSize = .samples(1)
    configuration.stopping.epochs = 4
    change(&configuration)
    let trainer = try Trainer(
      network: network, data: data, configuration: configuration, threadCount: threadCount)
    _ = trainer.run()
    return trainer.network.allParameters.map(\.bitPattern)
  }

  @Test(arguments: [[300, 64, 8], [40, 128, 16, 3], [700, 24, 24]], [Optimizer.sgd(), .nesterov()])
  func hasTheBytesOfMadeGradients(layers: [Int], optimizer: Optimizer) throws {
    for (decay, l1Penalty) in [(0, 0), (0.01, 0), (0, 0.001)] {
      let change: (inout TrainingConfiguration) -> Void = {
        $0.optimizer = optimizer
        $0.weightDecay = decay
        $0.l1Penalty = l1Penalty
      }
      // A bound that nothing reaches has gradients made.
      let makeGradients: (inout TrainingConfiguration) -> Void = {
        change(&$0)
        $0.clipping.value = 1e9
      }
      let (single, double) = (
        try train(layers, as: Float.self, change), try train(layers, as: Double.self, change)
      )
      let haveSameBytes =
        try single == train(layers, as: Float.self, makeGradients)
        && double == train(layers, as: Double.self, makeGradients)
      #expect(haveSameBytes, "\(layers), decay \(decay)")
      let isSameOnThreads = try single == train(layers, as: Float.self, threadCount: 3, change)
      #expect(isSameOnThreads, "\(layers), decay \(decay)")
    }
  }
}
