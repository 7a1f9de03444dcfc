import Foundation
import Testing

/// `bpnet export`.
@Suite struct ExportCommandTests {
  private let sandbox: CommandSandbox
  private let model: String

  init() throws {
    sandbox = try CommandSandbox(preset: "classic")
    model = try sandbox.trainIris(epochs: 1)
  }

  private func content(_ name: String) throws -> String {
    try String(contentsOfFile: sandbox.folder.path(name), encoding: .utf8)
  }

  @Test func theEndingIsTheFormat() throws {
    let result = try sandbox.run("export", model, "-o", "iris.c")
    #expect(result.exitCode == 0 && result.standardError.isEmpty && result.standardOutput.isEmpty)
    let written = try sandbox.run("export", model, "--format", "c", "-o", "-")
    #expect(try content("iris.c") == written.standardOutput)
    #expect(written.standardOutput.contains("\"setosa\", \"versicolor\", \"virginica\""))
  }

  @Test func aResultInJSONSaysWhatWasWritten() throws {
    let result = try sandbox.json("export", model, "-o", "iris.c")
    #expect(result["format"] as? String == "c" && result["file"] as? String == "iris.c")
    #expect(result["bytes"] as? Int == (try content("iris.c").utf8.count))
    #expect(result["parameters"] as? Int == 35)
  }

