import BPNet
import Foundation
import Testing

/// The measuring program as its users call it, with the shortest runs.
@Suite struct BenchTests {
  private static let bench = BinaryRunner(built: "bpnet-bench")

  /// The objects that a successful call prints.
  private func objects(_ arguments: [String]) throws -> [[String: Any]] {
    let result = try Self.bench.run(arguments + ["--json"])
    #expect(result.exitCode == 0, "\(result.standardError)")
    return try result.standardOutput.split(separator: "\n").map { line in
      try #require(JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
    }
  }

  private func isPositive(_ value: Any?) -> Bool {
    (value as? NSNumber)?.doubleValue ?? 0 > 0
  }

  @Test func measuresThePeak() throws {
    let lines = try objects(["peak", "--dtype", "f32", "--threads", "2", "--isa", "portable"])
    #expect(lines.map { $0["threads"] as? Int } == [1, 2])
    #expect(lines.allSatisfy { $0["isa"] as? String == "portable" && $0["dtype"] as? String == "f32" })
    #expect(lines.allSatisfy { isPositive($0["gflops"]) })
  }

  @Test func measuresProducts() throws {
    let lines = try objects(["gemm", "--shape", "4x3x2,16x10x10", "--transpose", "tn", "--dtype", "f64"])
    #expect(lines.map { $0["m"] as? Int } == [4, 16])
    #expect(lines.map { $0["k"] as? Int } == [3, 10])
    #expect(lines.map { $0["n"] as? Int } == [2, 10])
    for line in lines {
      #expect(line["transpose"] as? String == "tn")
      #expect(line["dtype"] as? String == "f64")
      #expect(line["threads"] as? Int == 1)
      #expect(line["isa"] is String)
      #expect(isPositive(line["gflops"]))
      #expect(isPositive(line["peak_fraction"]))
    }
  }

  @Test func obeysTheEnvironment() throws {
    let environment = ["BPNET_ISA": "portable"]
    let arguments = ["gemm", "--shape", "4x4x4", "--json"]
    let result = try Self.bench.run(arguments, environment: environment)
    #expect(result.standardOutput.contains("\"isa\":\"portable\""))
    let usual = try Self.bench.run(arguments, environment: ["BPNET_ISA": nil])
    let empty = try Self.bench.run(arguments, environment: ["BPNET_ISA": ""])
    #expect(empty.exitCode == 0)
    #expect(try isa(of: empty) == isa(of: usual))
  }

  private func isa(of result: BinaryResult) throws -> String {
    let object = try JSONSerialization.jsonObject(with: Data(result.standardOutput.utf8)) as? [String: Any]
    return try #require(object?["isa"] as? String)
  }

