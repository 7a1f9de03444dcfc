import BPNet
import CommandSupport

private let modelFile = Positional<String>("MODEL", help: "the model file", parse: .path)
private let format = Option<String?>(
  "format", placeholder: "NAME",
  help: ModelExporters.formats.map { "\($0.name) (\($0.summary))" }.joined(separator: ", "),
  defaultText: "by the ending of the file", parse: .oneOf(ModelExporters.names))
private let outputPath = Option<String>(
  required: "o", aliases: ["output"], placeholder: "FILE", help: "where the exported model goes", parse: .path
)
private let symbolPrefix = Option<String?>(
  "symbol-prefix", placeholder: "NAME", help: "what all names in source code begin with",
  defaultText: "model", parse: .text)

let exportCommand = Command(
  name: "export", summary: "Write a model for use by other programs",
  synopsis: "MODEL --format NAME -o FILE", positionals: [modelFile],
  options: [format, outputPath, symbolPrefix, CommonOptions.json, CommonOptions.quiet],
  notes: """
    Every format takes the data's own units and gives what `bpnet predict` gives: scaling, the replacement \
    of missing values and labels are part of it. What a format cannot hold is an error.

    c: one file of C99, equal to `bpnet predict` bit for bit. Its first lines say how to compile it.

    onnx: a graph with the input X, or an input for each column if some have words, and the outputs label \
    and probabilities, or variable, as scikit-learn's converters name them.

    fann: for fann_create_from_file, with scaling inside. FANN has sigmoid, tanh, relu (as a piece of a \
    line), linear and hard-limit, and softmax of two classes.
    """
) { arguments in
  let (source, path) = (arguments[modelFile], arguments[outputPath])
  try checkInputsAreSafe([source], output: path)
  guard let name = arguments[format] ?? ModelExporters.name(ofPath: path) else {
    throw UsageError(
      name: "--format", found: "nothing, and no format by the ending of \(path)",
      expected: "one of \(ModelExporters.names.joined(separator: ", "))")
  }
  let model = try Model(contentsOf: source)
  let diagnostics = Diagnostics(isQuiet: arguments[CommonOptions.quiet])
  if let exported = ModelExporters.formats.first(where: { $0.name == name }) {
    diagnostics.checkEnding(
      of: path, content: .exported(name: exported.summary, endings: exported.endings))
  }
  var options = ExportOptions()
  options.source = source
  options.symbolPrefix = arguments[symbolPrefix]
  let byteCount = try model.export(to: path, as: name, options)
  guard arguments[CommonOptions.json] else { return .success }
  // A model on standard output is not to be mixed with words.
  let output = path == "-" ? TextOutput.standardError() : TextOutput.standardOutput()
  try output.writeLine(
    JSONValue.object([
      ("format", .string(name)), ("file", .string(path)), ("bytes", .int(byteCount)),
      ("parameters", .int(model.topology.parameterCount)),
    ]).description)
  try output.flush()
  return .success
}
