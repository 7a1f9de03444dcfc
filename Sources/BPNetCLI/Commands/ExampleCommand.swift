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
  "out", placeholder: "DIR",
  help: "write the example's pictures there as SVG, and the numbers behind them as CSV", parse: .path)

private let html = Option(
  flag: "html", help: "a page for a browser: of moons the training as it went, of a worked example its step")
private let outputPath = Option<String?>(
  "o", aliases: ["output"], placeholder: "FILE", help: "where the page goes", defaultText: "standard output",
  parse: .path)

let exampleCommand = Command(
  name: "example", summary: "Run one of the systems that the project was made from, and print its numbers",
  synopsis: "NAME [--out DIR] [--html -o FILE] [--seed N] [--json]", positionals: [name],
  options: [folder, seed, html, outputPath, CommonOptions.json, CommonOptions.quiet],
  examples: [
    "bpnet example moons --html -o moons.html",
    "bpnet example worked-2-2-2-a --json",
  ]
) { arguments in
  let isPage = arguments[html]
  if arguments[outputPath] != nil, !isPage {
    throw UsageError(name: outputPath.spelling, found: "no page", expected: "--html beside it")
  }
  guard !isPage else {
    let page = try examplePage(arguments[name], seed: arguments[seed])
    try TextOutput.withDestination(arguments[outputPath]) { try $0.write(page) }
    return .success
  }
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

/// The page of an example.
private func examplePage(_ name: String, seed: UInt64) throws -> String {
  if name == "moons" { return try MoonsPage(seed: seed).text }
  guard let example = WorkedExamples.cases(of: name).first else {
    throw UsageError(
      name: html.spelling, found: name, expected: "moons or a worked example, which have pages")
  }
  return try ExplainPage(
    example, explanation: example.explain(), learningRate: example.learningRate,
    weightDecay: example.weightDecay, isAsStated: true
  ).text
}
