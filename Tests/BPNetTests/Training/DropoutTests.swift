import Testing

@testable import BPNet

@Suite struct DropoutTests {
  private func topology(_ sizes: [Int], _ hidden: Activation = .tanh) throws -> Topology {
    let last = sizes.count - 1
    return try Topology(
      inputCount: sizes[0],
      layers: sizes.indices.dropFirst().map {
        Layer(outputCount: sizes[$0], activation: $0 == last ? .linear : hidden)
      })
  }

  /// One pass over all rows, with the dropout of step `step`.
  private func forward<Element: Scalar>(
    _ network: Network<Element>, _ inputs: [Element], dropout: Dropout, step: Int
  ) -> Network<Element>.Workspace {
    let rows = inputs.count / network.topology.inputCount
    let workspace = Network<Element>.Workspace(
      topology: network.topology, rowCapacity: rows, purpose: .training, dropout: dropout)
    dropout.begin(step: step)
    workspace.input.base.update(from: inputs, count: inputs.count)
    network.forward(input: workspace.input, workspace: workspace, keepsLogits: false)
    return workspace
  }

  /// Layers of ones, so that an output is 0 or 1 / (1 − p).
  private func ones(_ topology: Topology) throws -> Network<Float> {
    var network = try Network<Float>(topology: topology)
    for (index, layer) in topology.layers.enumerated() {
      network.setBiases([Float](repeating: 1, count: layer.outputCount), ofLayer: index)
    }
    return network
  }

  /// The decisions of one layer by the definition: the generator's draws in order, four neurons for each.
  private func kept(seed: UInt64, step: UInt64, layer: Int, rows: Int, neurons: Int, threshold: UInt64)
    -> [[Bool]]
  {
    var seeds = RandomGenerator(seed: seed, stream: 8 << 48 | UInt64(layer))
    var generator = RandomGenerator(seed: seeds.next(), stream: step)
    return (0..<rows).map { _ in
      stride(from: 0, to: neurons, by: 4).flatMap { first in
        let draw = generator.next()
        return (first..<min(first + 4, neurons)).map {
          draw >> (16 * UInt64($0 - first)) & 0xFFFF >= threshold
        }
      }
    }
  }

  @Test(arguments: [(0.5, 32768), (0.1, 6554), (0.999_999_9, 65535), (1.0 / 65536, 1)] as [(Double, UInt64)])
  func decisionsAreTheGenerators(probability: Double, threshold: UInt64) throws {
    let topology = try topology([2, 70, 3, 33, 1], .linear)
    let network = try ones(topology)
    let dropout = Dropout(probability: probability, hiddenLayerCount: 3, seed: 9)
    for step in [1, 2, 12345] {
      let workspace = forward(network, [Float](repeating: 0, count: 2 * 21), dropout: dropout, step: step)
      let scale = Float(65536 / (65536 - Double(threshold)))
      for layer in 0..<3 {
        let expected = kept(
          seed: 9, step: UInt64(step), layer: layer, rows: 21, neurons: topology.layers[layer].outputCount,
          threshold: threshold)
        for row in 0..<21 {
          let outputs = (0..<topology.layers[layer].outputCount).map { workspace.outputs[layer].row(row)[$0] }
          #expect(outputs == expected[row].map { $0 ? scale : 0 })
        }
      }
      #expect((0..<21).allSatisfy { workspace.outputs[3].row($0)[0] == 1 })
    }
  }

