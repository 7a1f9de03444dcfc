import Testing

@testable import BPNet

@Suite struct ScheduleTests {
  /// The factors of the first epochs.
  private static let factorCases: [(String, [Double])] = [
    ("constant", [1, 1, 1, 1, 1, 1]), ("step:2", [1, 1, 0.1, 0.1, 0.01, 0.01]),
    ("step:3,0.5", [1, 1, 1, 0.5, 0.5, 0.5]), ("exponential:0.5", [1, 0.5, 0.25, 0.125, 0.0625, 0.03125]),
    ("inverse:1", [1, 0.5, 0.3333333333333333, 0.25, 0.2, 0.16666666666666666]),
    ("inverse", [1, 0.7071067811865476, 0.5773502691896258, 0.5, 0.4472135954999579, 0.408248290463863]),
    ("cosine:4", [1, 0.8535533905932737, 0.5, 0.1464466094067262, 1, 0.8535533905932737]),
    ("cosine:2,2,0.2", [1, 0.6, 1, 0.8828427124746191, 0.6, 0.31715728752538095]),
  ]

  /// Factors from the formulas; the cosines are those of PyTorch's `CosineAnnealingWarmRestarts`.
  @Test(arguments: Self.factorCases)
  func factors(text: String, expected: [Double]) throws {
    let progress = try Schedule(parsing: text).rule.makeProgress()
    let found = (1...6).map { progress.factor(epoch: $0) }
    #expect(zip(found, expected).allSatisfy { abs($0 - $1) < 1e-15 }, "\(found)")
  }

  @Test func descriptionsLeadBack() throws {
    for text in [
      "constant", "step:2.0,0.5", "exponential:0.9", "inverse:0.5", "cosine:4.0,2.0,0.1",
      "plateau:3.0,0.5", "adaptive:1.1,0.5,1.01",
    ] {
      #expect(try Schedule(parsing: text).description == text)
    }
  }

  @Test(arguments: [
    "", "linear", "constant:1", "step", "step:0", "step:1.5", "step:2,0", "step:2,1.5", "step:2,0.5,1",
    "exponential", "exponential:0", "exponential:1.1", "inverse:0", "inverse:-1", "inverse:1,2", "cosine",
    "cosine:0", "cosine:4,0", "cosine:4,1,2", "cosine:4,1,-1", "cosine:4,1,0,0", "plateau:0", "plateau:2,1",
    "adaptive:0.9", "adaptive:1.05,1", "adaptive:1.05,0.7,0.9", "adaptive:1,0.5,1,1", "step:x",
    "cosine:1e300",
  ])
  func refusesBadText(text: String) {
    #expect(throws: BPNetError.self) { try Schedule(parsing: text) }
  }

  private func losses(
    _ running: Double, validation: Double? = nil, training: Double? = nil
  ) -> EpochLosses {
    EpochLosses(running: running, validation: validation, training: training)
  }

  @Test func plateauWaitsForTheLossToFall() {
    var progress = Schedule.plateau(patience: 2, factor: 0.5).rule.makeProgress()
    var factors: [Double] = []
    // The least loss is 1; 0.99995 is not enough less.
    for loss in [2, 1, 1, 0.99995, 1.5, 0.5, 0.6, 0.6, 0.6] {
      _ = progress.finishEpoch(losses(9, validation: loss))
      factors.append(progress.factor(epoch: 1))
    }
    #expect(factors == [1, 1, 1, 1, 0.5, 0.5, 0.5, 0.5, 0.25])
    var other = Schedule.plateau(patience: 2, factor: 0.5).rule.makeProgress()
    _ = other.finishEpoch(losses(1))
    let isRestored = other.restore(progress.state)
    #expect(isRestored)
    #expect(other.factor(epoch: 1) == 0.25)
  }

  private func isUndone(_ progress: inout any ScheduleProgress, _ loss: Double) -> Bool {
    progress.finishEpoch(losses(0, training: loss))
  }

  @Test func adaptiveUndoesWhatMakesTheLossGrow() {
    var progress = Schedule.adaptive().rule.makeProgress()
    progress.begin(trainingLoss: 1)
    #expect(isUndone(&progress, 0.9) == false)
    #expect(progress.factor(epoch: 2) == 1.05)
    // A little more than before is kept, and changes nothing.
    #expect(isUndone(&progress, 0.93) == false)
    #expect(progress.factor(epoch: 3) == 1.05)
    #expect(isUndone(&progress, 0.98) == true)
    #expect(progress.factor(epoch: 4) == 1.05 * 0.7)
    #expect(isUndone(&progress, .nan) == true)
    // Still compared with the last that was kept.
    #expect(isUndone(&progress, 0.94) == false)
  }

