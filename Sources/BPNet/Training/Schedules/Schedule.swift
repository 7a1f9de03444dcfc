/// A schedule of the learning rate: the factor by which it is multiplied in each epoch.
///
/// To add one: a file with a `ScheduleRule`, a static member and its `Entry`, and a line in `registry`. A
/// program defines its own with `init(_:factor:)`.
public struct Schedule: NamedChoice {
  let rule: any ScheduleRule

  /// The schedules that the library knows.
  public static let registry = Registry<Schedule>([
    Entry(.constant),
    stepEntry,
    exponentialEntry,
    inverseEntry,
    cosineEntry,
    plateauEntry,
    adaptiveEntry,
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
  ///   - description: the schedule's text: a name, and all numbers that distinguish it from others of the
  ///     name. A model's file has nothing but this text.
  ///   - factor: the factor of an epoch, counted from 1; finite and at least 0.
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

  /// The numbers after the name.
  var arguments: [Double] { get }

  /// Whether it needs the training loss after each epoch, which then has to be measured.
  var needsTrainingLoss: Bool { get }

  /// Whether it uses the validation loss after each epoch if there are validation data.
  var usesValidationLoss: Bool { get }

  /// The schedule's state at the beginning of a run.
  func makeProgress() -> any ScheduleProgress
}

extension ScheduleRule {
  var needsTrainingLoss: Bool { false }
  var usesValidationLoss: Bool { false }
}

/// The state of a schedule during a run.
protocol ScheduleProgress: Sendable {
  /// The factor of epoch `epoch`, counted from 1.
  func factor(epoch: Int) -> Double

  /// Records the training loss before the first epoch, if the schedule needs it.
  mutating func begin(trainingLoss: Double)

  /// Records the losses of an epoch.
  ///
  /// - Returns: whether the epoch is to be undone.
  mutating func finishEpoch(_ losses: EpochLosses) -> Bool

  /// Everything that later factors depend on besides the epoch.
  var state: [Double] { get }

  /// Restores the state of another run with the same schedule.
  ///
  /// - Returns: whether the state is valid; if not, nothing is changed.
  mutating func restore(_ state: [Double]) -> Bool
}

extension ScheduleProgress {
  mutating func begin(trainingLoss: Double) {}
}

/// The losses of an epoch that a schedule may use.
struct EpochLosses {
  /// The loss over the epoch's batches, each measured before its step.
  let running: Double
  /// The loss on the validation data after the epoch, if there are any and the schedule uses it.
  let validation: Double?
  /// The loss on the training data after the epoch, if the schedule needs it.
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
