import BPNet
import CommandSupport

private let file = Positional<String>("FILE", help: "the network of another program", parse: .path)
private let format = Option<String?>(
  "format", placeholder: "NAME",
  help: ModelImporters.formats.map { "\($0.name) (\($0.summary))" }.joined(separator: ", "),
  defaultText: "by the ending of the file", parse: .oneOf(ModelImporters.names))
private let like = Option<String?>(
  "like", placeholder: "MODEL",
  help: "a model of the same layers, whose activations, scaling and labels become the new one's",
  parse: .path)
private let outputPath = Option<String>(
  required: "o", aliases: ["output", "model"], placeholder: "MODEL", help: "where the model goes",
  parse: .path)

let importCommand = Command(
  name: "import", summary: "Make a model of another program's network",
  synopsis: "FILE [--like MODEL] -o MODEL", positionals: [file],
  options: [format, like, outputPath, CommonOptions.quiet],
  examples: [
    "bpnet import torch.safetensors --like iris.safetensors -o net.safetensors",
    "bpnet import fann.net -o net.safetensors",
  ],
  notes: """
    safetensors: the tensors NUMBER.weight and NUMBER.bias of a PyTorch Sequential of Linear layers, in \
    the order of their numbers; the slope of a PReLU is NUMBER.weight too. Needs --like: `bpnet train \
    --epochs 0` makes such a model from data.

    fann: a network of full layers of FANN 2.0 to 2.2, which predicts y1, y2, … from x1, x2, …, with the \
    scaling that the file has.
    """
) { arguments in
  let (source, path) = (arguments[file], arguments[outputPath])
  try checkInputsAreSafe([source] + [arguments[like]].compactMap { $0 }, output: path)
  guard let name = arguments[format] ?? ModelImporters.name(ofPath: source) else {
    throw UsageError(
      name: "--format", found: "nothing, and no format by the ending of \(source)",
      expected: "one of \(ModelImporters.names.joined(separator: ", "))")
  }
  Diagnostics(isQuiet: arguments[CommonOptions.quiet]).checkEnding(of: path, content: .model)
  let example = try arguments[like].map { try Model(contentsOf: $0) }
  try Model(importing: source, as: name, like: example).write(to: path)
  return .success
}
