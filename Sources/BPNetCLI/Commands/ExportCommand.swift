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
private let quantize = Option<Quantization.Weights?>(
  "quantize", placeholder: "NAME",
  help: "whole numbers in place of floating point, with weights of 8 or 16 bits, for format c: "
    + Quantization.Weights.allCases.map(\.rawValue).joined(separator: " or "),
  defaultText: "floating point", parse: .caseName
).setting("quantization")
private let data = Option<String?>(
  "data", placeholder: "FILE",
  help: "with --quantize: rows like those that will be predicted, from which the ranges of numbers are taken "
    + "and the loss of accuracy",
  parse: .path)

// Another name than in other commands, where --format is the data's.
private let dataFormat = Option<String?>(
  "data-format", placeholder: "NAME", help: "of the data: " + TableReader.formatNames.joined(separator: ", "),
  defaultText: "by the file's ending, else csv", parse: .oneOf(TableReader.formatNames))

let exportCommand = Command(
  name: "export", summary: "Write a model for use by other programs",
  synopsis: "MODEL --format NAME -o FILE", positionals: [modelFile],
  sections: [
    OptionSection(
      "Options",
      [format, outputPath, symbolPrefix, quantize, data] + DataOptions.usage + [
        CommonOptions.json, CommonOptions.quiet,
      ]),
    OptionSection("Reading data", [dataFormat] + DataOptions.others, isFurther: true),
  ],
  examples: [
    "bpnet export iris.safetensors -o iris.onnx",
    "bpnet export iris.safetensors --format c -o iris.c",
  ],
  notes: """
    Every format takes the data's own units and gives what `bpnet predict` gives: scaling, the replacement \
    of missing values and labels are part of it. What a format cannot hold is an error.

    c: one file of C99, equal to `bpnet predict` bit for bit. Its first lines say how to compile it.

    With --quantize the file has no floating point at all, for microcontrollers: inputs and outputs are \
    whole numbers times a power of two, which the file says, and --data FILE is needed for the ranges of \
    numbers. The accuracy on these data is printed beside that of the model.

    swift: one file that needs the standard library alone, equal to `bpnet predict` bit for bit.

    onnx: a graph with the input X, or an input for each column if some have words, and the outputs label \
    and probabilities, or variable, as scikit-learn's converters name them.

    fann: for fann_create_from_file, with scaling inside. FANN has sigmoid, tanh, relu (as a piece of a \
    line), linear and hard-limit, and softmax of two classes.
    """
) { arguments in
  let (source, path) = (arguments[modelFile], arguments[outputPath])
  try checkInputsAreSafe([source] + [arguments[data]].compactMap { $0 }, output: path)
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
  options.quantization = try quantization(of: model, format: name, arguments)
  let byteCount = try model.export(to: path, as: name, options)
  if let count = options.quantization?.rowCount, count < Quantization.recommendedRowCount {
    diagnostics.warn(
      "\(arguments[data] ?? ""): the ranges of numbers are taken from \(counted(count, "row"))",
      hint:
        "what exceeds twice these ranges is cut off: give \(Quantization.recommendedRowCount) rows or more, "
        + "like those that will be predicted")
  }
  let loss = try options.quantization.map { try $0.loss(of: model, options) }
  guard arguments[CommonOptions.json] || loss != nil && !arguments[CommonOptions.quiet] else {
    return .success
  }
  // A model on standard output is not to be mixed with words.
  let output = isStandardOutput(path) ? TextOutput.standardError() : TextOutput.standardOutput()
  let report = loss.map(QuantizationReport.init)
  if arguments[CommonOptions.json] {
    let members: [(key: String, value: JSONValue)] = [
      ("format", .string(name)), ("file", .string(path)), ("bytes", .int(byteCount)),
      ("parameters", .int(model.topology.parameterCount)),
    ]
    try output.writeLine(
      JSONValue.object(members + (report.map { [("quantization", $0.json)] } ?? [])).description)
  } else if let report {
    try output.writeLine(report.text)
  }
  try output.flush()
  return .success
}

/// The whole numbers that `--quantize` asks for.
private func quantization(
  of model: Model, format: String, _ arguments: ParsedArguments
) throws -> Quantization? {
  guard let weights = arguments[quantize] else {
    let others: [any CommandOption] = [data, dataFormat] + DataOptions.usage + DataOptions.others
    if let given = others.first(where: arguments.isGiven) {
      throw UsageError(name: given.spelling, found: "no --quantize", expected: "it beside --quantize alone")
    }
    return nil
  }
  try ModelExporters.check("quantization", isKnownTo: format)
  guard let path = arguments[data] else {
    throw UsageError(
      name: data.spelling, found: "nothing",
      expected: "rows that the ranges of numbers are taken from, beside --quantize")
  }
  let table = try DataOptions.readTable(path, arguments, for: model, format: dataFormat)
  return try Quantization(weights, of: model, on: table, use: DataOptions.use(arguments))
}
