import Testing

/// Files that are written: their names, and the options that say them.
@Suite struct OutputCases {
  private let sandbox: CommandSandbox

  init() throws {
    sandbox = try CommandSandbox(preset: "classic")
  }

  private func train(_ arguments: String...) throws -> BinaryResult {
    try sandbox.run(["train", CommandSandbox.iris, "--epochs", "1", "--quiet"] + arguments)
  }

  /// `--lr` and `--model` are the options of other programs, and mean the same.
  @Test func otherNamesMeanTheSame() throws {
    let usual = try train("--learning-rate", "0.2", "-o", "a.safetensors")
    let other = try train("--lr", "0.2", "--model", "b.safetensors")
    #expect(usual.exitCode == 0 && other.exitCode == 0)
    let weights = [usual, other].map { result in
      result.standardOutput.split(separator: "\n").first { $0.hasPrefix("weights") }
    }
    #expect(weights[0] != nil && weights[0] == weights[1])
    #expect(try sandbox.lines("inspect", "b.safetensors").isEmpty == false)
    let searched = try sandbox.run(
      "search", CommandSandbox.iris, "--grid", "lr=0.1,0.2", "--epochs", "1", "--model", "c.safetensors")
    #expect(searched.exitCode == 0 && searched.standardError.contains("--learning-rate 0.2"))
    let twice = try train("--lr", "0.2", "--learning-rate", "0.1", "-o", "a.safetensors")
    #expect(twice.exitCode == 64 && twice.standardError.contains("--learning-rate: found a second time"))
  }

  @Test(arguments: [
    ("m.onnx", "ONNX"), ("m.csv", "CSV"), ("m.json", "JSON"), ("m.pkl", "Python's pickle"),
    ("m.PT", "PyTorch"),
    ("m.h5", "HDF5"), ("m.keras", "Keras"), ("m.npz", "NumPy"), ("m.safetensors.gz", "gzip"),
  ])
  func modelsUnderOtherEndingsAreWarnedOf(name: String, format: String) throws {
    let result = try train("-o", name)
    #expect(result.exitCode == 0)
    #expect(result.standardError.contains("warning: \(name): the ending"))
    #expect(result.standardError.contains("stands for \(format), and this will be a model"))
  }

  @Test(arguments: ["m", "m.safetensors", "m.bin", "m.model", "2024.11.21", ".hidden"])
  func modelsUnderOwnEndingsAreNot(name: String) throws {
    let result = try train("-o", name)
    #expect(result.exitCode == 0 && result.standardError.isEmpty, "\(result.standardError)")
  }

  @Test func predictionsUnderOtherEndingsAreWarnedOf() throws {
    _ = try train("-o", "m.safetensors")
    func warning(_ arguments: String...) throws -> String {
      let result = try sandbox.run(["predict", "m.safetensors", CommandSandbox.iris] + arguments)
      try #require(result.exitCode == 0)
      return result.standardError
    }
    #expect(try warning("-o", "p.csv").isEmpty)
    #expect(try warning("-o", "p.txt").isEmpty)
    #expect(try warning("-o", "p.jsonl", "--json").isEmpty)
    #expect(try warning("-o", "p.json").contains("hint: --json writes an object a row"))
    #expect(try warning("-o", "p.xlsx").contains("stands for Excel, and this will be CSV"))
    #expect(try warning("-o", "p.csv", "--json").contains("hint: without --json it is CSV"))
  }

  /// Values that other programs take have a hint.
  @Test(arguments: [
    (["--hidden", "0"], "--hidden none is a network without hidden layers"),
    (["--hidden", "8,0"], "--hidden none is a network without hidden layers"),
    (["--output", "m.safetensors"], "-o m.safetensors says where the model goes"),
    (["--output", "models/m"], "-o models/m says where the model goes"),
    (["--output", "sigmoit"], "did you mean sigmoid?"),
    (["--task", "classification"], "did you mean classify?"),
    (["--task", "Regression"], "did you mean regress?"),
    (["--task", "autoencoder"], "did you mean autoencode?"),
    (["--task", "forecasting"], "did you mean forecast?"), (["--task", "clasify"], "did you mean classify?"),
  ])
  func valuesOfOtherProgramsHaveHints(arguments: [String], hint: String) throws {
    let result = try sandbox.run(["train", CommandSandbox.iris, "-o", "m.safetensors"] + arguments)
    #expect(
      result.exitCode == 64 && result.standardError.contains("hint: \(hint)"), "\(result.standardError)")
  }
}