  private func trainer(
    learningRate: Double, clock: Clock = .system, _ change: (inout TrainingConfiguration) -> Void
  ) throws -> Trainer<Double> {
    let network = try Network<Double>(
      topology: Topology(inputCount: 1, layers: [Layer(outputCount: 1, activation: .linear, bias: .frozen)]))
    var configuration = TrainingConfiguration()
    configuration.optimizer = .sgd(momentum: 0)
    configuration.learningRate = learningRate
    configuration.batchSize = .full
    change(&configuration)
    // (2 − w)²: one step leads to w + 2 η (2 − w).
    let data = try Dataset<Double>(inputs: [-1, 1], inputCount: 1, targets: [-2, 2], outputCount: 1)
    return try Trainer(
      network: network, data: data, configuration: configuration, threadCount: 1, clock: clock)
  }

  @Test func adaptiveTrainingComesBackFromTooLargeASteps() throws {
    // With η = 1.2 every step leads further away; 1.2 · 0.7 = 0.84 converges.
    let diverging = try trainer(learningRate: 1.2) { $0.stopping.epochs = 20 }
    _ = diverging.run()
    #expect(diverging.evaluateTrainingLoss() > 100)
    let adaptive = try trainer(learningRate: 1.2) {
      $0.schedule = .adaptive()
      $0.stopping.epochs = 20
    }
    var rates: [Double] = []
    let summary = adaptive.run(onEpoch: { rates.append($0.learningRate) })
    #expect(rates[0] == 1.2)
    #expect(abs(rates[1] - 0.84) < 1e-15)
    #expect(adaptive.evaluateTrainingLoss() < 0.01)
    #expect(summary.epochs == 20)
  }

  @Test func anUndoneEpochLeavesNoTrace() throws {
    // Overflows at once: undone, and not called diverged.
    let trainer = try trainer(learningRate: 1e300) {
      $0.schedule = .adaptive()
      $0.optimizer = .sgd()
      $0.stopping.epochs = 3
    }
    let before = trainer.network.allParameters
    let summary = trainer.run()
    #expect(summary.stopReason == .epochs)
    #expect(trainer.network.allParameters == before)
  }

  @Test func warmUpAndScheduleMultiply() throws {
    let trainer = try trainer(learningRate: 0.1) {
      $0.schedule = .exponential(factor: 0.5)
      $0.warmUpEpochs = 4
      $0.stopping.epochs = 5
    }
    var rates: [Double] = []
    var weights: [Double] = [0]
    _ = trainer.run(onEpoch: {
      rates.append($0.learningRate)
      weights.append(trainer.network.allParameters[0])
    })
    let expected = [0.25, 0.25, 0.1875, 0.125, 0.0625].map { 0.1 * $0 }
    #expect(zip(rates, expected).allSatisfy { abs($0 - $1) < 1e-16 })
    for (index, rate) in expected.enumerated() {
      #expect(abs(weights[index + 1] - (weights[index] + 2 * rate * (2 - weights[index]))) < 1e-15)
    }
  }

  /// With a clock that each reading puts forward by a second.
  @Test func theTimeLimitEnds() throws {
    let time = Monitor(0.0)
    let clock = Clock {
      time.update { time in
        time += 1
        return time
      }
    }
    let trainer = try trainer(learningRate: 0.001, clock: clock) {
      $0.stopping.epochs = 1_000_000_000
      $0.stopping.timeLimit = 50
    }
    #expect(trainer.run().stopReason == .timeLimit)
    #expect((1...50).contains(trainer.epoch))
  }

  @Test func aSmallGradientEnds() throws {
    // |∂L/∂w| = 2 (2 − w): 4 · 0.8ⁿ ≤ 0.1 for n = 17, seen in epoch 18.
    let trainer = try trainer(learningRate: 0.1) { $0.stopping.minimumGradient = 0.1 }
    let summary = trainer.run()
    #expect(summary.stopReason == .minimumGradient)
    #expect(summary.epochs == 18)
  }
}
