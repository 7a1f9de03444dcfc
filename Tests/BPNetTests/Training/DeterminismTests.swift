import Testing

@testable import BPNet

@Suite struct DeterminismTests {
  private static let optimizers = [
    Optimizer.sgd(momentum: 0), .sgd(), .nesterov(), .rmsprop(), .rmsprop(momentum: 0.5), .adam(), .adamW(),
    .rprop(), .quickprop(),
  ]

  /// Some of the options that change gradients.
  private static func addOptions(
    to configuration: inout TrainingConfiguration, layerCount: Int, seed: UInt64
  ) {
    if seed % 3 == 1, configuration.optimizer.name != "rprop" { configuration.clipping.norm = 0.1 }
    if seed % 4 == 1, configuration.optimizer.name != "rprop" { configuration.clipping.value = 0.01 }
    if seed % 5 == 1 { configuration.l1Penalty = 0.001 }
    if seed % 7 == 1, layerCount > 1 { configuration.frozenLayers = [0] }
  }

  private func train<Element: Scalar>(
    _ problem: SampledProblem, as type: Element.Type, kernels: KernelSet,
    change: (inout TrainingConfiguration) -> Void = { _ in }
  ) throws -> Network<Element> {
    var configuration = TrainingConfiguration()
    configuration.loss = problem.loss
    configuration.learningRate = 0.05
    change(&configuration)
    let trainer = try Trainer(
      network: problem.network(as: type, kernels: kernels), data: problem.data(as: type),
      configuration: configuration)
    for _ in 0..<5 { trainer.runEpoch() }
    return trainer.network
  }

  private func expectOneResult<Element: Scalar>(seed: UInt64, as type: Element.Type) throws {
    var generator = RandomGenerator(seed: seed, stream: 9)
    var choices = SampledProblem.Choices()
    choices.sizes = generator.element(of: [1...20, 1...20, 30...130])
    let problem = try SampledProblem(seed: seed, choices: choices)
    let optimizer = generator.element(of: Self.optimizers)
    let batchSize = generator.element(of: [
      TrainingConfiguration.BatchSize.full, .samples(1), .samples(7), .samples(32),
    ])
    let reduction = generator.element(of: TrainingConfiguration.Reduction.allCases)
    let networks = try KernelSet.supported.map { kernels in
      try train(problem, as: type, kernels: kernels) {
        $0.optimizer = optimizer
        $0.batchSize = batchSize
        $0.reduction = reduction
        $0.learningRate = reduction == .sum ? 0.0005 : 0.05
        $0.weightDecay = seed.isMultiple(of: 2) ? 0.01 : 0
        $0.seed = seed
        Self.addOptions(to: &$0, layerCount: problem.topology.layers.count, seed: seed)
      }
    }
    let first = networks[0]
    #expect(first.isFinite)
    #expect(first.parameterBytes != problem.network(as: type, kernels: first.kernels).parameterBytes)
    let outputs = first.predict(problem.inputs.map { Element($0) })
    for network in networks.dropFirst() {
      #expect(network.parameterBytes == first.parameterBytes, "\(network.kernels.name): \(problem)")
      #expect(network.predict(problem.inputs.map { Element($0) }) == outputs, "\(network.kernels.name)")
    }
  }

  @Test func everyKernelSetGivesTheSameBytes() throws {
    for seed in 0..<60 as Range<UInt64> {
      try expectOneResult(seed: seed, as: Float.self)
      try expectOneResult(seed: seed, as: Double.self)
    }
  }

  /// Five epochs with a given number of threads: the bytes of the weights, and the losses.
  private func trained<Element: Scalar>(
    _ problem: SampledProblem, threads: Int, as type: Element.Type, _ configuration: TrainingConfiguration
  ) throws -> (bytes: [UInt8], losses: [Double?]) {
    let trainer = try Trainer(
      network: problem.network(as: type), data: problem.data(as: type), configuration: configuration,
      threadCount: threads)
    #expect(trainer.threadCount == threads)
    let losses = (0..<5).map { _ in trainer.runEpoch() }
    return (trainer.network.parameterBytes, losses)
  }

