/// The end of the time that training may take.
struct Deadline {
  /// How often the time is asked for: not before each step, which may be shorter than that takes.
  private static let interval = 64

  private let end: ContinuousClock.Instant?
  private var untilLook = Deadline.interval
  /// Whether the time was seen to be up.
  private(set) var hasPassed = false

  /// The end of `seconds` from now; nil means never.
  init(seconds: Double?) {
    // More than a century cannot be told from never, and would overflow.
    end = seconds.map { ContinuousClock.now + .seconds(min($0, 4e9)) }
  }

  /// Whether the time is up, looked at as precisely as training needs it.
  mutating func hasPassedNow() -> Bool {
    guard let end, !hasPassed else { return hasPassed }
    hasPassed = ContinuousClock.now >= end
    return hasPassed
  }

  /// The same, for a question that is asked before each step.
  mutating func hasPassedAtStep() -> Bool {
    guard end != nil else { return false }
    untilLook -= 1
    guard untilLook == 0 else { return hasPassed }
    untilLook = Deadline.interval
    return hasPassedNow()
  }
}
