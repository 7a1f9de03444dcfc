import BPNet

/// What printed figures do not tell, where rows that nothing was chosen by would tell more.
struct FigureHint {
  let text: String

  /// Nil where there are figures of a test part, or nothing was trained.
  init?(_ selection: TrainingResult.Selection) {
    let best = selection.best
    guard best.test == nil, best.summary.epochs > 0 else { return nil }
    if best.validation == nil {
      text = "figures of the rows trained on: --test 0.2 measures on rows held back"
    } else if selection.runs.count > 1 {
      text =
        "the best of \(selection.runs.count) runs was chosen by the validation rows, whose figures flatter "
        + "it: --test 0.2 measures on others"
    } else {
      return nil
    }
  }

  /// The hint for the best of several trials, evaluated on the rows by which all were compared.
  init?(trialCount: Int, hasTest: Bool) {
    guard trialCount > 1, !hasTest else { return nil }
    text =
      "the best of \(trialCount) trials was chosen by these figures, which flatter it: --test 0.2 measures "
      + "it on other rows"
  }
}
