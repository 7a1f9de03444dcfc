import BPNet
import CommandSupport

/// What `bpnet evaluate` says of predicted classes.
struct ClassificationReport: MetricsReport {
  /// The most classes of which a confusion matrix is printed for people.
  private static let maximumShownClassCount = 20

  /// The most classes of which `confusion_matrix` has every cell.
  private static let maximumMatrixClassCount = 1000

  let metrics: Metrics.Classification
  let labels: [String]

  var members: [(key: String, value: JSONValue)] {
    let topK: [(key: String, value: JSONValue)] = metrics.topK.map { [("top_k", .int($0.k))] } ?? []
    let ranked: [(key: String, value: JSONValue)] =
      metrics.rankedClassCount.map { [("roc_auc_classes", .int($0))] } ?? []
    return topK + ranked + [
      ("labels", .array(labels.map(JSONValue.string))),
      confusionMember,
      (
        "classes", .array(zip(labels, metrics.classes).map { .object([("label", .string($0))] + $1.members) })
      ),
    ]
  }

  /// The whole matrix, or of many classes what it holds beside zeros: true class, predicted class, count.
  private var confusionMember: (key: String, value: JSONValue) {
    let matrix = metrics.confusion
    if matrix.classCount <= ClassificationReport.maximumMatrixClassCount {
      return ("confusion_matrix", .array(matrix.counts.map { .array($0.map(JSONValue.int)) }))
    }
    return (
      "confusion_entries",
      .array(matrix.entries.map { [.int($0.actual), .int($0.predicted), .int($0.count)] })
    )
  }

  var summary: [(heading: String, value: Double)] {
    var columns = [(heading: "accuracy", value: metrics.accuracy)]
    if let topK = metrics.topK { columns.append(("top-\(topK.k)", topK.accuracy)) }
    return columns + [("ROC AUC", metrics.areaUnderROC), ("log loss", metrics.logLoss)]
  }

  var tables: [String] {
    let isShown = labels.count <= ClassificationReport.maximumShownClassCount
    return [furtherTable] + (isShown ? [confusionTable] : []) + [classTable]
  }

  private var furtherTable: String {
    let columns = [
      ("balanced accuracy", metrics.balancedAccuracy), ("MCC", metrics.matthewsCorrelation),
      ("PR AUC", metrics.averagePrecision), ("calibration error", metrics.calibrationError),
    ]
    var table = TextTable(columns.map { ($0.0, .right) })
    table.add(columns.map { metricCell($0.1) })
    return table.shownText
  }

  private var confusionTable: String {
    var table = TextTable([("actual \\ predicted", .left)] + labels.map { ($0, .right) })
    for (label, counts) in zip(labels, metrics.confusion.counts) {
      table.add([label] + counts.map { NumberText.grouped($0) })
    }
    if metrics.unknownCount > 0 {
      table.add(["(unknown)"] + metrics.confusion.unknownCounts.map { NumberText.grouped($0) })
    }
    return table.shownText
  }

  private var classTable: String {
    Metrics.PerClass.table(
      heading: "class",
      Array(zip(labels, metrics.classes)) + [
        ("macro average", metrics.macroAverage), ("weighted average", metrics.weightedAverage),
      ])
  }
}

extension Metrics.PerClass {
  /// Members of an object.
  var members: [(key: String, value: JSONValue)] {
    [
      ("precision", .double(precision)), ("recall", .double(recall)), ("f1", .double(f1Score)),
      ("support", .int(support)),
    ]
  }

  /// A table of several, for people.
  static func table(heading: String, _ rows: [(name: String, metrics: Metrics.PerClass)]) -> String {
    var table = TextTable([
      (heading, .left), ("precision", .right), ("recall", .right), ("F1", .right), ("rows", .right),
    ])
    for (name, row) in rows {
      table.add([
        name, metricCell(row.precision), metricCell(row.recall), metricCell(row.f1Score),
        NumberText.grouped(row.support),
      ])
    }
    return table.shownText
  }
}
