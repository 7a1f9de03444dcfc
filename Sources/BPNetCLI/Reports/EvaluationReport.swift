import BPNet
import CommandSupport

/// What `bpnet evaluate` says.
struct EvaluationReport {
  /// The most classes of which a confusion matrix is printed for people.
  private static let maximumShownClassCount = 20

  let rowCount: Int
  let loss: Double
  let metrics: Metrics
  /// The classes, or else the targets.
  let names: [String]

  /// One object, as the contract has it.
  var json: JSONValue {
    let head: [(key: String, value: JSONValue)] = [("rows", .int(rowCount)), ("loss", .double(loss))]
    return .object(head + metrics.figures.map { ($0.name, .double($0.value)) } + details)
  }

  /// What there is of each class or target.
  private var details: [(key: String, value: JSONValue)] {
    switch metrics {
    case .classification(let metrics):
      let topK: [(key: String, value: JSONValue)] = metrics.topK.map { [("top_k", .int($0.k))] } ?? []
      return topK + [
        ("labels", .array(names.map(JSONValue.string))),
        ("confusion_matrix", .array(metrics.confusion.counts.map { .array($0.map(JSONValue.int)) })),
        ("classes", .array(zip(names, metrics.classes).map(json(label:metrics:)))),
      ]
    case .regression(let metrics):
      return [("targets", .array(zip(names, metrics.targets).map(json(target:metrics:))))]
    }
  }

  private func json(label: String, metrics: ClassMetrics) -> JSONValue {
    [
      "label": .string(label), "precision": .double(metrics.precision), "recall": .double(metrics.recall),
      "f1": .double(metrics.f1Score), "support": .int(metrics.support),
    ]
  }

  private func json(target: String, metrics: RegressionMetrics.Target) -> JSONValue {
    [
      "target": .string(target), "mse": .double(metrics.meanSquaredError),
      "rmse": .double(metrics.rootMeanSquaredError), "mae": .double(metrics.meanAbsoluteError),
      "r2": .double(metrics.coefficientOfDetermination),
    ]
  }
}

extension EvaluationReport {
  /// Lines for people.
  var text: String {
    switch metrics {
    case .classification(let metrics): text(of: metrics)
    case .regression(let metrics): text(of: metrics)
    }
  }

  private func text(of metrics: ClassificationMetrics) -> String {
    var columns = [("rows", TextTable.Alignment.right), ("loss", .right), ("accuracy", .right)]
    var cells = [
      NumberText.grouped(rowCount), NumberText.significant(loss, digits: 5), cell(metrics.accuracy),
    ]
    func add(_ heading: String, _ value: Double) {
      columns.append((heading, .right))
      cells.append(cell(value))
    }
    if let topK = metrics.topK { add("top-\(topK.k)", topK.accuracy) }
    if let area = metrics.areaUnderROC { add("ROC AUC", area) }
    add("log loss", metrics.logLoss)
    var summary = TextTable(columns)
    summary.add(cells)
    let isShown = names.count <= EvaluationReport.maximumShownClassCount
    let matrix = isShown ? [text(of: metrics.confusion)] : []
    return ([summary.text] + matrix + [classTable(metrics)]).joined(separator: "\n\n")
  }

  private func text(of confusion: ConfusionMatrix) -> String {
    var table = TextTable([("actual \\ predicted", .left)] + names.map { ($0, .right) })
    for (label, counts) in zip(names, confusion.counts) {
      table.add([label] + counts.map { NumberText.grouped($0) })
    }
    return table.text
  }

  private func classTable(_ metrics: ClassificationMetrics) -> String {
    var table = TextTable([
      ("class", .left), ("precision", .right), ("recall", .right), ("F1", .right), ("rows", .right),
    ])
    let averages = [("macro average", metrics.macroAverage), ("weighted average", metrics.weightedAverage)]
    for (name, row) in Array(zip(names, metrics.classes)) + averages {
      table.add(
        [name, cell(row.precision), cell(row.recall), cell(row.f1Score), NumberText.grouped(row.support)])
    }
    return table.text
  }

  private func text(of metrics: RegressionMetrics) -> String {
    var summary = TextTable(
      [("rows", .right), ("loss", .right)] + ["RMSE", "MAE", "R²", "MSE"].map { ($0, .right) })
    summary.add(
      [NumberText.grouped(rowCount), NumberText.significant(loss, digits: 5)]
        + Metrics.regression(metrics).figures.map { cell($0.value) })
    guard metrics.targets.count > 1 else { return summary.text }
    var table = TextTable([("target", .left)] + ["RMSE", "MAE", "R²", "MSE"].map { ($0, .right) })
    for (name, target) in zip(names, metrics.targets) {
      table.add([
        name, cell(target.rootMeanSquaredError), cell(target.meanAbsoluteError),
        cell(target.coefficientOfDetermination), cell(target.meanSquaredError),
      ])
    }
    return summary.text + "\n\n" + table.text
  }

  private func cell(_ value: Double) -> String { NumberText.significant(value, digits: 4) }
}
