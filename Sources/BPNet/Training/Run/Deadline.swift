/// The time at which training has to stop.
struct Deadline {
  /// The most steps between two readings of the clock; reading it may take longer than a step.
  private static let longestInterval = 64
  /// The intended time between two readings, in seconds.
  private static let precision = 0.02

  /// The time; infinite if there is no limit.
  private let end: Double
  private let clock: Clock
  private var interval = 1
  private var untilLook = 1
  private var lastLook = 0.0
  /// Whether the last reading was past the deadline.
  private(set) var hasPassed = false

  /// A deadline `seconds` from now; nil means no limit.
  init(seconds: Double?, clock: Clock) {
    self.clock = clock
    guard let seconds else {
      end = .infinity
      return
    }
    lastLook = clock.seconds()
    end = lastLook + seconds
  }

  /// Reads the clock: whether the deadline has passed.
  mutating func hasPassedNow() -> Bool {
    guard end < .infinity, !hasPassed else { return hasPassed }
    hasPassed = clock.seconds() >= end
    return hasPassed
  }

  /// Whether the deadline has passed, to be called before each step.
  ///
  /// The clock is read only about every `precision` seconds.
  @inline(__always)
  mutating func hasPassedAtStep() -> Bool {
    guard end < .infinity else { return false }
    untilLook -= 1
    return untilLook == 0 ? look() : hasPassed
  }

  private mutating func look() -> Bool {
    let now = clock.seconds()
    let isShort = now - lastLook < Deadline.precision
    interval = isShort ? min(2 * interval, Deadline.longestInterval) : max(interval / 2, 1)
    (untilLook, lastLook) = (interval, now)
    hasPassed = hasPassed || now >= end
    return hasPassed
  }
}
