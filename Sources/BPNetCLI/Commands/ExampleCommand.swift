import BPNet
import BPNetExamples
import CommandSupport

/// The systems of the documents that the project was made from: one line each.
private let examples: [(name: String, run: @Sendable (UInt64) throws -> ExampleReport)] =
  [
    ("curve", { try curveReport(seed: $0) }),
    ("xor", { try xorReport(seed: $0) }),
    ("moons", { try moonsReport(seed: $0) }),
  ] + WorkedExamples.names.map { name in (name, { _ in try workedReport(name) }) }

private let name = Positional<String>(
  "NAME", help: examples.map(\.name).joined(separator: ", "), parse: .oneOf(examples.map(\.name)))
private let seed = Option<UInt64>(
  "seed", placeholder: "N", help: "what every random choice depends on", default: 0,
  parse: .integer(in: 0...UInt64(Int64.max)))

let exampleCommand = Command(
  name: "example", summary: "Run one of the systems that the project was made from, and print its numbers",
  synopsis: "NAME [--seed N] [--json]", positionals: [name], options: [seed, CommonOptions.json]
) { arguments in
  guard let example = examples.first(where: { $0.name == arguments[name] }) else { return .usage }
  let report = try example.run(arguments[seed])
  let output = TextOutput.standardOutput()
  for line in arguments[CommonOptions.json] ? report.json.map(\.description) : [report.text] {
    try output.writeLine(line)
  }
  try output.flush()
  return .success
}
