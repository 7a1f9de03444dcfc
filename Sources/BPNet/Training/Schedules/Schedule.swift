/// How the learning rate changes from epoch to epoch: the factor that it is multiplied by.
///
/// To add one: a file with a `ScheduleRule`, a static member and its `Entry`, and the entry's line in
/// `registry`. A program makes one of its own by `init(_:factor:)`.
public struct Schedule: NamedChoice {
  let rule: any ScheduleRule

  /// The schedules that the library knows.
  public static let registry = Registry<Schedule>([
    Entry(.constant), stepEntry, exponentialEntry, inverseEntry, cosineEntry, plateauEntry, adaptiveEntry,
  ])

  /// `schedule`.
  public static let argumentName = "schedule"

  /// The name in options and files.
  public var name: String { rule.name }

  /// `NAME` or `NAME:NUMBERS`, as `init(parsing:label:extensions:)` reads it.
  public var description: String { NamedSpecification.describe(rule.name, rule.arguments) }

  /// A schedule whose factor depends on the epoch alone.
  ///
  /// - Parameters:
  ///   - description: its text: the name and whatever numbers make it what it is. A model's file says no more
  ///     of it.
  ///   - factor: the factor of an epoch, counted from 1: a finite number of at least 0.
  /// - Precondition: the library has no schedule of this name.
  public init(_ description: String, factor: @escaping @Sendable (_ epoch: Int) -> Double) {
    Schedule.checkIsNew(description)
    self.init(ScheduleByEpoch(name: description, arguments: [], factor: factor))
  }

  init(_ rule: any ScheduleRule) {
    self.rule = rule
  }

  /// Whether both have the same name and the same numbers.
  public static func == (first: Schedule, second: Schedule) -> Bool {
    first.description == second.description
  }

  /// Hashes the name and the numbers.
  public func hash(into hasher: inout Hasher) { hasher.combine(description) }
}

/// The mathematics of one schedule.
protocol ScheduleRule: Sendable {
  var name: String { get }

  /// The numbers behind the name.
  var arguments: [Double] { get }

  /// Whether it goes by the training loss after each epoch, which then has to be measured.
  var needsTrainingLoss: Bool { get }

  /// Whether it goes by the validation loss after each epoch where there are validation data.
  var usesValidationLoss: Bool { get }

  /// A run of training that begins.
  func makeProgress() -> any ScheduleProgress
}

extension ScheduleRule {
  var needsTrainingLoss: Bool { false }
  var usesValidationLoss: Bool { false }
}

/// A schedule at work in one run of training.
protocol ScheduleProgress: Sendable {
  /// The factor of epoch `epoch`, counted from 1.
  func factor(epoch: Int) -> Double

  /// Takes in the training loss before the first epoch, if the schedule needs it.
  mutating func begin(trainingLoss: Double)

  /// Takes in what an epoch came to.
  ///
  /// - Returns: whether the epoch is to be undone.
  mutating func finishEpoch(_ losses: EpochLosses) -> Bool

  /// All that later factors depend on, beside the epoch.
  var state: [Double] { get }

  /// Takes up the state that a run with the same schedule had.
  ///
  /// - Returns: whether it is such a state; if not, nothing is changed.
  mutating func restore(_ state: [Double]) -> Bool
}

extension ScheduleProgress {
  mutating func begin(trainingLoss: Double) {}
}

/// The losses that a schedule may go by.
struct EpochLosses {
  /// Over the epoch's batches, each before its step.
  let running: Double
  /// On the validation data after the epoch, if there are any and the schedule goes by them.
  let validation: Double?
  /// On the training data after the epoch, if the schedule needs it.
  let training: Double?
}

/// A schedule whose factor depends on the epoch alone.
struct FactorOfEpoch: ScheduleProgress {
  let factor: @Sendable (_ epoch: Int) -> Double

  func factor(epoch: Int) -> Double { factor(epoch) }

  mutating func finishEpoch(_ losses: EpochLosses) -> Bool { false }

  var state: [Double] { [] }

  mutating func restore(_ state: [Double]) -> Bool { state.isEmpty }
}
