import Testing

@testable import BPNet

/// Steps over single samples that compute the next sample's net inputs during the update, compared with steps
/// that are not told which sample is next.
@Suite struct LookAheadTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let name: String
    let layers: [Int]
    var output = Activation.sigmoid(steepness: 1)
    var hidden = Activation.sigmoid(steepness: 1)
    var looksAhead = true
    var change: @Sendable (inout TrainingConfiguration) -> Void = { _ in }

    var testDescription: String { name }
  }

  static let cases = [
    Case(name: "rows with gaps", layers: [300, 30, 5]),
    Case(name: "whole rows", layers: [200, 64, 32, 4]) { $0.optimizer = .nesterov() },
    Case(name: "several vectors, a decay", layers: [150, 100, 6]) {
      ($0.optimizer, $0.weightDecay) = (.sgd(momentum: 0), 0.01)
    },
    Case(name: "rows of parts of vectors", layers: [400, 20, 3]),
    Case(name: "panels of weights, the last of 12", layers: [1800, 76, 5]),
    Case(name: "panels of weights, the last of 2", layers: [1400, 98, 5]) { $0.optimizer = .adam() },
    Case(name: "panels of weights, the last of 1", layers: [1400, 97, 5]),
    Case(name: "rules with a root", layers: [300, 40, 5]) {
      ($0.optimizer, $0.weightDecay) = (.rmsprop(momentum: 0.5), 0.01)
    },
    Case(name: "derivatives from net inputs", layers: [300, 48, 5], hidden: .gelu),
    Case(name: "trained slopes", layers: [300, 48, 5], hidden: .prelu(slope: 0.2)),
    Case(name: "dropout", layers: [300, 48, 5]) { $0.dropout = 0.3 },
    Case(name: "a single layer of classes", layers: [500, 24], output: .softmax) { $0.loss = .crossEntropy },
    Case(name: "narrow rows", layers: [800, 12, 3], looksAhead: false),
    Case(name: "a frozen layer", layers: [300, 30, 40, 5], looksAhead: false) { $0.frozenLayers = [0] },
    Case(name: "changed gradients", layers: [300, 30, 5], looksAhead: false) { $0.l1Penalty = 0.001 },
    Case(name: "batches", layers: [300, 30, 5], looksAhead: false) { $0.batchSize = .samples(2) },
  ]

  private func expectSameBytes<Element: Scalar>(
    _ sample: Case, as _: Element.Type, kernels: KernelSet
  ) throws {
    let (inputCount, outputCount, rowCount) = (sample.layers[0], sample.layers[sample.layers.count - 1], 8)
    var generator = RandomGenerator(seed: 3, stream: 2)
    let inputs = (0..<rowCount * inputCount).map { _ in Element(2 * generator.uniform() - 1) }
    let targets = (0..<rowCount * outputCount).map { Element($0 % outputCount == 1 ? 1 : 0) }
    let data = try Dataset(
      inputs: inputs, inputCount: inputCount, targets: targets, outputCount: outputCount)
    let last = sample.layers.count - 2
    let topology = try Topology(
      inputCount: inputCount,
      layers: sample.layers.dropFirst().enumerated().map {
        Layer(outputCount: $1, activation: $0 == last ? sample.output : sample.hidden)
      })
    var network = Network<Element>(topology: topology, kernels: kernels)
    network.initialize(seed: 7)
    var configuration = TrainingConfiguration()
    (configuration.batchSize, configuration.learningRate) = (.samples(1), 0.01)
    sample.change(&configuration)
    let batchSize = configuration.batchSize.count(rowCount: rowCount)
    func step() -> TrainingStep<Element> {
      TrainingStep(network: network, data: data, configuration: configuration, batchSize: batchSize)
    }
    let (told, untold) = (step(), step())
    #expect(told.plan.looksAhead == sample.looksAhead)
    var other = network
    let order: [Int32] = [0, 3, 1, 7, 2, 6, 5, 4]
    try order.withUnsafeBufferPointer { order in
      func rows(_ start: Int) -> UnsafeBufferPointer<Int32> {
        UnsafeBufferPointer(rebasing: order[start..<min(start + batchSize, order.count)])
      }
      for start in stride(from: 0, to: order.count, by: batchSize) {
        // The fourth sample is not the one that was told, and the weights change before the sixth. Two
        // samples at a time are told, as a run does, or one.
        let first = start == 2 ? 0 : start + batchSize
        let end = min(first + (start % 3 == 0 ? 2 : 1), order.count)
        let next = UnsafeBufferPointer(rebasing: order[min(first, end)..<end])
        let losses = (
          told.take(
            network: &network, data: data, rows: rows(start), areConsecutive: batchSize == 1, next: next),
          untold.take(network: &other, data: data, rows: rows(start), areConsecutive: batchSize == 1)
        )
        #expect(losses.0 == losses.1 && losses.0.isFinite)
        let isKnown = sample.looksAhead && !next.isEmpty
        #expect(told.knownSample == (isKnown ? next[0] : -1) && untold.knownSample == -1)
        if start == 4 {
          told.forgetNextSample()
          network.setBiases(network.biases(ofLayer: 0).map { $0 + 0.5 }, ofLayer: 0)
          other.setBiases(other.biases(ofLayer: 0).map { $0 + 0.5 }, ofLayer: 0)
        }
        try #require(network.parameterBytes == other.parameterBytes, "\(kernels.name), step \(start)")
      }
    }
  }

  @Test(arguments: cases) func hasTheBytesOfStepsByThemselves(_ sample: Case) throws {
    for kernels in KernelSet.supported {
      try expectSameBytes(sample, as: Float.self, kernels: kernels)
      try expectSameBytes(sample, as: Double.self, kernels: kernels)
    }
  }
}