  @Test(arguments: [0.1, 0.5, 0.8]) func theFractionKeptIsRight(probability: Double) throws {
    let network = try ones(topology([1, 1000, 1], .linear))
    let dropout = Dropout(probability: probability, hiddenLayerCount: 1, seed: 3)
    var dropped = 0
    var perNeuron = [Int](repeating: 0, count: 1000)
    let (steps, rows) = (20, 50)
    for step in 1...steps {
      let workspace = forward(network, [Float](repeating: 0, count: rows), dropout: dropout, step: step)
      for row in 0..<rows {
        for neuron in 0..<1000 where workspace.outputs[0].row(row)[neuron] == 0 {
          dropped += 1
          perNeuron[neuron] += 1
        }
      }
    }
    // Five standard deviations of the binomial distribution; for the largest of 1000 six.
    func deviation(_ count: Int) -> Double { (Double(count) * probability * (1 - probability)).squareRoot() }
    let count = steps * rows * 1000
    #expect(abs(Double(dropped) - probability * Double(count)) < 5 * deviation(count))
    #expect(
      perNeuron.allSatisfy {
        abs(Double($0) - probability * Double(steps * rows)) < 6 * deviation(steps * rows)
      })
  }

  /// With linear outputs over one hidden layer the expectation over dropout is the output without dropout.
  @Test(arguments: [Activation.tanh, .gelu, .prelu(slope: -0.4)], [0.2, 0.6])
  func theExpectationIsTheOutputWithout(activation: Activation, probability: Double) throws {
    var network = try Network<Double>(topology: topology([3, 40, 2], activation))
    network.initialize(biases: .uniform(), seed: 4)
    let inputs = [0.3, -1.2, 0.8]
    let exact = network.predict(inputs)
    let dropout = Dropout(probability: probability, hiddenLayerCount: 1, seed: 5)
    var (sums, squares) = ([0.0, 0.0], [0.0, 0.0])
    let count = 4000
    for step in 1...count {
      let workspace = forward(network, inputs, dropout: dropout, step: step)
      withExtendedLifetime(workspace) {
        let outputs = workspace.outputs[1]
        for index in 0..<2 {
          sums[index] += outputs.base[index]
          squares[index] += outputs.base[index] * outputs.base[index]
        }
      }
    }
    for index in 0..<2 {
      let mean = sums[index] / Double(count)
      let variance = squares[index] / Double(count) - mean * mean
      #expect(variance > 0)
      #expect(abs(mean - exact[index]) < 4.5 * (variance / Double(count)).squareRoot())
    }
  }

  /// The gradient of the loss with the dropout of one step, compared with differences.
  @Test(
    arguments: [.sigmoid(), .tanh, .softplus, .elu(), .gelu, .silu, .linear, .prelu(slope: -0.3)]
      as [Activation])
  func gradientsWithFixedDecisionsAreRight(activation: Activation) throws {
    let topology = try topology([3, 9, 7, 2], activation)
    var network = try Network<Double>(topology: topology)
    network.initialize(biases: .uniform(low: -0.4, high: 0.4), seed: 6)
    var generator = RandomGenerator(seed: 8, stream: 0)
    let inputs = (0..<3 * 12).map { _ in generator.gaussian() }
    let targets = (0..<2 * 12).map { _ in generator.gaussian() }
    let loss = Loss.halfSquared.function.routines(as: Double.self)
    let dropout = Dropout(probability: 0.4, hiddenLayerCount: 2, seed: 7)
    func sum(_ network: Network<Double>) -> Double {
      let workspace = forward(network, inputs, dropout: dropout, step: 3)
      workspace.targets.base.update(from: targets, count: targets.count)
      return withExtendedLifetime(workspace) { loss.sum(workspace.batch[0..<12], network.kernels) }
    }

    var configuration = TrainingConfiguration()
    configuration.loss = .halfSquared
    configuration.reduction = .sum
    configuration.optimizer = .lbfgs()
    (configuration.dropout, configuration.seed) = (0.4, 7)
    let data = try Dataset(inputs: inputs, inputCount: 3, targets: targets, outputCount: 2)
    let step = TrainingStep(network: network, data: data, configuration: configuration, batchSize: 12)
    step.counts.total = 2
    var same = network
    (0..<12).map { Int32($0) }.withUnsafeBufferPointer { rows in
      _ = step.take(network: &same, data: data, rows: rows, areConsecutive: true)
    }
    var numeric: [Double] = []
    var analytic: [Double] = []
    let trained = network.layout.layers.flatMap {
      Array($0.weightRange)
        + Array($0.biasOffset..<$0.slopeOffset + $0.slopeCount)
    }
    for place in trained {
      let h = 1e-4
      func moved(_ by: Double) -> Double {
        var other = network
        other.uniqueParameters()[place] += by
        return sum(other)
      }
      numeric.append((8 * (moved(h) - moved(-h)) - (moved(2 * h) - moved(-2 * h))) / (12 * h))
      analytic.append(step.engine.gradient[place])
    }
    #expect(numeric.contains { $0 != 0 })
    #expect(relativeDifference(analytic, numeric) <= 1e-7, "\(activation)")
  }

  /// Steps over scattered rows, with a given number of threads and of rows in each pass.
  private func trained<Element: Scalar>(
    _ problem: SampledProblem, kernels: KernelSet, threads: Int = 1, passRows: Int = 4096, batch: Int = 64,
    steps: ClosedRange<Int> = 1...4, from start: Network<Element>? = nil, seed: UInt64 = 1,
    dropout: Double = 0.3
  ) throws -> Network<Element> {
    var configuration = TrainingConfiguration()
    configuration.loss = problem.loss
    configuration.learningRate = 0.01
    configuration.optimizer = .sgd(momentum: 0)
    configuration.dropout = dropout
    configuration.seed = seed
    var network = start ?? problem.network(as: Element.self, kernels: kernels)
    let data = try problem.data(as: Element.self)
    let step = TrainingStep(
      network: network, data: data, configuration: configuration, batchSize: batch,
      maximumPassRows: passRows, threadCount: threads)
    step.counts.total = steps.lowerBound - 1
    for number in steps {
      let rows = (0..<batch).map { Int32(($0 * 7 + number) % problem.rowCount) }
      rows.withUnsafeBufferPointer { rows in
        _ = step.take(network: &network, data: data, rows: rows, areConsecutive: false)
      }
    }
    #expect(network.isFinite)
    return network
  }

  private func problem(_ seed: UInt64, sizes: ClosedRange<Int>) throws -> SampledProblem {
    var choices = SampledProblem.Choices()
    choices.hiddenLayers = 1...3
    choices.hidden += [.prelu(), .prelu(slope: -0.2)]
    choices.sizes = sizes
    choices.rows = 150...150
    return try SampledProblem(seed: seed, choices: choices)
  }

  @Test(arguments: 0..<8 as Range<UInt64>) func oneResult(seed: UInt64) throws {
    let problem = try problem(seed, sizes: seed.isMultiple(of: 2) ? 1...20 : 40...130)
    try expectOneResult(problem, as: Float.self)
    try expectOneResult(problem, as: Double.self)
  }

  private func expectOneResult<Element: Scalar>(_ problem: SampledProblem, as _: Element.Type) throws {
    let kernels = try KernelSet.selected()
    let first: Network<Element> = try trained(problem, kernels: kernels)
    let expected = first.parameterBytes
    func expectSame(_ network: Network<Element>, _ title: String) {
      #expect(network.parameterBytes == expected, "\(title): \(problem)")
    }
    for set in KernelSet.supported { expectSame(try trained(problem, kernels: set), set.name) }
    for threads in [2, 3, 7] {
      expectSame(try trained(problem, kernels: kernels, threads: threads), "\(threads) threads")
      expectSame(
        try trained(problem, kernels: kernels, threads: threads, passRows: 19), "\(threads) threads, parts")
    }
    for rows in [1, 10, 63] { expectSame(try trained(problem, kernels: kernels, passRows: rows), "\(rows)") }
    // A run that goes on repeats what the uninterrupted one would have dropped.
    let half: Network<Element> = try trained(problem, kernels: kernels, steps: 1...2)
    expectSame(try trained(problem, kernels: kernels, steps: 3...4, from: half), "gone on")
    let otherSeed: Network<Element> = try trained(problem, kernels: kernels, seed: 2)
    let none: Network<Element> = try trained(problem, kernels: kernels, dropout: 0)
    #expect(otherSeed.parameterBytes != expected, "\(problem)")
    #expect(none.parameterBytes != expected, "\(problem)")
  }

  @Test func noDropoutIsAsBefore() throws {
    let problem = try problem(3, sizes: 5...30)
    let data = try problem.data(as: Float.self)
    func bytes(_ dropout: Double) throws -> [UInt8] {
      var configuration = TrainingConfiguration()
      configuration.loss = problem.loss
      configuration.dropout = dropout
      let trainer = try Trainer(
        network: problem.network(as: Float.self), data: data, configuration: configuration)
      for _ in 0..<3 { trainer.runEpoch() }
      return trainer.network.parameterBytes
    }
    #expect(try bytes(0) == bytes(-0.0))
    // Less than half of 2⁻¹⁶ is rounded to nothing.
    #expect(try bytes(0) == bytes(1e-6))
    #expect(try bytes(0) != bytes(0.1))
  }

  @Test func evaluationDropsNothing() throws {
    let problem = try problem(4, sizes: 5...30)
    let data = try problem.data(as: Float.self)
    var configuration = TrainingConfiguration()
    configuration.loss = problem.loss
    configuration.dropout = 0.5
    configuration.learningRate = 1e-30
    configuration.batchSize = .full
    configuration.stopping.epochs = 1
    let network = try problem.network(as: Float.self)
    let trainer = try Trainer(network: network, data: data, validation: data, configuration: configuration)
    let exact = LossEvaluator(topology: problem.topology, data: data, loss: problem.loss, reduction: .mean)
      .loss(of: network)
    var reports: [EpochReport] = []
    _ = trainer.run(onEpoch: { reports.append($0) })
    #expect(reports.map(\.validationLoss) == [exact])
    #expect(reports.map(\.trainingLoss) != [exact])
    #expect(trainer.evaluateTrainingLoss() == exact)
  }

  @Test(arguments: [-0.1, 1, 1.5, .nan, .infinity]) func refusesBadProbabilities(probability: Double) {
    var configuration = TrainingConfiguration()
    configuration.dropout = probability
    let error = #expect(throws: BPNetError.self) { try configuration.validate() }
    guard case .invalidArgument("dropout", _, _)? = error else {
      Issue.record("\(String(describing: error))")
      return
    }
  }

  @Test func refusesWhatItDoesNotFit() throws {
    var configuration = TrainingConfiguration()
    configuration.dropout = 0.5
    let data = try Dataset<Float>(inputs: [1, 2], inputCount: 1, targets: [1, 2], outputCount: 1)
    let single = try Network<Float>(topology: topology([1, 1]))
    var error = #expect(throws: BPNetError.self) {
      try Trainer(network: single, data: data, configuration: configuration)
    }
    #expect(
      error
        == .invalidArgument(
          name: "dropout", found: "0.5 without a hidden layer", expected: "0, or a hidden layer"))
    configuration.optimizer = .lbfgs()
    configuration.batchSize = .full
    error = #expect(throws: BPNetError.self) { try configuration.validate() }
    guard case .invalidArgument("dropout", _, "none")? = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    configuration.dropout = 0
    #expect(throws: Never.self) { try configuration.validate() }
  }
}
