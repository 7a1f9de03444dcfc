import BPNet
import CommandSupport

private let modelFile = Positional<String>("MODEL", help: "the model file of a forecast", parse: .path)
private let data = Positional<String>(
  "DATA", help: "the series so far, of which the last rows are used (- is standard input)", parse: .path)
private let steps = Option<Int>(
  required: "steps", placeholder: "N",
  help: "rows to foretell; beyond the model's horizon from rows that were foretold",
  parse: .integer(in: 1...10_000_000))
private let outputPath = Option<String?>(
  "o", aliases: ["output"], placeholder: "FILE", help: "where the forecast goes",
  defaultText: "standard output", parse: .path)

let forecastCommand = Command(
  name: "forecast", summary: "Continue series, feeding predictions back",
  synopsis: "MODEL DATA --steps N [-o FILE]",
  positionals: [modelFile, data],
  sections: [OptionSection("Options", [steps, outputPath, CommonOptions.quiet]), DataOptions.section],
  examples: [
    "bpnet forecast sales.safetensors sales.csv --steps 12",
    "bpnet forecast sales.safetensors sales.csv --steps 12 -o next.csv",
  ],
  notes: """
    Writes a row a step with a column a series, in the units and under the names of the training data. A \
    forecast that runs away to what is no finite number is an error, and nothing is written.
    """
) { arguments in
  try checkInputsAreSafe(
    [arguments[modelFile]] + DataOptions.paths(arguments[data], arguments), output: arguments[outputPath])
  let path = arguments[modelFile]
  Diagnostics().checkEnding(of: arguments[outputPath], content: .table)
  let model = try Model(contentsOf: path).checked(for: .forecast, path: path)
  let forecast = try model.forecast(
    try DataOptions.readTable(arguments[data], arguments, for: model), steps: arguments[steps])
  try TextOutput.withDestination(arguments[outputPath]) { output in
    try CSVText.write(forecast, precision: .f64, to: output)
  }
  return .success
}