  private func expectOneResultOfThreads<Element: Scalar>(seed: UInt64, as type: Element.Type) throws {
    var generator = RandomGenerator(seed: seed, stream: 10)
    var choices = SampledProblem.Choices()
    choices.sizes = generator.element(of: [1...20, 30...130, 60...200])
    choices.rows = 1...150
    let problem = try SampledProblem(seed: seed, choices: choices)
    var configuration = TrainingConfiguration()
    configuration.loss = problem.loss
    configuration.learningRate = 0.01
    configuration.optimizer = generator.element(of: Self.optimizers)
    configuration.batchSize = generator.element(of: [.full, .samples(5), .samples(64)])
    configuration.shuffles = seed.isMultiple(of: 2)
    Self.addOptions(to: &configuration, layerCount: problem.topology.layers.count, seed: seed)
    let single = try trained(problem, threads: 1, as: type, configuration)
    // Forms that a step cannot have leave the choice as it is.
    let wanted = StepForm.allCases.flatMap { form in [1, 3].map { (threads: $0, form: Optional(form)) } }
    for (threads, form) in [(2, nil), (3, nil), (7, nil)] + wanted {
      configuration.stepForm = form
      let shared = try trained(problem, threads: threads, as: type, configuration)
      let name = "\(threads) threads, \(form?.rawValue ?? "chosen"): \(problem)"
      #expect(shared.bytes == single.bytes && shared.losses == single.losses, "\(name)")
    }
  }

  @Test func anyNumberOfThreadsGivesTheSameBytes() throws {
    for seed in 0..<30 as Range<UInt64> {
      try expectOneResultOfThreads(seed: seed, as: Float.self)
      try expectOneResultOfThreads(seed: seed, as: Double.self)
    }
  }

  /// A batch of several passes, whose gradients are added up.
  @Test func threadsShareBatchesInPartsToo() throws {
    let rows = StepPlan.maximumPassRows + 300
    var choices = SampledProblem.Choices()
    choices.rows = rows...rows
    let problem = try SampledProblem(seed: 3, choices: choices)
    var configuration = TrainingConfiguration()
    configuration.loss = problem.loss
    configuration.learningRate = 0.01
    configuration.batchSize = .full
    let single = try trained(problem, threads: 1, as: Float.self, configuration)
    for threads in [2, 3] {
      let shared = try trained(problem, threads: threads, as: Float.self, configuration)
      #expect(shared.bytes == single.bytes)
      #expect(shared.losses == single.losses)
    }
  }

  /// Layers whose weights lie in panels, two of which wide tiles take together: in panels or as a whole, in
  /// one pass or several, whose gradients are added up.
  @Test func wideLayersGiveTheSameBytes() throws {
    for seed in 0..<3 as Range<UInt64> {
      var choices = SampledProblem.Choices()
      (choices.sizes, choices.rows) = (370...420, 70...90)
      let problem = try SampledProblem(seed: seed, choices: choices)
      let data = try problem.data(as: Float.self)
      var configuration = TrainingConfiguration()
      configuration.loss = problem.loss
      configuration.learningRate = 0.01
      if seed == 1 { (configuration.clipping.value, configuration.l1Penalty) = (0.001, 0.001) }
      if seed == 2 { configuration.clipping.norm = 0.1 }
      let rows = (0..<Int32(problem.rowCount)).map { $0 * 7 % Int32(problem.rowCount) }
      let results = KernelSet.supported.flatMap { kernels in
        [(1, 4096), (2, 4096), (2, 33)].map { threads, passRows in
          var network = problem.network(as: Float.self, kernels: kernels)
          let hasPanels = network.layout.layers.contains { $0.hasPanels }
          #expect(hasPanels)
          let step = TrainingStep(
            network: network, data: data, configuration: configuration, batchSize: problem.rowCount,
            maximumPassRows: passRows, threadCount: threads)
          for _ in 0..<2 {
            _ = rows.withUnsafeBufferPointer {
              step.take(network: &network, data: data, rows: $0, areConsecutive: false)
            }
          }
          return network.parameterBytes
        }
      }
      #expect(results.allSatisfy { $0 == results[0] }, "\(problem)")
    }
  }

