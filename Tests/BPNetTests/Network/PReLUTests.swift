import Testing

@testable import BPNet

/// Trained slopes, which are parameters of their layers.
@Suite struct PReLUTests {
  /// A 2-3-2 network with PReLU in both layers and the initial weights of the figures below.
  private func network<Element: Scalar>(as _: Element.Type, bias: Topology.BiasMode = .each) throws
    -> Network<Element>
  {
    let layers = [
      Layer(outputCount: 3, activation: .prelu(), bias: bias),
      Layer(outputCount: 2, activation: .prelu(slope: -0.5), bias: bias),
    ]
    var network = try Network<Element>(topology: Topology(inputCount: 2, layers: layers))
    network.setWeights([0.5, -0.4, -0.3, 0.8, 0.7, 0.2], ofLayer: 0)
    network.setWeights([0.6, -0.9, 0.4, -0.5, 0.3, 0.8], ofLayer: 1)
    if !bias.isShared {
      network.setBiases([0.1, -0.2, 0.3], ofLayer: 0)
      network.setBiases([-0.1, 0.2], ofLayer: 1)
    }
    return network
  }

  private static let inputs = [1, -2, -1.5, 0.5, 0.3, 0.9, -0.7, -1.2]
  private static let targets = [1, 0, -0.5, 0.5, 0.25, -1, 0, 2]

  private func data<Element: Scalar>(as _: Element.Type) throws -> Dataset<Element> {
    try Dataset(
      inputs: Self.inputs.map { Element($0) }, inputCount: 2, targets: Self.targets.map { Element($0) },
      outputCount: 2)
  }

  private var configuration: TrainingConfiguration {
    var configuration = TrainingConfiguration()
    configuration.learningRate = 0.1
    configuration.weightDecay = 0.01
    configuration.batchSize = .full
    return configuration
  }

