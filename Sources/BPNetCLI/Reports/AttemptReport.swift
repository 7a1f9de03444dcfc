import BPNet
import CommandSupport

/// What came of the runs from which a network was chosen.
struct AttemptReport<Element: Scalar> {
  private let selection: TrainingSelection<Element>

  init(_ selection: TrainingSelection<Element>) {
    self.selection = selection
  }

  /// One object a run.
  var json: JSONValue {
    .array(
      selection.attempts.enumerated().map { index, attempt in
        [
          "run": .int(index), "seed": seed(attempt.seed), "split_seed": seed(attempt.splitSeed),
          "hidden": .array(attempt.hiddenSizes.map(JSONValue.int)), "epochs": .int(attempt.summary.epochs),
          "best_epoch": .int(attempt.summary.bestEpoch),
          "stop_reason": .string(attempt.summary.stopReason.rawValue),
          "train_loss": .double(attempt.trainingLoss),
          "validation_loss": attempt.validationLoss.map(JSONValue.double) ?? .null,
          "is_best": .bool(index == selection.bestIndex),
        ]
      })
  }

  /// A seed, which the options keep below 2⁶³.
  private func seed(_ value: UInt64) -> JSONValue { .int(Int(clamping: value)) }

  /// A table for people, the best run marked.
  var lines: [String] {
    var table = TextTable([
      ("run", .right), ("--seed", .right), ("--hidden", .left), ("epochs", .right), ("stopped by", .left),
      ("loss", .right), ("validation", .right), ("", .left),
    ])
    for (index, attempt) in selection.attempts.enumerated() {
      table.add([
        "\(index)", "\(attempt.seed)", attempt.hiddenSizes.map(String.init).joined(separator: ","),
        "\(attempt.summary.epochs)", attempt.summary.stopReason.rawValue,
        NumberText.significant(attempt.trainingLoss, digits: 5),
        attempt.validationLoss.map { NumberText.significant($0, digits: 5) } ?? "",
        index == selection.bestIndex ? "best" : "",
      ])
    }
    return table.text.split(separator: "\n").map(String.init)
  }
}
