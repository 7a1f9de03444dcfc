import BPNet
import CommandSupport

/// The time that one call of something takes, measured several times.
struct Measurement: Equatable {
  /// Seconds a call, one for each repetition, the shortest first; never empty.
  private let seconds: [Double]

  /// - Precondition: there is at least one repetition.
  init(secondsPerCall: [Double]) {
    precondition(!secondsPerCall.isEmpty, "a measurement has at least one repetition")
    seconds = secondsPerCall.sorted()
  }

  /// The number of repetitions.
  var repetitionCount: Int { seconds.count }

  /// What is done a second, if a call does `amount`.
  func rate(of amount: Double) -> Rate {
    Rate(
      best: amount / seconds[0], median: amount / seconds[seconds.count / 2],
      worst: amount / seconds[seconds.count - 1])
  }
}

/// What is done a second, with its spread over the repetitions.
struct Rate: Equatable {
  /// The figure of the quickest repetition.
  let best: Double
  /// The figure of the median repetition.
  let median: Double
  /// The figure of the slowest repetition.
  let worst: Double
}

/// A signal has ended a measurement before there was a result.
struct MeasurementStopped: Error {}

/// How long is measured.
///
/// The calls of a repetition are found by making more and more of them until they take `repetitionSeconds`;
/// that is the warm-up. Then repetitions follow until there are `repetitions`, or `leastRepetitions` have
/// taken `budgetSeconds`.
struct MeasurementPlan {
  /// The least time of a repetition, so that neither the clock nor one interruption matters.
  var repetitionSeconds = 0.02
  /// The number of repetitions of what is quick.
  var repetitions = 15
  /// The number of repetitions of what is slow.
  var leastRepetitions = 3
  /// The time after which no more repetitions are begun.
  var budgetSeconds = 1.0
  /// The time now, in seconds.
  var now: () -> Double = monotonicSeconds
  /// Whether to give up; asked before each repetition.
  var shouldStop: () -> Bool = { StopSignal.shared.isRequested }

  /// Measures `body`, which makes as many calls as it is told.
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
      // The first calls are slower than the rest: aim above the goal, and grow in bounded steps.
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
