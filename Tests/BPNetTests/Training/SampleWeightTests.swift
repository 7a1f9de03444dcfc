import Foundation
import Testing

@testable import BPNet

@Suite struct SampleWeightTests {
  /// Weights that differ by much, some of them 0.
  private static func weights(_ count: Int, seed: UInt64) -> [Double] {
    var generator = RandomGenerator(seed: seed, stream: 4)
    return (0..<count).map { $0 % 4 == 1 ? 0 : generator.uniform() * generator.element(of: [0.01, 1, 20]) }
  }

  private func problem(
    seed: UInt64, loss: Loss? = nil, output: Activation? = nil, rows: ClosedRange<Int> = 9...60
  ) throws -> SampledProblem {
    var choices = SampledProblem.Choices()
    choices.rows = rows
    return try SampledProblem(seed: seed, loss: loss, output: output, choices: choices)
  }

  @Test(arguments: TrainingConfiguration.Reduction.allCases) func trainingFollowsTheFormulas(
    reduction: TrainingConfiguration.Reduction
  ) throws {
    for seed in 0..<30 as Range<UInt64> {
      let problem = try problem(seed: seed)
      var generator = RandomGenerator(seed: seed, stream: 5)
      let weights = Self.weights(problem.rowCount, seed: seed)
      var configuration = TrainingConfiguration()
      configuration.loss = problem.loss
      configuration.reduction = reduction
      configuration.learningRate = reduction == .sum ? 0.0005 : 0.02
      configuration.shuffles = false
      configuration.batchSize = generator.element(of: [.full, .samples(4), .samples(7)])
      configuration.labelSmoothing = problem.loss.name == "cross-entropy" ? 0.15 : 0
      let network = try problem.network(as: Double.self)
      let trainer = try Trainer(
        network: network, data: problem.data(as: Double.self).weighted(by: weights),
        configuration: configuration)
      var naive = NaiveTrainer(network, rule: .momentum, momentum: 0.9, configuration: configuration)
      let outputCount = problem.topology.outputCount
      let classCount = problem.topology.outputActivation == .softmax ? Double(outputCount) : 2
      let smoothing = configuration.labelSmoothing
      let targets = problem.targetRows.map { $0.map { $0 * (1 - smoothing) + smoothing / classCount } }
      let batch = configuration.batchSize.count(rowCount: weights.count)
      for _ in 0..<4 {
        let loss = try #require(trainer.runEpoch())
        var sum = 0.0
        for start in stride(from: 0, to: weights.count, by: batch) {
          let rows = start..<min(start + batch, weights.count)
          let part = naive.step(
            inputs: Array(problem.inputRows[rows]), targets: Array(targets[rows]),
            weights: Array(weights[rows]))
          let share = weights[rows].reduce(0, +) / weights.reduce(0, +)
          sum += part * (reduction == .mean ? share : 1)
        }
        let difference = relativeDifference(trainer.network.allParameters, naive.network.allParameters)
        #expect(difference <= 1e-11, "\(problem): \(difference)")
        #expect(abs(loss - sum) <= 1e-11 * max(1, abs(sum)), "\(problem): \(loss), \(sum)")
      }
    }
  }

  /// PyTorch 2 in f64, from W = [[0.1, −0.2], [0.3, 0.4], [−0.5, 0.6]], b = [0.01, −0.02, 0.03]:
  /// `CrossEntropyLoss(weight=tensor([2, 0.5, 1.25]))`, whose mean divides by the sum of the batch's weights,
  /// and Σ w L / Σ w of the squared errors with weights [1, 0, 2.5, 0.25].
  @Test func batchesAreThoseOfPyTorch() throws {
    func network(_ output: Activation) throws -> Network<Double> {
      var network = try Network<Double>(
        topology: Topology(inputCount: 2, layers: [Layer(outputCount: 3, activation: output)]))
      network.setWeights([0.1, -0.2, 0.3, 0.4, -0.5, 0.6], ofLayer: 0)
      network.setBiases([0.01, -0.02, 0.03], ofLayer: 0)
      return network
    }
    func expectStep(
      _ output: Activation, _ data: Dataset<Double>, loss expectedLoss: Double, gradient: [Double],
      change: (inout TrainingConfiguration) -> Void
    ) throws {
      var configuration = TrainingConfiguration()
      configuration.optimizer = .sgd(momentum: 0)
      configuration.learningRate = 1
      configuration.batchSize = .full
      change(&configuration)
      let network = try network(output)
      let trainer = try Trainer(network: network, data: data, configuration: configuration)
      #expect(relativeDifference([trainer.evaluateTrainingLoss()], [expectedLoss]) < 1e-15)
      #expect(relativeDifference([trainer.step(rows: [0, 1, 2, 3])], [expectedLoss]) < 1e-15)
      let moved = zip(network.allParameters, trainer.network.allParameters).map { $0 - $1 }
      #expect(relativeDifference(moved, gradient) < 1e-14)
    }
    let inputs = [0.5, -1, 1.5, 0.25, -0.75, 2, 0, 1]
    try expectStep(
      .softmax, Dataset(inputs: inputs, inputCount: 2, classes: [0, 2, 1, 2], classCount: 3),
      loss: 1.052890507074283,
      gradient: [
        0.02113277454992373, 0.27990166423994967, 0.306722341736667, -0.15554998935454775,
        -0.3278551162865908, -0.12435167488540197, -0.05184194680856631, 0.25917749948781627,
        -0.20733555267925002,
      ]
    ) {
      $0.loss = .crossEntropy
      $0.classWeights = [2, 0.5, 1.25]
    }
    let targets = [1.0, 0, 2, 0, 0, 1, 3, -1, 0, 0.5, 0.5, 0.5]
    try expectStep(
      .linear,
      Dataset(inputs: inputs, inputCount: 2, targets: targets, outputCount: 3).weighted(by: [1, 0, 2.5, 0.25]
      ),
      loss: 4.551150000000001,
      gradient: [
        1.089222222222222, -2.979111111111111, -0.5423333333333333, 1.4248888888888889, -0.7856666666666665,
        1.9337777777777778, -1.702222222222222, 0.6377777777777778, 0.21777777777777774,
      ]
    ) { $0.loss = .meanSquared }
  }

