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
    OptionSection(
      "Options",
      [topK] + DataOptions.usage + [TrainOptions.threads, CommonOptions.json, CommonOptions.quiet]),
    DataOptions.section,
  ]
) { arguments in
  try checkInputsAreSafe(
    [arguments[modelFile]] + DataOptions.paths(arguments[data], arguments), output: nil)
  let model = try readModel(arguments[modelFile], data: arguments[data])
  let table = try DataOptions.readTable(arguments[data], arguments, for: model)
  if let k = arguments[topK] { try check(topK: k, labels: model.preprocessing.labels) }
  let evaluation = try model.evaluate(
    table, topK: arguments[topK], use: DataOptions.use(arguments), threads: arguments[TrainOptions.threads])
  let diagnostics = Diagnostics(isQuiet: arguments[CommonOptions.quiet])
  if let text = evaluation.droppedText { diagnostics.note(text) }
  if let text = evaluation.unknownClassText { diagnostics.warn("\(text) counted as wrong") }
  let report = EvaluationReport(evaluation)
  let output = TextOutput.standardOutput()
  try output.writeLine(arguments[CommonOptions.json] ? report.json.description : report.text)
  try output.flush()
  return .success
}

private func check(topK k: Int, labels: [String]?) throws(UsageError) {
  guard k > labels?.count ?? 0 else { return }
  throw UsageError(
    name: topK.spelling, found: "\(k)",
    expected: labels.map { "at most the model's \($0.count) classes" } ?? "a model of classes")
}
