import BPNet
import CommandSupport

/// What `bpnet evaluate` says of several columns of labels.
struct MultiLabelReport: MetricsReport {
  let metrics: Metrics.MultiLabel
  /// The target columns.
  let names: [String]

  var members: [(key: String, value: JSONValue)] {
    let targets = names.indices.map { index in
      JSONValue.object(
        [
          ("target", .string(names[index])), ("accuracy", .double(metrics.accuracies[index])),
        ] + metrics.labels[index].members)
    }
    return [("targets", .array(targets))]
  }

  var summary: [(heading: String, value: Double)] {
    [
      ("accuracy", metrics.subsetAccuracy), ("Hamming accuracy", metrics.hammingAccuracy),
      ("Hamming loss", metrics.hammingLoss), ("log loss", metrics.logLoss),
    ]
  }

  var tables: [String] {
    [
      Metrics.PerClass.table(
        heading: "target",
        Array(zip(names, metrics.labels)) + [
          ("macro average", metrics.macroAverage), ("micro average", metrics.microAverage),
        ])
    ]
  }
}
