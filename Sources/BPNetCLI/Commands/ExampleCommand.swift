import BPNet
import BPNetExamples
import CommandSupport

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// One of the systems of the documents that the project was made from.
private struct Example: Sendable {
  let name: String
  let run: @Sendable (_ seed: UInt64) throws -> ExampleReport
}

private let examples: [Example] =
  [
    Example(name: "curve") { try curveReport(seed: $0) },
    Example(name: "xor") { try xorReport(seed: $0) },
    Example(name: "moons") { try moonsReport(seed: $0) },
  ] + WorkedExamples.names.map { name in Example(name: name) { _ in try workedReport(name) } }

private let name = Positional<String>(
  "NAME", help: examples.map(\.name).joined(separator: ", "), parse: .oneOf(examples.map(\.name)))
private let seed = Option<UInt64>(
  "seed", placeholder: "N", help: "what every random choice depends on", default: 0,
  parse: .integer(in: 0...UInt64(Int64.max)))
private let folder = Option<String?>(
  "out", placeholder: "DIR", help: "write the numbers behind the pictures there, as CSV files", parse: .path)

let exampleCommand = Command(
  name: "example", summary: "Run one of the systems that the project was made from, and print its numbers",
  synopsis: "NAME [--out DIR] [--seed N] [--json]", positionals: [name],
  options: [folder, seed, CommonOptions.json, CommonOptions.quiet],
  examples: [
    "bpnet example moons",
    "bpnet example worked-2-2-2-a --json",
  ]
) { arguments in
  guard let example = examples.first(where: { $0.name == arguments[name] }) else { return .usage }
  if let folder = arguments[folder] { try createFolder(folder) }
  let report = try example.run(arguments[seed])
  if let folder = arguments[folder] {
    for file in report.files {
      try TextOutput.withDestination("\(folder)/\(file.name)") { try $0.write(file.text) }
    }
  }
  let output = TextOutput.standardOutput()
  for line in arguments[CommonOptions.json] ? report.json.map(\.description) : [report.text] {
    try output.writeReport(line, isJSON: arguments[CommonOptions.json])
  }
  try output.flush()
  return .success
}

private func createFolder(_ path: String) throws(BPNetError) {
  do {
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  } catch {
    throw .cannotCreate(path: path, reason: "not a folder, and none can be made there")
  }
}
