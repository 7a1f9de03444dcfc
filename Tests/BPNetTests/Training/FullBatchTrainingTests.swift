import Foundation
import Testing

@testable import BPNet

@Suite struct FullBatchTrainingTests {
  static let optimizers: [Optimizer] = [
    .lbfgs(), .scg, .levenbergMarquardt(), .bayesianLevenbergMarquardt(),
  ]

  /// y = sin x + ½ sin 3x at 200 points of [−π, π].
  private func wave<Element: Scalar>(as _: Element.Type) throws -> Dataset<Element> {
    let points = (0..<200).map { -Double.pi + 2 * Double.pi * Double($0) / 199 }
    return try Dataset(
      inputs: points.map { Element($0 / Double.pi) }, inputCount: 1,
      targets: points.map { Element(sin($0) + 0.5 * sin(3 * $0)) }, outputCount: 1)
  }

  private func network<Element: Scalar>(
    _ sizes: [Int], seed: UInt64, kernels: KernelSet? = nil, bias: Topology.BiasMode = .each,
    as _: Element.Type
  ) throws -> Network<Element> {
    let layers = sizes.indices.dropFirst().map { index in
      Layer(
        outputCount: sizes[index], activation: index == sizes.count - 1 ? .linear : .tanh, bias: bias)
    }
    var network = Network<Element>(
      topology: try Topology(inputCount: sizes[0], layers: layers),
      kernels: try kernels ?? KernelSet.selected())
    network.initialize(weights: .nguyenWidrow, biases: .nguyenWidrow, seed: seed)
    return network
  }

  private func configuration(_ optimizer: Optimizer, epochs: Int) -> TrainingConfiguration {
    var configuration = TrainingConfiguration()
    configuration.optimizer = optimizer
    configuration.batchSize = .full
    configuration.stopping.epochs = epochs
    return configuration
  }

  @Test(arguments: Precision.allCases) func levenbergMarquardtFitsTheWave(precision: Precision) throws {
    func losses<Element: Scalar>(as type: Element.Type) throws -> [Double] {
      try (0..<10 as Range<UInt64>).map { seed in
        let trainer = try Trainer(
          network: network([1, 12, 1], seed: seed, as: type), data: wave(as: type),
          configuration: configuration(.levenbergMarquardt(), epochs: 100))
        let summary = trainer.run()
        #expect(trainer.evaluateTrainingLoss() <= summary.lastTrainingLoss * (1 + 1e-12))
        return summary.lastTrainingLoss
      }
    }
    let found = precision == .f32 ? try losses(as: Float.self) : try losses(as: Double.self)
    #expect(found.filter { $0 <= 1e-7 }.count >= 8, "\(found)")
  }

