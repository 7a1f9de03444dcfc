import BPNet

/// Measures the peak rate of multiply-adds of a number of cores.
///
/// Figures are compared with a peak of the same run of the program, because clock rates drift.
final class PeakMeter {
  /// The conditions of a peak.
  struct Combination: Hashable {
    let kernels: String
    let precision: Precision
    let threadCount: Int
  }

  private static let roundsOfACall = 100_000
  /// The maximum number of times that a peak is measured again because a figure is above it.
  private static let mostRepetitions = 3

  /// Many short repetitions, which are more likely to be undisturbed by other processes.
  private let plan = MeasurementPlan(repetitionSeconds: 0.005, repetitions: 100)

  private var known: [Combination: Double] = [:]

  /// The rate of `threadCount` threads that only do fused multiply-adds in registers, in 10⁹ floating-point
  /// operations per second.
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

  /// `gigaflops` as a fraction of the peak of `threadCount` threads.
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

  /// `gigaflops` as a fraction of the peak that `measure` finds for `combination`.
  ///
  /// The best peak so far counts. One below a figure was measured while the machine was busy, and is measured
  /// again; a fraction that is still above 1 shows that the machine is still busy.
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
