import Foundation
import Testing

/// A folder with data, and the program to run in it.
struct CommandSandbox {
  let folder: TemporaryFolder
  /// The preset of trainings that name none; nil for the program's own.
  private let preset: String?

  init(preset: String? = nil) throws {
    folder = try TemporaryFolder()
    self.preset = preset
  }

  /// The folder of the sample data.
  static let exampleData = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../../../Examples/Data").standardizedFileURL.path()

  static let iris = exampleData + "/iris.csv"
  static let digits = exampleData + "/digits.csv"

  /// Runs `bpnet` in the folder.
  func run(
    _ arguments: String..., environment: [String: String?] = [:], standardInput: String = ""
  ) throws -> BinaryResult {
    try run(arguments, environment: environment, standardInput: standardInput)
  }

  /// Runs `bpnet` in the folder.
  func run(
    _ arguments: [String], environment: [String: String?] = [:], standardInput: String = ""
  ) throws -> BinaryResult {
    var arguments = arguments
    if let preset, ["train", "cv", "search"].contains(arguments.first), !arguments.contains("--preset") {
      arguments += ["--preset", preset]
    }
    return try BinaryRunner.bpnet.run(
      arguments, environment: environment, standardInput: standardInput, workingFolder: folder.path)
  }

  /// Runs `bpnet` with `--json`, expects success, and reads the last line of its output.
  func json(_ arguments: String..., environment: [String: String?] = [:]) throws -> [String: Any] {
    try json(arguments, environment: environment)
  }

  /// Runs `bpnet` with `--json`, expects success, and reads the last line of its output.
  func json(_ arguments: [String], environment: [String: String?] = [:]) throws -> [String: Any] {
    let result = try run(arguments + ["--json"], environment: environment)
    try #require(result.exitCode == 0, "\(result.standardError)")
    let line = try #require(result.standardOutput.split(separator: "\n").last)
    return try #require(JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
  }

  /// Trains a small network on the irises and returns the model's path.
  func trainIris(_ name: String = "iris.safetensors", epochs: Int = 20) throws -> String {
    let path = folder.path(name)
    let result = try run(
      "train", CommandSandbox.iris, "--hidden", "4", "--epochs", "\(epochs)", "--quiet", "-o", path)
    try #require(result.exitCode == 0, "\(result.standardError)")
    return path
  }
}
