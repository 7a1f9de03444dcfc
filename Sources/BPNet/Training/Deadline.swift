/// The end of the time that training may take.
struct Deadline {
  /// How often the time is asked for: not before each step, which may be shorter than that takes.
  private static let interval = 64

  /// Infinite where there is none.
  private let end: Double
  private var untilLook = Deadline.interval
  /// Whether the time was seen to be up.
  private(set) var hasPassed = false

  /// The end of `seconds` from now; nil means never.
  init(seconds: Double?) {
    end = seconds.map { monotonicSeconds() + $0 } ?? .infinity
  }

  /// Whether the time is up, looked at as precisely as training needs it.
  mutating func hasPassedNow() -> Bool {
    guard end < .infinity, !hasPassed else { return hasPassed }
    hasPassed = monotonicSeconds() >= end
    return hasPassed
  }

  /// The same, for a question that is asked before each step.
  @inline(__always)
  mutating func hasPassedAtStep() -> Bool {
    guard end < .infinity else { return false }
    untilLook -= 1
    guard untilLook == 0 else { return hasPassed }
    untilLook = Deadline.interval
    return hasPassedNow()
  }
}
