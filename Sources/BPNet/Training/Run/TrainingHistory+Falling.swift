extension TrainingHistory {
  /// By how much the loss fell over the last tenth of the epochs, as a part of what it was, if it was still
  /// falling about as fast as before: more epochs would then have made it less.
  ///
  /// The loss is that of the validation data, where there are any. Nil where it has levelled off, rises, goes
  /// up and down by more than it falls, or where there are fewer than 10 epochs.
  public var lateFall: Double? {
    let losses = entries.map { $0.validationLoss ?? $0.trainingLoss }
    guard losses.count >= 10 else { return nil }
    // Means of a tenth each, so that a single epoch does not decide.
    let part = losses.count / 10
    func mean(endingAt end: Int) -> Double {
      FixedOrderSum.sum(count: part) { losses[end - part + $0] } / Double(part)
    }
    let (last, before) = (mean(endingAt: losses.count), mean(endingAt: losses.count - part))
    let middle = mean(endingAt: losses.count - 4 * part)
    guard last.isFinite, last > 0, before - last > TrainingHistory.leastFall * before else { return nil }
    // Evenly over the last four tenths this would be a third of their fall in the three before.
    return before - last >= 0.5 * (middle - before) / 3 ? (before - last) / before : nil
  }

  /// A fall that is worth a word.
  private static let leastFall = 1e-3
}
