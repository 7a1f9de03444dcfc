import Testing

@testable import BPNet

@Suite struct TrainerTests {
  private static let tolerance = 1e-12

  /// Runs the library's trainer and the naive one, without shuffling, and compares their results.
  private func compare(
    _ problem: SampledProblem, rule: NaiveTrainer.Rule, epochs: Int = 4, momentum: Double = 0.8,
    change: (inout TrainingConfiguration) -> Void
  ) throws {
    var configuration = TrainingConfiguration()
    configuration.loss = problem.loss
    configuration.optimizer = rule.optimizer(momentum: momentum)
    configuration.learningRate = 0.02
    configuration.shuffles = false
    change(&configuration)
    let network = try problem.network(as: Double.self)
    let trainer = try Trainer(
      network: network, data: problem.data(as: Double.self), configuration: configuration)
    var naive = NaiveTrainer(network, rule: rule, momentum: momentum, configuration: configuration)
    let (inputs, targets) = (problem.inputRows, problem.targetRows)
    let batch = configuration.batchSize.count(rowCount: inputs.count)
    for _ in 0..<epochs {
      let loss = trainer.runEpoch()
      var naiveLoss = 0.0
      for start in stride(from: 0, to: inputs.count, by: batch) {
        let rows = start..<min(start + batch, inputs.count)
        let part = naive.step(inputs: Array(inputs[rows]), targets: Array(targets[rows]))
        naiveLoss += part * (configuration.reduction == .mean ? Double(rows.count) / Double(inputs.count) : 1)
      }
      let title = "\(problem), \(rule), batches of \(batch)"
      #expect(relativeDifference([loss ?? .nan], [naiveLoss]) <= Self.tolerance, "\(title)")
      let difference = relativeDifference(trainer.network.allParameters, naive.network.allParameters)
      #expect(difference <= Self.tolerance, "\(title): \(difference)")
    }
    #expect(trainer.epoch == epochs)
    #expect(naive.network.allParameters != network.allParameters)
  }

  @Test(arguments: NaiveTrainer.Rule.allCases, TrainingConfiguration.Reduction.allCases)
  func agreesWithTheFormulas(rule: NaiveTrainer.Rule, reduction: TrainingConfiguration.Reduction) throws {
    for seed in 0..<30 as Range<UInt64> {
      var generator = RandomGenerator(seed: seed, stream: 1)
      try compare(SampledProblem(seed: seed), rule: rule) {
        $0.reduction = reduction
        $0.learningRate = reduction == .sum ? 0.002 : 0.05
        $0.biasLearningRate = generator.element(of: [nil, 0.001, 0.03])
        $0.weightDecay = generator.element(of: [0, 0.1])
        $0.batchSize = generator.element(of: [.full, .samples(1), .samples(4), .samples(32), .samples(1000)])
      }
    }
  }

  @Test(arguments: NaiveTrainer.Rule.allCases) func slopesFollowTheFormulas(rule: NaiveTrainer.Rule) throws {
    var choices = SampledProblem.Choices()
    choices.hidden = [.prelu(), .prelu(slope: -0.3), .tanh]
    for seed in 0..<20 as Range<UInt64> {
      var generator = RandomGenerator(seed: seed, stream: 2)
      let output: Activation = generator.element(of: [.prelu(), .prelu(slope: -0.3), .softmax])
      try compare(
        SampledProblem(seed: seed, loss: .meanSquared, output: output, choices: choices), rule: rule
      ) {
        $0.learningRate = 0.01
        $0.biasLearningRate = generator.element(of: [nil, 0.02])
        $0.weightDecay = generator.element(of: [0, 0.1])
        $0.batchSize = generator.element(of: [.full, .samples(1), .samples(7)])
      }
    }
  }

