internal import SystemLibrary

/// The time in seconds on the system's monotonic clock.
///
/// `ContinuousClock` is not used: its arithmetic takes as long as an epoch of a small network.
package func monotonicSeconds() -> Double {
  var time = timespec()
  clock_gettime(CLOCK_MONOTONIC, &time)
  return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
}

/// The clock that training reads: the system's, or in tests one that they set themselves.
struct Clock: Sendable {
  /// The time in seconds; it never decreases.
  let seconds: @Sendable () -> Double

  /// The system's monotonic clock.
  static let system = Clock { monotonicSeconds() }
}
