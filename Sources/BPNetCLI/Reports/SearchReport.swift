import BPNet
import CommandSupport

/// What came of one trial of a search.
struct TrialResult {
  /// Its number, counted from 1.
  let number: Int
  /// The options of the grid and their values.
  let options: [(name: String, value: String)]
  /// The command that repeats it alone.
  let command: String
  /// How training ended; where there are folds, in the first that diverged, else in the last; nil if it was
  /// refused.
  let stopReason: StopReason?
  /// The error of training that diverged.
  let divergence: BPNetError?
  /// Why there was no training: the options do not go together.
  var refusal: UsageError?
  /// The figures on the rows held back: their means where there are folds.
  let figures: [(name: String, value: Double)]
  /// The standard deviations of the figures over the folds; nil without folds.
  let deviations: [(name: String, value: Double)]?
  /// Trains on all rows where there are folds, and writes the model; false if that was stopped.
  ///
  /// Nil once another trial is known to be better, since it keeps weights in memory.
  var writeModel: ((_ path: String) throws -> Bool)?

  var score: ModelScore { ModelScore(figures: figures) }

  /// One object.
  var json: JSONValue {
    let head: [(key: String, value: JSONValue)] = [
      ("trial", .int(number)), ("options", .object(options.map { ($0.name, .string($0.value)) })),
      ("command", .string(command)),
      ("stop_reason", stopReason.map { .string($0.rawValue) } ?? .null),
    ]
    if let refusal { return .object(head + [("refused", .string(refusal.message))]) }
    guard let deviations else { return .object(head + figures.members) }
    return .object(head + [("mean", .object(figures.members)), ("sd", .object(deviations.members))])
  }
}

/// What `bpnet search` says at the end.
struct SearchReport {
  /// The figures that people see; `--json` has all.
  private static let shownNames: Set<String> = [
    "loss", "accuracy", "log_loss", "macro_f1", "rmse", "mae", "r2", "nrmse", "hamming_accuracy",
  ]

  /// The trials that were measured, the best first.
  let ranked: [TrialResult]
  /// The trials whose options do not go together.
  let refused: [TrialResult]

  /// - Parameter trials: in the order in which they were run, which equal ones keep.
  init(_ trials: [TrialResult]) {
    refused = trials.filter { $0.refusal != nil }
    ranked = trials.filter { $0.refusal == nil }.enumerated().sorted {
      ($0.element.score, $0.offset) < ($1.element.score, $1.offset)
    }.map(\.element)
  }

  /// The last line of `--json`.
  func json(modelPath: String?) -> JSONValue {
    [
      "trials": .int(ranked.count + refused.count), "ranking": .array(ranked.map { .int($0.number) }),
      "refused": .array(refused.map { .int($0.number) }),
      "best": ranked.first.map(\.json) ?? .null, "model": modelPath.map(JSONValue.string) ?? .null,
    ]
  }

  /// A table for people, and the command of the best trial.
  var text: String {
    guard let best = ranked.first else { return "" }
    let shown = best.figures.indices.filter { Self.shownNames.contains(best.figures[$0].name) }
    var table = TextTable(
      [("rank", .right), ("trial", .right)] + best.options.map { ($0.name, .left) }
        + shown.map { (best.figures[$0].name, .right) } + [("stopped by", .left)])
    for (rank, trial) in ranked.enumerated() {
      table.add(
        ["\(rank + 1)", "\(trial.number)"] + trial.options.map(\.value)
          + shown.map { metricCell(trial.figures[$0].value) }
          + [trial.stopReason?.rawValue ?? ""])
    }
    for trial in refused {
      table.add(
        ["", "\(trial.number)"] + trial.options.map(\.value) + shown.map { _ in "" } + ["refused"])
    }
    return table.text + "\nbest    \(best.command)"
  }
}
