import Testing

@testable import BPNet

@Suite struct NetworkLeastSquaresTests {
  /// A squared-error problem as a function of its trained parameters.
  private func objective<Element: Scalar>(
    _ network: Network<Element>, _ data: Dataset<Element>, configuration: TrainingConfiguration
  ) -> NetworkLeastSquares<Element> {
    let step = TrainingStep(
      network: network, data: data, configuration: configuration, batchSize: data.rowCount)
    let general = NetworkObjective(network: network, data: data, configuration: configuration, step: step)
    let loss = configuration.loss.function
    return NetworkLeastSquares(
      general, network: network, data: data, weightDecay: configuration.weightDecay,
      factor: reducedLoss(
        loss.squaredErrorFactor ?? .nan, loss: loss, reduction: configuration.reduction, data: data))
  }

  private func configuration(
    _ loss: Loss, reduction: TrainingConfiguration.Reduction = .mean, decay: Double = 0,
    frozenLayers: Set<Int> = []
  ) -> TrainingConfiguration {
    var configuration = TrainingConfiguration()
    configuration.loss = loss
    configuration.optimizer = .levenbergMarquardt()
    configuration.batchSize = .full
    configuration.reduction = reduction
    configuration.weightDecay = decay
    configuration.frozenLayers = frozenLayers
    return configuration
  }

  /// The outputs of all samples as a function of the trained parameters, differentiated by five-point
  /// differences: rows are samples times outputs.
  private func numericJacobian(
    _ network: Network<Double>, _ problem: SampledProblem, _ parameters: TrainedParameters
  ) -> [[Double]] {
    var vector = [Double](repeating: 0, count: parameters.count)
    parameters.pack(network.parameters, into: &vector)
    var moved = network
    let step = 1e-4
    let columns = (0..<parameters.count).map { index in
      let outputs = [-2.0, -1, 1, 2].map { multiple in
        var point = vector
        point[index] += multiple * step
        parameters.unpack(point, into: moved.uniqueParameters())
        return moved.predict(problem.inputs)
      }
      return outputs[0].indices.map { row in
        (8 * (outputs[2][row] - outputs[1][row]) - (outputs[3][row] - outputs[0][row])) / (12 * step)
      }
    }
    return columns[0].indices.map { row in columns.map { $0[row] } }
  }

  /// - Parameter slopes: whether hidden layers train a slope; no sample is then near its kink.
  private static func smoothChoices(slopes: Bool = false) -> SampledProblem.Choices {
    var choices = SampledProblem.Choices()
    choices.hidden =
      slopes
      ? [.prelu()]
      : [.sigmoid(), .sigmoid(steepness: 0.7), .tanh, .linear, .softplus, .gelu, .geluTanh, .silu]
    choices.sizes = 1...9
    return choices
  }

  private static let smoothOutputs: [Activation] = [.linear, .sigmoid(), .tanh, .softmax, .gelu]

  @Test(arguments: 0..<48 as Range<UInt64>) func derivativesAreThoseOfDifferences(seed: UInt64) throws {
    let loss = seed.isMultiple(of: 2) ? Loss.meanSquared : .halfSquared
    let problem = try SampledProblem(
      seed: seed, loss: loss, output: Self.smoothOutputs[Int(seed % 5)],
      choices: Self.smoothChoices(slopes: seed >= 40))
    let network = try problem.network(as: Double.self)
    let data = try problem.data(as: Double.self)
    let isFrozen = seed % 3 == 0 && problem.topology.layers.count > 1
    let configuration = configuration(
      loss, reduction: seed % 4 < 2 ? .mean : .sum, decay: seed % 5 == 0 ? 0.3 : 0,
      frozenLayers: isFrozen ? [Int(seed) % problem.topology.layers.count] : [])
    let objective = objective(network, data, configuration: configuration)
    let parameters = TrainedParameters(network.layout, frozenLayers: configuration.frozenLayers)
    let count = parameters.count
    var vector = [Double](repeating: 0, count: count)
    parameters.pack(network.parameters, into: &vector)
    var (gradient, hessian) = (vector, [Double](repeating: .nan, count: count * count))
    let value = objective.evaluate(vector, gradient: &gradient, hessian: &hessian)
    #expect(value == objective.evaluate(vector))

    let jacobian = numericJacobian(network, problem, parameters)
    let residuals = zip(network.predict(problem.inputs), problem.targetRows.flatMap { $0 }).map { $0 - $1 }
    let rowDivisor = configuration.reduction == .mean ? Double(problem.rowCount) : 1
    let outputDivisor =
      configuration.reduction == .mean && loss.name == "mse" ? Double(problem.topology.outputCount) : 1
    let factor = (loss.name == "mse" ? 1 : 0.5) / (rowDivisor * outputDivisor)
    #expect(abs(objective.factor / factor - 1) < 1e-14)
    #expect(objective.residualCount == residuals.count)
    let weights = Set(parameters.segments.filter { $0.kind == .weights }.flatMap(\.range))
    func decay(_ index: Int) -> Double { weights.contains(index) ? configuration.weightDecay : 0 }
    let penalty = vector.indices.reduce(0) { $0 + 0.5 * decay($1) * vector[$1] * vector[$1] }
    let squares = residuals.reduce(0) { $0 + $1 * $1 }
    #expect(abs(value - factor * squares - penalty) <= 1e-12 * value)
    let expectedGradient = (0..<count).map { index in
      2 * factor * zip(jacobian, residuals).reduce(0) { $0 + $1.0[index] * $1.1 } + decay(index)
        * vector[index]
    }
    #expect(relativeDifference(gradient, expectedGradient) < 1e-8, "\(problem)")
    var (upper, expected) = ([Double](), [Double]())
    for row in 0..<count {
      for column in row..<count {
        upper.append(hessian[row * count + column])
        let product = jacobian.reduce(0) { $0 + $1[row] * $1[column] }
        expected.append(2 * factor * product + (row == column ? decay(row) : 0))
      }
    }
    #expect(relativeDifference(upper, expected) < 1e-8, "\(problem)")
    // The gradient that back-propagation makes of the whole loss.
    var propagated = gradient
    let sameValue = objective.evaluate(vector, gradient: &propagated)
    #expect(abs(sameValue - value) <= 1e-14 * value)
    #expect(relativeDifference(propagated, gradient) < 1e-12 || relativeDifference(gradient, [0]) < 1e-12)
  }

