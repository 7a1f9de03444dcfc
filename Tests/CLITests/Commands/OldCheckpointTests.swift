import Foundation
import Testing

/// Checkpoints that version 0.1.0 wrote: it goes on from them, and any other refuses them by what differs.
@Suite struct OldCheckpointTests {
  private let sandbox: CommandSandbox

  init() throws { sandbox = try CommandSandbox(preset: "classic") }

  /// A folder of checkpoints, and the training that was under way.
  struct Stored: Sendable, CustomTestStringConvertible {
    let name: String
    let data: String
    let options: String
    /// What is said when training goes on.
    let note: String
    /// The weights that a run ends with that is not stopped.
    let weights: String

    var testDescription: String { name }
  }

  private static let version = "0.1.0"
  private static let stored = [
    Stored(
      name: "adam", data: "classes.csv",
      options: "--hidden 4 --optimizer adam --validation 0.25 --seed 5 --dropout 0.1 --epochs 8",
      note: "resumes after epoch 3, from adam/checkpoint-00000003-000000000006.safetensors",
      weights: "786ea7d8d12ed3af968f8c53db04dc355b70a4da24bb5203e54d27e4e82ad85c"),
    Stored(
      name: "lbfgs", data: "numbers.csv",
      options: "--hidden 3 --optimizer lbfgs --precision f64 --task regress --seed 2 --epochs 9",
      note: "resumes after epoch 4, from lbfgs/checkpoint-00000004-000000000004.safetensors",
      weights: "15a2ec5af6bd8b4cd8277c9d49dc80b3629930027e6922ce1204574d782c6651"),
    Stored(
      name: "restarts", data: "classes.csv", options: "--hidden 4 --restarts 3 --epochs 3 --seed 1",
      note: "resumes after 3 runs",
      weights: "5de8afe3bdba477f73f4c98120cc741f98362c1e5e5a06b7082896eb7c1794d3"),
  ]

  /// Resumes training in a copy of the folder, whose files may be changed first.
  private func resume(_ stored: Stored, change: (inout Data) throws -> Void = { _ in }) throws -> BinaryResult
  {
    let golden = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../../BPNetTests/Golden").standardizedFileURL
    let (source, copy) = (
      golden.appending(path: "checkpoints/\(stored.name)"), URL(filePath: sandbox.folder.path(stored.name))
    )
    try FileManager.default.createDirectory(at: copy, withIntermediateDirectories: true)
    let names = try FileManager.default.contentsOfDirectory(atPath: source.path())
    try #require(!names.isEmpty)
    for name in names {
      var data = try Data(contentsOf: source.appending(path: name))
      try change(&data)
      try data.write(to: copy.appending(path: name))
    }
    let data = golden.appending(path: "models/\(stored.data)").path()
    return try sandbox.run(
      ["train", data, "--checkpoint", stored.name, "--resume", "-o", "m.safetensors"]
        + stored.options.split(separator: " ").map(String.init))
  }

  private func expectRefusal(_ result: BinaryResult, found: String, expected: String) {
    #expect(result.exitCode == 64)
    let errors = result.standardError.split(separator: "\n").filter { $0.hasPrefix("error:") }
    #expect(
      errors == [
        "error: --checkpoint: found version \(found), expected version \(expected), as in the checkpoint"
      ])
    #expect(!FileManager.default.fileExists(atPath: sandbox.folder.path("m.safetensors")))
  }

  @Test(arguments: stored) func theirVersionGoesOnFromThem(_ stored: Stored) throws {
    let result = try resume(stored)
    let version = try sandbox.run("--version").standardOutput
    guard version.contains(Self.version) else {
      let number = try #require(version.split(whereSeparator: \.isWhitespace).dropFirst().first)
      return expectRefusal(result, found: String(number), expected: Self.version)
    }
    #expect(result.exitCode == 0)
    #expect(result.standardError.split(separator: "\n").contains(Substring(stored.note)))
    let weights = try sandbox.json("inspect", "m.safetensors")["weights_sha256"] as? String
    #expect(weights == stored.weights)
  }

  /// The texts of the version have equal lengths, so that the files stay whole.
  @Test(arguments: stored) func anotherVersionsAreRefused(_ stored: Stored) throws {
    let version = try sandbox.run("--version").standardOutput
    guard version.contains(Self.version) else { return }
    let result = try resume(stored) { data in
      let place = try #require(data.range(of: Data(Self.version.utf8)))
      data.replaceSubrange(place, with: Data("0.0.9".utf8))
    }
    expectRefusal(result, found: Self.version, expected: "0.0.9")
  }
}
