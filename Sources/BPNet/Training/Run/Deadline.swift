/// The end of the time that training may take.
struct Deadline {
  /// The most steps between two looks at the clock: a step may be shorter than reading it.
  private static let longestInterval = 64
  /// The seconds between two looks that are aimed at.
  private static let precision = 0.02

  /// Infinite where there is none.
  private let end: Double
  private let clock: Clock
  private var interval = 1
  private var untilLook = 1
  private var lastLook = 0.0
  /// Whether the time was seen to be up.
  private(set) var hasPassed = false

  /// The end of `seconds` from now; nil means never.
  init(seconds: Double?, clock: Clock) {
    self.clock = clock
    guard let seconds else {
      end = .infinity
      return
    }
    lastLook = clock.seconds()
    end = lastLook + seconds
  }

  /// Whether the time is up, read from the clock.
  mutating func hasPassedNow() -> Bool {
    guard end < .infinity, !hasPassed else { return hasPassed }
    hasPassed = clock.seconds() >= end
    return hasPassed
  }

  /// Whether the time is up, for a question that is asked before each step: the clock is read before each
  /// long one, and before every so many short ones.
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
