import Testing

@testable import BPNet

/// Gradient checks of networks whose loss is hard to differentiate numerically: right gradients pass, and
/// wrong ones fail.
@Suite struct GradientCheckTests {
  private static func network(
    _ inputCount: Int, _ layers: [Layer], weights: [[Double]]
  ) throws -> Network<Double> {
    var network = try Network<Double>(topology: Topology(inputCount: inputCount, layers: layers))
    for (index, values) in weights.enumerated() { network.setWeights(values, ofLayer: index) }
    return network
  }

  /// One sigmoid output of 0.999999997 for the target 0: the loss is 1, its derivative 6.15·10⁻⁹, of which
  /// differences of the loss can show three digits.
  @Test func aSaturatedOutput() throws {
    let network = try Self.network(
      1, [Layer(outputCount: 1, activation: .sigmoid(), bias: .each)], weights: [[19.6]])
    let data = try Dataset<Double>(inputs: [1], inputCount: 1, targets: [0], outputCount: 1)
    let analytic = AnalyticGradient(of: network, over: data, loss: .meanSquared)
    #expect(abs(analytic.values[0] / 6.149_759_702e-9 - 1) < 2e-8)
    let check = try GradientCheck(network: network, data: data, loss: .meanSquared)
    #expect(check.passes, "\(check.relativeError)")
    #expect(check.unresolvedParameterCount == 2)
    // What differences do show is still noticed.
    let wrong = try GradientCheck(network: network, data: data, loss: .meanSquared) { $0[0] *= 1.1 }
    #expect(!wrong.passes)
  }

  /// Errors in the other samples' gradients are found even if one sample is saturated.
  @Test(arguments: [1e-4, 1e-5, -1e-5]) func aSaturatedSampleAmongOthers(error: Double) throws {
    let network = try Self.network(
      2, [Layer(outputCount: 1, activation: .sigmoid(), bias: .each)], weights: [[0.3, 19.6]])
    let data = try Dataset<Double>(
      inputs: [0.5, 1, 0.8, 0.05, -0.7, -0.02, 0.9, 0.1], inputCount: 2, targets: [0, 1, 0, 0.5],
      outputCount: 1)
    let check = try GradientCheck(network: network, data: data, loss: .meanSquared)
    #expect(check.passes && check.unresolvedParameterCount == 0, "\(check.relativeError)")
    for place in [0, Int(network.layout.layers[0].biasOffset)] {
      let wrong = try GradientCheck(network: network, data: data, loss: .meanSquared) {
        $0[place] *= 1 + error
      }
      #expect(!wrong.passes, "\(place): \(wrong.relativeError)")
    }
  }

  /// Random problems, some of which have inputs in the thousands and first weights to match.
  private static func problem(
    seed: UInt64, inputScale: Double, output: Activation? = nil
  ) throws -> (network: Network<Double>, data: Dataset<Double>, loss: Loss) {
    var choices = SampledProblem.Choices()
    choices.sizes = 1...6
    choices.rows = 5...20
    choices.hidden = [.tanh, .sigmoid(), .gelu, .silu, .softplus]
    choices.hiddenLayers = 1...2
    choices.biases = [.each]
    let problem = try SampledProblem(seed: seed, output: output, choices: choices)
    var network = try problem.network(as: Double.self)
    network.setWeights(network.weights(ofLayer: 0).map { $0 / inputScale }, ofLayer: 0)
    let inputs = problem.inputs.map { $0 * inputScale }
    let data = try Dataset(
      inputs: inputs, inputCount: problem.topology.inputCount, targets: problem.targetRows.flatMap { $0 },
      outputCount: problem.topology.outputCount)
    return (network, data, problem.loss)
  }

  @Test(arguments: [1, 3000, 1e6, 1e-6]) func inputsOfAnyScale(scale: Double) throws {
    for seed in 0..<60 as Range<UInt64> {
      let (network, data, loss) = try Self.problem(seed: seed, inputScale: scale)
      let check = try GradientCheck(network: network, data: data, loss: loss)
      #expect(check.passes, "\(seed), \(network.topology), \(loss): \(check.relativeError)")
      #expect(check.unresolvedParameterCount < check.parameterCount)
    }
  }

