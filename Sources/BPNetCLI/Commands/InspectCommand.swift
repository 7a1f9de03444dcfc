import BPNet
import CommandSupport

private let modelFile = Positional<String>("MODEL", help: "the model file", parse: .path)
private let weights = Option(flag: "weights", help: "every neuron's weights and bias as well")

let inspectCommand = Command(
  name: "inspect", summary: "Print a model's topology, normalisation and how it was trained",
  synopsis: "MODEL [--weights] [--json]", positionals: [modelFile],
  options: [weights, CommonOptions.json, CommonOptions.quiet],
  examples: [
    "bpnet inspect iris.safetensors",
    "bpnet inspect iris.safetensors --weights --json",
  ]
) { arguments in
  let report = InspectReport(
    model: try Model(contentsOf: arguments[modelFile]), withWeights: arguments[weights])
  let output = TextOutput.standardOutput()
  try output.writeReport(
    report.output(asJSON: arguments[CommonOptions.json]), isJSON: arguments[CommonOptions.json])
  try output.flush()
  return .success
}
