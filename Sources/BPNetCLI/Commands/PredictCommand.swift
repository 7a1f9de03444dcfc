import BPNet
import CommandSupport

private let modelFile = Positional<String>("MODEL", help: "the model file", parse: .path)
private let data = Positional<String>(
  "DATA", help: "data with or without the target columns (- is standard input)", parse: .path)
private let outputPath = Option<String?>(
  "o", aliases: ["output"], placeholder: "FILE", help: "where the predictions go",
  defaultText: "standard output",
  parse: .path)

let predictCommand = Command(
  name: "predict", summary: "Write a model's predictions as CSV", synopsis: "MODEL DATA [-o FILE]",
  positionals: [modelFile, data],
  sections: [OptionSection("Options", [outputPath, CommonOptions.quiet]), DataOptions.section]
) { arguments in
  try checkInputsAreSafe(
    [arguments[modelFile]] + DataOptions.paths(arguments[data], arguments), output: arguments[outputPath])
  let model = try AnyModel(path: arguments[modelFile])
  let table = try DataOptions.readTable(arguments[data], arguments)
  let predictions: Predictions
  let precision: Precision
  switch model {
  case .f32(let model): (predictions, precision) = (try model.predict(table), .f32)
  case .f64(let model): (predictions, precision) = (try model.predict(table), .f64)
  }
  try TextOutput.withDestination(arguments[outputPath]) { output in
    try write(predictions, precision: precision, to: output)
  }
  return .success
}

private func write(_ predictions: Predictions, precision: Precision, to output: TextOutput) throws {
  switch predictions {
  case .classes(let classes, let probabilities, let labels):
    let fields = labels.map(csvField)
    try output.writeLine(
      (["prediction"] + labels.map { csvField("probability_\($0)") }).joined(separator: ","))
    for (row, predicted) in classes.enumerated() {
      try output.write(fields[predicted])
      for value in probabilities[row * labels.count..<(row + 1) * labels.count] {
        try output.write(",")
        // The fewest digits that read back as the same number: those of its own precision.
        try output.write(precision == .f32 ? Float(value).description : value.description)
      }
      try output.write("\n")
    }
  case .values(let values, let names):
    try output.writeLine(names.map(csvField).joined(separator: ","))
    for start in stride(from: 0, to: values.count, by: names.count) {
      try output.writeLine(values[start..<start + names.count].map(\.description).joined(separator: ","))
    }
  }
}

/// A text as a field of a CSV file, quoted where it must be.
private func csvField(_ text: String) -> String {
  guard
    text.utf8.contains(where: { [44, 34, 10, 13].contains($0) }) || text.hasPrefix(" ") || text.hasSuffix(" ")
  else { return text }
  return "\"" + text.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
}
