/// What the schedule and the warm-up make of the learning rate, from the epoch on in which they began.
struct ScheduledEpochs: Sendable {
  private let schedule: Schedule
  private let warmUpEpochs: Int
  /// The epochs that were done before the schedule began.
  private var start: Int
  private var progress: any ScheduleProgress

  /// A schedule that begins after `start` epochs.
  init(_ schedule: Schedule, warmUpEpochs: Int, start: Int = 0) {
    self.schedule = schedule
    self.warmUpEpochs = warmUpEpochs
    self.start = start
    progress = schedule.rule.makeProgress()
  }

  /// Whether the training loss after each epoch is needed.
  var needsTrainingLoss: Bool { schedule.rule.needsTrainingLoss }

  /// Whether the validation loss after each epoch is wanted, where there are validation data.
  var usesValidationLoss: Bool { schedule.rule.usesValidationLoss }

  /// What the learning rate of epoch `epoch`, counted from 1, is multiplied by.
  func factor(epoch: Int) -> Double {
    let epoch = epoch - start
    let factor = progress.factor(epoch: epoch)
    return epoch < warmUpEpochs ? factor * (Double(epoch) / Double(warmUpEpochs)) : factor
  }

  /// Takes in the training loss before the first epoch, which a schedule that needs it compares with.
  mutating func begin(trainingLoss: Double) { progress.begin(trainingLoss: trainingLoss) }

  /// Takes in an epoch's losses.
  ///
  /// - Returns: whether the epoch is to be undone.
  mutating func finishEpoch(_ losses: EpochLosses) -> Bool { progress.finishEpoch(losses) }
}

extension ScheduledEpochs {
  /// How far a schedule has come.
  struct Position: Codable, Equatable, Sendable {
    /// The schedule, as options name it.
    let schedule: String
    let warmUpEpochs: Int
    /// The epochs that were done before it began.
    let start: Int
    /// All else that later factors depend on.
    @ExactNumbers var state: [Double]
  }

  /// How far it has come.
  var position: Position {
    Position(
      schedule: schedule.description, warmUpEpochs: warmUpEpochs, start: start, state: progress.state)
  }

  /// Goes on from `position`, if that is one of the same schedule with the same warm-up.
  ///
  /// - Returns: false if it is, but with a state that such a schedule never has.
  mutating func resume(_ position: Position) -> Bool {
    guard position.schedule == schedule.description, position.warmUpEpochs == warmUpEpochs else {
      return true
    }
    guard progress.restore(position.state) else { return false }
    start = position.start
    return true
  }
}

extension ScheduledEpochs: Codable, Equatable {
  static func == (left: ScheduledEpochs, right: ScheduledEpochs) -> Bool { left.position == right.position }

  init(from decoder: any Decoder) throws {
    let position = try Position(from: decoder)
    self.init(try Schedule(parsing: position.schedule), warmUpEpochs: position.warmUpEpochs)
    guard resume(position) else {
      throw DecodingError.dataCorrupted(
        .init(
          codingPath: decoder.codingPath,
          debugDescription: "\(position.schedule) never has the state \(position.state)"))
    }
  }

  func encode(to encoder: any Encoder) throws { try position.encode(to: encoder) }
}
