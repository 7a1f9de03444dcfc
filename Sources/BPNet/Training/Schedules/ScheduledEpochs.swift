/// The factor of the learning rate in each epoch: a schedule and a warm-up, counted from the epoch in which
/// they began.
struct ScheduledEpochs: Sendable {
  private let schedule: Schedule
  private let warmUpEpochs: Int
  /// The number of epochs before the schedule began.
  private(set) var start: Int
  private var progress: any ScheduleProgress

  /// A schedule that begins after `start` epochs.
  init(_ schedule: Schedule, warmUpEpochs: Int, start: Int = 0) {
    self.schedule = schedule
    self.warmUpEpochs = warmUpEpochs
    self.start = start
    progress = schedule.rule.makeProgress()
  }

  /// Whether this is a state of the given schedule and warm-up.
  func belongs(to schedule: Schedule, warmUpEpochs: Int) -> Bool {
    self.schedule == schedule && self.warmUpEpochs == warmUpEpochs
  }

  /// Whether the schedule needs the training loss after each epoch.
  var needsTrainingLoss: Bool { schedule.rule.needsTrainingLoss }

  /// Whether the schedule uses the validation loss after each epoch, if there are validation data.
  var usesValidationLoss: Bool { schedule.rule.usesValidationLoss }

  /// The factor of the learning rate in epoch `epoch`, counted from 1.
  func factor(epoch: Int) -> Double {
    let epoch = epoch - start
    let factor = progress.factor(epoch: epoch)
    return epoch < warmUpEpochs ? factor * (Double(epoch) / Double(warmUpEpochs)) : factor
  }

  /// Records the training loss before the first epoch, for a schedule that compares later ones with it.
  mutating func begin(trainingLoss: Double) { progress.begin(trainingLoss: trainingLoss) }

  /// Records an epoch's losses.
  ///
  /// - Returns: whether the epoch is to be undone.
  mutating func finishEpoch(_ losses: EpochLosses) -> Bool { progress.finishEpoch(losses) }
}

extension ScheduledEpochs {
  /// The progress of a schedule, as it is stored.
  struct Position: Codable, Equatable, Sendable {
    /// The schedule's text.
    let schedule: String
    let warmUpEpochs: Int
    /// The number of epochs before the schedule began.
    let start: Int
    /// The schedule's own state.
    @ExactNumbers var state: [Double]
  }

  /// The present progress.
  var position: Position {
    Position(
      schedule: schedule.description, warmUpEpochs: warmUpEpochs, start: start, state: progress.state)
  }

  /// Continues from `position` if it belongs to the same schedule and warm-up; else changes nothing.
  ///
  /// - Returns: false if it belongs to them but its state is not valid.
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
    let extensions = decoder.userInfo[.namedChoices] as? [any NamedChoice] ?? []
    let schedule = try Schedule(parsing: position.schedule, extensions: extensions)
    self.init(schedule, warmUpEpochs: position.warmUpEpochs)
    guard resume(position) else {
      throw DecodingError.dataCorrupted(
        .init(
          codingPath: decoder.codingPath,
          debugDescription: "\(position.schedule) never has the state \(position.state)"))
    }
  }

  func encode(to encoder: any Encoder) throws { try position.encode(to: encoder) }
}
