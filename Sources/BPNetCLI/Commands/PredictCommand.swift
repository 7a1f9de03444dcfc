import BPNet
import CommandSupport

private let modelFile = Positional<String>("MODEL", help: "the model file", parse: .path)
private let data = Positional<String>(
  "DATA", help: "data with or without the target columns (- is standard input)", parse: .path)
private let outputPath = Option<String?>(
  "o", aliases: ["output"], placeholder: "FILE", help: "where the predictions go",
  defaultText: "standard output",
  parse: .path)

private let keep = Option<String?>(
  "keep", placeholder: "COLUMNS", help: "columns of the data to write before the predictions, such as an id",
  parse: .text)
private let threshold = Option<Double?>(
  "threshold", placeholder: "P",
  help: "of two classes predict the second from this probability on, and so for each column of labels",
  defaultText: "0.5", parse: .real(in: 0...1))
private let noProbabilities = Option(flag: "no-probabilities", help: "write the predictions alone")

let predictCommand = Command(
  name: "predict", summary: "Write a model's predictions as CSV", synopsis: "MODEL DATA [-o FILE]",
  positionals: [modelFile, data],
  sections: [
    OptionSection(
      "Options",
      [outputPath, keep, threshold, noProbabilities] + DataOptions.usage
        + [TrainOptions.threads, CommonOptions.json, CommonOptions.quiet]), DataOptions.section,
  ],
  examples: [
    "bpnet predict iris.safetensors iris.csv -o predictions.csv",
    "bpnet predict house.safetensors new.csv --keep id",
  ],
  notes: """
    A row for each row of the data: prediction and probability_LABEL for classes; NAME and probability_NAME, \
    that of the label that sorts second, for several columns of labels; else a column a target. For a \
    forecast, a row for each window of rows, the last of which ends with the data, with the columns NAME_1 \
    to NAME_H where H rows are foretold at once. A row that is left out for a missing value has empty cells. \
    --json writes an object a row.
    """
) { arguments in
  try checkInputsAreSafe(
    [arguments[modelFile]] + DataOptions.paths(arguments[data], arguments), output: arguments[outputPath])
  let model = try readModel(arguments[modelFile], data: arguments[data])
  Diagnostics().checkEnding(
    of: arguments[outputPath], content: arguments[CommonOptions.json] ? .objects : .table)
  let table = try DataOptions.readTable(arguments[data], arguments, for: model)
  let kept = try arguments[keep].map { try ColumnSelection($0, argument: "keep").indices(in: table) } ?? []
  var text = PredictionText(
    of: table, keeping: kept, window: model.preprocessing.details?.window, threshold: arguments[threshold],
    writesProbabilities: !arguments[noProbabilities], precision: model.precision,
    asJSON: arguments[CommonOptions.json])
  var last: Model.TablePredictions?
  try TextOutput.withDestination(arguments[outputPath]) { output in
    try model.forEachPrediction(
      for: table, use: DataOptions.use(arguments), threads: arguments[TrainOptions.threads]
    ) { block in
      try text.write(block, to: output)
      last = block
    }
    try text.finish(rowCount: last?.rowCount ?? 0, to: output)
  }
  if let text = last?.droppedText {
    let diagnostics = Diagnostics(isQuiet: arguments[CommonOptions.quiet])
    if last?.rows.isEmpty ?? true {
      diagnostics.warn("\(text); there is no prediction at all")
    } else {
      diagnostics.note("\(text); they have no prediction")
    }
  }
  return .success
}

/// Reads a model; where MODEL and DATA seem to be swapped, the error says so.
func readModel(_ path: String, data: String) throws -> Model {
  do {
    return try Model(contentsOf: path)
  } catch {
    guard case .invalidModel(let place, _, _) = error, (try? Model(contentsOf: data)) != nil else {
      throw error
    }
    throw UsageError(
      "\(place): found no model, but \(data) is one, expected MODEL before DATA",
      hint: "MODEL \(data), DATA \(path)")
  }
}