  @Test func anotherEndingIsWarnedOf() throws {
    let result = try sandbox.run("export", model, "--format", "c", "-o", "iris.onnx")
    #expect(result.exitCode == 0)
    #expect(try sandbox.run("export", model, "-o", "other.onnx").standardError.isEmpty)
    #expect(
      result.standardError.contains(
        "warning: iris.onnx: the ending .onnx stands for ONNX, and this will be C99 source"))
    #expect(result.standardError.contains("hint: -o iris.c"))
  }

  @Test(arguments: [
    (["-o", "x"], 64, "error: --format: found nothing, and no format by the ending of x, expected"),
    (["--format", "C", "-o", "x"], 64, "--format: found C, expected one of c"),
    (["--format", "c"], 64, "error: -o: found nothing, expected a path"),
    (
      ["-o", "x.c", "--symbol-prefix", "a-b"], 64, "error: --symbol-prefix: found \"a-b\", expected a letter"
    ),
    (
      ["-o", "x.onnx", "--symbol-prefix", "a"], 64,
      "error: --symbol-prefix: found it beside the format onnx, expected it beside c"
    ),
    (["-o", "none/x.c"], 73, "error: none/x.c: cannot be created"),
    (["-o", "none/x.swift"], 73, "error: none/x.swift: cannot be created"),
    (["-o", "x.swift", "--symbol-prefix", "a b"], 64, "error: --symbol-prefix: found \"a b\""),
    (["-o", "x.swift", "--symbol-prefix", "int"], 64, "error: --symbol-prefix: found \"int\""),
    (["-o", "x.c", "--quantize", "int4"], 64, "error: --quantize: found int4, expected"),
    (
      ["-o", "x.onnx", "--quantize", "int8", "--data", CommandSandbox.iris], 64,
      "error: --quantize: found it beside the format onnx, expected it beside c alone"
    ),
    (["-o", "x.c", "--quantize", "int8"], 64, "error: --data: found nothing, expected rows"),
    (["-o", "x.c", "--data", CommandSandbox.iris], 64, "error: --data: found no --quantize, expected"),
    (["-o", "x.c", "--data-format", "csv"], 64, "error: --data-format: found no --quantize, expected"),
    (["-o", "x.c", "--missing", "drop"], 64, "error: --missing: found no --quantize, expected"),
    (["-o", "x.c", "--quantize", "int8", "--data", "none.csv"], 66, "error: none.csv: cannot be opened"),
    (
      ["-o", "x.c", "--quantize", "int8", "--data", CommandSandbox.iris, "--data-format", "xls"], 64,
      "error: --data-format: found xls, expected one of"
    ),
    (["-o", "iris.safetensors", "--format", "c"], 64, "expected another file than the input"),
  ])
  func faultsAreOneLine(arguments: [String], status: Int32, message: String) throws {
    let result = try sandbox.run(["export", model] + arguments)
    #expect(result.exitCode == status)
    #expect(result.standardError.contains(message), "\(result.standardError)")
    #expect(result.standardError.split(separator: "\n").filter { $0.hasPrefix("error:") }.count == 1)
  }

  @Test func theLossOfWholeNumbersIsPrinted() throws {
    let arguments = ["export", model, "-o", "iris.c", "--quantize", "int16", "--data", CommandSandbox.iris]
    let result = try sandbox.run(arguments)
    #expect(result.exitCode == 0 && result.standardError.isEmpty, "\(result.standardError)")
    for text in ["accuracy", "model  quantized", "largest difference", "different labels"] {
      #expect(result.standardOutput.contains(text), "\(result.standardOutput)")
    }
    #expect(!(try content("iris.c").contains("double")))
    let json = try sandbox.json(
      arguments[0], model, "-o", "iris.c", "--quantize", "int8", "--data", CommandSandbox.iris)
    let loss = try #require(json["quantization"] as? [String: Any])
    let metrics = try #require(loss["metrics"] as? [String: [String: Double]])
    #expect(metrics["accuracy"]?.keys.sorted() == ["model", "quantized"])
    #expect((loss["differences"] as? [String: Any])?["rows"] as? Int == 150)
  }

  @Test func rangesOfFewRowsAreWarnedOf() throws {
    let lines = try String(contentsOfFile: CommandSandbox.iris, encoding: .utf8).split(separator: "\n")
    for (count, isFew) in [(1, true), (99, true), (100, false)] {
      let data = lines.prefix(count + 1).joined(separator: "\n") + "\n"
      _ = try sandbox.folder.write(data, to: "some.csv")
      let result = try sandbox.run(
        "export", model, "-o", "some.c", "--quantize", "int8", "--data", "some.csv", "--quiet")
      #expect(result.exitCode == 0)
      let warning = "warning: some.csv: the ranges of numbers are taken from \(count) row"
      #expect(result.standardError.hasPrefix(warning) == isFew, "\(result.standardError)")
      #expect(result.standardError.isEmpty == !isFew)
    }
  }

  /// Numbers that the network cannot take are refused by their place, as `bpnet predict` does.
  @Test func numbersBeyondTheNetworkAreRefusedByTheirPlace() throws {
    for number in ["1e39", "-1e300"] {
      let header = "sepal_length,sepal_width,petal_length,petal_width,species\n"
      _ = try sandbox.folder.write(
        header + "5.1,3.5,1.4,0.2,setosa\n5,3,\(number),0.2,setosa\n", to: "far.csv")
      for arguments in [
        ["export", model, "-o", "far.c", "--quantize", "int8", "--data", "far.csv"],
        ["predict", model, "far.csv"],
      ] {
        let result = try sandbox.run(arguments)
        #expect(result.exitCode == 65)
        #expect(
          result.standardError.hasPrefix("error: far.csv:3:petal_length: found "), "\(result.standardError)")
        #expect(result.standardError.split(separator: "\n").count == 1)
      }
      #expect(!FileManager.default.fileExists(atPath: sandbox.folder.path("far.c")))
    }
  }

  @Test(arguments: [
    (["-o", "x.c", "--quantize", "int8"], "found outputs that are logarithms of numbers"),
    (["-o", "x.net"], "found outputs that are logarithms"),
  ])
  func modelsThatAFormatCannotHoldAreRefused(arguments: [String], message: String) throws {
    _ = try sandbox.folder.write("x,n\n" + (0..<20).map { "\($0),\($0 % 5)\n" }.joined(), to: "counts.csv")
    let trained = try sandbox.run(
      "train", "counts.csv", "--task", "regress", "--loss", "poisson", "--epochs", "1", "--quiet", "-o",
      "counts.safetensors")
    try #require(trained.exitCode == 0, "\(trained.standardError)")
    let data = arguments.contains("--quantize") ? ["--data", "counts.csv"] : []
    let result = try sandbox.run(["export", "counts.safetensors"] + arguments + data)
    #expect(result.exitCode == 65)
    #expect(result.standardError.contains(message), "\(result.standardError)")
    #expect(result.standardError.split(separator: "\n").count == 1)
    #expect(!FileManager.default.fileExists(atPath: sandbox.folder.path(arguments[1])))
  }

  /// A network of FANN comes back with the same predictions.
  @Test func networksCanBeImported() throws {
    let trained = try sandbox.run(
      "train", CommandSandbox.iris, "--task", "regress", "--target", "petal_width", "--ignore", "species",
      "--epochs", "2", "--quiet", "-o", "width.safetensors")
    try #require(trained.exitCode == 0, "\(trained.standardError)")
    #expect(try sandbox.run("export", "width.safetensors", "-o", "width.net").exitCode == 0)
    #expect(try sandbox.run("import", "width.net", "-o", "again.safetensors").exitCode == 0)
    _ = try sandbox.folder.write("5.1,3.5,1.4\n6.3,2.9,5.6\n", to: "rows.csv")
    _ = try sandbox.folder.write(
      "sepal_length,sepal_width,petal_length\n5.1,3.5,1.4\n6.3,2.9,5.6\n", to: "named.csv")
    #expect(try sandbox.run("predict", "width.safetensors", "named.csv", "-o", "p.csv").exitCode == 0)
    let result = try sandbox.run(
      "evaluate", "again.safetensors", "rows.csv", "--against", "p.csv", "--tolerance", "1e-6")
    #expect(result.exitCode == 0, "\(result.standardOutput)\(result.standardError)")
  }

  @Test(arguments: [
    (["iris.csv", "-o", "m.safetensors"], 64, "--format: found nothing, and no format by the ending"),
    (
      ["iris.safetensors", "-o", "m.safetensors"], 64,
      "--like: found nothing, expected a model of the same layers"
    ),
    (
      ["iris.safetensors", "--like", "iris.safetensors", "-o", "m.safetensors"], 65, "found a model of bpnet"
    ),
    (
      ["iris.safetensors", "--like", "iris.safetensors", "-o", "iris.safetensors"], 64,
      "expected another file"
    ),
    (["none.net", "-o", "m.safetensors"], 66, "none.net: cannot be opened"),
    (["iris.safetensors", "--format", "fann", "-o", "m.safetensors"], 65, "found no line FANN_FLO_2.1"),
  ])
  func faultsOfImportsAreOneLine(arguments: [String], status: Int32, message: String) throws {
    let result = try sandbox.run(["import"] + arguments)
    #expect(result.exitCode == status)
    #expect(result.standardError.contains(message), "\(result.standardError)")
  }

  @Test func whatIsNoModelIsRefused() throws {
    let result = try sandbox.run("export", CommandSandbox.iris, "-o", "x.c")
    #expect(result.exitCode == 65)
    #expect(!FileManager.default.fileExists(atPath: sandbox.folder.path("x.c")))
    #expect(try sandbox.run("export", "nowhere", "-o", "x.c").exitCode == 66)
  }
}
