/// How the learning rate changes from epoch to epoch: the factor that it is multiplied by.
///
/// To add one: a file with a `ScheduleRule`, a static member and its `Entry`, and the entry's line in
/// `registry`.
public struct Schedule: Sendable, CustomStringConvertible {
  let rule: any ScheduleRule

  /// What the registry says of one schedule.
  struct Entry: Sendable {
    let name: String
    /// The numbers that may follow the name, for messages; empty if there are none.
    var usage = ""
    /// Builds the schedule; nil if the numbers are not what `usage` says.
    let make: @Sendable ([Double]) -> Schedule?
  }

  static let registry: [Entry] = [
    constantEntry, stepEntry, exponentialEntry, inverseEntry, cosineEntry, plateauEntry, adaptiveEntry,
  ]

  /// The names that `init(parsing:)` knows.
  public static var names: [String] { registry.map(\.name) }

  /// The names, each with the numbers that follow it.
  public static var usages: [String] { registry.map(\.fullUsage) }

  /// The name in options and files.
  public var name: String { rule.name }

  /// `NAME` or `NAME:NUMBERS`, as `init(parsing:)` reads it.
  public var description: String { NamedSpecification.describe(rule.name, rule.arguments) }

  /// Reads `NAME` or `NAME:NUMBER,NUMBER…`.
  ///
  /// - Throws: `BPNetError.invalidArgument` under the name `label`.
  public init(parsing text: String, label: String = "schedule") throws(BPNetError) {
    let specification = try NamedSpecification(parsing: text, names: Schedule.names, label: label)
    let entry = Schedule.registry.first { $0.name == specification.name }
    guard let made = entry?.make(specification.arguments) else {
      throw .invalidArgument(name: label, found: "\"\(text)\"", expected: entry?.fullUsage ?? "")
    }
    self = made
  }

  init(_ rule: any ScheduleRule) {
    self.rule = rule
  }
}

extension Schedule.Entry {
  fileprivate var fullUsage: String { usage.isEmpty ? name : "\(name):\(usage)" }
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
