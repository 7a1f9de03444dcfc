import Foundation
import Testing

@testable import BPNet

/// The state of a run as a value, and runs that are interrupted.
@Suite struct RunControlTests {
  private static func problem(rows: Int = 24) throws -> (network: Network<Float>, data: Dataset<Float>) {
    var generator = RandomGenerator(seed: 4, stream: 0)
    let inputs = (0..<rows * 3).map { _ in Float(generator.gaussian()) }
    let targets = (0..<rows).map { inputs[$0 * 3] * inputs[$0 * 3 + 1] }
    var network = try Network<Float>(
      topology: Topology(
        inputCount: 3,
        layers: [Layer(outputCount: 5, activation: .tanh), Layer(outputCount: 1, activation: .linear)]))
    network.initialize(seed: 2)
    return (network, try Dataset(inputs: inputs, inputCount: 3, targets: targets, outputCount: 1))
  }

  private static func configuration(
    epochs: Int, _ change: (inout TrainingConfiguration) throws -> Void = { _ in }
  ) rethrows -> TrainingConfiguration {
    var configuration = TrainingConfiguration()
    configuration.batchSize = .samples(5)
    configuration.learningRate = 0.05
    configuration.stopping.epochs = epochs
    try change(&configuration)
    return configuration
  }

  @Test(arguments: ["constant", "plateau:1,0.5", "adaptive", "cosine:4,2,0.1"])
  func codingKeepsEveryBit(schedule: String) throws {
    let configuration = try Self.configuration(epochs: 40) {
      $0.schedule = try Schedule(parsing: schedule)
      $0.warmUpEpochs = 3
      ($0.stopping.patience, $0.stopping.goal) = (7, 1e-9)
    }
    var control = RunControl(configuration, epochCount: 2)
    control.begin()
    for loss in [2.0, 1.5, 1.7, 1.6, 0.3] {
      // Before the first losses are in, best losses are infinite, which JSON cannot say.
      let decoded = try JSONDecoder().decode(RunControl.self, from: JSONEncoder().encode(control))
      #expect(decoded == control)
      control.place = EpochProgress(sampleCount: 15, lossSum: loss / 3)
      control.steps.add()
      _ = control.finishEpoch(
        .init(trainingLoss: loss, validationLoss: loss, trainingLossAfter: loss, watchedLoss: loss))
    }
    var decoded = try JSONDecoder().decode(RunControl.self, from: JSONEncoder().encode(control))
    #expect(decoded.learningRateFactor == control.learningRateFactor)
    // What follows is the same, too.
    let outcome = RunControl.EpochOutcome(
      trainingLoss: 0.4, validationLoss: 0.4, trainingLossAfter: 0.4, watchedLoss: 0.4)
    let (one, other) = (decoded.finishEpoch(outcome), control.finishEpoch(outcome))
    #expect(one == other)
    #expect(decoded == control)
  }

  @Test func aStateThatNoScheduleHasIsRefused() throws {
    let control = RunControl(Self.configuration(epochs: 3) { $0.schedule = .plateau() })
    let text = String(decoding: try JSONEncoder().encode(control), as: UTF8.self)
    #expect(text.contains("\"inf\""))
    for wrong in ["\"nan\"", "\"x\"", "1"] {
      let damaged = Data(text.replacingOccurrences(of: "\"inf\"", with: wrong).utf8)
      #expect(throws: (any Error).self) { try JSONDecoder().decode(RunControl.self, from: damaged) }
    }
  }