  @Test(arguments: Topology.BiasMode.allCases) func biasesBehaveAsTheirModeSays(bias: Topology.BiasMode)
    throws
  {
    var choices = SampledProblem.Choices()
    choices.biases = [bias]
    choices.sizes = 2...9
    // Smooth, so that no bias is without a gradient; softmax does not care for a shared one.
    choices.hidden = [.tanh, .sigmoid()]
    for seed in 0..<10 as Range<UInt64> {
      let problem = try SampledProblem(seed: seed, loss: .meanSquared, output: .sigmoid(), choices: choices)
      try compare(problem, rule: .momentum) { $0.batchSize = .samples(5) }
      var configuration = TrainingConfiguration()
      configuration.loss = problem.loss
      configuration.learningRate = 0.01
      let network = try problem.network(as: Float.self)
      let trainer = try Trainer(
        network: network, data: problem.data(as: Float.self), configuration: configuration)
      trainer.runEpoch()
      for layer in problem.topology.layers.indices {
        let (before, after) = (network.biases(ofLayer: layer), trainer.network.biases(ofLayer: layer))
        #expect(bias.isFrozen ? before == after : before != after)
        #expect(!bias.isShared || after.allSatisfy { $0 == after[0] })
      }
    }
  }

  @Test func severalPassesMakeOneBatch() throws {
    // More rows than go through the network at once.
    var choices = SampledProblem.Choices()
    let rows = StepPlan.maximumPassRows + 905
    choices.rows = rows...rows
    choices.sizes = 2...5
    choices.hidden = [.tanh]
    choices.hiddenLayers = 1...1
    for loss in Loss.registry.defaultValues {
      let problem = try SampledProblem(seed: 3, loss: loss, choices: choices)
      #expect(problem.rowCount == rows)
      try compare(problem, rule: .nesterov, epochs: 2) { $0.batchSize = .full }
    }
  }

  @Test func theSizeOfAPassDoesNotChangeABit() throws {
    for seed in 0..<12 as Range<UInt64> {
      var choices = SampledProblem.Choices()
      choices.rows = 60...60
      let problem = try SampledProblem(seed: seed, choices: choices)
      try expectEqualBytes(problem, as: Float.self)
      try expectEqualBytes(problem, as: Double.self)
    }
  }

  private func expectEqualBytes<Element: Scalar>(_ problem: SampledProblem, as type: Element.Type) throws {
    var configuration = TrainingConfiguration()
    configuration.loss = problem.loss
    configuration.learningRate = 0.01
    let data = try problem.data(as: type)
    let order = (0..<Int32(problem.rowCount)).map { $0 * 7 % Int32(problem.rowCount) }
    for (rows, areConsecutive) in [((0..<Int32(problem.rowCount)).map { $0 }, true), (order, false)] {
      let results = try [1, 7, 16, 59, 60, 4096].map { passRows in
        var network = try problem.network(as: type)
        let step = TrainingStep(
          network: network, data: data, configuration: configuration, batchSize: problem.rowCount,
          maximumPassRows: passRows)
        for _ in 0..<3 {
          _ = rows.withUnsafeBufferPointer {
            step.take(network: &network, data: data, rows: $0, areConsecutive: areConsecutive)
          }
        }
        return network.parameterBytes
      }
      #expect(results.allSatisfy { $0 == results[0] }, "\(problem)")
    }
  }

  @Test func stepTakesTheRowsItIsGiven() throws {
    for seed in 0..<10 as Range<UInt64> {
      let problem = try SampledProblem(seed: seed)
      var configuration = TrainingConfiguration()
      configuration.loss = problem.loss
      configuration.learningRate = 0.01
      let network = try problem.network(as: Double.self)
      let trainer = try Trainer(
        network: network, data: problem.data(as: Double.self), configuration: configuration)
      var naive = NaiveTrainer(network, rule: .momentum, momentum: 0.9, configuration: configuration)
      var generator = RandomGenerator(seed: seed, stream: 2)
      for count in [1, min(problem.rowCount, 5), min(problem.rowCount, 32)] {
        let rows = (0..<count).map { _ in generator.uniform(below: problem.rowCount) }
        let loss = trainer.step(rows: rows)
        let expected = naive.step(
          inputs: rows.map { problem.inputRows[$0] }, targets: rows.map { problem.targetRows[$0] })
        #expect(relativeDifference([loss], [expected]) <= Self.tolerance)
      }
      let difference = relativeDifference(trainer.network.allParameters, naive.network.allParameters)
      #expect(difference <= Self.tolerance, "\(problem): \(difference)")
    }
  }

