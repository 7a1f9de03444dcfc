extension Trainer {
  /// Everything that the rest of a run depends on, apart from the data and the configuration.
  ///
  /// A trainer that resumes from it ends with the same bytes as one that was never stopped.
  public struct Checkpoint: Sendable {
    /// A run's state, its weights and its optimiser's state at one moment.
    struct State: Sendable {
      let control: RunControl
      let network: Network<Element>
      let values: OptimizerState<Element>.Values

      /// Whether every weight and every number of the optimiser's state is finite.
      var isFinite: Bool { network.isFinite && values.isFinite }
    }

    /// The state of the run.
    let current: State
    /// The state after the epoch with the lowest watched loss so far; nil if there is none.
    let best: State?
    /// The state before the epoch under way, if the schedule may undo the epoch.
    let beforeEpoch: State?
    /// The losses of the epochs so far.
    public let history: TrainingHistory

    /// The number of epochs done.
    public var epoch: Int { current.control.epoch }
    /// The number of samples trained on in the epoch under way.
    public var sampleCount: Int { current.control.place.sampleCount }
    /// Whether the run had ended by a rule of its own, so that there is nothing left to train.
    public var isComplete: Bool {
      current.control.stopReason != nil && !current.control.isInterrupted
    }
  }
}

extension TrainingConfiguration {
  /// How often a run makes a checkpoint.
  public enum CheckpointInterval: Sendable, Equatable {
    /// After this many epochs, at least 1.
    case epochs(Int)
    /// After this many seconds, above 0, and at least one step; within an epoch too.
    case seconds(Double)
  }
}

extension TrainingConfiguration.CheckpointInterval {
  /// What `init(parsing:)` reads, in words.
  package static let expectation = "a number of epochs, such as 10, or of seconds, such as 30s"

  /// The interval of a text such as `10` or `30s`; nil if it is none.
  package init?(parsing text: String) {
    if text.hasSuffix("s"), let seconds = Double(text.dropLast()), seconds > 0, seconds.isFinite {
      self = .seconds(seconds)
    } else if let epochs = Int(text), epochs >= 1 {
      self = .epochs(epochs)
    } else {
      return nil
    }
  }
}

/// Decides when the next checkpoint of a run is due.
struct CheckpointTimer {
  private let interval: TrainingConfiguration.CheckpointInterval
  private let clock: Clock
  private var deadline: Deadline
  private var lastEpoch: Int
  /// Whether a step was begun since the last checkpoint: without one in between, an interval that is shorter
  /// than the making of a checkpoint would leave no time for steps.
  private var hasBegunStep = false

  /// A timer for a run that has done `epoch` epochs.
  init(_ interval: TrainingConfiguration.CheckpointInterval, epoch: Int, clock: Clock) {
    self.interval = interval
    self.clock = clock
    lastEpoch = epoch
    deadline = CheckpointTimer.deadline(interval, clock)
  }

  private static func deadline(_ interval: TrainingConfiguration.CheckpointInterval, _ clock: Clock)
    -> Deadline
  {
    if case .seconds(let seconds) = interval { return Deadline(seconds: seconds, clock: clock) }
    return Deadline(seconds: nil, clock: clock)
  }

  /// Whether a checkpoint is due, to be called before each step.
  @inline(__always)
  mutating func isDueAtStep() -> Bool {
    guard hasBegunStep else {
      hasBegunStep = true
      return false
    }
    return deadline.hasPassedAtStep()
  }

  /// Whether a checkpoint is due after an epoch.
  mutating func isDue(afterEpoch epoch: Int) -> Bool {
    if case .epochs(let count) = interval { return epoch - lastEpoch >= count }
    return deadline.hasPassedNow()
  }

  /// Records that a checkpoint was made.
  mutating func restart(epoch: Int) {
    lastEpoch = epoch
    deadline = CheckpointTimer.deadline(interval, clock)
    hasBegunStep = false
  }
}
