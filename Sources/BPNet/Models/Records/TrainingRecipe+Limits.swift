extension TrainingRecipe {
  /// The numbers of epochs that can be counted, in schedules, too.
  private static let allowedEpochs = 0...1 << 53
  /// The numbers of threads that can be asked for.
  private static let allowedThreads = 1...4096
  /// The numbers of restarts that can be asked for.
  private static let allowedRestarts = 1...100_000
  /// The offsets of a hidden layer whose size is chosen.
  private static let allowedOffsets = 1...1_000_000_000

  /// Checks the counts with which presets and estimates of memory compute before the configuration that they
  /// belong to is there to be checked as a whole.
  ///
  /// - Throws: `BPNetError.invalidArgument` with the name of the first count that is not allowed.
  func checkCounts() throws(BPNetError) {
    let counts: [(name: String, value: Int?, allowed: ClosedRange<Int>)] = [
      ("epochs", epochs, Self.allowedEpochs), ("threads", threads, Self.allowedThreads),
      ("restartCount", restartCount, Self.allowedRestarts),
    ]
    for count in counts {
      guard let value = count.value, !count.allowed.contains(value) else { continue }
      throw .invalidArgument(
        name: count.name, found: "\(value)",
        expected: "an integer from \(count.allowed.lowerBound) to \(count.allowed.upperBound)")
    }
    if case .automatic(let offset) = hidden, !Self.allowedOffsets.contains(offset) {
      throw .invalidArgument(
        name: "hidden", found: "auto:\(offset)",
        expected: "auto:A with A from 1 to \(Self.allowedOffsets.upperBound)")
    }
  }

  /// The number of restarts, within what is allowed.
  var restarts: Int {
    min(max(restartCount ?? 1, Self.allowedRestarts.lowerBound), Self.allowedRestarts.upperBound)
  }
}
