internal import SystemLibrary

/// Seconds on a clock that never goes back.
///
/// The system's own, since an epoch of a small network takes no longer than the arithmetic of Swift's clocks.
package func monotonicSeconds() -> Double {
  var time = timespec()
  clock_gettime(CLOCK_MONOTONIC, &time)
  return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
}

/// Where training reads the time from: the system's clock, or in tests one that they move.
struct Clock: Sendable {
  /// Seconds on a clock that never goes back.
  let seconds: @Sendable () -> Double

  /// The system's.
  static let system = Clock { monotonicSeconds() }
}
