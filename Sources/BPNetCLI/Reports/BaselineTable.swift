import BPNet
import CommandSupport

/// A table for people of forecasts without a network, and how a network's compare with them.
struct BaselineTable {
  /// The lines of the table; nil if there is nothing to compare with.
  let text: String?

  /// - Parameter parts: the parts of the data, by their names, which may be empty for a single one.
  init(_ parts: [(name: String, metrics: Metrics.Forecast)]) {
    guard parts.contains(where: { !$0.metrics.baselines.isEmpty }) else {
      text = nil
      return
    }
    let isNamed = parts.contains { !$0.name.isEmpty }
    let columns = ["rows", "RMSE", "MAE", "skill", "MAE ratio"].map { ($0, TextTable.Alignment.right) }
    var table = TextTable((isNamed ? [("", .left)] : []) + [("without a network", .left)] + columns)
    for (name, metrics) in parts {
      for baseline in metrics.baselines {
        table.add(
          (isNamed ? [name] : []) + [
            baseline.period.map { "\($0) rows before" } ?? "the last value",
            NumberText.grouped(baseline.sampleCount), metricCell(baseline.metrics.rootMeanSquaredError),
            metricCell(baseline.metrics.meanAbsoluteError), metricCell(baseline.skill),
            metricCell(baseline.absoluteErrorRatio),
          ])
      }
    }
    text = table.shownText
  }
}

extension Metrics.Forecast {
  /// The baselines as numbers of an object: `naive_…`, and `seasonal_naive_…` where there is a period.
  var baselineMembers: [(key: String, value: JSONValue)] {
    baselines.flatMap { baseline in
      let period: [(key: String, value: JSONValue)] = baseline.period.map { [("period", .int($0))] } ?? []
      let figures: [(key: String, value: JSONValue)] = [
        ("rows", .int(baseline.sampleCount)), ("rmse", .double(baseline.metrics.rootMeanSquaredError)),
        ("mae", .double(baseline.metrics.meanAbsoluteError)), ("skill", .double(baseline.skill)),
        ("mae_ratio", .double(baseline.absoluteErrorRatio)),
      ]
      let prefix = baseline.period == nil ? "naive" : "seasonal_naive"
      return (period + figures).map { ("\(prefix)_\($0.key)", $0.value) }
    }
  }
}
