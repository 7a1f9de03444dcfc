import Testing

@testable import BPNet

@Suite struct GradientTests {
  /// Few rows: each parameter costs four passes.
  private static let choices: SampledProblem.Choices = {
    var choices = SampledProblem.Choices()
    choices.sizes = 1...8
    choices.rows = 3...20
    return choices
  }()

  private func check(_ problem: SampledProblem) throws {
    let check = try GradientCheck(
      network: problem.network(as: Double.self), data: problem.data(as: Double.self), loss: problem.loss)
    #expect(check.passes, "\(problem): \(check.relativeError)")
    #expect(check.parameterCount > 0)
    #expect(check.sampleCount + check.skippedSampleCount == problem.rowCount)
  }

  @Test(arguments: Loss.names) func analyticGradientsAreRight(loss: String) throws {
    let loss = try Loss(parsing: loss)
    for output in SampledProblem.outputActivations(for: loss) where !output.hasKink {
      for seed in 0..<12 as Range<UInt64> {
        try check(SampledProblem(seed: seed, loss: loss, output: output, choices: Self.choices))
      }
    }
  }

  @Test(
    arguments: [
      .sigmoid(), .sigmoid(steepness: 2.5), .tanh, .linear, .relu, .leakyReLU(), .leakyReLU(slope: 0.4),
      .elu(),
      .elu(alpha: 1.7), .softplus, .gelu, .geluTanh, .silu, .prelu(), .prelu(slope: 0), .prelu(slope: -0.8),
    ] as [Activation])
  func everyHiddenActivation(activation: Activation) throws {
    var choices = Self.choices
    choices.hidden = [activation]
    choices.hiddenLayers = 1...4
    for loss in Loss.registry.defaultValues {
      for seed in 100..<106 as Range<UInt64> {
        let output = activation.hasKink ? .tanh : activation
        let suits = (try? loss.check(output: output)) != nil
        try check(SampledProblem(seed: seed, loss: loss, output: suits ? output : nil, choices: choices))
      }
    }
  }

  @Test func samplesNearAKinkAreSkipped() throws {
    let topology = try Topology(
      inputCount: 1,
      layers: [Layer(outputCount: 1, activation: .relu), Layer(outputCount: 1, activation: .linear)])
    var network = try Network<Double>(topology: topology)
    network.setWeights([1], ofLayer: 0)
    network.setWeights([1], ofLayer: 1)
    let inputs = [-1, -0.001, 0, 0.009, 0.011, 2]
    let data = try Dataset(inputs: inputs, inputCount: 1, targets: inputs.map { _ in 3 }, outputCount: 1)
    let check = try GradientCheck(network: network, data: data, loss: .halfSquared)
    #expect(check.passes)
    #expect(check.skippedSampleCount == 3)
    #expect(check.sampleCount == 3)
    let kinksOnly = data.selecting(rows: [1, 2, 3])
    #expect(throws: BPNetError.self) {
      try GradientCheck(network: network, data: kinksOnly, loss: .halfSquared)
    }
  }

  @Test func largeNetworksAreCheckedInPart() throws {
    let topology = try Topology(
      inputCount: 30,
      layers: [Layer(outputCount: 40, activation: .tanh), Layer(outputCount: 5, activation: .softmax)])
    var network = try Network<Double>(topology: topology)
    network.initialize(seed: 0)
    var generator = RandomGenerator(seed: 0, stream: 0)
    let data = try Dataset(
      inputs: (0..<90).map { _ in generator.gaussian() }, inputCount: 30, classes: [0, 4, 2], classCount: 5)
    let check = try GradientCheck(
      network: network, data: data, loss: .crossEntropy, maximumParameterCount: 100)
    #expect(check.parameterCount == 100)
    #expect(check.passes)
  }

  @Test(arguments: [1e-6, 1e-3, -2]) func aWrongGradientIsNoticed(error: Double) throws {
    for seed in 0..<10 as Range<UInt64> {
      let problem = try SampledProblem(seed: seed, loss: .meanSquared, output: .tanh, choices: Self.choices)
      let check = try GradientCheck(
        network: problem.network(as: Double.self), data: problem.data(as: Double.self),
        loss: Loss(DoctoredLoss(error: error)))
      #expect(!check.passes, "\(problem): \(check.relativeError)")
    }
  }

  @Test func refusesALossThatDoesNotSuit() throws {
    let problem = try SampledProblem(seed: 1, loss: .meanSquared, output: .tanh)
    #expect(throws: BPNetError.self) {
      try GradientCheck(
        network: problem.network(as: Double.self), data: problem.data(as: Double.self), loss: .crossEntropy)
    }
  }
}

/// The squared error, with a gradient that is wrong by a factor.
private struct DoctoredLoss: LossFunction {
  let error: Double

  var name: String { "doctored" }
  func expectedOutput(insteadOf activation: Activation) -> String? { nil }
  func meanDivisor(outputCount: Int) -> Double { 1 }

  func routines<Element: Scalar>(as type: Element.Type) -> LossRoutines<Element> {
    let exact = Loss.meanSquared.function.routines(as: type)
    let error = error
    return LossRoutines(
      needsLogits: exact.needsLogits, errorsAreOfOutputs: exact.errorsAreOfOutputs,
      sum: exact.sum, errors: { exact.errors($0, $1 * Element(1 + error), $2) })
  }

  func perOutput(
    outputs: [Double], logits: [Double], targets: [Double], activation: Activation
  ) -> [Double] {
    Loss.meanSquared.function.perOutput(
      outputs: outputs, logits: logits, targets: targets, activation: activation)
  }
}
