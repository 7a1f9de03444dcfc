import Testing

@testable import BPNet

/// Gradient checks of all trainable activations with all losses.
@Suite struct LossGradientTests {
  private static let activations: [Activation] = [
    .linear, .sigmoid(), .sigmoid(steepness: 2.5), .tanh, .relu, .leakyReLU(slope: 0.2), .elu(alpha: 1.4),
    .softplus, .gelu, .geluTanh, .silu, .prelu(slope: 0.3),
  ]

  private static let losses = Loss.registry.defaultValues + [.huber(delta: 0.3)]

  private static let pairs = losses.indices.flatMap { loss in
    (activations + [.softmax]).map { (loss, $0) }
  }

  @Test func allActivationsAreThere() {
    let names = Set((Self.activations + [.softmax]).map { $0.description.prefix { $0 != ":" } })
    #expect(names == Set(Activation.names.map { $0[...] }).subtracting(["hard-limit"]))
  }

  @Test(arguments: Self.pairs) func gradientsAreRight(loss index: Int, activation: Activation) throws {
    let loss = Self.losses[index]
    var isChecked = false
    for seed in 0..<4 as Range<UInt64> {
      if (try? loss.check(output: activation)) != nil {
        try check(seed: seed, loss: loss, hidden: .tanh, output: activation)
        isChecked = true
      }
      guard activation != .softmax else { continue }
      for output in SampledProblem.outputActivations(for: loss).prefix(2) {
        try check(seed: seed + 100, loss: loss, hidden: activation, output: output)
        isChecked = true
      }
    }
    #expect(isChecked == (activation != .softmax || (try? loss.check(output: .softmax)) != nil))
  }

  private func check(seed: UInt64, loss: Loss, hidden: Activation, output: Activation) throws {
    var generator = RandomGenerator(seed: seed, stream: 3)
    let topology = try Topology(
      inputCount: 3,
      layers: [
        Layer(outputCount: 5, activation: hidden, bias: generator.element(of: Topology.BiasMode.allCases)),
        Layer(outputCount: 2, activation: output),
      ])
    var network = try Network<Double>(topology: topology)
    network.initialize(weights: .leCun, biases: .uniform(low: -0.5, high: 0.5), seed: seed)
    let rows = 24
    let data = try Dataset(
      inputs: (0..<rows * 3).map { _ in generator.gaussian() }, inputCount: 3,
      targets: (0..<rows * 2).map { _ in generator.uniform() }, outputCount: 2)
    let weighted = try data.weighted(by: (0..<rows).map { $0 % 5 == 0 ? 0 : 3 * generator.uniform() })
    for samples in [data, weighted] {
      let plain = try GradientCheck(network: network, data: samples, loss: loss)
      #expect(plain.passes, "\(loss), \(hidden), \(output), \(seed): \(plain.relativeError)")
      #expect(plain.sampleCount >= rows / 4)
    }
    if let smoothed = loss.function.smoothed(by: 0.2) {
      let check = try GradientCheck(network: network, data: weighted, loss: Loss(smoothed))
      #expect(check.passes, "smoothed \(loss), \(output): \(check.relativeError)")
    }
  }

  @Test func samplesNearAKinkOfTheLossAreSkipped() throws {
    let topology = try Topology(inputCount: 1, layers: [Layer(outputCount: 1, activation: .linear)])
    var network = try Network<Double>(topology: topology)
    network.setWeights([1], ofLayer: 0)
    let data = try Dataset<Double>(
      inputs: [0, 0.005, 0.02, -0.009, 1, -1.002, 2], inputCount: 1, targets: [0, 0, 0, 0, 0, 0, 0],
      outputCount: 1)
    #expect(try GradientCheck(network: network, data: data, loss: .meanAbsolute).skippedSampleCount == 3)
    #expect(try GradientCheck(network: network, data: data, loss: .huber()).skippedSampleCount == 2)
    #expect(try GradientCheck(network: network, data: data, loss: .huber(delta: 2)).skippedSampleCount == 1)
    #expect(throws: BPNetError.self) {
      try GradientCheck(network: network, data: data.selecting(rows: [0, 1]), loss: .meanAbsolute)
    }
  }
}
