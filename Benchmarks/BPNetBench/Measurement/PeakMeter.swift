import BPNet

/// Measures the most multiply-adds that a number of cores can do.
///
/// Figures of a run are compared with a peak of the same run, since clock rates drift.
final class PeakMeter {
  /// What a peak is of.
  struct Combination: Hashable {
    let kernels: String
    let precision: Precision
    let threadCount: Int
  }

  private static let roundsOfACall = 100_000
  /// How often a peak is measured again because a figure lies above it.
  private static let mostRepetitions = 3

  /// Many short repetitions: the peak is what an undisturbed core does, and a short one is more likely to
  /// be undisturbed.
  private let plan = MeasurementPlan(repetitionSeconds: 0.005, repetitions: 100)

  private var known: [Combination: Double] = [:]

  /// The floating-point operations a second, in units of 10⁹, of `threadCount` threads that do nothing but
  /// fused multiply-adds in registers.
  ///
  /// - Throws: `MeasurementStopped`, and `BPNetError.invalidArgument` if there are too few threads.
  func gigaflops<Element: KernelElement>(
    _ kernels: KernelTable, _: Element.Type, threadCount: Int
  ) throws -> Rate {
    let operations = Element.runFMAChains(kernels, rounds: 1) * Double(Self.roundsOfACall)
    let work = try ParallelWork(count: threadCount) { _ in
      _ = Element.runFMAChains(kernels, rounds: Self.roundsOfACall)
    }
    let measurement = try plan.measure { calls in
      for _ in 0..<calls { work.run() }
    }
    return measurement.rate(of: operations * Double(threadCount) / 1e9)
  }

  /// The part of the peak of `threadCount` threads that `gigaflops` is.
  ///
  /// - Throws: as the measurement of the peak.
  func fraction<Element: KernelElement>(
    _ gigaflops: Double, of kernels: KernelTable, _ type: Element.Type, threadCount: Int
  ) throws -> Double {
    let combination = Combination(
      kernels: kernels.name, precision: Element.precision, threadCount: threadCount)
    return try fraction(gigaflops, of: combination) {
      try self.gigaflops(kernels, type, threadCount: threadCount).best
    }
  }

  /// The part of the peak that `measure` finds for `combination` that `gigaflops` is.
  ///
  /// The best peak of the run counts. One that lies below a figure was measured while the machine was busy,
  /// and is measured again; a fraction that is still above 1 says that the machine remained so.
  func fraction(
    _ gigaflops: Double, of combination: Combination, measure: () throws -> Double
  ) rethrows -> Double {
    var peak = if let best = known[combination] { best } else { try measure() }
    var repetitions = 0
    while peak < gigaflops, repetitions < Self.mostRepetitions {
      peak = max(peak, try measure())
      repetitions += 1
    }
    known[combination] = peak
    return gigaflops / peak
  }
}
