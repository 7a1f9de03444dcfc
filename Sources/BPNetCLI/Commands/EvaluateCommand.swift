import BPNet
import CommandSupport

private let modelFile = Positional<String>("MODEL", help: "the model file", parse: .path)
private let data = Positional<String>(
  "DATA", help: "labelled data (.csv, .tsv, .npy, .npz, IDX; - is standard input)", parse: .path)

let evaluateCommand = Command(
  name: "evaluate", summary: "Print a model's loss and metrics on labelled data",
  synopsis: "MODEL DATA [options]",
  positionals: [modelFile, data],
  sections: [OptionSection("Options", [CommonOptions.json, CommonOptions.quiet]), DataOptions.section]
) { arguments in
  try checkInputsAreSafe(
    [arguments[modelFile]] + DataOptions.paths(arguments[data], arguments), output: nil)
  let model = try AnyModel(path: arguments[modelFile])
  let table = try DataOptions.readTable(arguments[data], arguments)
  let result =
    switch model {
    case .f32(let model): try evaluate(model, table)
    case .f64(let model): try evaluate(model, table)
    }
  let output = TextOutput.standardOutput()
  try output.writeLine(arguments[CommonOptions.json] ? result.json.description : result.text)
  try output.flush()
  return .success
}

private func evaluate<Element: Scalar>(_ model: Model<Element>, _ table: Table) throws(BPNetError)
  -> EvaluationReport
{
  let rows = Array(0..<table.rowCount)
  let (loss, metrics) = model.evaluate(try model.preprocessing.encode(table, rows: rows, as: Element.self))
  return EvaluationReport(
    rowCount: rows.count, loss: loss, metrics: metrics, labels: model.preprocessing.labels ?? [])
}