  @Test func shuffledEpochsTakeEachRowOnce() throws {
    // A linear network whose weight j is moved by row j alone, by how often it is taken.
    let count = 50
    let inputs = (0..<count * count).map { $0 / count == $0 % count ? 1.0 : 0 }
    let data = try Dataset(
      inputs: inputs, inputCount: count, targets: [Double](repeating: 1, count: count), outputCount: 1)
    let topology = try Topology(
      inputCount: count, layers: [Layer(outputCount: 1, activation: .linear, bias: .frozen)])
    var configuration = TrainingConfiguration()
    configuration.loss = .halfSquared
    configuration.optimizer = .sgd(momentum: 0)
    configuration.batchSize = .samples(7)
    configuration.reduction = .sum
    configuration.learningRate = 0.5
    let trainer = try Trainer(
      network: Network<Double>(topology: topology), data: data, configuration: configuration)
    trainer.runEpoch()
    #expect(trainer.network.weights(ofLayer: 0) == [Double](repeating: 0.5, count: count))
    trainer.runEpoch()
    #expect(trainer.network.weights(ofLayer: 0) == [Double](repeating: 0.75, count: count))
  }

  private static let refused: [(name: String, change: @Sendable (inout TrainingConfiguration) -> Void)] = [
    ("learningRate", { $0.learningRate = 0 }),
    ("learningRate", { $0.learningRate = -0.1 }),
    ("learningRate", { $0.learningRate = .nan }),
    ("learningRate", { $0.learningRate = .infinity }),
    ("biasLearningRate", { $0.biasLearningRate = 0 }),
    ("biasLearningRate", { $0.biasLearningRate = .nan }),
    ("weightDecay", { $0.weightDecay = -1e-9 }),
    ("weightDecay", { $0.weightDecay = .infinity }),
    ("batchSize", { $0.batchSize = .samples(0) }),
    ("batchSize", { $0.batchSize = .samples(-3) }),
    ("epochs", { $0.stopping.epochs = -1 }),
    ("goal", { $0.stopping.goal = .nan }),
    ("maxFail", { $0.stopping.maxFail = 0 }),
    ("patience", { $0.stopping.patience = 0 }),
    ("loss", { $0.loss = .crossEntropy }),
  ]

  @Test(arguments: Self.refused.indices) func refusesBadConfigurations(index: Int) throws {
    let (name, change) = Self.refused[index]
    let topology = try Topology(inputCount: 1, layers: [Layer(outputCount: 1, activation: .linear)])
    let data = try Dataset<Float>(inputs: [1], inputCount: 1, targets: [1], outputCount: 1)
    var configuration = TrainingConfiguration()
    change(&configuration)
    let error = #expect(throws: BPNetError.self) {
      try Trainer(network: Network(topology: topology), data: data, configuration: configuration)
    }
    guard case .invalidArgument(name, _, _)? = error else {
      Issue.record("\(name): \(String(describing: error))")
      return
    }
  }

  @Test func refusesDataOfAnotherShape() throws {
    let topology = try Topology(inputCount: 2, layers: [Layer(outputCount: 1, activation: .linear)])
    let network = try Network<Float>(topology: topology)
    let good = try Dataset<Float>(inputs: [1, 2], inputCount: 2, targets: [1], outputCount: 1)
    let bad = [
      try Dataset<Float>(inputs: [1, 2], inputCount: 1, targets: [1, 2], outputCount: 1),
      try Dataset<Float>(inputs: [1, 2], inputCount: 2, targets: [1, 2], outputCount: 2),
      good.selecting(rows: []),
    ]
    for data in bad {
      #expect(throws: BPNetError.self) {
        try Trainer(network: network, data: data, configuration: TrainingConfiguration())
      }
      #expect(throws: BPNetError.self) {
        try Trainer(
          network: network, data: good, validation: data, configuration: TrainingConfiguration())
      }
    }
  }
}
