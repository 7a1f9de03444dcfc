import BPNet
import CommandSupport

/// What `bpnet search` says at the end.
struct SearchReport {
  /// The figures in the text besides the one that ranks; `--json` has all.
  private static let shownNames: Set<String> = [
    "loss", "accuracy", "log_loss", "macro_f1", "rmse", "mae", "r2", "nrmse", "hamming_accuracy",
  ]

  /// The trials that were measured, the best first.
  let ranked: [SearchedTrial]
  /// The trials whose options do not go together.
  let refused: [SearchedTrial]
  private let metric: Metrics.RankingMetric

  /// The name of the figure that ranks.
  var metricName: String { metric.description }

  /// - Parameters:
  ///   - trials: all that were tried or refused, in their order.
  ///   - result: the result of the trials that were run.
  init(_ trials: [SearchedTrial], _ result: Search.Result) {
    let tried = trials.filter { $0.result != nil }
    ranked = result.ranking.map { tried[$0] }
    refused = trials.filter { $0.refusal != nil }
    metric = result.metric
  }

  /// The last line of `--json`.
  ///
  /// - Parameter test: the best model's figures on the test part, if there is one.
  func json(test: Model.Evaluation?, modelPath: String?) -> JSONValue {
    let members: [(key: String, value: JSONValue)] = [
      ("trials", .int(ranked.count + refused.count)), ("rank_by", .string(metric.description)),
      ("ranking", .array(ranked.map { .int($0.trial.number) })),
      ("refused", .array(refused.map { .int($0.trial.number) })),
      ("best", ranked.first.map(\.json) ?? .null),
    ]
    let tested = test.map { [(key: "test", value: EvaluationReport($0).json)] } ?? []
    return .object(members + tested + [("model", modelPath.map(JSONValue.string) ?? .null)])
  }

  /// A table for people, and the command of the best trial.
  func text(test: Model.Evaluation?) -> String {
    guard let best = ranked.first, let figures = best.result?.figures else { return "" }
    let shown = figures.map(\.name).filter { Self.shownNames.contains($0) || $0 == metric.description }
    var table = TextTable(
      [("rank", .right), ("trial", .right)] + best.trial.options.map { ($0.name, .left) }
        + shown.map { ($0, .right) } + [("stopped by", .left)])
    for (rank, searched) in ranked.enumerated() {
      let figures = searched.result?.figures ?? []
      table.add(
        ["\(rank + 1)", "\(searched.trial.number)"] + searched.trial.options.map(\.value)
          + shown.map { name in metricCell(figures.first { $0.name == name }?.value ?? .nan) }
          + [searched.result?.stopReason?.rawValue ?? ""])
    }
    for searched in refused {
      table.add(
        ["", "\(searched.trial.number)"] + searched.trial.options.map(\.value) + shown.map { _ in "" }
          + ["refused"])
    }
    let diverged = ranked.filter { $0.result?.stopReason == .diverged }.map { "\($0.trial.number)" }
    let note =
      diverged.isEmpty
      ? "" : "\ntrials that diverged, and have no figures: \(diverged.joined(separator: ", "))"
    let tested = test.map { "\n\nthe best trial's model\n\(PartTable(test: $0).text)" } ?? ""
    return table.shownText + note + "\nranked by \(metric)\nbest    \(best.trial.command)" + tested
  }
}
