/// The end of the time that training may take.
struct Deadline {
  /// The time is looked at before every so many steps: a step may be shorter than reading the clock.
  private static let interval = 64

  /// Infinite where there is none.
  private let end: Double
  private let clock: Clock
  private var untilLook = Deadline.interval
  /// Whether the time was seen to be up.
  private(set) var hasPassed = false

  /// The end of `seconds` from now; nil means never.
  init(seconds: Double?, clock: Clock) {
    self.clock = clock
    end = seconds.map { clock.seconds() + $0 } ?? .infinity
  }

  /// Whether the time is up, read from the clock.
  mutating func hasPassedNow() -> Bool {
    guard end < .infinity, !hasPassed else { return hasPassed }
    hasPassed = clock.seconds() >= end
    return hasPassed
  }

  /// Whether the time is up, for a question that is asked before each step: the clock is read now and then.
  @inline(__always)
  mutating func hasPassedAtStep() -> Bool {
    guard end < .infinity else { return false }
    untilLook -= 1
    guard untilLook == 0 else { return hasPassed }
    untilLook = Deadline.interval
    return hasPassedNow()
  }
}