  /// torch.optim.SGD in f64, momentum 0.9, weight decay for the weights alone, MSE over four samples.
  @Test func stepsAreThoseOfPyTorch() throws {
    let figures: [(loss: Double, first: Double, second: Double)] = [
      (1.077435517578125, 0.2279629046875, -0.48333451484375),
      (0.9733505557052118, 0.19272856694051424, -0.45665845215532),
      (0.8301884718508367, 0.1543725069538445, -0.42880373217314094),
      (0.6933072091321266, 0.12365269410757253, -0.4093230013657379),
    ]
    let parameters = [
      0.39168997019961593, -0.3595048321530512, -0.19805495828988418, 0.6475086243110838, 0.5935366795208394,
      0.020504884500702484, 0.18352373164385785, -0.35689101593372236, -0.0356657325420678,
      0.12365269410757253, 0.4736332079732776, -0.7997255328648015, 0.33673664869307673, -0.5260066488107726,
      0.21245662640012536, 0.5855627455799153, -0.12901540262293285, -0.3340188374272048,
      -0.4093230013657379,
    ]
    let trainer = try Trainer(
      network: network(as: Double.self), data: data(as: Double.self), configuration: configuration)
    for figure in figures {
      let loss = try #require(trainer.runEpoch())
      let slopes = [0, 1].compactMap { trainer.network.slope(ofLayer: $0) }
      #expect(
        relativeDifference([loss] + slopes, [figure.loss, figure.first, figure.second]) < 1e-14)
    }
    #expect(relativeDifference(trainer.network.allParameters, parameters) < 1e-14)
  }

  @Test func gradientsAreRight() throws {
    var choices = SampledProblem.Choices()
    choices.hidden = [.prelu(), .prelu(slope: 0), .prelu(slope: -0.8), .tanh]
    choices.sizes = 1...8
    choices.rows = 12...30
    choices.biases = [.each, .shared]
    for loss in [Loss.meanSquared, .halfSquared] {
      for output in [Activation.prelu(), .prelu(slope: -0.4)] {
        for seed in 0..<12 as Range<UInt64> {
          let problem = try SampledProblem(seed: seed, loss: loss, output: output, choices: choices)
          let check = try GradientCheck(
            network: problem.network(as: Double.self), data: problem.data(as: Double.self), loss: loss)
          #expect(check.passes, "\(problem): \(check.relativeError)")
          let copies = problem.topology.layers.reduce(0) {
            $0 + ($1.bias.isShared ? $1.outputCount - 1 : 0)
          }
          #expect(check.parameterCount == problem.topology.parameterCount - copies)
        }
      }
    }
  }

  @Test func aSlopeIsAParameter() throws {
    var network = try network(as: Float.self)
    #expect(network.topology.parameterCount == 6 + 3 + 1 + 6 + 2 + 1)
    #expect(network.slope(ofLayer: 0) == 0.25)
    #expect(network.slope(ofLayer: 1) == -0.5)
    let copy = network
    network.setSlope(2, ofLayer: 0)
    #expect(network.slope(ofLayer: 0) == 2)
    #expect(copy.slope(ofLayer: 0) == 0.25)
    #expect(network.weightsSHA256 != copy.weightsSHA256)
    #expect(network.weights(ofLayer: 1) == copy.weights(ofLayer: 1))
    #expect(network.biases(ofLayer: 0) == copy.biases(ofLayer: 0))
    #expect(network.converted(to: Double.self).slope(ofLayer: 0) == 2)
    network.initialize(seed: 1)
    #expect(network.slope(ofLayer: 0) == 0.25)
    let plain = try Network<Float>(
      topology: Topology(inputCount: 2, layers: [Layer(outputCount: 1, activation: .leakyReLU())]))
    #expect(plain.slope(ofLayer: 0) == nil)
  }

  /// Passes read the slope from the network that they are given, whatever the workspace was used for before.
  @Test func passesUseTheSlopeAsItIs() throws {
    var network = try network(as: Double.self)
    let workspace = Network<Double>.Workspace(topology: network.topology, rowCapacity: 4)
    for slope in [0.25, -3, 0, 7.5] {
      network.setSlope(slope, ofLayer: 0)
      network.setSlope(slope / 2, ofLayer: 1)
      var outputs = [Double](repeating: 0, count: 8)
      Self.inputs.withUnsafeBufferPointer { inputs in
        outputs.withUnsafeMutableBufferPointer { network.predict(inputs, into: $0, workspace: workspace) }
      }
      let naive = NaiveNetwork(network)
      let expected = Self.inputs.chunks(of: 2).flatMap { naive.predict($0) }
      #expect(relativeDifference(outputs, expected) < 1e-14)
    }
  }

  /// Without decay, trained parameters of all kinds are updated by the same rule.
  @Test(arguments: Topology.BiasMode.allCases, [0, 0.01])
  func slopesAreTrainedWithAnyBias(bias: Topology.BiasMode, weightDecay: Double) throws {
    var configuration = configuration
    configuration.weightDecay = weightDecay
    let before = try network(as: Float.self, bias: bias)
    let trainer = try Trainer(network: before, data: data(as: Float.self), configuration: configuration)
    trainer.runEpoch()
    for layer in 0..<2 {
      #expect(trainer.network.slope(ofLayer: layer) != before.slope(ofLayer: layer))
      #expect((trainer.network.biases(ofLayer: layer) == before.biases(ofLayer: layer)) == bias.isFrozen)
    }
  }

  @Test func aFrozenLayerKeepsItsSlope() throws {
    for batch in [TrainingConfiguration.BatchSize.full, .samples(1)] {
      var configuration = configuration
      configuration.frozenLayers = [0]
      configuration.batchSize = batch
      let before = try network(as: Float.self)
      let trainer = try Trainer(network: before, data: data(as: Float.self), configuration: configuration)
      trainer.runEpoch()
      #expect(trainer.network.slope(ofLayer: 0) == 0.25)
      #expect(trainer.network.weights(ofLayer: 0) == before.weights(ofLayer: 0))
      #expect(trainer.network.slope(ofLayer: 1) != -0.5)
    }
  }

  @Test func slopesHaveTheBiasesRateAndNoDecay() throws {
    var configuration = configuration
    configuration.optimizer = .sgd(momentum: 0)
    func trained() throws -> Network<Double> {
      let trainer = try Trainer(
        network: network(as: Double.self), data: data(as: Double.self), configuration: configuration)
      trainer.runEpoch()
      return trainer.network
    }
    // The gradient that PyTorch has.
    #expect(abs(try #require(trained().slope(ofLayer: 0)) - (0.25 - 0.1 * 0.22037095312499994)) < 1e-15)
    configuration.weightDecay = 5
    configuration.l1Penalty = 3
    configuration.biasLearningRate = 0.5
    #expect(abs(try #require(trained().slope(ofLayer: 0)) - (0.25 - 0.5 * 0.22037095312499994)) < 1e-15)
    #expect(abs(try #require(trained().slope(ofLayer: 1)) - (-0.5 + 0.5 * 0.16665485156249998)) < 1e-15)
  }

  @Test func theGradientsNormCountsSlopes() throws {
    var configuration = configuration
    configuration.optimizer = .sgd(momentum: 0)
    configuration.weightDecay = 0
    configuration.clipping = TrainingConfiguration.GradientClipping(norm: 1e-3)
    let before = try network(as: Double.self)
    let trainer = try Trainer(network: before, data: data(as: Double.self), configuration: configuration)
    trainer.runEpoch()
    let change = zip(trainer.network.allParameters, before.allParameters).map { $0 - $1 }
    let length = change.reduce(0) { $0 + $1 * $1 }.squareRoot()
    #expect(abs(length - 1e-4) < 1e-15)
  }

  /// Networks large enough for panels and several threads; batches larger than a pass.
  @Test(arguments: [TrainingConfiguration.BatchSize.samples(64), .samples(1), .full]) func oneResult(
    batch: TrainingConfiguration.BatchSize
  ) throws {
    var choices = SampledProblem.Choices()
    choices.hidden = [.prelu(), .prelu(slope: -0.2)]
    choices.hiddenLayers = 2...2
    choices.sizes = 60...90
    choices.rows = 300...300
    for seed in 0..<3 as Range<UInt64> {
      let problem = try SampledProblem(
        seed: seed, loss: .meanSquared, output: seed == 0 ? .prelu() : .tanh, choices: choices)
      try expectOneResult(problem, batch: batch, as: Float.self)
      try expectOneResult(problem, batch: batch, as: Double.self)
    }
  }

  private func expectOneResult<Element: Scalar>(
    _ problem: SampledProblem, batch: TrainingConfiguration.BatchSize, as type: Element.Type
  ) throws {
    var configuration = TrainingConfiguration()
    configuration.learningRate = 0.01
    configuration.batchSize = batch
    let data = try problem.data(as: type)
    func trained(_ kernels: KernelSet, threads: Int, passRows: Int = 4096) throws -> [UInt8] {
      var network = problem.network(as: type, kernels: kernels)
      let step = TrainingStep(
        network: network, data: data, configuration: configuration, batchSize: batch.count(rowCount: 300),
        maximumPassRows: passRows, threadCount: threads)
      let rows = (0..<batch.count(rowCount: 300)).map { Int32($0 * 7 % 300) }
      for _ in 0..<5 {
        rows.withUnsafeBufferPointer { rows in
          _ = step.take(network: &network, data: data, rows: rows, areConsecutive: false)
        }
      }
      #expect(network.isFinite)
      #expect(network.slope(ofLayer: 0) != problem.network(as: type, kernels: kernels).slope(ofLayer: 0))
      return network.parameterBytes
    }
    let expected = try trained(KernelSet.selected(), threads: 1)
    for kernels in KernelSet.supported { #expect(try trained(kernels, threads: 1) == expected) }
    guard batch != .samples(1) else { return }
    for threads in [2, 3, 7] { #expect(try trained(.selected(), threads: threads) == expected) }
    for passRows in [1, 17, 50] {
      #expect(try trained(.selected(), threads: 1, passRows: passRows) == expected)
      #expect(try trained(.selected(), threads: 3, passRows: passRows) == expected)
    }
  }

  @Test func explainsTheSlope() throws {
    let network = try network(as: Double.self)
    let explanation = try Explanation(
      network: network, input: [1, -2], target: [1, 0], loss: .halfSquared, learningRate: 0.1,
      biasLearningRate: 0.2)
    let naive = NaiveNetwork(network)
    var gradient = naive.zeroGradient
    naive.addGradient(of: "half-squared", input: [1, -2], target: [1, 0], to: &gradient)
    let slopes = explanation.layers.compactMap(\.slope)
    #expect(slopes.map(\.value) == [0.25, -0.5])
    #expect(relativeDifference(slopes.map(\.gradient), gradient.slopes) < 1e-14)
    #expect(gradient.slopes.contains { $0 != 0 })
    #expect(
      relativeDifference(slopes.map(\.after), zip([0.25, -0.5], gradient.slopes).map { $0 - 0.2 * $1 })
        < 1e-14)
    let derivative = try #require(explanation.layers[0].derivative)
    #expect(derivative == explanation.layers[0].z.map { $0 > 0 ? 1 : 0.25 })
    guard case .object(let members) = StepNumbers(explanation).json else {
      Issue.record("not an object")
      return
    }
    #expect(members.suffix(2).map(\.key) == ["slope_gradient", "slopes_after"])
  }

  @Test func modelFilesHoldTheSlope() throws {
    var network = try network(as: Float.self)
    network.setSlope(0.125, ofLayer: 0)
    let preprocessing = Preprocessing(
      inputs: ["a", "b"].enumerated().map {
        .init(name: $1, position: $0, scaling: .identity, replacement: nil)
      },
      targets: ["c", "d"].enumerated().map {
        .init(name: $1, position: $0 + 2, scaling: .identity, replacement: nil)
      }, labels: nil, hasHeader: true, columnCount: 4)
    let model = try TypedModel(
      network: network, preprocessing: preprocessing, loss: .meanSquared, record: TrainingRecord())
    let whole = try Safetensors(decoding: model.encoded(path: ""), file: "m")
    #expect(whole.tensor(named: "0.slope")?.shape == [1])
    #expect(whole.tensor(named: "0.slope")?.bytes == [0, 0, 0, 0x3E])
    let read = try Model(decoding: whole.encoded(), file: "m").typed(as: Float.self)
    #expect(read.network.slope(ofLayer: 0) == 0.125)
    #expect(read.network.weightsSHA256 == network.weightsSHA256)

    let damage: [(String, (inout Safetensors) -> Void)] = [
      ("no slope", { $0.tensors.removeAll { $0.name == "0.slope" } }),
      ("another name", { container in container.rename("0.slope", to: "2.slope") }),
      ("NaN", { $0.replace("0.slope", shape: [1], bytes: [0, 0, 0xC0, 0x7F]) }),
      ("infinity", { $0.replace("1.slope", shape: [1], bytes: [0, 0, 0x80, 0x7F]) }),
      ("no dimension", { $0.replace("0.slope", shape: [], bytes: [0, 0, 0, 0]) }),
      ("a slope a neuron", { $0.replace("0.slope", shape: [3], bytes: [UInt8](repeating: 0, count: 12)) }),
    ]
    for (title, change) in damage {
      var container = whole
      change(&container)
      let error = #expect(throws: BPNetError.self, "\(title)") {
        try Model(decoding: container.encoded(), file: "m")
      }
      guard case .invalidModel? = error else {
        Issue.record("\(title): \(String(describing: error))")
        continue
      }
    }
  }
}

extension Safetensors {
  fileprivate mutating func rename(_ name: String, to other: String) {
    for index in tensors.indices where tensors[index].name == name { tensors[index].name = other }
  }

  fileprivate mutating func replace(_ name: String, shape: [Int], bytes: [UInt8]) {
    for index in tensors.indices where tensors[index].name == name {
      tensors[index].shape = shape
      tensors[index].bytes = bytes
    }
  }
}
