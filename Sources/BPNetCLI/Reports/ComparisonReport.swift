import BPNet
import CommandSupport

/// What `bpnet evaluate --against` says.
struct ComparisonReport {
  let comparison: PredictionComparison

  var json: JSONValue {
    var members: [(key: String, value: JSONValue)] = [
      ("rows", .int(comparison.rowCount)), ("largest_difference", .double(comparison.largest)),
      ("mean_difference", .double(comparison.mean)),
    ]
    if let labels = comparison.labels {
      members += [("labels", .int(labels.count)), ("different_labels", .int(labels.different))]
    }
    let columns = comparison.columns.map { column in
      JSONValue.object([
        ("column", .string(column.name)), ("largest_difference", .double(column.largest)),
        ("mean_difference", .double(column.mean)), ("row", .int(column.row + 1)),
      ])
    }
    return .object(members + [("columns", .array(columns))])
  }

  var text: String {
    var lines = ["rows                \(comparison.rowCount)"]
    if !comparison.columns.isEmpty {
      lines.append("largest difference  \(text(comparison.largest))")
      lines.append("mean difference     \(text(comparison.mean))")
    }
    if let labels = comparison.labels {
      lines.append("different labels    \(labels.different) of \(labels.count)")
    }
    guard comparison.columns.count > 1 else { return lines.joined(separator: "\n") }
    var table = TextTable([("column", .left), ("largest", .right), ("in row", .right), ("mean", .right)])
    for column in comparison.columns {
      table.add([column.name, text(column.largest), "\(column.row + 1)", text(column.mean)])
    }
    return (lines + ["", table.shownText]).joined(separator: "\n")
  }

  private func text(_ difference: Double) -> String { NumberText.significant(difference, digits: 3) }
}
