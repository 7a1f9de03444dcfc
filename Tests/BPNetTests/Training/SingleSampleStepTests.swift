import Testing

@testable import BPNet

extension Trainer {
  /// Whether steps over single samples are each one call of the kernels.
  fileprivate var takesSingleSamples: Bool {
    (engine as? GradientDescentEngine<Element>)?.plan.form == .singleSamples
  }
}

/// Steps over single samples by one kernel call each, compared with the same steps in the general form.
@Suite struct SingleSampleStepTests {
  private static let rowCount = 40

  private func data<Element: Scalar>(
    _ topology: Topology, areClasses: Bool, as _: Element.Type
  ) throws -> Dataset<Element> {
    var generator = RandomGenerator(seed: 3, stream: 1)
    let inputs = (0..<Self.rowCount * topology.inputCount).map { _ in Element(2 * generator.uniform() - 1) }
    guard !areClasses else {
      let classes = (0..<Self.rowCount).map { _ in generator.uniform(below: topology.outputCount) }
      return try Dataset(
        inputs: inputs, inputCount: topology.inputCount, classes: classes, classCount: topology.outputCount)
    }
    let targets = (0..<Self.rowCount * topology.outputCount).map { _ in Element(generator.uniform()) }
    return try Dataset(
      inputs: inputs, inputCount: topology.inputCount, targets: targets, outputCount: topology.outputCount)
  }

  /// Trains for some epochs in both forms.
  ///
  /// - Returns: whether there is a call of the kernels for such steps.
  private func compare<Element: Scalar>(
    _ layers: [Int], activation: Activation, areClasses: Bool = false, configuration: TrainingConfiguration,
    kernels: KernelSet, as type: Element.Type
  ) throws -> Bool {
    var configuration = configuration
    configuration.batchSize = .samples(1)
    configuration.shuffles = false
    let hidden = layers.dropFirst().dropLast().map {
      Layer(outputCount: $0, activation: .sigmoid(steepness: 1))
    }
    let topology = try Topology(
      inputCount: layers[0],
      layers: hidden + [Layer(outputCount: layers[layers.count - 1], activation: activation)])
    let data = try data(topology, areClasses: areClasses, as: type)
    var network = Network<Element>(topology: topology, kernels: kernels)
    network.initialize(seed: 7)
    let whole = try Trainer(network: network, data: data, configuration: configuration)
    let stepwise = try Trainer(network: network, data: data, configuration: configuration)
    for _ in 0..<3 {
      let loss = try #require(whole.runEpoch())
      let sum = (0..<Self.rowCount).reduce(0.0) { $0 + stepwise.step(rows: [$1]) }
      let expected = configuration.reduction == .mean ? sum / Double(Self.rowCount) : sum
      #expect(abs(loss - expected) <= 1e-12 * abs(expected), "\(layers), \(configuration.loss)")
      let areEqual = whole.network.allParameters == stepwise.network.allParameters
      #expect(areEqual, "\(layers), \(configuration.optimizer)")
    }
    let hasMoved = whole.network.allParameters != network.allParameters
    #expect(hasMoved)
    return whole.takesSingleSamples
  }

  private static let shapes = [
    [2, 5, 1], [4, 8, 3], [1, 1], [3, 1, 1], [5, 2], [8, 16, 4], [3, 17, 9, 2], [10, 33, 6], [7, 1, 5, 1],
  ]

