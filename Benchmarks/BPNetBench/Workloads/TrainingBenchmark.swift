import BPNet
import CommandSupport

/// One network that is trained on made-up data, by the trainer that `bpnet train` uses.
struct TrainingBenchmark<Element: KernelElement> {
  private let trainer: Trainer<Element>
  /// The samples of an epoch.
  let sampleCount: Int
  /// The network's shape.
  let topology: Topology

  /// - Parameters:
  ///   - activations: one for each layer.
  ///   - configuration: what the workload leaves open; its batch size is the workload's.
  init(
    _ workload: TrainingWorkload, activations: [Activation], configuration: TrainingConfiguration
  ) throws(BPNetError) {
    let layers = zip(workload.sizes.dropFirst(), activations).map { Layer(outputCount: $0, activation: $1) }
    topology = try Topology(inputCount: workload.sizes[0], layers: layers)
    sampleCount =
      workload.samples ?? workload.defaultSampleCount(elementSize: MemoryLayout<Element>.stride)
    var network = try Network<Element>(topology: topology)
    network.initialize(seed: 0)
    var configuration = configuration
    configuration.batchSize = .samples(workload.batch)
    trainer = try Trainer(
      network: network, data: Self.data(rowCount: sampleCount, for: topology), configuration: configuration)
  }

  /// Inputs in [0, 1), and a class a sample; for a single output a number in [0, 1).
  private static func data(rowCount: Int, for topology: Topology) throws(BPNetError) -> Dataset<Element> {
    var generator = RandomGenerator(seed: 0, stream: 1)
    let inputs = (0..<rowCount * topology.inputCount).map { _ in Element(generator.uniform()) }
    guard topology.outputCount > 1 else {
      let targets = (0..<rowCount).map { _ in Element(generator.uniform()) }
      return try Dataset(inputs: inputs, inputCount: topology.inputCount, targets: targets, outputCount: 1)
    }
    let classes = (0..<rowCount).map { _ in generator.uniform(below: topology.outputCount) }
    return try Dataset(
      inputs: inputs, inputCount: topology.inputCount, classes: classes, classCount: topology.outputCount)
  }

  /// Measures whole epochs.
  ///
  /// - Throws: `BPNetError.diverged`, since infinite numbers have times of their own.
  func measure() throws(BPNetError) -> Measurement {
    let plan = MeasurementPlan(repetitionSeconds: 0.05, repetitions: 30, budgetSeconds: 2)
    return try plan.measure { (epochs) throws(BPNetError) in
      for _ in 0..<epochs {
        // The question that `bpnet train` asks before each step is part of its cost.
        let loss = trainer.runEpoch(shouldStop: { StopSignal.shared.isRequested }) ?? .nan
        guard loss.isFinite else { throw .diverged(epoch: trainer.epoch, loss: loss) }
      }
    }
  }
}