  /// A run that is stopped before any step and continued gives the bytes of an uninterrupted one.
  @Test(arguments: ["sgd", "adam"], [1, 5, 24]) func anInterruptionLeavesNoTrace(
    optimizer: String, batch: Int
  ) throws {
    let (network, data) = try Self.problem()
    let configuration = try Self.configuration(epochs: 4) {
      $0.optimizer = try Optimizer(parsing: optimizer)
      $0.batchSize = batch == 24 ? .full : .samples(batch)
      $0.schedule = .exponential(factor: 0.7)
    }
    let whole = try Trainer(network: network, data: data, configuration: configuration)
    var losses: [Double] = []
    let expected = whole.run { losses.append($0.trainingLoss) }
    let steps = 4 * ((24 + batch - 1) / batch)
    for interruption in 0..<min(steps, 30) {
      let trainer = try Trainer(network: network, data: data, configuration: configuration)
      var (asked, found) = (0, [Double]())
      let first = trainer.run(
        shouldStop: {
          defer { asked += 1 }
          return asked == interruption
        }, onEpoch: { found.append($0.trainingLoss) })
      #expect(first.stopReason == .signal)
      let second = trainer.run { found.append($0.trainingLoss) }
      #expect(second.stopReason == .epochs && second.bestEpoch == expected.bestEpoch)
      let isSame = trainer.network.parameterBytes == whole.network.parameterBytes
      #expect(isSame && found == losses, "stopped before step \(interruption)")
    }
  }

  /// If a loss is watched, an interrupted run ends with the best weights, but continues from where it was.
  @Test(arguments: [1, 2, 3, 5, 7]) func anInterruptedRunThatWatchesGoesOn(slice: Int) throws {
    let (network, data) = try Self.problem()
    // So large a rate that the best epoch is not the last one.
    let configuration = Self.configuration(epochs: 12) {
      ($0.stopping.patience, $0.learningRate) = (7, 0.5)
    }
    let whole = try Trainer(network: network, data: data, configuration: configuration)
    var losses: [Double] = []
    let expected = whole.run { losses.append($0.trainingLoss) }
    let trainer = try Trainer(network: network, data: data, configuration: configuration)
    var found: [Double] = []
    var summary: TrainingSummary
    repeat {
      var asked = 0
      summary = trainer.run(
        shouldStop: {
          asked += 1
          return asked > slice
        }, onEpoch: { found.append($0.trainingLoss) })
    } while summary.stopReason == .signal
    #expect(summary.stopReason == expected.stopReason && summary.bestEpoch == expected.bestEpoch)
    #expect(found == losses)
    let isSame = trainer.network.parameterBytes == whole.network.parameterBytes
    #expect(isSame && expected.bestEpoch < expected.epochs)
  }

  /// Running again after the end of a run does not undo what the caller has trained since.
  @Test func aRunThatIsOverDoesNotUndoTheCallersEpochs() throws {
    let (network, data) = try Self.problem()
    let configuration = Self.configuration(epochs: 3) { $0.stopping.patience = 50 }
    let trainer = try Trainer(network: network, data: data, configuration: configuration)
    trainer.run()
    trainer.runEpoch()
    trainer.step(rows: [1, 2])
    let before = trainer.network.parameterBytes
    let summary = trainer.run()
    let isSame = trainer.network.parameterBytes == before
    #expect(isSame && summary.stopReason == .epochs && summary.bestEpoch == 4)
  }

  /// An epoch, or a step, of the caller's own loop has the learning rate of the schedule.
  @Test func theCallersEpochsFollowTheSchedule() throws {
    let (network, data) = try Self.problem()
    for schedule in ["step:1,0.5", "cosine:3", "plateau:1,0.5", "adaptive:1.5,0.5,1.0"] {
      let configuration = try Self.configuration(epochs: 9) {
        $0.schedule = try Schedule(parsing: schedule)
        $0.warmUpEpochs = 3
      }
      let run = try Trainer(network: network, data: data, validation: data, configuration: configuration)
      var rates: [Double] = []
      var networks: [[UInt8]] = []
      _ = run.run { report in
        rates.append(report.learningRate)
        networks.append(run.network.parameterBytes)
      }
      let loop = try Trainer(network: network, data: data, validation: data, configuration: configuration)
      for epoch in 0..<9 {
        _ = loop.runEpoch()
        let isSame = loop.network.parameterBytes == networks[epoch]
        #expect(isSame, "\(schedule), epoch \(epoch + 1)")
      }
      #expect(loop.history.entries.map(\.learningRate) == rates)
      #expect(Set(rates).count > 2)
    }
  }

