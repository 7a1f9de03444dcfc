import BPNet
import CommandSupport

/// What `bpnet evaluate` says.
struct EvaluationReport {
  let rowCount: Int
  let loss: Double
  let metrics: Metrics
  let labels: [String]

  /// One object, as the contract has it.
  var json: JSONValue {
    let head: [(key: String, value: JSONValue)] = [("rows", .int(rowCount)), ("loss", .double(loss))]
    return .object(head + metrics.named.map { ($0.name, .double($0.value)) })
  }

  /// Lines for people, with the confusion matrix for classes.
  var text: String {
    var table = TextTable([("rows", .right), ("loss", .right)] + metrics.columns)
    table.add([NumberText.grouped(rowCount), NumberText.significant(loss, digits: 5)] + metrics.cells)
    guard case .classification(let classification) = metrics, labels.count <= 20 else { return table.text }
    var confusion = TextTable([("actual \\ predicted", .left)] + labels.map { ($0, .right) })
    for (label, counts) in zip(labels, classification.confusion) {
      confusion.add([label] + counts.map { NumberText.grouped($0) })
    }
    return table.text + "\n\n" + confusion.text
  }
}