  @Test(arguments: 0..<4) func lossesFallFromEpochToEpoch(index: Int) throws {
    let optimizer = Self.optimizers[index]
    let trainer = try Trainer(
      network: network([1, 8, 1], seed: 2, bias: .shared, as: Double.self), data: wave(as: Double.self),
      configuration: configuration(optimizer, epochs: 60))
    var losses = [trainer.evaluateTrainingLoss()]
    var figures: [[String]] = []
    let summary = trainer.run(onEpoch: { report in
      losses.append(report.trainingLoss)
      figures.append(report.optimizerFigures.map(\.name))
      #expect(abs(trainer.evaluateTrainingLoss() / report.trainingLoss - 1) < 1e-12)
    })
    #expect(summary.epochs == 60 || summary.stopReason == .stalled)
    if optimizer.name != "lm-bayesian" { #expect(zip(losses, losses.dropFirst()).allSatisfy { $0 >= $1 }) }
    #expect(losses[losses.count - 1] < 0.1 * losses[0], "\(losses)")
    let names = ["lm": ["mu"], "lm-bayesian": ["mu", "gamma", "alpha", "beta"]][optimizer.name] ?? []
    #expect(figures.allSatisfy { $0 == names })
  }

  @Test(arguments: 0..<4) func bytesDoNotDependOnKernelsAndThreads(index: Int) throws {
    func train<Element: Scalar>(_ kernels: KernelSet, threads: Int, as type: Element.Type) throws -> [UInt8] {
      var generator = RandomGenerator(seed: 8, stream: 2)
      let data = try Dataset<Element>(
        inputs: (0..<150 * 5).map { _ in Element(generator.gaussian()) }, inputCount: 5,
        targets: (0..<150 * 3).map { _ in Element(generator.gaussian()) }, outputCount: 3)
      var configuration = configuration(Self.optimizers[index], epochs: 6)
      if index < 3 { configuration.weightDecay = 0.001 }
      let trainer = try Trainer(
        network: network([5, 9, 6, 3], seed: 1, kernels: kernels, as: type), data: data,
        configuration: configuration, threadCount: threads)
      _ = trainer.run()
      return trainer.network.parameterBytes
    }
    let kernels = try KernelSet.selected()
    let (single, double) = try (
      train(kernels, threads: 1, as: Float.self), train(kernels, threads: 1, as: Double.self)
    )
    for threads in [2, 3, 7] {
      #expect(try train(kernels, threads: threads, as: Float.self) == single)
      #expect(try train(kernels, threads: threads, as: Double.self) == double)
    }
    for kernels in KernelSet.supported {
      #expect(try train(kernels, threads: 1, as: Float.self) == single, "\(kernels.name)")
      #expect(try train(kernels, threads: 1, as: Double.self) == double, "\(kernels.name)")
    }
  }

  @Test(arguments: 0..<4) func frozenPartsStay(index: Int) throws {
    var configuration = configuration(Self.optimizers[index], epochs: 5)
    configuration.frozenLayers = [0]
    let first = try network([1, 8, 1], seed: 3, bias: .frozen, as: Double.self)
    let trainer = try Trainer(network: first, data: wave(as: Double.self), configuration: configuration)
    _ = trainer.run()
    #expect(trainer.network.weights(ofLayer: 0) == first.weights(ofLayer: 0))
    #expect(trainer.network.biases(ofLayer: 1) == first.biases(ofLayer: 1))
    #expect(trainer.network.weights(ofLayer: 1) != first.weights(ofLayer: 1))
  }

  @Test func stallsAndSmallGradientsEndTraining() throws {
    // One weight and one bias: the minimum is reached at once, and nothing is left to do.
    var configuration = configuration(.levenbergMarquardt(), epochs: 1000)
    let line = try Dataset<Double>(inputs: [0, 1, 2], inputCount: 1, targets: [1, 3, 4], outputCount: 1)
    let network = try network([1, 1], seed: 0, as: Double.self)
    let summary = try Trainer(network: network, data: line, configuration: configuration).run()
    #expect(summary.stopReason == .stalled && summary.epochs < 30)
    #expect(abs(summary.lastTrainingLoss - 1.0 / 18) < 1e-14)
    configuration.stopping.minimumGradient = 1e-4
    let early = try Trainer(network: network, data: line, configuration: configuration).run()
    #expect(early.stopReason == .minimumGradient && early.epochs < summary.epochs)
    configuration.stopping.goal = 0.06
    #expect(try Trainer(network: network, data: line, configuration: configuration).run().stopReason == .goal)
  }

  private func expectRefusal(_ name: String, _ change: (inout TrainingConfiguration) -> Void) throws {
    for optimizer in Self.optimizers {
      var configuration = configuration(optimizer, epochs: 1)
      change(&configuration)
      let error = #expect(throws: BPNetError.self, "\(name)") {
        try Trainer(
          network: try network([1, 2, 1], seed: 0, as: Double.self), data: try wave(as: Double.self),
          configuration: configuration)
      }
      #expect("\(String(describing: error))".contains(name), "\(String(describing: error))")
      #expect("\(String(describing: error))".contains(optimizer.name), "\(String(describing: error))")
    }
  }

  @Test func whatDoesNotFitTogetherIsRefused() throws {
    try expectRefusal("batchSize") { $0.batchSize = .samples(10) }
    try expectRefusal("schedule") { $0.schedule = (try? Schedule(parsing: "exponential:0.9")) ?? $0.schedule }
    try expectRefusal("l1Penalty") { $0.l1Penalty = 0.1 }
    try expectRefusal("clippingNorm") { $0.clipping.norm = 1 }
    try expectRefusal("biasLearningRate") { $0.biasLearningRate = 0.1 }
    for optimizer in Self.optimizers.suffix(2) {
      var configuration = configuration(optimizer, epochs: 1)
      configuration.loss = .crossEntropy
      #expect(throws: BPNetError.self) { try configuration.validate() }
      configuration.loss = .halfSquared
      try configuration.validate()
      configuration.weightDecay = 0.1
      if optimizer.name == "lm" { try configuration.validate() }
      if optimizer.name != "lm" { #expect(throws: BPNetError.self) { try configuration.validate() } }
    }
    for (text, constants) in [
      ("lm:0", [:]), ("lm:-1", [:]), ("lm:1,2", [:]), ("lbfgs:0", [:]), ("lbfgs:2.5", [:]), ("scg:1", [:]),
      ("lbfgs", ["mu": 0.1]), ("lm", ["momentum": 0.9]),
    ] as [(String, [String: Double])] {
      #expect(throws: BPNetError.self, "\(text)") { try Optimizer(parsing: text, constants: constants) }
    }
    #expect(try Optimizer(parsing: "lm:0.5").constants == ["mu": 0.5])
  }

  /// Nothing is allocated for it, so that the test takes no memory either.
  @Test func networksThatAreTooLargeAreRefusedWithTheMemory() throws {
    let data = try Dataset<Float>(
      inputs: [Float](repeating: 0, count: 1000), inputCount: 1000, targets: [0], outputCount: 1)
    let large = try network([1000, 1000, 1], seed: 0, as: Float.self)
    let error = #expect(throws: BPNetError.self) {
      try Trainer(network: large, data: data, configuration: configuration(.levenbergMarquardt(), epochs: 1))
    }
    let text = String(describing: error)
    #expect(text.contains("lm for 1002001 weights and biases, which needs 160"), "\(text)")
    _ = try Trainer(network: large, data: data, configuration: configuration(.lbfgs(), epochs: 1))
  }
}
