import BPNet
import CommandSupport

/// What `bpnet evaluate` says of predicted numbers.
struct RegressionReport: MetricsReport {
  let metrics: Metrics.Regression
  /// The target columns.
  let names: [String]

  var members: [(key: String, value: JSONValue)] {
    let targets = zip(names, metrics.targets).map { JSONValue.object([("target", .string($0))] + $1.members) }
    return [("targets", .array(targets))]
  }

  var summary: [(heading: String, value: Double)] {
    [
      ("RMSE", metrics.rootMeanSquaredError), ("MAE", metrics.meanAbsoluteError),
      ("R²", metrics.coefficientOfDetermination), ("MSE", metrics.meanSquaredError),
    ]
  }

  var tables: [String] {
    guard metrics.targets.count > 1 else { return [] }
    var table = TextTable([("target", .left)] + ["RMSE", "MAE", "R²", "MSE"].map { ($0, .right) })
    for (name, target) in zip(names, metrics.targets) {
      table.add([
        name, metricCell(target.rootMeanSquaredError), metricCell(target.meanAbsoluteError),
        metricCell(target.coefficientOfDetermination), metricCell(target.meanSquaredError),
      ])
    }
    return [table.shownText]
  }
}

extension Metrics.Regression.Target {
  /// Members of an object.
  var members: [(key: String, value: JSONValue)] {
    [
      ("mse", .double(meanSquaredError)), ("rmse", .double(rootMeanSquaredError)),
      ("mae", .double(meanAbsoluteError)), ("r2", .double(coefficientOfDetermination)),
    ]
  }
}