  private func bytes<Element: Scalar>(
    _ problem: SampledProblem, weights: [Double]?, threads: Int = 1, as type: Element.Type,
    change: (inout TrainingConfiguration) -> Void = { _ in }
  ) throws -> (bytes: [UInt8], losses: [Double?]) {
    var configuration = TrainingConfiguration()
    configuration.loss = problem.loss
    configuration.learningRate = 0.01
    configuration.batchSize = .samples(11)
    change(&configuration)
    let data = try problem.data(as: type)
    let trainer = try Trainer(
      network: problem.network(as: type), data: weights.map { try data.weighted(by: $0) } ?? data,
      configuration: configuration, threadCount: threads)
    let losses = (0..<4).map { _ in trainer.runEpoch() }
    return (trainer.network.parameterBytes, losses)
  }

  /// Weights are divided by their sum: equal ones change no bit, whatever the power of 2 that they are.
  @Test func equalWeightsAreNone() throws {
    for seed in 0..<12 as Range<UInt64> {
      let problem = try problem(seed: seed)
      let none = try bytes(problem, weights: nil, as: Float.self).bytes
      for weight in [1, 0x1p-140, 0x1p100] {
        let weights = [Double](repeating: weight, count: problem.rowCount)
        #expect(try bytes(problem, weights: weights, as: Float.self).bytes == none, "\(problem), \(weight)")
      }
    }
  }

  @Test func anyNumberOfThreadsGivesTheSameBytes() throws {
    for seed in 0..<12 as Range<UInt64> {
      let rows = seed == 0 ? StepPlan.maximumPassRows + 77 : 80
      let problem = try problem(seed: seed, rows: rows...rows)
      let weights = Self.weights(rows, seed: seed)
      func trained(_ threads: Int) throws -> (bytes: [UInt8], losses: [Double?]) {
        try bytes(problem, weights: weights, threads: threads, as: Float.self) {
          $0.batchSize = seed.isMultiple(of: 2) ? .full : .samples(33)
        }
      }
      let single = try trained(1)
      #expect(single.bytes != (try bytes(problem, weights: nil, as: Float.self).bytes))
      for threads in [2, 3, 7] {
        let shared = try trained(threads)
        #expect(shared.bytes == single.bytes, "\(threads) threads: \(problem)")
        #expect(shared.losses == single.losses, "\(threads) threads: \(problem)")
      }
    }
  }

  @Test func everyKernelSetGivesTheSameBytes() throws {
    for seed in 0..<12 as Range<UInt64> {
      let problem = try problem(seed: seed)
      let data = try problem.data(as: Float.self).weighted(by: Self.weights(problem.rowCount, seed: seed))
      var configuration = TrainingConfiguration()
      configuration.loss = problem.loss
      configuration.learningRate = 0.01
      let networks = try KernelSet.supported.map { kernels in
        let trainer = try Trainer(
          network: problem.network(as: Float.self, kernels: kernels), data: data,
          configuration: configuration)
        for _ in 0..<5 { trainer.runEpoch() }
        return trainer.network.parameterBytes
      }
      #expect(networks.allSatisfy { $0 == networks[0] }, "\(problem)")
    }
  }

