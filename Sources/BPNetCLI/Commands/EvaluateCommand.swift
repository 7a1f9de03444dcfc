import BPNet
import CommandSupport

private let modelFile = Positional<String>("MODEL", help: "the model file", parse: .path)
private let data = Positional<String>(
  "DATA", help: "labelled data (.csv, .tsv, .npy, .npz, IDX; - is standard input)", parse: .path)

private let topK = Option<Int?>(
  "top-k", placeholder: "N", help: "also say how often the class is among the N likeliest",
  defaultText: "3; 2 of three classes", parse: .integer(in: 1...))

let evaluateCommand = Command(
  name: "evaluate", summary: "Print a model's loss and metrics on labelled data",
  synopsis: "MODEL DATA [options]",
  positionals: [modelFile, data],
  sections: [
    OptionSection("Options", [topK, TrainOptions.threads, CommonOptions.json, CommonOptions.quiet]),
    DataOptions.section,
  ]
) { arguments in
  try checkInputsAreSafe(
    [arguments[modelFile]] + DataOptions.paths(arguments[data], arguments), output: nil)
  let model = try AnyModel(path: arguments[modelFile])
  let table = try DataOptions.readTable(arguments[data], arguments)
  let result =
    switch model {
    case .f32(let model): try evaluate(model, table, arguments)
    case .f64(let model): try evaluate(model, table, arguments)
    }
  let output = TextOutput.standardOutput()
  try output.writeLine(arguments[CommonOptions.json] ? result.json.description : result.text)
  try output.flush()
  return .success
}

private func evaluate<Element: Scalar>(
  _ model: Model<Element>, _ table: Table, _ arguments: ParsedArguments
) throws -> EvaluationReport {
  let k = arguments[topK]
  let labels = model.preprocessing.labels
  if let k, k > labels?.count ?? 0 {
    throw UsageError(
      name: topK.spelling, found: "\(k)",
      expected: labels.map { "at most the model's \($0.count) classes" } ?? "a model of classes")
  }
  let rows = try model.preprocessing.samples(of: table)
  let data = try model.preprocessing.encode(table, rows: rows, as: Element.self)
  try model.checkTargets(of: table, rows: rows)
  let (loss, metrics) = model.evaluate(data, topK: k, threads: arguments[TrainOptions.threads])
  return EvaluationReport(
    rowCount: rows.count, loss: loss, metrics: metrics,
    names: labels ?? model.preprocessing.targets.map(\.name))
}
