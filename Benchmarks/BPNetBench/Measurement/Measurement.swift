import BPNet
import CommandSupport

/// The time of a call, measured several times.
struct Measurement: Equatable {
  /// The seconds per call of each repetition, the shortest first; never empty.
  private let seconds: [Double]

  /// - Precondition: there is at least one repetition.
  init(secondsPerCall: [Double]) {
    precondition(!secondsPerCall.isEmpty, "a measurement has at least one repetition")
    seconds = secondsPerCall.sorted()
  }

  /// The number of repetitions.
  var repetitionCount: Int { seconds.count }

  /// The rate per second if a call does `amount`.
  func rate(of amount: Double) -> Rate {
    Rate(
      best: amount / seconds[0], median: amount / seconds[seconds.count / 2],
      worst: amount / seconds[seconds.count - 1])
  }
}

/// A rate per second, with its spread over the repetitions.
struct Rate: Equatable {
  /// The figure of the fastest repetition.
  let best: Double
  /// The figure of the median repetition.
  let median: Double
  /// The figure of the slowest repetition.
  let worst: Double
}

/// The error that a signal has ended a measurement before there was a result.
struct MeasurementStopped: Error {}

/// The duration and the number of repetitions of a measurement.
///
/// The number of calls of a repetition is increased until they take `repetitionSeconds`, which also warms up.
/// Then repetitions follow until there are `repetitions`, or `leastRepetitions` have taken `budgetSeconds`.
struct MeasurementPlan {
  /// The minimum time of a repetition, so that the clock's resolution and interruptions have little effect.
  var repetitionSeconds = 0.02
  /// The number of repetitions of fast calls.
  var repetitions = 15
  /// The minimum number of repetitions.
  var leastRepetitions = 3
  /// The time after which no further repetition begins.
  var budgetSeconds = 1.0
  /// Returns the time in seconds.
  var now: () -> Double = monotonicSeconds
  /// Whether to stop; called before each repetition.
  var shouldStop: () -> Bool = { StopSignal.shared.isRequested }

  /// Measures `body`, which makes the given number of calls.
  ///
  /// - Throws: what `body` throws, and `MeasurementStopped`.
  func measure(_ body: (_ calls: Int) throws -> Void) throws -> Measurement {
    let calls = try calibrate(body)
    var secondsPerCall: [Double] = []
    let start = now()
    while secondsPerCall.count < repetitions,
      secondsPerCall.count < leastRepetitions || now() - start < budgetSeconds
    {
      secondsPerCall.append(try time(calls, body) / Double(calls))
    }
    return Measurement(secondsPerCall: secondsPerCall)
  }

  /// The number of calls that take at least `repetitionSeconds`.
  private func calibrate(_ body: (Int) throws -> Void) throws -> Int {
    var calls = 1
    while true {
      let seconds = try time(calls, body)
      if seconds >= repetitionSeconds { return calls }
      // The first calls are slower than the rest: aim above the goal, and increase in bounded steps.
      let wanted = 1.2 * repetitionSeconds / max(seconds, 1e-9)
      calls = Int((Double(calls) * min(max(wanted, 2), 100)).rounded(.up))
    }
  }

  private func time(_ calls: Int, _ body: (Int) throws -> Void) throws -> Double {
    guard !shouldStop() else { throw MeasurementStopped() }
    let start = now()
    try body(calls)
    return max(now() - start, 1e-9)
  }
}
