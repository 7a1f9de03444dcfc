import BPNet
import BPNetExamples
import BPNetPictures
import CommandSupport

/// What `bpnet example` says: one object a line for programs, text for people, and the example's
/// pictures with the numbers behind them as files.
struct ExampleReport {
  let json: [JSONValue]
  let text: String
  var files: [(name: String, text: String)] = []
}

/// A CSV file of numbers.
private func csv(_ header: String, _ rows: [[Double]]) -> String {
  header + "\n" + rows.map { $0.map(\.description).joined(separator: ",") + "\n" }.joined()
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
      """,
    files: [
      ("curve-points.csv", csv("x,y", zip(example.x, example.y).map { [$0, $1] })),
      ("curve-fit.csv", csv("x,fitted", zip(example.grid, example.fitted).map { [$0, $1] })),
      ("curve-loss.csv", csv("epoch,loss", example.losses.map { [Double($0.epoch), $0.loss] })),
      ("curve-fit.svg", example.fitPicture.svg), ("curve-loss.svg", example.lossPicture.svg),
    ])
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
      """,
    files: [
      (
        "xor-error.csv",
        csv("step,total_error", example.totalErrors.map { [Double($0.step), $0.totalError] })
      ), ("xor-error.svg", example.errorPicture.svg), ("xor-boundary.svg", try example.boundaryPicture().svg),
    ])
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
        "accuracy": JSONValue(example.results.map(\.accuracy)),
        "cost": JSONValue(example.results.map(\.cost)),
      ]
    ], text: table.text,
    files: [
      (
        "moons-points.csv",
        csv(
          "x,y,moon",
          example.classes.indices.map {
            [example.points[2 * $0], example.points[2 * $0 + 1], Double(example.classes[$0])]
          })
      ),
      (
        "moons-results.csv",
        csv("hidden,accuracy,cost", example.results.map { [Double($0.hidden), $0.accuracy, $0.cost] })
      ), ("moons-boundaries.svg", try example.boundarySheet().svg),
    ])
}

/// All cases of a worked example.
func workedReport(_ name: String) throws(BPNetError) -> ExampleReport {
  var json: [JSONValue] = []
  var texts: [String] = []
  var files: [(name: String, text: String)] = []
  for example in WorkedExamples.cases(of: name) {
    let result = try example.run()
    json.append([
      "name": .string(example.name), "first_step": result.firstStep.json,
      "after_all_steps": result.afterAllSteps.map(outcomeJSON) ?? .null,
    ])
    texts.append(workedText(example, result))
    files.append(("\(example.name)-network.svg", example.networkPicture.svg))
  }
  return ExampleReport(json: json, text: texts.joined(separator: "\n\n"), files: files)
}

private func outcomeJSON(_ outcome: WorkedExample.Outcome) -> JSONValue {
  [
    "loss": .double(outcome.loss), "outputs": JSONValue(outcome.outputs),
    "weights": JSONValue(outcome.weights),
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
    let steps = counted(example.steps, "step")
    lines.append("after \(steps): loss \(after.loss), outputs \(after.outputs)")
  }
  return lines.joined(separator: "\n")
}
