import BPNet
import Foundation
import Testing

/// An instruction set and a number of threads.
struct GoldenSetting: Hashable, CustomStringConvertible {
  let instructionSet: String
  let threads: Int

  var description: String { "\(instructionSet), threads \(threads)" }
}

/// The program whose results are compared, run on golden cases.
struct GoldenProgram {
  /// Another build's program can be named, to see whether an earlier state gives the same digests.
  private static let runner =
    ProcessInfo.processInfo.environment["BPNET_DIGESTS_PROGRAM"].map(BinaryRunner.init(path:)) ?? .bpnet

  private let folder: TemporaryFolder
  private let testCase: GoldenCase

  init(for testCase: GoldenCase) throws {
    folder = try TemporaryFolder()
    self.testCase = testCase
    try GoldenTables.write(testCase.table, into: folder)
  }

  /// The instruction sets that this processor supports, the one in use without a wish first.
  static func instructionSets() throws -> [String] {
    let result = try runner.run(["--version", "--json"], environment: ["BPNET_ISA": nil])
    let version = try #require(
      JSONSerialization.jsonObject(with: Data(result.standardOutput.utf8)) as? [String: Any])
    let first = try #require(version["isa"] as? String)
    let supported = try #require(version["supported"] as? [String])
    try #require(supported.contains(first) && supported.contains("portable"))
    return [first] + supported.filter { $0 != first }
  }

  /// The names that the program lists when `option` has a wrong one, without `auto`.
  static func names(of option: String) throws -> [String] {
    let result = try runner.run(["train", CommandSandbox.iris, "--\(option)", "?", "-o", "none"])
    let line = try #require(result.standardError.split(separator: "\n").first)
    let list = try #require(line.range(of: "one of "))
    return line[list.upperBound...].components(separatedBy: ", ").filter { $0 != "auto" }
  }

  /// Trains and runs the case's commands.
  func digest(_ setting: GoldenSetting) throws -> GoldenDigest {
    var options = testCase.options
    if let earlierOptions = testCase.earlierOptions {
      _ = try train(earlierOptions, to: "earlier.safetensors", setting)
      options += " --from earlier.safetensors"
    }
    let training = try train(options, to: "model.safetensors", setting)
    let outputs = try testCase.commands.map { try run(command: $0, setting) }
    return try GoldenDigest(training: training, outputs: outputs.joined())
  }

  /// What the cases leave open is as it was when their digests were written.
  private static let preset = ["--preset", "classic"]

  private func train(_ options: String, to model: String, _ setting: GoldenSetting) throws -> [String: Any] {
    let arguments =
      ["train", testCase.table] + Self.words(options) + Self.preset + ["--json", "--quiet", "-o", model]
    let output = try run(arguments + threads(setting), setting)
    let line = try #require(output.split(separator: "\n").last)
    let training = try #require(JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
    // Not to take one set's results for another's.
    try #require(training["isa"] as? String == setting.instructionSet)
    let used = try #require(training["threads"] as? Int)
    let wanted = min(setting.threads, availableProcessorCount)
    try #require(
      testCase.isShared ? used == wanted : used <= wanted, "\(used) threads took part in \(options)")
    return training
  }

  private func run(command: String, _ setting: GoldenSetting) throws -> String {
    let arguments = Self.words(command).map { word in
      switch word {
      case "MODEL": "model.safetensors"
      case "DATA": testCase.table
      default: word
      }
    }
    // A forecast is made on one thread, and a search prints its options.
    let isForThreads = !["forecast", "search"].contains(arguments.first)
    let trains = ["cv", "search"].contains(arguments.first)
    let output = try run(
      arguments + (isForThreads ? threads(setting) : []) + (trains ? Self.preset : []), setting)
    // A search prints the commands of its trials, which the digests have without a preset.
    return output.replacingOccurrences(of: " " + Self.preset.joined(separator: " "), with: "")
  }

  private func run(_ arguments: [String], _ setting: GoldenSetting) throws -> String {
    let result = try Self.runner.run(
      arguments, environment: ["BPNET_ISA": setting.instructionSet], workingFolder: folder.path)
    try #require(
      result.exitCode == 0,
      "\(setting): \(arguments.joined(separator: " ")): exit \(result.exitCode), \(result.standardError)")
    return result.standardOutput
  }

  private func threads(_ setting: GoldenSetting) -> [String] { ["--threads", "\(setting.threads)"] }

  private static func words(_ text: String) -> [String] { text.split(separator: " ").map(String.init) }
}
