import BPNet
import CommandSupport

private let modelFile = Positional<String>("MODEL", help: "the model file", parse: .path)
private let data = Positional<String>("DATA", help: "labelled data (- is standard input)", parse: .path)
private let samples = Option<Int>(
  "samples", placeholder: "N", help: "rows to use, evenly spread over the data", default: 100,
  parse: .integer(in: 1...)
).setting("sampleCount")

let gradcheckCommand = Command(
  name: "gradcheck", summary: "Compare the gradient with differences of the loss, in double precision",
  synopsis: "MODEL DATA [options]", positionals: [modelFile, data],
  sections: [
    OptionSection("Options", [samples, CommonOptions.json, CommonOptions.quiet]), DataOptions.section,
  ],
  examples: [
    "bpnet gradcheck iris.safetensors iris.csv",
    "bpnet gradcheck house.safetensors house.csv --json",
  ],
  notes: """
    Exits with 1 when the two gradients differ by more than \(GradientCheck.tolerance) in relative terms. \
    Derivatives that are too small beside the loss for its differences to show them, as where outputs are \
    saturated, are counted and not failed.

    Checks the passes of back-propagation: every activation with its parameter, the loss, and the biases, \
    slopes and rows' weights as the model has them. What training does with the gradient is not part of it: \
    batches in parts, steps over single samples, penalties, clipping, label smoothing, class weights and \
    dropout.
    """
) { arguments in
  try checkInputsAreSafe(
    [arguments[modelFile]] + DataOptions.paths(arguments[data], arguments), output: nil)
  let model = try Model(contentsOf: arguments[modelFile])
  let table = try DataOptions.readTable(arguments[data], arguments, for: model)
  let check: GradientCheck
  do throws(BPNetError) {
    check = try model.checkGradient(on: table, sampleCount: arguments[samples])
  } catch .invalidArgument(name: "data", let found, let expected) {
    throw BPNetError.invalidData(at: .init(file: arguments[data]), found: found, expected: expected)
  }
  let output = TextOutput.standardOutput()
  try output.writeLine(arguments[CommonOptions.json] ? check.json.description : check.text)
  try output.flush()
  return check.passes ? .success : .checkFailed
}

extension GradientCheck {
  fileprivate var json: JSONValue {
    [
      "relative_error": .double(relativeError), "tolerance": .double(GradientCheck.tolerance),
      "parameters": .int(parameterCount), "unresolved_parameters": .int(unresolvedParameterCount),
      "samples": .int(sampleCount),
      "skipped_samples": .int(skippedSampleCount), "passed": .bool(passes),
    ]
  }

  fileprivate var text: String {
    let skipped = skippedSampleCount == 0 ? "" : ", \(skippedSampleCount) near a kink left out"
    let unresolved =
      unresolvedParameterCount == 0
      ? "" : "; \(unresolvedParameterCount) derivatives too small beside the loss to tell"
    let isDecided = !passes || unresolvedParameterCount < parameterCount
    return "\(!isDecided ? "undecided" : passes ? "passed" : "FAILED"): relative error "
      + "\(NumberText.significant(relativeError, digits: 3)) (at most \(GradientCheck.tolerance)) "
      + "over \(parameterCount) parameters and \(sampleCount) samples\(skipped)\(unresolved)"
  }
}