  /// Gradients of layers with a small relative error.
  @Test(arguments: [1, 3000], [1e-4, 1e-5]) func wrongGradientsAreNoticed(scale: Double, error: Double) throws
  {
    var noticed = [0, 0]
    for seed in 0..<40 as Range<UInt64> {
      let (network, data, loss) = try Self.problem(seed: seed, inputScale: scale)
      let (first, last) = (network.layout.layers[0], network.layout.layers[network.layout.layers.count - 1])
      let places = [
        [first.biasOffset..<first.biasOffset + first.outputCount],
        [last.weightRange],
      ]
      for (index, ranges) in places.enumerated() {
        let check = try GradientCheck(network: network, data: data, loss: loss) { gradient in
          for place in ranges.joined() { gradient[place] *= 1 + error }
        }
        if !check.passes { noticed[index] += 1 }
      }
    }
    // Some first layers have next to no part in the gradient: ReLU outputs that are all 0 for one.
    #expect(noticed.allSatisfy { $0 >= (error < 5e-5 ? 30 : 35) }, "\(noticed) of 40")
  }

  /// Targets in the hundred thousands: rounding of the outputs is more than that of the loss.
  @Test func outputsInUnitsOfTheirOwn() throws {
    var generator = RandomGenerator(seed: 3, stream: 0)
    var network = try Self.network(
      2, [Layer(outputCount: 3, activation: .tanh), Layer(outputCount: 1, activation: .linear)],
      weights: [[0.3, -0.2, 0.1, 0.5, -0.4, 0.2], [500, -300, 200]])
    network.setBiases([300_000], ofLayer: 1)
    for _ in 0..<20 {
      let inputs = (0..<6).map { _ in generator.gaussian() }
      let data = try Dataset<Double>(
        inputs: inputs, inputCount: 2, targets: (0..<3).map { _ in 300_000 + 10 * generator.gaussian() },
        outputCount: 1)
      let check = try GradientCheck(network: network, data: data, loss: .meanSquared)
      #expect(check.passes, "\(check.relativeError)")
      let wrong = try GradientCheck(network: network, data: data, loss: .meanSquared) { $0[0] *= 1.001 }
      #expect(!wrong.passes)
    }
  }

  /// At the minimum of a loss that is not 0 all derivatives vanish.
  @Test func aMinimum() throws {
    let network = try Self.network(
      1, [Layer(outputCount: 1, activation: .linear, bias: .each)], weights: [[0]])
    let data = try Dataset<Double>(
      inputs: [-1, 1, -1, 1], inputCount: 1, targets: [0.3, 0.1, -0.3, -0.1], outputCount: 1)
    let check = try GradientCheck(network: network, data: data, loss: .meanSquared)
    #expect(check.passes, "\(check.relativeError)")
    let wrong = try GradientCheck(network: network, data: data, loss: .meanSquared) { $0[0] += 1e-6 }
    #expect(!wrong.passes)
  }

  @Test(arguments: [(Loss.poisson, "inf"), (.meanSquared, "inf")])
  func aLossThatIsNotFinite(loss: Loss, value: String) throws {
    let network = try Self.network(
      1, [Layer(outputCount: 1, activation: .linear, bias: .each)], weights: [[1e200]])
    let data = try Dataset<Double>(inputs: [1, 0], inputCount: 1, targets: [1, 1], outputCount: 1)
    let error = #expect(throws: BPNetError.self) {
      try GradientCheck(network: network, data: data, loss: loss)
    }
    #expect(error?.description.hasPrefix("data: found a loss of \(value)") == true)
  }

  /// The check fails if a derivative is infinite or NaN.
  @Test(arguments: [Double.infinity, .nan]) func derivativesThatAreNotFinite(value: Double) throws {
    let (network, data, loss) = try Self.problem(seed: 1, inputScale: 1)
    let check = try GradientCheck(network: network, data: data, loss: loss) { $0[0] = value }
    #expect(!check.passes && check.relativeError == .infinity)
  }

  /// A weight so large that every step is lost in rounding.
  @Test func stepsThatVanish() throws {
    let network = try Self.network(
      2, [Layer(outputCount: 1, activation: .linear, bias: .each)], weights: [[1, 1]])
    let data = try Dataset<Double>(
      inputs: [1e14, 1, -1e14, 2], inputCount: 2, targets: [0, 0], outputCount: 1)
    let check = try GradientCheck(network: network, data: data, loss: .meanAbsolute)
    #expect(check.passes && check.unresolvedParameterCount >= 1)
  }
}
