import AllocationCounting
import Testing

@testable import BPNet

/// Whether the code is optimised: other code allocates boxes that specialised code does not need, so the
/// promise holds only for release builds.
#if DEBUG
  private let isOptimized = false
#else
  private let isOptimized = true
#endif

@Suite(
  .enabled(if: allocation_count_is_available(), "allocations can be counted with glibc only"),
  .enabled(if: isOptimized, "release builds allocate nothing"))
struct AllocationTests {
  private func makeTrainer<Element: Scalar>(
    loss: Loss, output: Activation, optimizer: Optimizer, batchSize: TrainingConfiguration.BatchSize,
    shuffles: Bool,
    isWeighted: Bool, dropout: Double = 0, as _: Element.Type
  ) throws -> Trainer<Element> {
    var choices = SampledProblem.Choices()
    choices.rows = 330...330
    choices.hiddenLayers = 2...2
    let problem = try SampledProblem(seed: 5, loss: loss, output: output, choices: choices)
    var configuration = TrainingConfiguration()
    configuration.loss = loss
    configuration.optimizer = optimizer
    configuration.learningRate = 1e-3
    configuration.batchSize = batchSize
    configuration.shuffles = shuffles
    configuration.dropout = dropout
    if batchSize == .full {
      configuration.clipping = TrainingConfiguration.GradientClipping(norm: 1, value: 0.1)
    }
    var data = try problem.data(as: Element.self)
    if isWeighted {
      data = try data.weighted(by: (0..<data.rowCount).map { Double($0 % 4) })
      configuration.labelSmoothing = loss.name == "cross-entropy" ? 0.1 : 0
    }
    return try Trainer(
      network: problem.network(as: Element.self), data: data, configuration: configuration)
  }

  @Test func theCounterCounts() {
    allocation_count_begin()
    let buffers = (0..<10).map { AlignedBuffer<Float>(count: $0) }
    let count = allocation_count_end()
    #expect(count >= 2 * buffers.count)
    allocation_count_begin()
    #expect(allocation_count_end() == 0)
  }

  private static let cases: [(Loss, Activation, Optimizer, TrainingConfiguration.BatchSize, Bool)] = [
    (.meanSquared, .linear, .sgd(), .samples(32), true),
    (.meanSquared, .softmax, .sgd(momentum: 0), .samples(32), false),
    (.halfSquared, .sigmoid(), .nesterov(), .samples(1), true),
    (.crossEntropy, .softmax, .sgd(), .samples(32), true),
    (.crossEntropy, .sigmoid(steepness: 2), .nesterov(), .full, true),
    (.meanSquared, .gelu, .sgd(), .samples(1), true),
    (.meanSquared, .linear, .adam(), .samples(32), true),
    (.meanSquared, .linear, .quickprop(), .full, true),
    (.meanAbsolute, .linear, .sgd(), .samples(32), true),
    (.huber(delta: 0.5), .tanh, .sgd(), .samples(1), true),
    (.poisson, .linear, .sgd(), .samples(32), true),
    (.poisson, .softplus, .sgd(), .full, true),
    (.meanSquared, .prelu(), .sgd(), .samples(32), true),
  ]

  @Test(arguments: Self.cases.indices) func stepsAllocateNothing(index: Int) throws {
    for isWeighted in [false, true] {
      try expectNoAllocations(Self.cases[index], isWeighted: isWeighted, as: Float.self)
      try expectNoAllocations(Self.cases[index], isWeighted: isWeighted, as: Double.self)
    }
  }

  private func expectNoAllocations<Element: Scalar>(
    _ testCase: (Loss, Activation, Optimizer, TrainingConfiguration.BatchSize, Bool), isWeighted: Bool,
    as type: Element.Type
  ) throws {
    let (loss, output, optimizer, batchSize, shuffles) = testCase
    let trainer = try makeTrainer(
      loss: loss, output: output, optimizer: optimizer, batchSize: batchSize, shuffles: shuffles,
      isWeighted: isWeighted, as: type)
    // The first step makes the trainer's copy of the weights its own.
    trainer.runEpoch()
    let stepsPerEpoch = (330 + batchSize.count(rowCount: 330) - 1) / batchSize.count(rowCount: 330)
    allocation_count_begin()
    for _ in 0..<(1000 + stepsPerEpoch - 1) / stepsPerEpoch { trainer.runEpoch() }
    let inEpochs = allocation_count_end()
    let rows = (0..<batchSize.count(rowCount: 330)).map { $0 * 7 % 330 }
    allocation_count_begin()
    for _ in 0..<1000 { trainer.step(rows: rows) }
    let inSteps = allocation_count_end()
    #expect(inEpochs == 0)
    #expect(inSteps == 0)
    #expect(trainer.network.isFinite)
  }

  @Test(arguments: [1, 32], [Optimizer.sgd(), .nesterov(), .adam()])
  func stepsOfPanelsAllocateNothing(batchSize: Int, optimizer: Optimizer) throws {
    var choices = SampledProblem.Choices()
    choices.rows = 64...64
    choices.sizes = 80...80
    choices.hiddenLayers = 2...2
    let problem = try SampledProblem(seed: 5, loss: .meanSquared, output: .sigmoid(), choices: choices)
    var configuration = TrainingConfiguration()
    configuration.optimizer = optimizer
    configuration.batchSize = .samples(batchSize)
    let trainer = try Trainer(
      network: problem.network(as: Float.self), data: try problem.data(as: Float.self),
      configuration: configuration)
    trainer.runEpoch()
    allocation_count_begin()
    for _ in 0..<5 { trainer.runEpoch() }
    #expect(allocation_count_end() == 0)
    #expect(trainer.network.isFinite)
  }

  @Test(arguments: [1, 32]) func droppingAllocatesNothing(batchSize: Int) throws {
    let trainer = try makeTrainer(
      loss: .crossEntropy, output: .softmax, optimizer: .sgd(), batchSize: .samples(batchSize),
      shuffles: true, isWeighted: false, dropout: 0.3, as: Float.self)
    trainer.runEpoch()
    allocation_count_begin()
    for _ in 0..<20 { trainer.runEpoch() }
    #expect(allocation_count_end() == 0)
    #expect(trainer.network.isFinite)
  }

  @Test func predictionAllocatesNothing() throws {
    let problem = try SampledProblem(seed: 8)
    let network = try problem.network(as: Float.self)
    let workspace = Network<Float>.Workspace(topology: problem.topology, rowCapacity: problem.rowCount)
    let inputs = problem.inputs.map { Float($0) }
    var outputs = [Float](repeating: 0, count: problem.rowCount * problem.topology.outputCount)
    inputs.withUnsafeBufferPointer { inputs in
      outputs.withUnsafeMutableBufferPointer { outputs in
        allocation_count_begin()
        for _ in 0..<1000 { network.predict(inputs, into: outputs, workspace: workspace) }
      }
    }
    #expect(allocation_count_end() == 0)
    #expect(outputs == network.predict(inputs))
  }
}
