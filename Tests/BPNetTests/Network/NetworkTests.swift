import Testing

@testable import BPNet

@Suite struct NetworkTests {
  @Test func copiesAreIndependent() throws {
    let topology = try Topology(inputCount: 2, layers: [Layer(outputCount: 2, activation: .linear)])
    var first = try Network<Float>(topology: topology)
    first.setWeights([1, 2, 3, 4], ofLayer: 0)
    var second = first
    second.setWeights([5, 6, 7, 8], ofLayer: 0)
    second.setBiases([1, 1], ofLayer: 0)
    #expect(first.weights(ofLayer: 0) == [1, 2, 3, 4])
    #expect(first.biases(ofLayer: 0) == [0, 0])
    #expect(second.weights(ofLayer: 0) == [5, 6, 7, 8])
    let third = second
    second.initialize(seed: 1)
    #expect(third.weights(ofLayer: 0) == [5, 6, 7, 8])
  }

  @Test func trainingLeavesTheFirstNetworkAlone() throws {
    let problem = try SampledProblem(seed: 1)
    let network = try problem.network(as: Float.self)
    let before = network.parameterBytes
    var configuration = TrainingConfiguration()
    configuration.loss = problem.loss
    let trainer = try Trainer(
      network: network, data: problem.data(as: Float.self), configuration: configuration)
    trainer.runEpoch()
    let during = trainer.network
    let bytes = during.parameterBytes
    trainer.runEpoch()
    #expect(network.parameterBytes == before)
    #expect(during.parameterBytes == bytes)
    #expect(trainer.network.parameterBytes != bytes)
  }

  @Test func weightsAreOutputsByInputs() throws {
    // z₀ = 1·10 + 2·100 + 0.5, z₁ = 3·10 + 4·100 + 0.25.
    let topology = try Topology(inputCount: 2, layers: [Layer(outputCount: 2, activation: .linear)])
    var network = try Network<Double>(topology: topology)
    network.setWeights([1, 2, 3, 4], ofLayer: 0)
    network.setBiases([0.5, 0.25], ofLayer: 0)
    #expect(network.predict([10, 100]) == [210.5, 430.25])
    #expect(network.weightRows(ofLayer: 0) == [[1, 2], [3, 4]])
    #expect(network.weights(ofLayer: 0) == [1, 2, 3, 4])
  }

  @Test func predictsAsTheFormulasSay() throws {
    for seed in 0..<80 as Range<UInt64> {
      let problem = try SampledProblem(seed: seed)
      let network = try problem.network(as: Double.self)
      let naive = NaiveNetwork(network)
      let expected = problem.inputRows.flatMap { naive.predict($0) }
      let difference = relativeDifference(network.predict(problem.inputs), expected)
      #expect(difference < 1e-13, "\(problem): \(difference)")
      let single = network.converted(to: Float.self).predict(problem.inputs.map { Float($0) })
      #expect(relativeDifference(single.map { Double($0) }, expected) < 1e-5, "\(problem)")
    }
  }

  @Test func aRowsOutputsDoNotDependOnItsNeighbours() throws {
    for seed in 0..<20 as Range<UInt64> {
      var choices = SampledProblem.Choices()
      choices.rows = 300...300
      let problem = try SampledProblem(seed: seed, choices: choices)
      let network = try problem.network(as: Float.self)
      let inputs = problem.inputs.map { Float($0) }
      let together = network.predict(inputs)
      let alone = inputs.chunks(of: problem.topology.inputCount).flatMap { network.predict($0) }
      #expect(together == alone, "\(problem)")
    }
  }

  @Test func spansAndArraysAreAlike() throws {
    let problem = try SampledProblem(seed: 3)
    let network = try problem.network(as: Double.self)
    let expected = network.predict(problem.inputs)
    let workspace = Network<Double>.Workspace(
      topology: problem.topology, rowCapacity: problem.inputRows.count)
    var outputs = expected.map { _ in -1.0 } + [-1]
    var span = outputs.mutableSpan
    network.predict(problem.inputs.span, into: &span, workspace: workspace)
    #expect(outputs == expected + [-1])
  }

  @Test func noRowsGiveNoOutputs() throws {
    let problem = try SampledProblem(seed: 1)
    let network = try problem.network(as: Float.self)
    #expect(network.predict([]) == [])
    let workspace = Network<Float>.Workspace(topology: problem.topology, rowCapacity: 1)
    network.predict(.init(start: nil, count: 0), into: .init(start: nil, count: 0), workspace: workspace)
  }

  @Test func manyThreadsShareANetwork() async throws {
    let problem = try SampledProblem(seed: 6)
    let network = try problem.network(as: Float.self)
    let inputs = problem.inputs.map { Float($0) }
    let expected = network.predict(inputs)
    let allAgree = await withTaskGroup(of: Bool.self) { group in
      for _ in 0..<8 {
        group.addTask { (0..<50).allSatisfy { _ in network.predict(inputs) == expected } }
      }
      return await group.allSatisfy { $0 }
    }
    #expect(allAgree)
  }

  @Test func convertsBetweenPrecisions() throws {
    let problem = try SampledProblem(seed: 9)
    let single = try problem.network(as: Float.self)
    #expect(
      single.converted(to: Double.self).converted(to: Float.self).parameterBytes == single.parameterBytes)
    #expect(single.converted(to: Double.self).allParameters == single.allParameters)
  }

  @Test func knowsWhetherItIsFinite() throws {
    let topology = try Topology(inputCount: 3, layers: [Layer(outputCount: 3, activation: .tanh)])
    for bad in [Double.nan, .infinity, -.infinity] {
      var network = try Network<Double>(topology: topology)
      #expect(network.isFinite)
      network.setBiases([0, 0, bad], ofLayer: 0)
      #expect(!network.isFinite)
      network.setBiases([0, 0, 0], ofLayer: 0)
      network.setWeights([0, 0, 0, 0, 0, 0, 0, 0, bad], ofLayer: 0)
      #expect(!network.isFinite)
    }
  }

  @Test func widthsOfWholePagesWork() throws {
    // Workspaces give these another stride than columns.
    let topology = try Topology(
      inputCount: 3,
      layers: [Layer(outputCount: 256, activation: .tanh), Layer(outputCount: 512, activation: .softmax)])
    var network = try Network<Double>(topology: topology)
    network.initialize(seed: 1)
    let inputs = (0..<9).map { Double($0) / 9 }
    let naive = NaiveNetwork(network)
    let expected = inputs.chunks(of: 3).flatMap { naive.predict($0) }
    #expect(relativeDifference(network.predict(inputs), expected) < 1e-13)

    var configuration = TrainingConfiguration()
    configuration.loss = .crossEntropy
    configuration.batchSize = .full
    let data = try Dataset(inputs: inputs, inputCount: 3, classes: [0, 511, 256], classCount: 512)
    let trainer = try Trainer(network: network, data: data, configuration: configuration)
    var reference = NaiveTrainer(network, rule: .momentum, momentum: 0.9, configuration: configuration)
    for _ in 0..<3 {
      let loss = trainer.runEpoch() ?? .nan
      let targets = [0, 511, 256].map { hot in (0..<512).map { $0 == hot ? 1.0 : 0 } }
      let expectedLoss = reference.step(inputs: inputs.chunks(of: 3), targets: targets)
      #expect(relativeDifference([loss], [expectedLoss]) < 1e-12)
    }
    #expect(relativeDifference(trainer.network.allParameters, reference.network.allParameters) < 1e-12)
  }
}
