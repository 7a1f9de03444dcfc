import BPNet
import CommandSupport

/// A table for people of the figures on the parts of the data, one row a part.
struct PartTable {
  /// The lines of the table.
  let text: String

  init(training: Model.Evaluation? = nil, validation: Model.Evaluation? = nil, test: Model.Evaluation?) {
    let parts = [("training", training), ("validation", validation), ("test", test)]
    let columns = [training, validation, test].compactMap { $0 }.first?.metrics.columns ?? []
    var table = TextTable(
      [("", .left), ("rows", .right), ("loss", .right)] + columns.map { ($0.heading, .right) })
    for case (let name, let part?) in parts {
      table.add(
        [name, NumberText.grouped(part.rowCount), NumberText.significant(part.loss, digits: 5)]
          + part.metrics.columns.map { metricCell($0.value) })
    }
    let forecasts = parts.compactMap { name, part -> (name: String, metrics: Metrics.Forecast)? in
      guard case .forecast(let metrics)? = part?.metrics else { return nil }
      return (name, metrics)
    }
    text = table.shownText + (BaselineTable(forecasts).text.map { "\n\n\($0)\n" } ?? "")
  }
}
