import Foundation
import Testing

extension CommandSandbox {
  /// Writes a file of text into the folder, and returns its name.
  @discardableResult
  func write(_ name: String, _ text: String) throws -> String {
    try write(name, Data(text.utf8))
  }

  /// Writes a file into the folder, and returns its name.
  @discardableResult
  func write(_ name: String, _ bytes: Data) throws -> String {
    try bytes.write(to: URL(filePath: folder.path(name)))
    return name
  }

  /// Trains on a file of the folder without a word, expects success, and returns what `--json` says.
  @discardableResult
  func train(_ file: String, _ arguments: String..., model: String = "m.safetensors") throws -> [String: Any]
  {
    // One set of defaults, which is quick: what data are read as does not depend on it.
    try json(
      ["train", file, "--preset", "classic", "--quiet", "--progress", "none", "-o", model] + arguments)
  }

  /// The figures that `evaluate --json` gives for a model of the folder.
  func evaluate(
    _ file: String, _ arguments: String..., model: String = "m.safetensors"
  ) throws -> [String: Any] {
    try json(["evaluate", model, file] + arguments)
  }

  /// What `evaluate --json` says of one figure.
  func figure(_ name: String, _ file: String, model: String = "m.safetensors") throws -> Double {
    try #require(try evaluate(file, model: model)[name] as? Double)
  }

  /// The lines of standard output of a command that succeeds.
  func lines(_ arguments: String...) throws -> [String] {
    let result = try run(arguments)
    try #require(result.exitCode == 0, "\(result.standardError)")
    return result.standardOutput.split(separator: "\n").map(String.init)
  }
}

/// Numbers that look like those of data, the same each time.
struct CaseNumbers {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  /// A number from 0 to 1.
  mutating func uniform() -> Double {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Double(state >> 11) / 0x1p53
  }

  /// A number of mean 0 and about standard deviation 1: a sum of twelve uniform ones.
  mutating func normal() -> Double {
    (0..<12).reduce(-6) { sum, _ in sum + uniform() }
  }
}

/// A number with so many digits behind the point.
func fixed(_ value: Double, _ digits: Int) -> String {
  String(format: "%.\(digits)f", value)
}