  @Test(arguments: shapes) func hasTheBytesOfOtherSteps(layers: [Int]) throws {
    for kernels in KernelSet.supported {
      for optimizer in [Optimizer.sgd(momentum: 0), .sgd(), .nesterov(), .adam()] {
        var configuration = TrainingConfiguration()
        configuration.optimizer = optimizer
        configuration.weightDecay = 0.01
        configuration.biasLearningRate = 0.003
        for loss in [Loss.halfSquared, .meanSquared, .crossEntropy] {
          configuration.loss = loss
          configuration.reduction = loss.name == "mse" ? .sum : .mean
          let activation = Activation.sigmoid(steepness: 1.5)
          #expect(
            try compare(
              layers, activation: activation, configuration: configuration, kernels: kernels, as: Float.self))
          #expect(
            try compare(
              layers, activation: activation, configuration: configuration, kernels: kernels, as: Double.self)
          )
        }
      }
    }
  }

  @Test(arguments: shapes.filter { $0[$0.count - 1] > 1 }) func softmaxOfClassesHasThem(layers: [Int]) throws
  {
    var configuration = TrainingConfiguration()
    for loss in [Loss.crossEntropy, .meanSquared] {
      configuration.loss = loss
      for kernels in KernelSet.supported {
        #expect(
          try compare(
            layers, activation: .softmax, areClasses: true, configuration: configuration, kernels: kernels,
            as: Float.self))
      }
    }
  }

  /// Whole runs compared with runs in the general form, which clipping at a value that is never reached
  /// forces.
  @Test(arguments: 0..<6) func wholeRunsComeToTheSame(variant: Int) throws {
    var configuration = TrainingConfiguration()
    configuration.batchSize = .samples(1)
    configuration.loss = .meanSquared
    configuration.stopping.epochs = 6
    switch variant {
    case 0: configuration.frozenLayers = [0]
    case 1: configuration.schedule = try Schedule(parsing: "exponential:0.7")
    case 2: configuration.optimizer = .nesterov()
    case 3: configuration.optimizer = .adam()
    case 4: (configuration.schedule, configuration.learningRate) = (try Schedule(parsing: "adaptive"), 0.5)
    default: configuration.stopping.patience = 2
    }
    let hidden = Layer(outputCount: 6, activation: .tanh, bias: variant == 0 ? .frozen : .each)
    let topology = try Topology(
      inputCount: 3, layers: [hidden, Layer(outputCount: 2, activation: .sigmoid(steepness: 1))])
    let data = try data(topology, areClasses: variant == 5, as: Float.self)
    var network = try Network<Float>(topology: topology)
    network.initialize(seed: 5)
    func run(clippedAt bound: Double?) throws -> (Network<Float>, TrainingSummary, Bool) {
      var configuration = configuration
      configuration.clipping.value = bound
      let trainer = try Trainer(
        network: network, data: data, validation: variant == 5 ? data : nil, configuration: configuration)
      let summary = trainer.run()
      return (trainer.network, summary, trainer.takesSingleSamples)
    }
    let (single, summary, isSingle) = try run(clippedAt: nil)
    let (general, expected, isGeneral) = try run(clippedAt: 1e30)
    #expect(isSingle && !isGeneral)
    let areEqual = single.allParameters == general.allParameters
    #expect(areEqual && single.allParameters != network.allParameters)
    #expect(summary.lastTrainingLoss == expected.lastTrainingLoss && summary.bestEpoch == expected.bestEpoch)
  }

  /// Cases that the call does not support use the general form, with the same result.
  @Test func leavesTheRestToOtherSteps() throws {
    let kernels = try KernelSet.selected()
    func takes(
      _ layers: [Int] = [4, 6, 3], activation: Activation = .sigmoid(steepness: 1),
      _ change: (inout TrainingConfiguration) -> Void
    ) throws -> Bool {
      var configuration = TrainingConfiguration()
      configuration.loss = .meanSquared
      change(&configuration)
      return try compare(
        layers, activation: activation, configuration: configuration, kernels: kernels, as: Float.self)
    }
    #expect(try takes { _ in })
    #expect(try !takes { $0.l1Penalty = 0.01 })
    #expect(try !takes { $0.clipping.norm = 0.01 })
    #expect(try !takes { $0.clipping.value = 0.01 })
    #expect(try !takes { $0.loss = .huber() })
    #expect(try !takes { $0.dropout = 0.3 })
    #expect(try !takes(activation: .softmax) { $0.loss = .crossEntropy })
    #expect(try takes(activation: .softmax) { _ in })
    #expect(try !takes(activation: .softplus) { _ in })
    #expect(try !takes([40, 40, 3]) { _ in })
  }
}
