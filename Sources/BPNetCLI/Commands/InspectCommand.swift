import BPNet
import CommandSupport

private let modelFile = Positional<String>("MODEL", help: "the model file", parse: .path)
private let weights = Option(flag: "weights", help: "every neuron's weights and bias as well")

let inspectCommand = Command(
  name: "inspect", summary: "Print a model's topology, normalisation and how it was trained",
  synopsis: "MODEL [--weights] [--json]", positionals: [modelFile],
  options: [weights, CommonOptions.json, CommonOptions.quiet]
) { arguments in
  let asJSON = arguments[CommonOptions.json]
  let text =
    switch try AnyModel(path: arguments[modelFile]) {
    case .f32(let model): InspectReport(model: model, withWeights: arguments[weights]).output(asJSON: asJSON)
    case .f64(let model): InspectReport(model: model, withWeights: arguments[weights]).output(asJSON: asJSON)
    }
  let output = TextOutput.standardOutput()
  try output.writeLine(text)
  try output.flush()
  return .success
}
