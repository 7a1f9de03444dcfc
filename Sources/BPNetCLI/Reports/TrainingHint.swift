import BPNet

/// What to try where the epochs were over while the loss was still falling.
struct TrainingHint {
  let text: String

  /// Nil where more epochs promise nothing.
  init?(_ result: TrainingResult) {
    let recipe = result.model.record.recipe
    guard result.summary.stopReason == .epochs, let fall = result.history.lateFall,
      !TrainingHint.isGood((result.validation ?? result.training).metrics)
    else { return nil }
    let more = 10 * max(result.summary.epochs, 1)
    let percent = NumberText.significant(100 * fall, digits: 2)
    let other = recipe.preset == .classic ? ", or leave out --preset classic" : ""
    text =
      "the loss was still falling, by \(percent) % in the last tenth of the epochs: "
      + "try --epochs \(more)\(other)"
  }

  /// Whether there is hardly anything left to learn.
  private static func isGood(_ metrics: Metrics) -> Bool {
    let figures = Dictionary(metrics.figures.map { ($0.name, $0.value) }) { first, _ in first }
    return (figures["r2"] ?? figures["accuracy"] ?? 0) >= 0.99
  }
}
