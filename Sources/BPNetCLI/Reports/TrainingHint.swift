import BPNet

/// What to try where hardly anything was learnt, or the epochs were over while the loss was still falling.
struct TrainingHint {
  let text: String

  /// The most weights for which Levenberg–Marquardt is proposed: its steps take their number to the third.
  private static let maximumLeastSquaresCount = 1500

  /// Nil where more promises nothing.
  ///
  /// - Parameter decision: the choices that a preset made by comparing candidates, which it makes no longer
  ///   beside an option for the epochs.
  init?(_ result: TrainingResult, decision: PresetDecision?) {
    let recipe = result.model.record.recipe
    guard result.summary.epochs > 0 else { return nil }
    let metrics = (result.validation ?? result.training).metrics
    let fall = result.summary.stopReason == .epochs ? result.history.lateFall : nil
    let more = 10 * result.summary.epochs
    if let baseline = ConstantBaseline(metrics) {
      let isLeastSquares = recipe.optimizer?.optimizer?.name == Optimizer.levenbergMarquardt().name
      let weightCount = result.model.topology.parameterCount
      let suits = weightCount <= min(Self.maximumLeastSquaresCount, result.training.rowCount)
      let method = baseline.isOfClasses || isLeastSquares || !suits ? "" : "--optimizer lm, or "
      let preset = recipe.preset == .classic ? ", or leave out --preset classic" : ""
      let falls = fall == nil ? "" : ", and the loss was still falling"
      text =
        "\(baseline.text)\(falls): try \(method)--hidden 50,50 --epochs \(max(more, 3000)) "
        + "--weight-decay 0.01\(preset); if that does not help, the inputs may say nothing of the target"
      return
    }
    let choices = decision?.text.withOptions() ?? ""
    guard let fall, !TrainingHint.isGood(metrics), !choices.contains("--epochs") else { return nil }
    let percent = NumberText.significant(100 * fall, digits: 2)
    let other = recipe.preset == .classic ? ", or leave out --preset classic" : ""
    text =
      "the loss was still falling, by \(percent) % in the last tenth of the epochs: "
      + "try --epochs \(more)\(choices.isEmpty ? "" : " \(choices)")\(other)"
  }

  /// Whether there is hardly anything left to learn.
  private static func isGood(_ metrics: Metrics) -> Bool {
    let figures = Dictionary(metrics.figures.map { ($0.name, $0.value) }) { first, _ in first }
    return (figures["r2"] ?? figures["accuracy"] ?? 0) >= 0.99
  }
}
