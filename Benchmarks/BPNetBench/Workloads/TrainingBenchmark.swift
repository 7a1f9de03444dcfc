import BPNet
import CommandSupport

/// A network that is trained on random data, by the trainer that `bpnet train` uses.
struct TrainingBenchmark<Element: KernelElement> {
  private let trainer: Trainer<Element>
  /// The number of samples of an epoch.
  let sampleCount: Int
  /// The network's structure.
  let topology: Topology
  /// The computed memory of the trainer and its data.
  let memory: TrainingMemory

  /// - Parameters:
  ///   - activations: one for each layer.
  ///   - configuration: the configuration, whose batch size is replaced by the workload's.
  /// - Throws: `BPNetError.invalidArgument`, also if training does not fit into memory.
  init(
    _ workload: TrainingWorkload, activations: [Activation], configuration: TrainingConfiguration
  ) throws(BPNetError) {
    let layers = zip(workload.sizes.dropFirst(), activations).map { Layer(outputCount: $0, activation: $1) }
    topology = try Topology(inputCount: workload.sizes[0], layers: layers)
    sampleCount =
      workload.samples ?? workload.defaultSampleCount(elementSize: MemoryLayout<Element>.stride)
    var configuration = configuration
    configuration.batchSize = .samples(workload.batch)
    let memory = TrainingMemory(
      topology: topology, rowCount: sampleCount, holdsClasses: Self.hasClasses(topology),
      configuration: configuration, threadCount: configuration.threads ?? 1, as: Element.self)
    try MemoryBudget.checkAvailable(
      memory.byteCount, name: "layers", subject: "\(workload) with \(sampleCount) samples, which takes")
    var network = try Network<Element>(topology: topology)
    network.initialize(seed: 0)
    let data = Self.data(rowCount: sampleCount, for: topology)
    trainer = try Trainer(network: network, data: data, configuration: configuration)
    self.memory = TrainingMemory(
      topology: topology, rowCount: sampleCount, holdsClasses: Self.hasClasses(topology),
      configuration: configuration, threadCount: trainer.threadCount, as: Element.self)
  }

  /// The number of threads that share a step.
  var threadCount: Int { trainer.sharingThreadCount }

  /// The form of a step.
  var stepForm: StepForm { trainer.stepForm }

  private static func hasClasses(_ topology: Topology) -> Bool { topology.outputCount > 1 }

  /// Inputs in [0, 1), and a class for each sample; for a single output a number in [0, 1).
  private static func data(rowCount: Int, for topology: Topology) -> Dataset<Element> {
    var inputs = RandomGenerator(seed: 0, stream: 1)
    var targets = RandomGenerator(seed: 0, stream: 2)
    let classCount = topology.outputCount
    return Dataset(
      rowCount: rowCount, inputCount: topology.inputCount, outputCount: classCount,
      generatesClasses: hasClasses(topology), input: { Element(inputs.uniform()) },
      target: {
        hasClasses(topology) ? Element(targets.uniform(below: classCount)) : Element(targets.uniform())
      })
  }

  /// Measures whole epochs, for about `seconds`.
  ///
  /// - Throws: `BPNetError.diverged`, because arithmetic with infinite numbers may take another time, and
  ///   `MeasurementStopped`.
  func measure(seconds: Double) throws -> Measurement {
    let plan = MeasurementPlan(repetitionSeconds: 0.05, repetitions: 30, budgetSeconds: seconds)
    return try plan.measure { epochs in
      for _ in 0..<epochs { try runEpoch() }
    }
  }

  /// Trains for one epoch.
  ///
  /// - Throws: `BPNetError.diverged` and `MeasurementStopped`.
  func runEpoch() throws {
    // `bpnet train` checks the signal before each step, so the check is measured too.
    let signal = StopSignal.shared
    guard let loss = trainer.runEpoch(shouldStop: { signal.isRequested }) else { throw MeasurementStopped() }
    guard loss.isFinite else { throw BPNetError.diverged(epoch: trainer.epoch, loss: loss) }
  }
}
