import BPNet
import BPNetExamples
import CommandSupport

private let modelFile = Positional<String?>(optional: "MODEL", help: "the model file", parse: .path)
private let example = Option<String?>(
  "example", placeholder: "NAME",
  help: "a worked example in place of a model: \(WorkedExamples.names.joined(separator: ", "))",
  parse: .oneOf(WorkedExamples.names))
private let input = Option<[Double]?>(
  "input", placeholder: "NUMBERS", help: "the sample, one number an input, in the data's own units",
  parse: ValueParser<Double>.real.list())
private let target = Option<String?>(
  "target", placeholder: "NUMBERS", help: "what the outputs should be: one number a target, or a class",
  parse: .text)
private let learningRate = Option<Double?>(
  "learning-rate", placeholder: "X", help: "step size", defaultText: "that of the example or the training",
  parse: .real(above: 0))
private let weightDecay = Option<Double?>(
  "weight-decay", placeholder: "X", help: "L2 penalty on the weights",
  defaultText: "that of the example or the training",
  parse: .real(in: 0...))

private let html = Option(
  flag: "html", help: "a page with the network, its numbers and each weight's chain rule, for a browser")
private let outputPath = Option<String?>(
  "o", aliases: ["output"], placeholder: "FILE", help: "where the page or the text goes",
  defaultText: "standard output", parse: .path)

let explainCommand = Command(
  name: "explain", summary: "Carry one sample through a step of back-propagation, number by number",
  synopsis: "MODEL|--example NAME [--input NUMBERS] [--target NUMBERS] [options]", positionals: [modelFile],
  options: [
    example, input, target, learningRate, weightDecay, html, outputPath, CommonOptions.json,
    CommonOptions.quiet,
  ],
  examples: [
    "bpnet explain --example worked-2-2-2-a --html -o step.html",
    "bpnet explain iris.safetensors --input 5.1,3.5,1.4,0.2 --target setosa",
  ],
  notes: "Dropout is left out: the step is that of all neurons."
) { arguments in
  let (isPage, isJSON) = (arguments[html], arguments[CommonOptions.json])
  if isPage && isJSON {
    throw UsageError(name: html.spelling, found: "--json beside it", expected: "one of the two")
  }
  try checkInputsAreSafe([arguments[modelFile]].compactMap { $0 }, output: arguments[outputPath])
  let page = try explain(arguments)
  try TextOutput.withDestination(arguments[outputPath]) { output in
    if isPage {
      try output.write(page.text)
    } else {
      let explanation = page.explanation
      try output.writeReport(
        isJSON ? StepNumbers(explanation).json.description : ExplanationReport(explanation: explanation).text,
        isJSON: isJSON)
    }
  }
  return .success
}

private func explain(_ arguments: ParsedArguments) throws -> ExplainPage {
  switch (arguments[modelFile], arguments[example]) {
  case (nil, nil):
    throw UsageError(name: "MODEL", found: "nothing", expected: "a model file, or --example NAME")
  case (.some, .some):
    throw UsageError(name: "--example", found: "a model beside it", expected: "one of the two")
  case (nil, let name?):
    return try explain(WorkedExamples.cases(of: name)[0], arguments)
  case (let path?, nil):
    let model = try Model(contentsOf: path)
    return ExplainPage(
      model, name: path.split(separator: "/").last.map(String.init) ?? path,
      explanation: try explain(model, arguments), sample: arguments[input] ?? [],
      learningRate: arguments[learningRate], weightDecay: arguments[weightDecay])
  }
}

private func explain(_ example: WorkedExample, _ arguments: ParsedArguments) throws -> ExplainPage {
  let rate = arguments[learningRate] ?? example.learningRate
  let decay = arguments[weightDecay] ?? example.weightDecay
  let explanation = try Explanation(
    network: try example.makeNetwork(), input: arguments[input] ?? example.input,
    target: try arguments[target].map(numbers) ?? example.target, loss: .halfSquared,
    learningRate: rate, weightDecay: decay)
  let changes: [any CommandOption] = [input, target, learningRate, weightDecay]
  let isAsStated = !changes.contains { arguments.isGiven($0) }
  return try ExplainPage(
    example, explanation: explanation, learningRate: rate, weightDecay: decay, isAsStated: isAsStated)
}

private func explain(_ model: Model, _ arguments: ParsedArguments) throws -> Explanation {
  guard let sample = arguments[input], let wanted = arguments[target] else {
    throw UsageError(
      name: arguments[input] == nil ? "--input" : "--target", found: "nothing",
      expected: "a sample to explain: --input NUMBERS --target NUMBERS")
  }
  // Every number is written several times, as text.
  try MemoryBudget.checkAvailable(
    400 * model.topology.parameterCount, name: "MODEL", subject: "an explanation that needs")
  return try model.explain(
    input: sample, target: wanted, learningRate: arguments[learningRate], weightDecay: arguments[weightDecay])
}

private func numbers(_ text: String) throws -> [Double] {
  try text.split(separator: ",", omittingEmptySubsequences: false).map { field in
    guard let value = Double(field), value.isFinite else {
      throw UsageError(name: "--target", found: "\(field)", expected: "a number")
    }
    return value
  }
}
