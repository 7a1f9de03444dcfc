import Testing

@testable import BPNet

@Suite struct TrainingRunTests {
  private let data: Dataset<Double>
  private let validation: Dataset<Double>
  private let network: Network<Double>

  init() throws {
    // y = 2x, and for validation y = x: the validation loss falls, then rises.
    data = try Dataset(inputs: [-1, 1], inputCount: 1, targets: [-2, 2], outputCount: 1)
    validation = try Dataset(inputs: [1, 2], inputCount: 1, targets: [1, 2], outputCount: 1)
    network = try Network(
      topology: Topology(inputCount: 1, layers: [Layer(outputCount: 1, activation: .linear)]))
  }

  private func makeTrainer(
    validation: Dataset<Double>? = nil, _ change: (inout TrainingConfiguration) -> Void
  ) throws -> Trainer<Double> {
    var configuration = TrainingConfiguration()
    configuration.optimizer = .sgd(momentum: 0)
    configuration.learningRate = 0.05
    configuration.batchSize = .full
    change(&configuration)
    return try Trainer(
      network: network, data: data, validation: validation, configuration: configuration)
  }

  @Test func noEpochLeavesTheFirstWeights() throws {
    let trainer = try makeTrainer { $0.stopping.epochs = 0 }
    let summary = trainer.run()
    #expect(summary.stopReason == .epochs)
    #expect(summary.epochs == 0)
    #expect(summary.bestEpoch == 0)
    #expect(summary.lastTrainingLoss.isNaN)
    #expect(trainer.network.allParameters == network.allParameters)
  }

  @Test func reportsEveryEpoch() throws {
    let trainer = try makeTrainer(validation: validation) { $0.stopping.epochs = 4 }
    var reports: [EpochReport] = []
    let summary = trainer.run(onEpoch: { reports.append($0) })
    #expect(reports.map(\.epoch) == [1, 2, 3, 4])
    // w before the step is 2 − 2·0.9ⁿ, and the loss (2 − w)² over ±1.
    let expected = (0..<4).map { 4 * (0..<2 * $0).reduce(1.0) { value, _ in value * 0.9 } }
    #expect(relativeDifference(reports.map(\.trainingLoss), expected) < 1e-14)
    #expect(reports.allSatisfy { $0.validationLoss != nil })
    #expect(summary.epochs == 4)
    #expect(summary.lastTrainingLoss == reports[3].trainingLoss)
  }

  @Test func aRunThatIsOverStaysOver() throws {
    let trainer = try makeTrainer { $0.stopping.epochs = 2 }
    _ = trainer.run()
    let after = trainer.network.allParameters
    #expect(trainer.run().stopReason == .epochs)
    #expect(trainer.epoch == 2)
    #expect(trainer.network.allParameters == after)
  }

  @Test func theBestWeightsComeBack() throws {
    for change: (inout TrainingConfiguration.StoppingRules) -> Void in [
      { $0.maxFail = 3 }, { $0.patience = 3 }, { $0.epochs = 30 },
    ] {
      let trainer = try makeTrainer(validation: validation) { change(&$0.stopping) }
      var best: (epoch: Int, loss: Double, network: Network<Double>)?
      let summary = trainer.run(onEpoch: { report in
        guard let loss = report.validationLoss, loss < best?.loss ?? .infinity else { return }
        best = (report.epoch, loss, trainer.network)
      })
      #expect(summary.bestEpoch == best?.epoch)
      #expect(summary.bestEpoch < summary.epochs)
      #expect(trainer.network.allParameters == best?.network.allParameters)
      // The weight passes 1, where the validation loss is least.
      #expect((0.9...1.1).contains(trainer.network.weights(ofLayer: 0)[0]))
    }
  }

  @Test func withoutARuleTheLastWeightsStay() throws {
    let trainer = try makeTrainer { $0.stopping.epochs = 30 }
    let summary = trainer.run()
    #expect(summary.bestEpoch == 30)
    #expect((1.9...2).contains(trainer.network.weights(ofLayer: 0)[0]))
  }

  @Test func theTrainingLossIsWatchedWithoutValidation() throws {
    // So large a rate that the loss rises from the first epoch on.
    let trainer = try makeTrainer {
      $0.learningRate = 1.5
      $0.stopping.maxFail = 4
    }
    let summary = trainer.run()
    #expect(summary.stopReason == .maxFail)
    #expect(summary.bestEpoch == 1)
    #expect(summary.epochs == 5)
    #expect(trainer.network.weights(ofLayer: 0) == [6])
  }

  @Test func divergenceEndsTheRun() throws {
    let trainer = try makeTrainer {
      $0.learningRate = 1e30
      $0.stopping.epochs = 1000
    }
    let summary = trainer.run()
    #expect(summary.stopReason == .diverged)
    #expect(!summary.lastTrainingLoss.isFinite)
    #expect(summary.epochs < 20)
  }

  @Test func weightsThatOverflowInTheLastStepAreDivergence() throws {
    // The loss of the only epoch is from before its step, and finite.
    let trainer = try makeTrainer {
      $0.learningRate = 1.7e308
      $0.stopping.epochs = 1
    }
    let summary = trainer.run()
    #expect(summary.lastTrainingLoss.isFinite)
    #expect(!trainer.network.isFinite)
    #expect(summary.stopReason == .diverged)
  }

  @Test func stopsWhereTheCallerSays() throws {
    let trainer = try makeTrainer { $0.batchSize = .samples(1) }
    var asked = 0
    let summary = trainer.run(shouldStop: {
      asked += 1
      return asked == 8
    })
    #expect(summary.stopReason == .signal)
    // Two steps an epoch: the eighth would have been the second of epoch 4.
    #expect(asked == 8)
    #expect(summary.epochs == 3)
  }

  @Test func stoppingBeforeTheFirstStepChangesNothing() throws {
    let trainer = try makeTrainer { _ in }
    let summary = trainer.run(shouldStop: { true })
    #expect(summary.stopReason == .signal)
    #expect(summary.epochs == 0)
    #expect(trainer.network.allParameters == network.allParameters)
  }
}