  @Test(arguments: [
    ["peak"], ["peak", "--isa", "portable"], ["gemm"], ["gemm", "--isa", "portable"],
    ["gemm", "--isa", "all"],
    ["map"], ["train"],
  ])
  func refusesUnknownKernelSets(arguments: [String]) throws {
    let names = KernelSet.supportedNames.joined(separator: ", ")
    let variable = try Self.bench.run(arguments, environment: ["BPNET_ISA": "portabel"])
    #expect(variable.exitCode == 64)
    #expect(
      variable.standardError
        == "error: BPNET_ISA: found \"portabel\", expected one of \(names)\nhint: did you mean portable?\n")
    #expect(variable.standardOutput.isEmpty)
  }

  @Test(arguments: ["peak", "gemm", "map"])
  func refusesUnknownKernelSetsOfTheOption(command: String) throws {
    let names = KernelSet.supportedNames.joined(separator: ", ")
    let option = try Self.bench.run([command, "--isa", "portabel"])
    #expect(option.exitCode == 64)
    #expect(
      option.standardError
        == "error: --isa: found portabel, expected one of \(names), all\nhint: did you mean portable?\n")
  }

  @Test(arguments: [
    ["peak", "--dtype", "f32", "--threads", "1", "--isa", "portable"], ["gemm", "--shape", "4x4x4"],
    ["map", "--function", "relu", "--count", "8"],
    ["train", "--layers", "2,2", "--seconds", "0.01"], ["load", "data.csv"],
  ])
  func takesTheGeneralOptions(arguments: [String]) throws {
    let folder = try TemporaryFolder()
    _ = try folder.write("a,b\n1,2\n", to: "data.csv")
    for options in [["--quiet"], ["-q", "--json"]] {
      let result = try Self.bench.run(arguments + options, workingFolder: folder.path)
      #expect(result.exitCode == 0)
      #expect(result.standardOutput.hasPrefix("{") == options.contains("--json"))
      #expect(result.standardError.isEmpty)
    }
    let help = try Self.bench.run([arguments[0], "--help"]).standardOutput
    #expect(help.contains("--json") && help.contains("--quiet"))
  }

  @Test(arguments: ["sigmoid", "tanh-derivative", "softmax"])
  func measuresFunctions(name: String) throws {
    let lines = try objects(["map", "--function", name, "--count", "100"])
    #expect(lines.count == 1)
    #expect(lines[0]["function"] as? String == name)
    #expect(lines[0]["count"] as? Int == 100)
    #expect(isPositive(lines[0]["gelem_per_s"]))
  }

  @Test func measuresTheFunctionsOfAllActivations() throws {
    let names = try objects(["map", "--count", "64"]).compactMap { $0["function"] as? String }
    for name in Activation.names {
      #expect(names.count { $0 == name } == 1 && names.contains("\(name)-derivative"), "\(name)")
    }
  }

  @Test func measuresTraining() throws {
    let lines = try objects(["train", "--layers", "3,4,2", "--batch", "5", "--samples", "12"])
    #expect(lines.count == 1)
    #expect(lines[0]["layers"] as? [Int] == [3, 4, 2])
    #expect(lines[0]["batch"] as? Int == 5)
    #expect(lines[0]["threads"] as? Int == 1)
    #expect(lines[0]["plan"] as? String == "whole-gradient")
    for name in ["samples_per_s", "gflops", "peak_fraction"] { #expect(isPositive(lines[0][name])) }
  }

  @Test(arguments: [
    ["--activation", "tanh"],
    ["--activation", "relu,sigmoid", "--optimizer", "nesterov"],
    ["--activation", "sigmoid,softmax", "--loss", "cross-entropy"],
    ["--loss", "cross-entropy", "--dtype", "f64"],
  ])
  func measuresOtherTraining(options: [String]) throws {
    let size = ["train", "--layers", "6,5,3", "--batch", "4", "--samples", "40", "--seconds", "0.01"]
    let lines = try objects(size + options)
    #expect(lines.count == 1)
    #expect(isPositive(lines[0]["samples_per_s"]))
  }

  @Test(arguments: ["single-samples", "whole-gradient", "panels"]) func measuresAPlan(name: String) throws {
    let size = ["train", "--layers", "6,5,3", "--batch", "1", "--samples", "40", "--seconds", "0.01"]
    let line = try #require(try objects(size + ["--plan", name]).first)
    #expect(line["plan"] as? String == name)
    #expect(isPositive(line["samples_per_s"]))
  }

  @Test func memoryIsThatOfTheFormula() throws {
    let size = ["train", "--layers", "1000,40,2", "--batch", "50", "--samples", "10000"]
    let line = try #require(try objects(size + ["--seconds", "0.01"]).first)
    let formula = try #require(line["memory_formula_bytes"] as? Int)
    // The inputs alone are 40 MB.
    #expect(formula > 40_000_000 && formula < 42_000_000)
    #expect(isPositive(line["process_resident_bytes"]))
    #if os(Linux)
      let resident = try #require(line["resident_bytes"] as? Int)
      #expect(resident > formula - 2_000_000 && resident < formula + 8_000_000)
    #endif
  }

  @Test func measuresReading() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write("a,b\n1,2\n3,4\n", to: "data.csv")
    let lines = try objects(["load", path])
    #expect(lines.count == 1)
    #expect(lines[0]["rows"] as? Int == 2)
    #expect(lines[0]["bytes"] as? Int == 12)
    #expect(isPositive(lines[0]["mb_per_s"]))
  }

  @Test func printsTables() throws {
    let result = try Self.bench.run(["gemm", "--shape", "4x4x4"])
    #expect(result.exitCode == 0)
    #expect(result.standardOutput.hasPrefix("shape "))
    #expect(result.standardOutput.contains("4x4x4"))
    #expect(result.standardOutput.contains("%"))
  }

  @Test(arguments: [
    // Arguments, and what the message names.
    (["gemm", "--shape", "4x4"], "--shape: found 4x4"),
    (["gemm", "--shape", "4x4x4,0x1x1"], "--shape: found 0x1x1"),
    (["gemm", "--transpose", "tt"], "one of nn, nt, tn"),
    (["gemm", "--dtype", "f16"], "one of f32, f64"),
    (["gemm", "--isa", "portabel"], "did you mean portable?"),
    (["gemm", "--threads", "0"], "--threads: found 0"),
    (["map", "--function", "sigmoud"], "did you mean sigmoid?"),
    (["map", "--count", "0"], "--count: found 0"),
    (["train", "--layers", "5"], "--layers: found one size"),
    (["train", "--layers", "5,0"], "--layers: found 0"),
    (["train", "--layers", "1000000,1000000"], "--layers: found 1000001000000 parameters"),
    (["train", "--layers", "2,2", "--batch", "10", "--samples", "19"], "--samples: found 19"),
    (["train", "--batch", "10"], "--batch: found no --layers"),
    (["train", "--layers", "2,2", "--wide"], "--wide: found --layers"),
    (["train", "--layers", "2,2,2", "--activation", "tanh,tanh,tanh"], "--activation: found 3 names"),
    (["train", "--layers", "2,2,2", "--activation", "softmax"], "softmax in the output layer only"),
    (
      ["train", "--layers", "2,2", "--loss", "ms"],
      "expected one of half-squared, mse, mae, huber, poisson, cross-entropy"
    ),
    (["train", "--optimizer", "sdg"], "--optimizer: found sdg"),
    (
      ["train", "--layers", "2,2", "--activation", "hard-limit"], "--activation: found hard-limit in training"
    ),
    (["train", "--layers", "2,1", "--activation", "softmax"], "--activation: found softmax with one output"),
    (["train", "--layers", ""], "--layers: found \"\""),
    (["train", "--layers", "2,2", "--batch", "1073741824"], "--batch: found 2147483648 samples"),
    (["train", "--plan", "panel"], "--plan: found panel"),
    (
      ["train", "--layers", "4,3,2", "--batch", "2", "--plan", "single-samples"],
      "--plan: found single-samples, which steps of 4-3-2 in batches of 2 cannot have"
    ),
    (["train", "--learning-rate", "nan"], "--learning-rate: found nan"),
    (["train", "--optimizer", "lm"], "--optimizer: found lm, expected one of sgd, nesterov, rmsprop, adam"),
    (["train", "--seconds", "0"], "--seconds: found 0"),
    (["gemm", "--shape="], "--shape: found \"\""),
    (["gemm", "--shape", "4x4x4", "--shape", "4x4x4"], "--shape: found a second time"),
    (["gemm", "--threads", "99999999999999999999"], "--threads: found 99999999999999999999"),
    (["gemm", "--json=1"], "--json: found the value 1"),
    (["gemm", "4x4x4"], "argument 1: found 4x4x4"),
    (["map", "--count", "1073741825"], "--count: found 1073741825"),
    (["map", "--columns", "-1"], "--columns: found -1"),
    (["peak", "--threads", "1025"], "--threads: found 1025"),
    (["load", ""], "FILE: found \"\""),
    (["load", "/dev/null"], "FILE: found /dev/null, expected a file, which can be read more than once"),
    (["load", "data.csv", "--labels", "-"], "--labels: found -"),
    (["load"], "FILE: found nothing"),
    (["load", "-"], "FILE: found -"),
    (["benchmark"], "command: found benchmark"),
  ])
  func refusesArguments(arguments: [String], message: String) throws {
    let result = try Self.bench.run(arguments)
    #expect(result.exitCode == 64)
    #expect(result.standardError.hasPrefix("error: "))
    #expect(result.standardError.contains(message), "\(result.standardError)")
    #expect(result.standardOutput.isEmpty)
  }

  @Test func reportsFiles() throws {
    #expect(try Self.bench.run(["load", "/nonexistent/data.csv"]).exitCode == 66)
    let folder = try TemporaryFolder()
    #expect(try Self.bench.run(["load", folder.write("a,b\n1\n", to: "ragged.csv")]).exitCode == 65)
  }

  @Test func reportsItsVersion() throws {
    let result = try Self.bench.run(["--version", "--json"])
    #expect(result.exitCode == 0)
    #expect(result.standardOutput.contains("\"supported\":["))
  }
}
