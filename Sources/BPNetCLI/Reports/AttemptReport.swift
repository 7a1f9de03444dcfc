import BPNet
import CommandSupport

/// The results of the runs from which a network was chosen.
struct AttemptReport {
  private let selection: TrainingResult.Selection

  /// The figure by which the best was found, unless that is the loss.
  private let metric: Metrics.RankingMetric?

  init(_ selection: TrainingResult.Selection, metric: Metrics.RankingMetric?) {
    self.selection = selection
    self.metric = metric == .loss ? nil : metric
  }

  /// What the runs were compared by.
  private func figure(of run: Run.Result) -> (name: String, value: Double)? {
    metric.map { metric in
      let figures = (run.validation ?? run.training).figures
      return (metric.description, metric.value(in: figures) ?? .nan)
    }
  }

  /// One object a run.
  var json: JSONValue {
    .array(
      selection.runs.enumerated().map { index, run in
        let members: [(key: String, value: JSONValue)] = [
          ("run", .int(index)), ("seed", seed(run.run.recipe.seed)),
          ("split_seed", seed(run.run.recipe.splitSeed)),
          ("hidden", .array(run.hiddenSizes.map(JSONValue.int))), ("epochs", .int(run.summary.epochs)),
          ("best_epoch", .int(run.summary.bestEpoch)),
          ("stop_reason", .string(run.summary.stopReason.rawValue)),
          ("train_loss", .double(run.training.loss)),
          ("validation_loss", run.validation.map { .double($0.loss) } ?? .null),
        ]
        let figure = figure(of: run).map { [(key: $0.name, value: JSONValue.double($0.value))] } ?? []
        return .object(members + figure + [("is_best", .bool(index == selection.bestIndex))])
      })
  }

  /// A seed, which the options keep below 2⁶³.
  private func seed(_ value: UInt64?) -> JSONValue { .int(Int(clamping: value ?? 0)) }

  /// A table for people, the best run marked.
  var lines: [String] {
    var table = TextTable(
      [
        ("run", .right), ("--seed", .right), ("--hidden", .left), ("epochs", .right), ("stopped by", .left),
        ("loss", .right), ("validation", .right),
      ] + (metric.map { [($0.description, .right)] } ?? []) + [("", .left)])
    for (index, run) in selection.runs.enumerated() {
      let hidden = run.hiddenSizes.map(String.init).joined(separator: ",")
      var cells = ["\(index)", "\(run.run.recipe.seed ?? 0)", hidden, "\(run.summary.epochs)"]
      cells.append(run.summary.stopReason.rawValue)
      cells.append(NumberText.significant(run.training.loss, digits: 5))
      cells.append(run.validation.map { NumberText.significant($0.loss, digits: 5) } ?? "")
      if let figure = figure(of: run) { cells.append(metricCell(figure.value)) }
      cells.append(index == selection.bestIndex ? "best" : "")
      table.add(cells)
    }
    return table.text.split(separator: "\n").map(String.init)
  }
}
