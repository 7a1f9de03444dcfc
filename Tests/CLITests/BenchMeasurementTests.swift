import Testing

@testable import BPNetBench

@Suite struct BenchMeasurementTests {
  @Test func ordersRates() {
    let rate = Measurement(secondsPerCall: [0.5, 0.125, 0.25]).rate(of: 1)
    #expect(rate == Rate(best: 8, median: 4, worst: 2))
  }

  @Test(arguments: [
    // Seconds a call, and the calls of a repetition and the repetitions that follow from them.
    (seconds: 1e-8, calls: 2_000_000...6_000_000, repetitions: 15),
    (seconds: 0.001, calls: 20...60, repetitions: 15),
    (seconds: 0.03, calls: 1...1, repetitions: 15),
    (seconds: 0.1, calls: 1...1, repetitions: 10),
    (seconds: 7, calls: 1...1, repetitions: 3),
  ])
  func repeatsLongEnough(seconds: Double, calls: ClosedRange<Int>, repetitions: Int) {
    var time = 0.0
    var lastCalls = 0
    var plan = MeasurementPlan()
    let measurement = withUnsafeMutablePointer(to: &time) { time in
      plan.now = { time.pointee }
      return plan.measure { calls in
        lastCalls = calls
        time.pointee += Double(calls) * seconds
      }
    }
    #expect(calls.contains(lastCalls))
    #expect(abs(measurement.repetitionCount - repetitions) <= (repetitions == 10 ? 1 : 0))
    #expect(abs(measurement.rate(of: seconds).best - 1) < 1e-6)
  }
}