  @Test func theCallersStepsFollowTheSchedule() throws {
    let (network, data) = try Self.problem()
    let configuration = Self.configuration(epochs: 3) {
      ($0.shuffles, $0.warmUpEpochs, $0.schedule) = (false, 4, .exponential(factor: 0.5))
    }
    let (epochs, steps) = (
      try Trainer(network: network, data: data, configuration: configuration),
      try Trainer(network: network, data: data, configuration: configuration)
    )
    epochs.runEpoch()
    for start in stride(from: 0, to: 24, by: 5) { steps.step(rows: Array(start..<min(start + 5, 24))) }
    let isSame = epochs.network.parameterBytes == steps.network.parameterBytes
    #expect(isSame)
  }

  /// A stopping rule that never fires does not change what is learnt.
  @Test func thePlateauDoesNotDependOnStoppingRules() throws {
    let (network, data) = try Self.problem()
    func trained(patience: Int?) throws -> [UInt8] {
      let configuration = Self.configuration(epochs: 30) {
        $0.schedule = .plateau(patience: 1, factor: 0.5)
        $0.learningRate = 0.4
        $0.stopping.patience = patience
      }
      let trainer = try Trainer(network: network, data: data, configuration: configuration)
      for _ in 0..<30 { trainer.runEpoch() }
      let run = try Trainer(network: network, data: data, configuration: configuration)
      var last: [UInt8] = []
      _ = run.run { _ in last = run.network.parameterBytes }
      let isSame = last == trainer.network.parameterBytes
      #expect(isSame)
      return last
    }
    let isSame = try trained(patience: nil) == trained(patience: 100_000)
    #expect(isSame)
  }

  @Test func theTimeLimitIsSeenBeforeEachLongStep() throws {
    let (network, data) = try Self.problem()
    let configuration = Self.configuration(epochs: 1000) { $0.stopping.timeLimit = 10 }
    let time = TestClock()
    let trainer = try Trainer(
      network: network, data: data, configuration: configuration, threadCount: 1, clock: time.clock)
    var steps = 0
    let summary = trainer.run(shouldStop: {
      // A step takes three seconds, an epoch has five of them.
      time.now += 3
      steps += 1
      return false
    })
    // The fourth step would begin after 12 seconds.
    #expect(summary.stopReason == .timeLimit && steps == 4)
    #expect(summary.epochs == 0 && summary.trainingSeconds == 0)
    // The time of the first part counts with the epoch.
    let second = trainer.run { _ in time.now += 100 }
    #expect(second.stopReason == .timeLimit && second.epochs == 1)
    #expect(second.trainingSeconds == 12)
  }

  @Test func aLossThatTheLastStepMakesInfiniteIsDivergence() {
    func summary(_ reason: TrainingSummary.StopReason, epochs: Int, finalLoss: Double) -> TrainingSummary {
      var summary = TrainingSummary(
        epochs: epochs, stopReason: reason, bestEpoch: epochs, lastTrainingLoss: 0.5, threadCount: 1,
        trainingSeconds: 0)
      summary.takeIn(finalLoss: finalLoss)
      return summary
    }
    #expect(summary(.epochs, epochs: 1, finalLoss: .infinity).stopReason == .diverged)
    #expect(summary(.goal, epochs: 2, finalLoss: .nan).stopReason == .diverged)
    #expect(summary(.epochs, epochs: 1, finalLoss: .infinity).lastTrainingLoss == .infinity)
    #expect(summary(.epochs, epochs: 1, finalLoss: 1e300).stopReason == .epochs)
    #expect(summary(.epochs, epochs: 0, finalLoss: .infinity).stopReason == .epochs)
  }
}

/// A clock that a test sets on its own thread.
private final class TestClock: @unchecked Sendable {
  var now = 0.0

  var clock: Clock { Clock { self.now } }
}
