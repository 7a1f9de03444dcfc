import BPNet

/// Measures the most multiply-adds that a number of cores can do, each combination once a run.
///
/// Figures of a run are compared with a peak of the same run, since clock rates drift.
final class PeakMeter {
  private struct Combination: Hashable {
    let kernels: String
    let precision: Precision
    let threadCount: Int
  }

  private static let roundsOfACall = 100_000

  /// Many short repetitions: the peak is what an undisturbed core does, and a short one is more likely to
  /// be undisturbed.
  private let plan = MeasurementPlan(repetitionSeconds: 0.005, repetitions: 100)

  private var known: [Combination: Rate] = [:]

  /// The floating-point operations a second, in units of 10⁹, of `threadCount` threads that do nothing but
  /// fused multiply-adds in registers.
  func gigaflops<Element: KernelElement>(
    _ kernels: KernelTable, _: Element.Type, threadCount: Int
  ) -> Rate {
    let combination = Combination(
      kernels: kernels.name, precision: Element.precision, threadCount: threadCount)
    if let rate = known[combination] { return rate }
    let operations = Element.runFMAChains(kernels, rounds: 1) * Double(Self.roundsOfACall)
    let work = ParallelWork(count: threadCount) { _ in
      _ = Element.runFMAChains(kernels, rounds: Self.roundsOfACall)
    }
    let measurement = plan.measure { calls in
      for _ in 0..<calls { work.run() }
    }
    let rate = measurement.rate(of: operations * Double(threadCount) / 1e9)
    known[combination] = rate
    return rate
  }
}
