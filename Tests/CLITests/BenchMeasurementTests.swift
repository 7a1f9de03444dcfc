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
  func repeatsLongEnough(seconds: Double, calls: ClosedRange<Int>, repetitions: Int) throws {
    var time = 0.0
    var lastCalls = 0
    var plan = MeasurementPlan()
    let measurement = try withUnsafeMutablePointer(to: &time) { time in
      plan.now = { time.pointee }
      return try plan.measure { calls in
        lastCalls = calls
        time.pointee += Double(calls) * seconds
      }
    }
    #expect(calls.contains(lastCalls))
    #expect(abs(measurement.repetitionCount - repetitions) <= (repetitions == 10 ? 1 : 0))
    #expect(abs(measurement.rate(of: seconds).best - 1) < 1e-6)
  }

  @Test func stopsBetweenRepetitions() {
    for allowed in [0, 1, 4] {
      var bodies = 0
      var plan = MeasurementPlan(repetitionSeconds: 0)
      plan.now = { 0 }
      withUnsafeMutablePointer(to: &bodies) { bodies in
        plan.shouldStop = { bodies.pointee == allowed }
        #expect(throws: MeasurementStopped.self) { try plan.measure { _ in bodies.pointee += 1 } }
      }
      #expect(bodies == allowed)
    }
  }

  private static let oneThread = PeakMeter.Combination(kernels: "portable", precision: .f32, threadCount: 1)
  private static let twoThreads = PeakMeter.Combination(kernels: "portable", precision: .f32, threadCount: 2)

  @Test func measuresPeaksOnce() throws {
    let meter = PeakMeter()
    #expect(meter.fraction(50, of: Self.oneThread) { 100 } == 0.5)
    #expect(meter.fraction(100, of: Self.oneThread) { 1000 } == 1)
    #expect(meter.fraction(50, of: Self.twoThreads) { 200 } == 0.25)
  }

  @Test func measuresPeaksAgainThatLieBelowWhatWasDone() {
    let meter = PeakMeter()
    var peaks = [80.0, 70, 125, 1000]
    #expect(meter.fraction(100, of: Self.oneThread) { peaks.removeFirst() } == 0.8)
    #expect(peaks == [1000])
    #expect(meter.fraction(50, of: Self.oneThread) { peaks.removeFirst() } == 0.4)
  }

  @Test func admitsThatThePeakWasNotReached() {
    let meter = PeakMeter()
    var measurements = 0
    let fraction = meter.fraction(100, of: Self.oneThread) {
      measurements += 1
      return measurements == 2 ? 50 : 25
    }
    #expect(fraction == 2)
    #expect(measurements == 4)
  }
}
