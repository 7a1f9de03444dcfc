import BPNet
import CommandSupport

/// What `bpnet export --quantize` says of the loss of accuracy.
struct QuantizationReport {
  let loss: Quantization.Loss

  var json: JSONValue {
    let figures = loss.figures.map { figure in
      (
        key: figure.name,
        value: JSONValue.object([("model", .double(figure.model)), ("quantized", .double(figure.quantized))])
      )
    }
    return .object([
      ("bytes_of_numbers", .int(loss.byteCount)), ("metrics", .object(figures)),
      ("unknown_class_rows", .int(loss.unknownRowCount)),
      ("differences", ComparisonReport(comparison: loss.differences).json),
    ])
  }

  var text: String {
    var lines = ["weights and tables  \(loss.byteCount) bytes"]
    if !loss.figures.isEmpty {
      var table = TextTable([("", .left), ("model", .right), ("quantized", .right)])
      for figure in loss.figures {
        table.add([figure.name, metricCell(figure.model), metricCell(figure.quantized)])
      }
      lines += ["", table.text, ""]
    }
    if loss.unknownRowCount > 0 {
      lines += ["left out of the figures: \(counted(loss.unknownRowCount, "row")) of unknown classes", ""]
    }
    return (lines + [ComparisonReport(comparison: loss.differences).text]).joined(separator: "\n")
  }
}
