import BPNet
import CommandSupport

/// Results as lines of a CSV file.
enum CSVText {
  /// A text as a field, quoted where it must be.
  static func field(_ text: String) -> String {
    let isSpecial = text.utf8.contains { [44, 34, 10, 13].contains($0) }
    return isSpecial || QuotedText.hasOuterBlank(text) ? QuotedText.quoted(text) : text
  }

  /// A number with the fewest digits that read back as the same number of its precision.
  static func number(_ value: Double, _ precision: Precision) -> String {
    precision == .f32 ? Float(value).description : value.description
  }

  /// Writes a header and rows of `names.count` values each.
  static func write(
    _ values: [Double], names: [String], precision: Precision = .f64, to output: TextOutput
  ) throws {
    try output.writeLine(names.map(field).joined(separator: ","))
    for start in stride(from: 0, to: values.count, by: names.count) {
      let row = values[start..<start + names.count]
      try output.writeLine(row.map { number($0, precision) }.joined(separator: ","))
    }
  }

  /// Writes predictions; probabilities have the digits of their precision.
  static func write(_ predictions: Predictions, precision: Precision, to output: TextOutput) throws {
    switch predictions {
    case .classes(let classes, let probabilities, let labels):
      let fields = labels.map(field)
      try output.writeLine(
        (["prediction"] + labels.map { field("probability_\($0)") }).joined(separator: ","))
      for (row, predicted) in classes.enumerated() {
        let values = probabilities[row * labels.count..<(row + 1) * labels.count]
        try output.writeLine(
          ([fields[predicted]] + values.map { number($0, precision) }).joined(separator: ","))
      }
    case .labels(let indices, let probabilities, let pairs, let names):
      try output.writeLine(
        names.flatMap { [field($0), field("probability_\($0)")] }.joined(separator: ","))
      for start in stride(from: 0, to: indices.count, by: names.count) {
        let cells = names.indices.flatMap { column in
          [
            field(pairs[column][indices[start + column]]), number(probabilities[start + column], precision),
          ]
        }
        try output.writeLine(cells.joined(separator: ","))
      }
    case .values(let values, let names):
      try write(values, names: names, to: output)
    }
  }
}
