import Testing

@testable import BPNet

/// Options that change gradients between back-propagation and the optimiser.
@Suite struct GradientOptionTests {
  private let problem: SampledProblem

  init() throws {
    var choices = SampledProblem.Choices()
    choices.rows = 40...40
    choices.hiddenLayers = 2...2
    problem = try SampledProblem(seed: 11, loss: .meanSquared, output: .linear, choices: choices)
  }

  /// A network before and after a step.
  private struct Step {
    let network: Network<Double>
    let trained: Network<Double>
    var before: [Double] { network.allParameters }
    var after: [Double] { trained.allParameters }
    /// What a step of plain gradient descent with η = 1 goes back by.
    var gradient: [Double] { zip(before, after).map { $0 - $1 } }
  }

  /// One step of plain gradient descent over all samples, η = 1.
  private func step(_ change: (inout TrainingConfiguration) -> Void = { _ in }) throws -> Step {
    var configuration = TrainingConfiguration()
    configuration.loss = problem.loss
    configuration.optimizer = .sgd(momentum: 0)
    configuration.learningRate = 1
    configuration.batchSize = .full
    change(&configuration)
    let network = try problem.network(as: Double.self)
    let trainer = try Trainer(
      network: network, data: try problem.data(as: Double.self), configuration: configuration)
    trainer.runEpoch()
    return Step(network: network, trained: trainer.network)
  }

  private func norm(_ values: [Double]) -> Double { values.reduce(0) { $0 + $1 * $1 }.squareRoot() }

  @Test func clipsTheNorm() throws {
    // A shared bias is one parameter, though each neuron has a copy.
    let full = try step().gradient
    let length = norm(full)
    let hasSharedBias = try problem.network(as: Double.self).topology.layers.contains { $0.bias.isShared }
    let clipped = try step { $0.clipping.norm = 0.01 }.gradient
    let ratios = zip(clipped, full).filter { $1 != 0 }.map { $0 / $1 }
    #expect(ratios.allSatisfy { abs($0 - ratios[0]) < 1e-9 })
    if !hasSharedBias { #expect(abs(norm(clipped) - 0.01) < 1e-12) }
    #expect(length > 0.01)
    let untouched = try step { $0.clipping.norm = 100 * length }.gradient
    #expect(untouched == full)
  }

  @Test func clipsEachElement() throws {
    let full = try step().gradient
    let clipped = try step { $0.clipping.value = 0.003 }.gradient
    #expect(full.contains { $0.magnitude > 0.003 })
    for (one, other) in zip(clipped, full) {
      #expect(abs(one - min(max(other, -0.003), 0.003)) < 1e-15)
    }
  }

  @Test func theL1PenaltyPullsWeightsAndNotBiases() throws {
    let (free, penalized) = (try step(), try step { $0.l1Penalty = 0.125 })
    for index in free.network.topology.layers.indices {
      let weights = free.network.weights(ofLayer: index)
      let pull = zip(free.trained.weights(ofLayer: index), penalized.trained.weights(ofLayer: index)).map {
        $0 - $1
      }
      #expect(zip(pull, weights).allSatisfy { abs($0 - ($1 > 0 ? 0.125 : -0.125)) < 1e-14 })
      #expect(free.trained.biases(ofLayer: index) == penalized.trained.biases(ofLayer: index))
    }
  }

  @Test func frozenLayersStay() throws {
    let (free, frozen) = (try step(), try step { $0.frozenLayers = [1] })
    for index in free.network.topology.layers.indices {
      let reference = index == 1 ? frozen.network : free.trained
      #expect(frozen.trained.weights(ofLayer: index) == reference.weights(ofLayer: index))
      #expect(frozen.trained.biases(ofLayer: index) == reference.biases(ofLayer: index))
    }
    #expect(free.trained.weights(ofLayer: 1) != free.network.weights(ofLayer: 1))
  }

  private static let badOptions: [@Sendable (inout TrainingConfiguration) -> Void] = [
    { $0.l1Penalty = -1 }, { $0.l1Penalty = .nan }, { $0.clipping.norm = 0 }, { $0.clipping.value = -1 },
    { $0.warmUpEpochs = -1 }, { $0.frozenLayers = [9] }, { $0.frozenLayers = [0, 1, 2] },
    { $0.frozenLayers = [-1] }, { $0.stopping.timeLimit = 0 }, { $0.stopping.minimumGradient = -1 },
    {
      $0.batchSize = .samples(3)
      $0.stopping.minimumGradient = 1
    },
  ]

  @Test(arguments: Self.badOptions.indices) func refusesBadOptions(index: Int) {
    #expect(throws: BPNetError.self) { try step(Self.badOptions[index]) }
  }
}