  @Test func samplesWithoutWeightLeaveNothing() throws {
    // A rate that is no number, where it does not count.
    let topology = try Topology(inputCount: 1, layers: [Layer(outputCount: 1, activation: .linear)])
    var network = try Network<Float>(topology: topology)
    network.setWeights([1], ofLayer: 0)
    let data = try Dataset<Float>(inputs: [0.5, 1e4], inputCount: 1, targets: [1, 1], outputCount: 1)
      .weighted(by: [2, 0])
    var configuration = TrainingConfiguration()
    configuration.loss = .poisson
    configuration.batchSize = .samples(1)
    configuration.shuffles = false
    let trainer = try Trainer(network: network, data: data, configuration: configuration)
    let loss = try #require(trainer.runEpoch())
    #expect(abs(loss - (1.6487212707001282 - 0.5)) < 1e-15)
    #expect(trainer.network.isFinite)
    #expect(trainer.step(rows: [1]) == 0)
  }

  @Test func validationKnowsNoClassWeightsAndNoSmoothing() throws {
    let problem = try problem(seed: 3, loss: .crossEntropy, output: .softmax)
    let classes = (0..<problem.rowCount).map { $0 % problem.topology.outputCount }
    let inputs = problem.inputs
    let plain = try Dataset(
      inputs: inputs, inputCount: problem.topology.inputCount, classes: classes,
      classCount: problem.topology.outputCount)
    let weights = Self.weights(problem.rowCount, seed: 1)
    let weighted = try plain.weighted(by: weights)
    var configuration = TrainingConfiguration()
    configuration.loss = .crossEntropy
    configuration.labelSmoothing = 0.2
    configuration.classWeights = (0..<problem.topology.outputCount).map { $0 == 0 ? 3 : 0.5 }
    configuration.stopping.epochs = 1
    for validation in [plain, weighted] {
      let trainer = try Trainer(
        network: problem.network(as: Double.self), data: plain, validation: validation,
        configuration: configuration)
      var reported: Double?
      _ = trainer.run(onEpoch: { reported = $0.validationLoss })
      let expected = LossEvaluator(
        topology: problem.topology, data: validation, loss: .crossEntropy, reduction: .mean
      ).loss(of: trainer.network)
      #expect(reported == expected)
    }
    let naive = NaiveNetwork(try problem.network(as: Double.self))
    let losses = zip(problem.inputRows, classes).map { -log(naive.predict($0)[$1]) }
    let evaluator = LossEvaluator(
      topology: problem.topology, data: weighted, loss: .crossEntropy, reduction: .mean)
    let mean = zip(weights, losses).reduce(0) { $0 + $1.0 * $1.1 } / weights.reduce(0, +)
    #expect(
      relativeDifference([evaluator.loss(of: try problem.network(as: Double.self))], [mean]) < 1e-13)
  }

  @Test func badWeightsAreRefused() throws {
    let data = try Dataset<Float>(inputs: [1, 2, 3], inputCount: 1, classes: [0, 1, 1], classCount: 2)
    for weights in [
      [1], [1, 2, 3, 4], [1, -1, 1], [1, .nan, 1], [1, .infinity, 1], [0, 0, 0], [1, 1e39, 1],
    ] {
      #expect(throws: BPNetError.self, "\(weights)") { try data.weighted(by: weights) }
    }
    let topology = try Topology(inputCount: 1, layers: [Layer(outputCount: 2, activation: .softmax)])
    let network = try Network<Float>(topology: topology)
    func train(
      _ data: Dataset<Float>, _ change: (inout TrainingConfiguration) -> Void
    ) throws -> Trainer<Float> {
      var configuration = TrainingConfiguration()
      change(&configuration)
      return try Trainer(network: network, data: data, configuration: configuration)
    }
    for weights in [[1], [1, -1], [.nan, 1], [1, 2, 3], [0, 0]] {
      #expect(throws: BPNetError.self, "\(weights)") { try train(data) { $0.classWeights = weights } }
    }
    // Only samples of weight 0 are left.
    let first = try data.weighted(by: [1, 0, 0])
    #expect(throws: BPNetError.self) { try train(first) { $0.classWeights = [0, 1] } }
    #expect(throws: BPNetError.self) { try train(first.selecting(rows: [1, 2])) { _ in } }
    let numbers = try Dataset<Float>(inputs: [1], inputCount: 1, targets: [1, 0], outputCount: 2)
    #expect(throws: BPNetError.self) { try train(numbers) { $0.classWeights = [1, 1] } }
    for smoothing in [-0.1, 1, .nan] {
      #expect(throws: BPNetError.self, "\(smoothing)") {
        try train(data) {
          $0.loss = .crossEntropy
          $0.labelSmoothing = smoothing
        }
      }
    }
    #expect(throws: BPNetError.self) { try train(data) { $0.labelSmoothing = 0.1 } }
  }
}
