import BPNet
import CommandSupport

private let modelFile = Positional<String>("MODEL", help: "the model file", parse: .path)
private let data = Positional<String>("DATA", help: "labelled data (- is standard input)", parse: .path)
private let samples = Option<Int>(
  "samples", placeholder: "N", help: "rows to use, evenly spread over the data", default: 100,
  parse: .integer(in: 1...))

let gradcheckCommand = Command(
  name: "gradcheck", summary: "Compare the gradient with differences of the loss, in double precision",
  synopsis: "MODEL DATA [options]", positionals: [modelFile, data],
  sections: [
    OptionSection("Options", [samples, CommonOptions.json, CommonOptions.quiet]), DataOptions.section,
  ],
  notes:
    "Exits with 1 when the two gradients differ by more than \(GradientCheck.tolerance) in relative terms. "
    + "Dropout is left out."
) { arguments in
  try checkInputsAreSafe(
    [arguments[modelFile]] + DataOptions.paths(arguments[data], arguments), output: nil)
  let table = try DataOptions.readTable(arguments[data], arguments)
  let check = try Model(contentsOf: arguments[modelFile]).checkGradient(
    on: table, sampleCount: arguments[samples])
  let output = TextOutput.standardOutput()
  try output.writeLine(arguments[CommonOptions.json] ? check.json.description : check.text)
  try output.flush()
  return check.passes ? .success : .checkFailed
}

extension GradientCheck {
  fileprivate var json: JSONValue {
    [
      "relative_error": .double(relativeError), "tolerance": .double(GradientCheck.tolerance),
      "parameters": .int(parameterCount), "samples": .int(sampleCount),
      "skipped_samples": .int(skippedSampleCount), "passed": .bool(passes),
    ]
  }

  fileprivate var text: String {
    let skipped = skippedSampleCount == 0 ? "" : ", \(skippedSampleCount) near a kink left out"
    return """
      \(passes ? "passed" : "FAILED"): relative error \(NumberText.significant(relativeError, digits: 3)) \
      (at most \(GradientCheck.tolerance)) over \(parameterCount) parameters and \(sampleCount) samples\(skipped)
      """
  }
}
