import Synchronization

/// The progress of a worker thread's run, written by it after each epoch and read by the thread that reports.
///
/// The numbers are read one at a time, so they may come from two consecutive epochs.
final class WorkerStatus: Sendable {
  private let index = Atomic<Int>(-1)
  private let epoch = Atomic<Int>(0)
  private let epochCount = Atomic<Int>(0)
  private let trainingLoss = Atomic<UInt64>(0)
  private let validationLoss = Atomic<UInt64>(0)
  private let start = Atomic<UInt64>(0)

  /// Records that a run begins.
  func begin(_ index: Int, time: Double) {
    epoch.store(0, ordering: .relaxed)
    epochCount.store(0, ordering: .relaxed)
    trainingLoss.store(Double.nan.bitPattern, ordering: .relaxed)
    validationLoss.store(Double.nan.bitPattern, ordering: .relaxed)
    start.store(time.bitPattern, ordering: .relaxed)
    self.index.store(index, ordering: .releasing)
  }

  /// Records that the run has ended.
  func end() { index.store(-1, ordering: .relaxed) }

  /// Records the maximum number of epochs of the run.
  func expect(epochCount: Int) { self.epochCount.store(epochCount, ordering: .relaxed) }

  /// Records an epoch.
  func report(_ report: EpochReport) {
    epoch.store(report.epoch, ordering: .relaxed)
    trainingLoss.store(report.trainingLoss.bitPattern, ordering: .relaxed)
    validationLoss.store((report.validationLoss ?? .nan).bitPattern, ordering: .relaxed)
  }

  /// The run under way; nil if there is none.
  func running(at time: Double) -> Run.Progress.Running? {
    let index = index.load(ordering: .acquiring)
    guard index >= 0 else { return nil }
    let validationLoss = Double(bitPattern: validationLoss.load(ordering: .relaxed))
    return Run.Progress.Running(
      index: index, epoch: epoch.load(ordering: .relaxed), epochCount: epochCount.load(ordering: .relaxed),
      trainingLoss: Double(bitPattern: trainingLoss.load(ordering: .relaxed)),
      validationLoss: validationLoss.isNaN ? nil : validationLoss,
      seconds: time - Double(bitPattern: start.load(ordering: .relaxed)))
  }
}
