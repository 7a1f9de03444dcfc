/// The choice of the number of threads that share some work.
struct WorkSharing {
  /// The minimum number of operations for each thread.
  private let operationsPerThread: Int

  /// For spinning threads: they make up for two synchronisations in each step, and for data that move between
  /// processors' caches.
  static let awake = WorkSharing(operationsPerThread: 2_000_000)
  /// For threads that have to be woken or started, which takes some tens of microseconds.
  static let asleep = WorkSharing(operationsPerThread: 20_000_000)

  /// The number of threads that share the work on `sampleCount` samples.
  ///
  /// - Parameter limit: the maximum number, of which at least 1 is used; nil means one for each available
  ///   processor.
  func threadCount(operationsPerSample: Int, sampleCount: Int, limit: Int?) -> Int {
    let available = availableProcessorCount
    let (operations, overflow) = operationsPerSample.multipliedReportingOverflow(by: sampleCount)
    let useful = overflow ? available : max(1, operations / operationsPerThread)
    return min(max(limit ?? available, 1), available, useful, sampleCount)
  }
}
