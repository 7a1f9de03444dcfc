import Testing

@testable import BPNet

/// Rows of weights that end a little before a cache line have a gap up to it, which stays zero.
@Suite struct RowGapTests {
  private static func topology(_ sizes: [Int]) throws -> Topology {
    try Topology(
      inputCount: sizes[0], layers: sizes.dropFirst().map { Layer(outputCount: $0, activation: .tanh) })
  }

  @Test func rowsFillCacheLines() throws {
    func strides(_ sizes: [Int], elementSize: Int) throws -> [Int] {
      ParameterLayout(try Self.topology(sizes), elementSize: elementSize).layers.map(\.rowStride)
    }
    // Gaps of at most a quarter of a row, in layers of more than 1,024 weights.
    #expect(try strides([200, 30, 50, 20, 52], elementSize: 4) == [32, 64, 20, 64])
    #expect(try strides([200, 24, 100, 33, 32], elementSize: 4) == [32, 112, 33, 32])
    #expect(try strides([200, 24, 100, 33, 32], elementSize: 8) == [24, 104, 40, 32])
    #expect(try strides([34, 30, 34, 31], elementSize: 4) == [30, 34, 32])
    #expect(try strides([34, 31, 30], elementSize: 4) == [32, 30])
    // The last of the panels, of 12 and 6 columns, and whole ones.
    #expect(try strides([2060, 76, 2060, 102, 2060, 96], elementSize: 4) == [16, 16, 6, 16, 32])
  }

  /// The weights are set, read, and passed over in the order of rows, whatever the layout.
  @Test(arguments: [[50, 30, 200], [60, 100, 50], [2060, 76, 3]]) func weightsAreSetAndRead(_ sizes: [Int])
    throws
  {
    var network = try Network<Float>(topology: try Self.topology(sizes))
    network.initialize(seed: 4)
    for (index, layer) in network.layout.layers.enumerated() {
      let values = (0..<layer.weightCount).map { Float($0 + 1) }
      network.setWeights(values, ofLayer: index)
      #expect(network.weights(ofLayer: index) == values)
      var offsets: [Int] = []
      layer.forEachWeightRun { offset, count in offsets += offset..<offset + count }
      let all = (0..<layer.inputCount).flatMap { input in
        (0..<layer.outputCount).map { layer.offset(ofWeightFrom: input, to: $0) }
      }
      #expect(offsets == all)
      #expect(all.allSatisfy(layer.weightRange.contains) && Set(all).count == layer.weightCount)
      let places = all.map { Int(network.parameters[$0]) - 1 }
      let rows = (0..<layer.inputCount).flatMap { input in
        (0..<layer.outputCount).map { $0 * layer.inputCount + input }
      }
      #expect(places == rows)
    }
    let parameters = TrainedParameters(network.layout)
    var vector = [Double](repeating: 0, count: parameters.count)
    vector.withUnsafeMutableBufferPointer { parameters.pack(network.parameters, into: $0.baseAddress!) }
    #expect(vector.count == network.topology.parameterCount)
    var other = try Network<Float>(topology: network.topology)
    let destination = other.uniqueParameters()
    vector.withUnsafeBufferPointer { parameters.unpack($0.baseAddress!, into: destination) }
    #expect(other.parameterBytes == network.parameterBytes)
  }

  /// Panels of layers with gaps, which must stay zero, do not share memory with those of other layers.
  @Test(arguments: [1, 2, 3]) func gradientsOfPanelsKeepTheirGaps(threads: Int) throws {
    let topology = try Self.topology([300, 100, 90, 50, 33, 2060, 76, 60])
    let problem = StepProblem(
      layout: ParameterLayout(topology, elementSize: 4), batchSize: 40, elementSize: 4, threadCount: threads)
    let plan = StepPlan(problem)
    #expect(plan.form == .panels)
    for panels in plan.panels {
      // Who writes a place of the gradients' memory, and whose gap it is.
      var writers: [Int: Set<Int>] = [:]
      var gaps: [Int: Int] = [:]
      for panel in panels {
        let columns = panel.outputs.count / panel.partCount
        for row in 0..<panel.inputs.count * panel.partCount {
          let start = panel.gradientOffset + row * panel.rowStride
          for place in start..<start + columns { writers[place, default: []].insert(panel.layer) }
          for place in start + columns..<start + panel.rowStride { gaps[place] = panel.layer }
        }
      }
      #expect(gaps.allSatisfy { writers[$0.key] == nil })
      let count = GradientPanel.gradientElementCount(panels)
      #expect(writers.keys.allSatisfy { $0 < count } && gaps.keys.allSatisfy { $0 < count })
    }
    #expect(plan.panels.joined().contains { $0.gradientOffset > 0 })
  }

  private static let optimizers = [
    Optimizer.sgd(momentum: 0), .sgd(), .nesterov(), .rmsprop(momentum: 0.5), .adam(), .rprop(), .quickprop(),
  ]

  /// After training by single samples, in panels and from whole gradients, on one thread and on two.
  @Test(arguments: optimizers) func gapsStayZero(_ optimizer: Optimizer) throws {
    for kernels in KernelSet.supported {
      try expectZeroGaps(optimizer, as: Float.self, kernels)
      try expectZeroGaps(optimizer, as: Double.self, kernels)
    }
  }

  private func expectZeroGaps<Element: Scalar>(
    _ optimizer: Optimizer, as _: Element.Type, _ kernels: KernelSet
  ) throws {
    let topology = try Self.topology([70, 60, 100, 12, 91, 12])
    var generator = RandomGenerator(seed: 8, stream: 1)
    let numbers = (0..<40 * 82).map { _ in Element(generator.uniform()) }
    let data = try Dataset(
      inputs: Array(numbers[..<2800]), inputCount: 70, targets: Array(numbers[2800...]), outputCount: 12)
    for (batch, threads) in [(1, 1), (1, 2), (13, 1), (13, 2), (40, 1)] {
      for form in StepForm.allCases {
        var configuration = TrainingConfiguration()
        (configuration.optimizer, configuration.learningRate) = (optimizer, 0.001)
        (configuration.batchSize, configuration.weightDecay) = (.samples(batch), 0.01)
        configuration.stepForm = form
        var network = Network<Element>(topology: topology, kernels: kernels)
        network.initialize(seed: 2)
        let trainer = try Trainer(
          network: network, data: data, configuration: configuration, threadCount: threads)
        for _ in 0..<2 { trainer.runEpoch() }
        let trained = trainer.network
        var gaps = 0
        for layer in trained.layout.layers {
          var places = Set(layer.weightRange)
          layer.forEachWeightRun { offset, count in places.subtract(offset..<offset + count) }
          gaps += places.count
          #expect(places.allSatisfy { trained.parameters[$0] == 0 }, "\(batch) \(threads) \(form)")
        }
        let wide = Element.self == Float.self ? 12 : 4
        #expect(gaps == 70 * 4 + 60 * wide + 100 * 4 + 12 * 5 + 91 * 4)
        #expect(trained.parameterBytes != network.parameterBytes)
      }
    }
  }
}
