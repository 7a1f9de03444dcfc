import BPNet
import CommandSupport

private let modelFile = Positional<String>("MODEL", help: "the model file", parse: .path)
private let data = Positional<String>(
  "DATA", help: "labelled data (.csv, .tsv, .npy, .npz, IDX; - is standard input)", parse: .path)

private let topK = Option<Int?>(
  "top-k", placeholder: "N", help: "also say how often the class is among the N likeliest",
  defaultText: "3; 2 of three classes", parse: .integer(in: 1...))

private let period = Option<Int?>(
  "period", placeholder: "N",
  help: "rows after which series repeat: forecasts are compared with the values of one period ago",
  defaultText: "as in training", parse: .integer(in: 2...Int(Int32.max)))

private let against = Option<String?>(
  "against", placeholder: "FILE",
  help: "compare the model's predictions with those of another program in this CSV file, a line for each row "
    + "of DATA, which needs no targets then",
  parse: .path)
private let tolerance = Option<Double?>(
  "tolerance", placeholder: "X",
  help: "with --against: exit code 1 if a difference is larger, or a label is another", parse: .real(in: 0...)
)

let evaluateCommand = Command(
  name: "evaluate", summary: "Print a model's loss and metrics on labelled data",
  synopsis: "MODEL DATA [options]",
  positionals: [modelFile, data],
  sections: [
    OptionSection(
      "Options",
      [topK, period, against, tolerance] + DataOptions.usage + [
        TrainOptions.threads, CommonOptions.json, CommonOptions.quiet,
      ]),
    DataOptions.section,
  ],
  examples: [
    "bpnet evaluate iris.safetensors iris.csv",
    "bpnet evaluate house.safetensors new.csv --json",
  ],
  notes: """
    Figures of classes: MCC is Matthews' correlation; ROC AUC and PR AUC (average precision) of more than \
    two classes are means over those that occur, each against all others; the calibration error is the \
    expected one, of the likeliest class's probability, in 15 bins of equal width.

    Forecasts stand beside the last value, and the value one period ago where --period is known, on the same \
    rows: skill is 1 − RMSE / RMSE of that forecast, MAE ratio MAE / MAE of that forecast, both of rows that \
    have such a value.

    --against finds columns by the names that `bpnet predict` writes; without such names the file has the \
    predicted numbers alone, in their order, or after a column of labels.
    """
) { arguments in
  let inputs = [arguments[modelFile]] + DataOptions.paths(arguments[data], arguments)
  try checkInputsAreSafe(inputs + [arguments[against]].compactMap { $0 }, output: nil)
  var model = try readModel(arguments[modelFile], data: arguments[data])
  let table = try DataOptions.readTable(arguments[data], arguments, for: model)
  if let path = arguments[against] { return try compare(model, table, with: path, arguments) }
  if arguments[tolerance] != nil {
    throw UsageError(name: tolerance.spelling, found: "no --against", expected: "it beside --against alone")
  }
  if let rows = arguments[period] { model = try model.comparing(withPeriod: rows, of: table) }
  if let k = arguments[topK] { try check(topK: k, labels: model.preprocessing.labels) }
  let evaluation = try model.evaluate(
    table, topK: arguments[topK], use: DataOptions.use(arguments), threads: arguments[TrainOptions.threads])
  let diagnostics = Diagnostics(isQuiet: arguments[CommonOptions.quiet])
  if let text = evaluation.droppedText { diagnostics.note(text) }
  if let text = evaluation.unknownClassText { diagnostics.warn("\(text) counted as wrong") }
  let report = EvaluationReport(evaluation)
  let output = TextOutput.standardOutput()
  try output.writeReport(
    arguments[CommonOptions.json] ? report.json.description : report.text,
    isJSON: arguments[CommonOptions.json])
  try output.flush()
  return .success
}

/// Compares a model's predictions for a table with those in a file.
private func compare(
  _ model: Model, _ table: Table, with path: String, _ arguments: ParsedArguments
) throws -> ExitCode {
  let predictions = try model.predictions(
    for: table, use: DataOptions.use(arguments), threads: arguments[TrainOptions.threads])
  let comparison = try PredictionComparison(predictions, with: try TableReader().read(path: path))
  let report = ComparisonReport(comparison: comparison)
  let output = TextOutput.standardOutput()
  try output.writeLine(arguments[CommonOptions.json] ? report.json.description : report.text)
  try output.flush()
  guard let limit = arguments[tolerance] else { return .success }
  let agrees = comparison.largest <= limit && (comparison.labels?.different ?? 0) == 0
  return agrees ? .success : .checkFailed
}

private func check(topK k: Int, labels: [String]?) throws(UsageError) {
  guard k > labels?.count ?? 0 else { return }
  throw UsageError(
    name: topK.spelling, found: "\(k)",
    expected: labels.map { "at most the model's \($0.count) classes" } ?? "a model of classes")
}
