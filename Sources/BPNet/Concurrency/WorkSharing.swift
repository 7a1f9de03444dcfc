/// Among how many threads work is worth sharing.
struct WorkSharing {
  /// The operations of a part for which a further thread begins to pay.
  private let operationsPerThread: Int

  /// For threads that meet all the time: two meetings of a step, and data that change processors.
  static let awake = WorkSharing(operationsPerThread: 2_000_000)
  /// For threads that are woken, or made, for the work: some tens of microseconds.
  static let asleep = WorkSharing(operationsPerThread: 20_000_000)

  /// The threads that share so many samples; more operations than can be counted are worth any number.
  ///
  /// - Parameter limit: the most threads; nil means one for each available processor.
  func threadCount(operationsPerSample: Int, sampleCount: Int, limit: Int?) -> Int {
    let available = availableProcessorCount
    let (operations, overflow) = operationsPerSample.multipliedReportingOverflow(by: sampleCount)
    let useful = overflow ? available : max(1, operations / operationsPerThread)
    return min(limit ?? available, available, useful, sampleCount)
  }
}
