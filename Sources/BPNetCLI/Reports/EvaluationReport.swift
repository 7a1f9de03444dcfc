import BPNet
import CommandSupport

/// What `bpnet evaluate` says.
struct EvaluationReport {
  private let evaluation: Model.Evaluation

  init(_ evaluation: Model.Evaluation) { self.evaluation = evaluation }

  /// What there is to say of the metrics beyond their figures.
  private var details: any MetricsReport {
    let names = evaluation.names
    return switch evaluation.metrics {
    case .classification(let metrics): ClassificationReport(metrics: metrics, labels: names)
    case .multilabel(let metrics): MultiLabelReport(metrics: metrics, names: names)
    case .regression(let metrics), .reconstruction(let metrics):
      RegressionReport(metrics: metrics, names: names)
    case .forecast(let metrics): ForecastReport(metrics: metrics, names: names)
    }
  }

  /// One object, as the contract has it.
  var json: JSONValue {
    let head: [(key: String, value: JSONValue)] = [
      ("rows", .int(evaluation.rowCount)), ("loss", .double(evaluation.loss)),
    ]
    let count = evaluation.unknownRowCount
    let unknown: [(key: String, value: JSONValue)] = count > 0 ? [("unknown_rows", .int(count))] : []
    return .object(
      head + unknown + evaluation.metrics.figures.map { ($0.name, .double($0.value)) } + details.members)
  }

  /// Lines for people.
  var text: String {
    let details = details
    let columns = details.summary
    var summary = TextTable(
      [("rows", .right), ("loss", .right)] + columns.map { ($0.heading, .right) })
    summary.add(
      [NumberText.grouped(evaluation.rowCount), NumberText.significant(evaluation.loss, digits: 5)]
        + columns.map { metricCell($0.value) })
    return ([summary.shownText] + details.tables).joined(separator: "\n\n")
  }
}

/// The report of the metrics of one kind.
protocol MetricsReport {
  /// Further members of the JSON object.
  var members: [(key: String, value: JSONValue)] { get }
  /// The columns of the first table after rows and loss.
  var summary: [(heading: String, value: Double)] { get }
  /// Further tables for people.
  var tables: [String] { get }
}

/// A figure in a table for people; "-" where it is not defined.
func metricCell(_ value: Double) -> String {
  value.isNaN ? "-" : NumberText.significant(value, digits: 4)
}
