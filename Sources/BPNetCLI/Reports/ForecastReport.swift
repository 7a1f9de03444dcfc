import BPNet
import CommandSupport

/// What `bpnet evaluate` says of series that are continued.
struct ForecastReport: MetricsReport {
  let metrics: Metrics.Forecast
  /// The series.
  let names: [String]

  var members: [(key: String, value: JSONValue)] {
    let steps = metrics.steps.enumerated().map { index, step in
      let overall: [(key: String, value: JSONValue)] = [
        ("rmse", .double(step.rootMeanSquaredError)), ("mae", .double(step.meanAbsoluteError)),
        ("r2", .double(step.coefficientOfDetermination)),
        ("nrmse", .double(step.normalizedRootMeanSquaredError)),
      ]
      return JSONValue.object([("step", .int(index + 1))] + overall + [("targets", targets(step))])
    }
    return metrics.baselineMembers + [("targets", targets(metrics.overall)), ("steps", .array(steps))]
  }

  private func targets(_ metrics: Metrics.Regression) -> JSONValue {
    .array(
      zip(names, metrics.targets).map {
        .object(
          [("target", .string($0))] + $1.members + [
            ("nrmse", .double($1.normalizedRootMeanSquaredError))
          ])
      })
  }

  var summary: [(heading: String, value: Double)] {
    [
      ("RMSE", metrics.overall.rootMeanSquaredError), ("MAE", metrics.overall.meanAbsoluteError),
      ("R²", metrics.overall.coefficientOfDetermination),
      ("RMSE / sd", metrics.overall.normalizedRootMeanSquaredError),
    ]
  }

  /// A row for each series and step, where there is more than one.
  var tables: [String] {
    let baselines = BaselineTable([("", metrics)]).text.map { [$0] } ?? []
    guard names.count > 1 || metrics.steps.count > 1 else { return baselines }
    var table = TextTable(
      [("series", .left), ("step", .right)] + ["RMSE", "MAE", "R²", "RMSE / sd"].map { ($0, .right) })
    for (index, step) in metrics.steps.enumerated() {
      for (name, target) in zip(names, step.targets) {
        table.add([
          name, "\(index + 1)", metricCell(target.rootMeanSquaredError),
          metricCell(target.meanAbsoluteError), metricCell(target.coefficientOfDetermination),
          metricCell(target.normalizedRootMeanSquaredError),
        ])
      }
    }
    return baselines + [table.shownText]
  }
}
