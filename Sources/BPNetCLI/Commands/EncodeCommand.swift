import BPNet
import CommandSupport

private let modelFile = Positional<String>("MODEL", help: "an autoencoder's model file", parse: .path)
private let data = Positional<String>("DATA", help: "the inputs (- is standard input)", parse: .path)
private let layer = Option<Int?>(
  "layer", placeholder: "N", help: "the hidden layer whose outputs are written, counted from 1",
  defaultText: "the narrowest, of equal ones the first", parse: .integer(in: 1...))
private let outputPath = Option<String?>(
  "o", aliases: ["output"], placeholder: "FILE", help: "where the code goes",
  defaultText: "standard output", parse: .path)

let encodeCommand = Command(
  name: "encode", summary: "Write the hidden code of an autoencoder as CSV",
  synopsis: "MODEL DATA [--layer N] [-o FILE]", positionals: [modelFile, data],
  sections: [
    OptionSection(
      "Options", [layer, outputPath] + DataOptions.usage + [TrainOptions.threads, CommonOptions.quiet]),
    DataOptions.section,
  ],
  examples: [
    "bpnet encode code.safetensors digits.csv -o code.csv",
    "bpnet encode code.safetensors digits.csv --layer 2",
  ],
  notes: "The columns are code_1, code_2 and so on, one a neuron; rows are in the order of the input."
) { arguments in
  try checkInputsAreSafe(
    [arguments[modelFile]] + DataOptions.paths(arguments[data], arguments), output: arguments[outputPath])
  let path = arguments[modelFile]
  Diagnostics().checkEnding(of: arguments[outputPath], content: .table)
  let model = try Model(contentsOf: path).checked(for: .autoencode, path: path)
  let code = try model.hiddenCode(
    of: try DataOptions.readTable(arguments[data], arguments, for: model), layer: arguments[layer],
    use: DataOptions.use(arguments), threads: arguments[TrainOptions.threads])
  if let text = code.droppedText {
    let diagnostics = Diagnostics(isQuiet: arguments[CommonOptions.quiet])
    if code.rows.isEmpty { diagnostics.warn(text) } else { diagnostics.note(text) }
  }
  try TextOutput.withDestination(arguments[outputPath]) { output in
    try output.writeLine((1...code.width).map { "code_\($0)" }.joined(separator: ","))
    let empty = String(repeating: ",", count: code.width - 1)
    var next = 0
    for row in 0..<code.rowCount {
      guard next < code.rows.count, code.rows[next] == row else {
        try output.writeLine(code.width == 1 ? "\"\"" : empty)
        continue
      }
      let values = code.values[next * code.width..<(next + 1) * code.width]
      try output.writeLine(values.map { CSVText.number($0, model.precision) }.joined(separator: ","))
      next += 1
    }
  }
  return .success
}

extension Model {
  /// This model, if it is one of the task that a command is for.
  ///
  /// - Throws: `BPNetError.invalidModel`.
  func checked(for task: LearningTask, path: String) throws(BPNetError) -> Model {
    guard self.task == task else {
      throw .invalidModel(
        at: .init(file: path), found: "a model of the task \(self.task.rawValue)",
        expected: "one trained with --task \(task.rawValue)")
    }
    return self
  }
}
