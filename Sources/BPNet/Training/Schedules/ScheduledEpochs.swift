/// What the schedule and the warm-up make of the learning rate, from the epoch on in which they began.
struct ScheduledEpochs {
  private let schedule: String
  private let warmUpEpochs: Int
  /// The epochs that were done before the schedule began.
  private var start: Int
  private var progress: any ScheduleProgress
  /// Whether the training loss after each epoch is wanted.
  let needsTrainingLoss: Bool

  /// The schedule of `configuration`, which begins after `start` epochs.
  init(_ configuration: TrainingConfiguration, start: Int = 0) {
    schedule = configuration.schedule.description
    warmUpEpochs = configuration.warmUpEpochs
    self.start = start
    progress = configuration.schedule.rule.makeProgress()
    needsTrainingLoss = configuration.schedule.rule.needsTrainingLoss
  }

  /// What the learning rate of epoch `epoch`, counted from 1, is multiplied by.
  func factor(epoch: Int) -> Double {
    let epoch = epoch - start
    let factor = progress.factor(epoch: epoch)
    return epoch < warmUpEpochs ? factor * (Double(epoch) / Double(warmUpEpochs)) : factor
  }

  mutating func begin(trainingLoss: Double) { progress.begin(trainingLoss: trainingLoss) }

  /// Whether the epoch is to be undone.
  mutating func finishEpoch(_ losses: EpochLosses) -> Bool { progress.finishEpoch(losses) }
}

extension ScheduledEpochs {
  /// How far a schedule has come.
  struct Position: Equatable, Sendable {
    /// The schedule, as options name it.
    let schedule: String
    let warmUpEpochs: Int
    /// The epochs that were done before it began.
    let start: Int
    /// All else that later factors depend on.
    let state: [Double]
  }

  /// How far it has come.
  var position: Position {
    Position(schedule: schedule, warmUpEpochs: warmUpEpochs, start: start, state: progress.state)
  }

  /// Goes on from `position`, if that is one of the same schedule with the same warm-up.
  ///
  /// - Returns: false if it is, but with a state that such a schedule never has.
  mutating func resume(_ position: Position) -> Bool {
    guard position.schedule == schedule, position.warmUpEpochs == warmUpEpochs else { return true }
    guard progress.restore(position.state) else { return false }
    start = position.start
    return true
  }
}