  @Test func shortStepsStayOnOneThread() throws {
    var configuration = TrainingConfiguration()
    configuration.threads = 64
    func threads(_ sizes: [Int], batch: Int) throws -> Int {
      let layers = sizes.dropFirst().map { Layer(outputCount: $0, activation: .sigmoid()) }
      return configuration.threadCount(
        topology: try Topology(inputCount: sizes[0], layers: layers), batchSize: batch)
    }
    #expect(try threads([2, 5, 1], batch: 1) == 1)
    #expect(try threads([64, 32, 10], batch: 32) == 1)
    #expect(try threads([784, 128, 10], batch: 64) == min(availableProcessorCount, 64))
    configuration.threads = 1
    #expect(try threads([784, 128, 10], batch: 64) == 1)
  }

  @Test func lossesAreTheSameOnEveryKernelSet() throws {
    for seed in 0..<20 as Range<UInt64> {
      let problem = try SampledProblem(seed: seed)
      let data = try problem.data(as: Float.self)
      let losses = KernelSet.supported.map { kernels in
        LossEvaluator(topology: problem.topology, data: data, loss: problem.loss, reduction: .mean)
          .loss(of: problem.network(as: Float.self, kernels: kernels))
      }
      #expect(losses.allSatisfy { $0 == losses[0] }, "\(problem)")
    }
  }

  @Test func theSeedAloneDecides() throws {
    let kernels = try KernelSet.selected()
    var choices = SampledProblem.Choices()
    choices.rows = 50...50
    let problem = try SampledProblem(seed: 2, loss: .meanSquared, output: .tanh, choices: choices)
    func bytes(seed: UInt64, shuffles: Bool = true, batchSize: TrainingConfiguration.BatchSize = .samples(8))
      throws -> [UInt8]
    {
      try train(problem, as: Float.self, kernels: kernels) {
        $0.seed = seed
        $0.shuffles = shuffles
        $0.batchSize = batchSize
      }.parameterBytes
    }
    #expect(try bytes(seed: 1) == bytes(seed: 1))
    #expect(try bytes(seed: 1) != bytes(seed: 2))
    #expect(try bytes(seed: 1) != bytes(seed: 1, shuffles: false))
    // Nothing is drawn where nothing is shuffled.
    #expect(try bytes(seed: 1, shuffles: false) == bytes(seed: 2, shuffles: false))
    #expect(try bytes(seed: 1, batchSize: .full) == bytes(seed: 2, batchSize: .full))
  }

  @Test func anEpochsOrderDependsOnItsNumber() throws {
    var choices = SampledProblem.Choices()
    choices.rows = 40...40
    let problem = try SampledProblem(seed: 4, choices: choices)
    var configuration = TrainingConfiguration()
    configuration.loss = problem.loss
    configuration.batchSize = .samples(8)
    // So small that no weight changes: the losses of epochs differ by the order of their sums alone.
    configuration.optimizer = .sgd(momentum: 0)
    configuration.learningRate = 1e-300
    let trainer = try Trainer(
      network: problem.network(as: Double.self), data: problem.data(as: Double.self),
      configuration: configuration)
    let losses = (0..<20).map { _ in trainer.runEpoch() ?? .nan }
    #expect(Set(losses).count > 1)
    #expect(relativeDifference(losses, losses.map { _ in losses[0] }) < 1e-14)
  }

  @Test func kernelSetsHaveNames() throws {
    #expect(KernelSet.supportedNames.contains("portable"))
    for name in KernelSet.supportedNames {
      #expect(try KernelSet(named: name).name == name)
    }
    #expect(throws: BPNetError.unsupportedKernelSet(name: "sse9", supported: KernelSet.supportedNames)) {
      try KernelSet(named: "sse9")
    }
  }
}
