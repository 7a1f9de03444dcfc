/// What the schedule and the warm-up make of the learning rate in one run of training.
struct ScheduledEpochs {
  private let warmUpEpochs: Int
  private var progress: any ScheduleProgress
  /// Whether the training loss after each epoch is wanted.
  let needsTrainingLoss: Bool

  init(_ configuration: TrainingConfiguration) {
    warmUpEpochs = configuration.warmUpEpochs
    progress = configuration.schedule.rule.makeProgress()
    needsTrainingLoss = configuration.schedule.rule.needsTrainingLoss
  }

  /// What the learning rate of epoch `epoch`, counted from 1, is multiplied by.
  func factor(epoch: Int) -> Double {
    let factor = progress.factor(epoch: epoch)
    return epoch < warmUpEpochs ? factor * (Double(epoch) / Double(warmUpEpochs)) : factor
  }

  mutating func begin(trainingLoss: Double) { progress.begin(trainingLoss: trainingLoss) }

  /// Whether the epoch is to be undone.
  mutating func finishEpoch(_ losses: EpochLosses) -> Bool { progress.finishEpoch(losses) }
}
