import Testing

@testable import BPNet

@Suite struct StopConditionTests {
  struct Sequence: CustomTestStringConvertible, Sendable {
    let title: String
    var epochs = 1000
    var goal: Double?
    var maxFail: Int?
    var patience: Int?
    /// The training loss of each epoch; the last entry goes on.
    var training: [Double] = [1]
    /// The watched loss of each epoch, empty if none is watched; the last entry goes on.
    var watched: [Double] = []
    let reason: TrainingSummary.StopReason
    /// The epoch after which training stops.
    let epoch: Int
    /// The epoch of the least watched loss.
    var best = 0
    var testDescription: String { title }
  }

  private static let sequences = [
    Sequence(title: "epochs", epochs: 3, reason: .epochs, epoch: 3),
    Sequence(title: "goal", goal: 0.5, training: [1, 0.6, 0.5, 0.1], reason: .goal, epoch: 3),
    Sequence(title: "goal at once", goal: 2, reason: .goal, epoch: 1),
    Sequence(
      title: "the goal is the training loss", epochs: 2, goal: 0.5, watched: [0.1, 0.1], reason: .epochs,
      epoch: 2, best: 1),
    Sequence(
      title: "max-fail counts rises in a row", maxFail: 2, watched: [3, 4, 2, 3, 1, 5, 6, 7],
      reason: .maxFail, epoch: 7, best: 5),
    Sequence(
      title: "rises count even below the worst", maxFail: 3, watched: [9, 1, 2, 3, 4], reason: .maxFail,
      epoch: 5, best: 2),
    Sequence(
      title: "equal losses are no rise", epochs: 7, maxFail: 2, watched: [1, 2, 2, 3, 3, 4, 4],
      reason: .epochs, epoch: 7, best: 1),
    Sequence(title: "max-fail 1", maxFail: 1, watched: [1, 2], reason: .maxFail, epoch: 2, best: 1),
    Sequence(
      title: "patience counts from the best", patience: 3, watched: [5, 4, 6, 5, 4, 3], reason: .patience,
      epoch: 5, best: 2),
    Sequence(
      title: "equal is not better", patience: 2, watched: [1, 1, 1], reason: .patience, epoch: 3, best: 1),
    Sequence(title: "nothing watched", epochs: 9, maxFail: 1, patience: 1, reason: .epochs, epoch: 9),
    Sequence(title: "a NaN", training: [1, .nan], reason: .diverged, epoch: 2),
    Sequence(title: "an infinity", goal: 5, training: [9, .infinity], reason: .diverged, epoch: 2),
    Sequence(title: "minus infinity", goal: 5, training: [-.infinity], reason: .diverged, epoch: 1),
    Sequence(
      title: "a NaN in the watched loss", goal: 0.5, training: [1, 0.1], watched: [2, .nan],
      reason: .diverged, epoch: 2, best: 1),
    Sequence(
      title: "the goal before all else", epochs: 1, goal: 1, watched: [1], reason: .goal, epoch: 1, best: 1),
  ]

  @Test(arguments: Self.sequences) func stopsWhenItShould(_ sequence: Sequence) {
    var rules = TrainingConfiguration.StoppingRules()
    rules.epochs = sequence.epochs
    rules.goal = sequence.goal
    rules.maxFail = sequence.maxFail
    rules.patience = sequence.patience
    var condition = StopCondition(rules)
    for epoch in 1... {
      let training = sequence.training[min(epoch, sequence.training.count) - 1]
      let watched = sequence.watched.isEmpty ? nil : sequence.watched[min(epoch, sequence.watched.count) - 1]
      let (reason, isBest) = condition.record(epoch: epoch, trainingLoss: training, watched: watched)
      #expect(isBest == (condition.bestEpoch == epoch))
      if let reason {
        #expect(reason == sequence.reason)
        #expect(epoch == sequence.epoch)
        break
      }
      guard epoch <= sequence.epoch else {
        Issue.record("still running in epoch \(epoch)")
        break
      }
    }
    #expect(condition.bestEpoch == sequence.best)
  }
}