  /// Several blocks of samples and of the Hessian's rows, in both precisions, with every instruction set.
  @Test func blocksAndKernelsDoNotMatter() throws {
    let topology = try Topology(
      inputCount: 7,
      layers: [
        Layer(outputCount: 30, activation: .tanh), Layer(outputCount: 2, activation: .linear, bias: .shared),
      ])
    let rows = 600
    var generator = RandomGenerator(seed: 4, stream: 1)
    let problem = SampledProblem(
      topology: topology, loss: .meanSquared, weightSeed: 1,
      inputs: (0..<rows * 7).map { _ in generator.gaussian() },
      targets: .values((0..<rows * 2).map { _ in generator.gaussian() }))
    func derivatives<Element: Scalar>(_ kernels: KernelSet, as type: Element.Type, rows: Range<Int>) throws
      -> [Double]
    {
      let network = problem.network(as: type, kernels: kernels)
      let data = try problem.data(as: type).selecting(rows: Array(rows))
      let objective = objective(network, data, configuration: configuration(.meanSquared, reduction: .sum))
      let count = objective.parameterCount
      #expect(count == 30 * 8 + 60 + 1)
      var vector = [Double](repeating: 0, count: count)
      TrainedParameters(network.layout).pack(network.parameters, into: &vector)
      var (gradient, hessian) = (vector, [Double](repeating: 0, count: count * count))
      let value = objective.evaluate(vector, gradient: &gradient, hessian: &hessian)
      let upper = (0..<count).flatMap { hessian[$0 * (count + 1)..<($0 + 1) * count] }
      return [value] + gradient + upper
    }
    let kernels = try KernelSet.selected()
    let whole = try derivatives(kernels, as: Double.self, rows: 0..<rows)
    let parts = try [0..<100, 100..<377, 377..<600].map {
      try derivatives(kernels, as: Double.self, rows: $0)
    }
    let sum = whole.indices.map { index in parts.reduce(0) { $0 + $1[index] } }
    #expect(relativeDifference(sum, whole) < 1e-13)
    let narrow = try derivatives(kernels, as: Float.self, rows: 0..<rows)
    #expect(relativeDifference(narrow, whole) < 1e-5)
    for kernels in KernelSet.supported {
      #expect(try derivatives(kernels, as: Double.self, rows: 0..<rows) == whole, "\(kernels.name)")
      #expect(try derivatives(kernels, as: Float.self, rows: 0..<rows) == narrow, "\(kernels.name)")
    }
  }

  @Test func vectorsHoldWhatIsTrained() throws {
    let modes: [(Topology.BiasMode, Int)] = [(.each, 3), (.shared, 1), (.frozen, 0), (.sharedFrozen, 0)]
    for (mode, biases) in modes {
      let topology = try Topology(
        inputCount: 2,
        layers: [
          Layer(outputCount: 3, activation: .tanh, bias: mode), Layer(outputCount: 1, activation: .linear),
        ])
      var network = try Network<Float>(topology: topology)
      network.initialize(weights: .leCun, biases: .uniform(low: -1, high: 1), seed: 5)
      let parameters = TrainedParameters(network.layout)
      #expect(parameters.count == 6 + biases + 4)
      #expect(TrainedParameters(network.layout, frozenLayers: [0]).count == 4)
      #expect(TrainedParameters(network.layout, frozenLayers: [1]).count == 6 + biases)
      var vector = [Double](repeating: 0, count: parameters.count)
      parameters.pack(network.parameters, into: &vector)
      var copy = network
      parameters.unpack(vector, into: copy.uniqueParameters())
      #expect(copy.parameterBytes == network.parameterBytes)
      parameters.unpack(vector.map { $0 + 1 }, into: copy.uniqueParameters())
      let changed = zip(copy.allParameters, network.allParameters).filter { $0 != $1 }.count
      #expect(changed == 10 + (mode.isFrozen ? 0 : 3))
      #expect(!mode.isShared || Set(copy.biases(ofLayer: 0)).count == 1)
    }
  }
}
