import BPNet
import BPNetExamples
import CommandSupport

/// What `bpnet example` says: one object a line for programs, text for people.
struct ExampleReport {
  let json: [JSONValue]
  let text: String
}

/// The fitted curve.
func curveReport(seed: UInt64) throws(BPNetError) -> ExampleReport {
  let example = try CurveExample(seed: seed)
  var table = TextTable([("epoch", .right), ("mean ½(y − ŷ)²", .right)])
  for (epoch, loss) in example.losses { table.add(["\(epoch)", "\(loss)"]) }
  return ExampleReport(
    json: [
      [
        "name": "curve", "seed": .int(Int(clamping: seed)), "final_loss": .double(example.finalLoss),
        "rmse": .double(example.rootMeanSquaredError),
      ]
    ],
    text: """
      \(table.text)

      final loss \(example.finalLoss), RMSE to x² \(example.rootMeanSquaredError)
      """)
}

/// The exclusive or.
func xorReport(seed: UInt64) throws(BPNetError) -> ExampleReport {
  let example = try XorExample(seed: seed)
  var errors = TextTable([("step", .right), ("total error", .right)])
  for (step, totalError) in example.totalErrors { errors.add(["\(step)", "\(totalError)"]) }
  var rows = TextTable([("x1", .right), ("x2", .right), ("xor", .right), ("output", .right)])
  for (row, output) in example.outputs.enumerated() {
    let input = XorExample.inputs[row].map { NumberText.fixed($0, digits: 0) }
    rows.add(input + [NumberText.fixed(XorExample.targets[row], digits: 0), "\(output)"])
  }
  return ExampleReport(
    json: [
      ["name": "xor", "seed": .int(Int(clamping: seed)), "total_error": .double(example.totalError)]
    ],
    text: """
      \(errors.text)

      \(rows.text)

      total error \(example.totalError)
      """)
}

/// The moons.
func moonsReport(seed: UInt64) throws(BPNetError) -> ExampleReport {
  let example = try MoonsExample(seed: seed)
  var table = TextTable([("hidden", .right), ("accuracy", .right), ("cost", .right)])
  for result in example.results { table.add(["\(result.hidden)", "\(result.accuracy)", "\(result.cost)"]) }
  return ExampleReport(
    json: [
      [
        "name": "moons", "seed": .int(Int(clamping: seed)),
        "hidden": .array(example.results.map { .int($0.hidden) }),
        "accuracy": JSONValue(example.results.map(\.accuracy)), "cost": JSONValue(example.results.map(\.cost)),
      ]
    ], text: table.text)
}

/// All cases of a worked example.
func workedReport(_ name: String) throws(BPNetError) -> ExampleReport {
  var json: [JSONValue] = []
  var texts: [String] = []
  for example in WorkedExamples.cases(of: name) {
    let result = try example.run()
    json.append([
      "name": .string(example.name), "first_step": result.firstStep.json,
      "after_all_steps": result.afterAllSteps.map(outcomeJSON) ?? .null,
    ])
    texts.append(workedText(example, result))
  }
  return ExampleReport(json: json, text: texts.joined(separator: "\n\n"))
}

private func outcomeJSON(_ outcome: WorkedExample.Outcome) -> JSONValue {
  [
    "loss": .double(outcome.loss), "outputs": JSONValue(outcome.outputs), "weights": JSONValue(outcome.weights),
    "biases": JSONValue(outcome.biases),
  ]
}

private func workedText(_ example: WorkedExample, _ result: WorkedExample.Result) -> String {
  let step = result.firstStep
  var lines = ["\(example.name)  (\(example.document))", example.note]
  for layer in step.z.indices {
    lines.append("layer \(layer + 1)")
    lines.append("  z              \(step.z[layer])")
    lines.append("  outputs        \(step.outputs[layer])")
    lines.append("  delta          \(step.delta[layer])")
    lines.append("  weight gradient \(step.weightGradient[layer])")
    lines.append("  weights after  \(step.weightsAfter[layer])")
    lines.append("  biases after   \(step.biasesAfter[layer])")
  }
  lines.append("loss \(step.loss), by output \(step.perOutputLoss)")
  if let after = result.afterAllSteps {
    lines.append("after \(example.steps) step\(example.steps == 1 ? "" : "s"): loss \(after.loss), outputs \(after.outputs)")
  }
  return lines.joined(separator: "\n")
}
