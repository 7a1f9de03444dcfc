import Foundation
import Testing

/// Bad input gets one clear line and the documented exit code, and touches no file.
@Suite struct BadInputTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let name: String
    let arguments: [String]
    let exitCode: Int32
    let error: String
    var environment: [String: String?] = [:]
    var testDescription: String { name }
  }

  private static let files = [
    "empty.csv": "", "text.csv": "a,b,y\n1,2,0\n1,x,1\n3,4,0\n", "short.csv": "a,b,y\n1,2,0\n1,1\n3,4,0\n",
    "nan.csv": "a,b,y\n1,2,0\n1,nan,1\n3,4,0\n2,2,1\n", "one.csv": "a,b,y\n1,2,0\n",
    "good.csv": "a,b,y\n1,2,0\n2,3,1\n3,4,0\n4,5,1\n",
    "weights.csv": "a,w,y\n1,2,0\n2,-3,1\n3,4,0\n4,5,1\n",
    "zero.csv": "a,w,y\n1,0,0\n2,0,1\n3,0,0\n4,0,1\n", "negative.csv": "a,y\n1,2\n2,-1\n3,5\n4,0\n",
    "unclosed.csv": "a,b\n1,2\n\"3,4\n",
    "foreign.safetensors": "hello", "old.safetensors": "the file that must stay",
  ]

  static func train(_ data: String, _ options: String...) -> [String] {
    ["train", data] + options + ["-o", "old.safetensors"]
  }

  static let cases: [Case] = [
    Case(
      name: "missing file", arguments: train("none.csv"), exitCode: 66,
      error: "error: none.csv: cannot be opened: No such file or directory"),
    Case(
      name: "empty file", arguments: train("empty.csv"), exitCode: 65,
      error: "error: empty.csv: found an empty file, expected data"),
    Case(
      name: "text among numbers", arguments: train("text.csv"), exitCode: 65,
      error: "error: text.csv:3:b: found 'x', expected a number"),
    Case(
      name: "short row", arguments: train("short.csv"), exitCode: 65,
      error: "error: short.csv:3:y: found a missing value, expected a target"),
    Case(
      name: "open quote", arguments: train("unclosed.csv"), exitCode: 65, error: "error: unclosed.csv:3"),
    Case(
      name: "missing value", arguments: train("nan.csv"), exitCode: 65,
      error: "error: nan.csv:3:b: found a missing value, expected a number"),
    Case(
      name: "unknown column", arguments: train("good.csv", "--target", "z"), exitCode: 64,
      error: "error: --target: found 'z', expected a column of good.csv"),
    Case(
      name: "no rows after the split", arguments: train("good.csv", "--validation", "0.01"), exitCode: 64,
      error: "error: --validation: found 0.01, 0 of 4 rows"),
    Case(
      name: "split beyond the whole", arguments: train("good.csv", "--validation", "1.5"), exitCode: 64,
      error: "error: --validation: found 1.5"),
    Case(
      name: "unknown activation", arguments: train("good.csv", "--activation", "sigmoyd"), exitCode: 64,
      error:
        "error: --activation: found sigmoyd, expected one of sigmoid, tanh, relu, leaky-relu, prelu, elu, "
        + "softplus, gelu, gelu-tanh, silu, linear, hard-limit, softmax"),
    Case(
      name: "activation with a bad parameter", arguments: train("good.csv", "--activation", "leaky-relu:0"),
      exitCode: 64,
      error: "error: --activation: found leaky-relu:0, expected leaky-relu:X with a slope above 0"),
    Case(
      name: "activation without a parameter", arguments: train("good.csv", "--activation", "gelu:1"),
      exitCode: 64, error: "error: --activation: found gelu:1, expected gelu"),
    Case(
      name: "hidden layer that cannot be trained",
      arguments: train("good.csv", "--activation", "hard-limit"), exitCode: 64,
      error: "error: --activation: found hard-limit in training, expected a function with a derivative"),
    Case(
      name: "output layer that cannot be trained", arguments: train("good.csv", "--output", "hard-limit"),
      exitCode: 64,
      error: "error: --output: found hard-limit in training, expected a function with a derivative"),
    Case(
      name: "hidden softmax", arguments: train("good.csv", "--activation", "softmax"), exitCode: 64,
      error: "error: --activation: found softmax in a hidden layer"),
    Case(
      name: "output that is the input", arguments: ["train", "good.csv", "-o", "good.csv"], exitCode: 64,
      error: "error: -o: found good.csv, expected another file than the input good.csv"),
    Case(
      name: "output that is the validation file",
      arguments: ["train", "good.csv", "--validation", "nan.csv", "-o", "./nan.csv"], exitCode: 64,
      error: "error: -o: found ./nan.csv"),
    Case(
      name: "predictions over the model",
      arguments: ["predict", "old.safetensors", "good.csv", "-o", "old.safetensors"], exitCode: 64,
      error: "error: -o: found old.safetensors"),
    Case(
      name: "standard input twice", arguments: ["predict", "-", "-"], exitCode: 64,
      error: "error: -: found standard input twice"),
    Case(
      name: "network beyond the memory", arguments: train("good.csv", "--hidden", "1000000000,1000"),
      exitCode: 64,
      error: "error: --hidden: found a network that needs"),
    Case(
      name: "no hidden neurons", arguments: train("good.csv", "--hidden", "0"), exitCode: 64,
      error: "error: --hidden: found 0"),
    Case(
      name: "hidden sizes with a gap", arguments: train("good.csv", "--hidden", "4x"), exitCode: 64,
      error: "error: --hidden: found 4x, expected none"),
    Case(
      name: "hidden formula without neurons", arguments: train("good.csv", "--hidden", "auto:0"),
      exitCode: 64,
      error: "error: --hidden: found auto:0"),
    Case(
      name: "no restarts", arguments: train("good.csv", "--restarts", "0"), exitCode: 64,
      error: "error: --restarts: found 0, expected an integer from 1"),
    Case(
      name: "no folds", arguments: ["cv", "good.csv"], exitCode: 64, error: "error: --folds: found nothing"),
    Case(
      name: "one fold", arguments: ["cv", "good.csv", "--folds", "1"], exitCode: 64,
      error: "error: --folds: found 1, expected an integer of at least 2"),
    Case(
      name: "more folds than rows", arguments: ["cv", "good.csv", "--folds", "5"], exitCode: 64,
      error: "error: --folds: found 5 folds of 4 rows, expected from 2 to 4 folds"),
    Case(
      name: "model of folds over their data",
      arguments: ["cv", "good.csv", "--folds", "2", "-o", "good.csv"],
      exitCode: 64, error: "error: -o: found good.csv"),
    Case(
      name: "validation that leaves no row of the folds",
      arguments: ["cv", "good.csv", "--folds", "2", "--validation", "0.9"], exitCode: 64,
      error: "error: --validation: found 0.9, 2 of 2 rows"),
    Case(
      name: "empty grid", arguments: ["search", "good.csv", "--grid", ""], exitCode: 64,
      error: "error: --grid: found \"\", expected a text"),
    Case(
      name: "no grid", arguments: ["search", "good.csv"], exitCode: 64,
      error: "error: --grid: found nothing"),
    Case(
      name: "grid without values", arguments: ["search", "good.csv", "--grid", "hidden"], exitCode: 64,
      error: "error: --grid: found hidden, expected OPTION=VALUE,VALUE"),
    Case(
      name: "grid that ends in a semicolon", arguments: ["search", "good.csv", "--grid", "hidden=2;"],
      exitCode: 64,
      error: "error: --grid: found \"\", expected OPTION=VALUE,VALUE"),
    Case(
      name: "grid with an empty value", arguments: ["search", "good.csv", "--grid", "hidden=2,,4"],
      exitCode: 64,
      error: "error: --grid: found hidden=2,,4, expected a value before and after"),
    Case(
      name: "grid with an unknown option", arguments: ["search", "good.csv", "--grid", "learning-rat=1"],
      exitCode: 64,
      error: "hint: did you mean learning-rate?"),
    Case(
      name: "grid over what is to be learnt", arguments: ["search", "good.csv", "--grid", "target=a,b"],
      exitCode: 64,
      error: "error: --grid: found the option target, expected one of"),
    Case(
      name: "grid over results", arguments: ["search", "good.csv", "--grid", "json=true"], exitCode: 64,
      error: "error: --grid: found the option json, expected one of"),
    Case(
      name: "grid with an option twice",
      arguments: ["search", "good.csv", "--grid", "hidden=2;epochs=3;hidden=4"], exitCode: 64,
      error: "error: --grid: found hidden a second time"),
    Case(
      name: "grid with a value twice", arguments: ["search", "good.csv", "--grid", "hidden=2,2"],
      exitCode: 64,
      error: "error: --grid: found hidden=2,2, expected each value once"),
    Case(
      name: "grid with a wrong value", arguments: ["search", "good.csv", "--grid", "learning-rate=0.1,fast"],
      exitCode: 64,
      error: "error: --learning-rate: found fast, expected a number above 0"),
    Case(
      name: "grid with a flag that is none", arguments: ["search", "good.csv", "--grid", "no-shuffle=yes"],
      exitCode: 64,
      error: "error: --no-shuffle: found yes, expected true or false"),
    Case(
      name: "grid with options that do not fit",
      arguments: ["search", "good.csv", "--grid", "hidden=2;activation=tanh+relu"], exitCode: 64,
      error: "error: --activation: found 2 activations"),
    Case(
      name: "search in one fold", arguments: ["search", "good.csv", "--grid", "hidden=2", "--folds", "1"],
      exitCode: 64,
      error: "error: --folds: found 1, expected an integer of at least 2"),
    Case(
      name: "search in more folds than rows",
      arguments: ["search", "good.csv", "--grid", "hidden=2", "--folds", "5"], exitCode: 64,
      error: "error: --folds: found 5 folds of 4 rows"),
    Case(
      name: "search over its data",
      arguments: ["search", "good.csv", "--grid", "hidden=2", "-o", "good.csv"], exitCode: 64,
      error: "error: -o: found good.csv"),
    Case(
      name: "grid of too many trials",
      arguments: [
        "search", "good.csv", "--grid",
        [("seed", 101), ("epochs", 100)].map { "\($0)=\((0..<$1).map(String.init).joined(separator: ","))" }
          .joined(separator: ";"),
      ], exitCode: 64, error: "error: --grid: found 101 × 100 trials, expected at most 10000"),
    Case(
      name: "seed of the split that is none", arguments: train("good.csv", "--split-seed", "-1"),
      exitCode: 64,
      error: "error: --split-seed: found -1"),
    Case(
      name: "too many activations",
      arguments: train("good.csv", "--hidden", "3", "--activation", "tanh,relu"),
      exitCode: 64, error: "error: --activation: found 2 activations"),
    Case(
      name: "negative learning rate", arguments: train("good.csv", "--learning-rate", "-1"), exitCode: 64,
      error: "error: --learning-rate: found -1, expected a number above 0"),
    Case(
      name: "learning rate that is text", arguments: train("good.csv", "--learning-rate", "abc"),
      exitCode: 64,
      error: "error: --learning-rate: found abc, expected a number above 0"),
    Case(
      name: "momentum of 1", arguments: train("good.csv", "--momentum", "1"), exitCode: 64,
      error: "error: --momentum: found 1"),
    Case(
      name: "dropout of 1", arguments: train("good.csv", "--dropout", "1"), exitCode: 64,
      error: "error: --dropout: found 1"),
    Case(
      name: "negative dropout", arguments: train("good.csv", "--dropout", "-0.1"), exitCode: 64,
      error: "error: --dropout: found -0.1"),
    Case(
      name: "dropout that is text", arguments: train("good.csv", "--dropout", "half"), exitCode: 64,
      error: "error: --dropout: found half"),
    Case(
      name: "dropout that is no number", arguments: train("good.csv", "--dropout", "nan"), exitCode: 64,
      error: "error: --dropout: found nan"),
    Case(
      name: "first slope that is no number", arguments: train("good.csv", "--activation", "prelu:x"),
      exitCode: 64,
      error: "error: --activation: found prelu:x, expected"),
    Case(
      name: "first slope beyond f32", arguments: train("good.csv", "--activation", "prelu:1e40"),
      exitCode: 64,
      error: "error: --activation: found prelu:1e40, expected prelu:X with the slope to start from"),
    Case(
      name: "unknown option", arguments: train("good.csv", "--lerning-rate", "1"), exitCode: 64,
      error: "error: --lerning-rate: found an unknown option"),
    Case(
      name: "no model", arguments: ["train", "good.csv"], exitCode: 64, error: "error: -o: found nothing"),
    Case(
      name: "unwritable output", arguments: ["train", "good.csv", "-o", "none/model.safetensors"],
      exitCode: 73,
      error: "error: none/model.safetensors: cannot be created"),
    Case(
      name: "folder as output", arguments: ["train", "good.csv", "-o", "."], exitCode: 73,
      error: "error: .: cannot be created"),
    Case(
      name: "foreign model", arguments: ["evaluate", "foreign.safetensors", "good.csv"], exitCode: 65,
      error: "error: foreign.safetensors: found"),
    Case(
      name: "missing model", arguments: ["predict", "none.safetensors", "good.csv"], exitCode: 66,
      error: "error: none.safetensors: cannot be opened"),
    Case(
      name: "kernel set that this processor lacks", arguments: train("good.csv"), exitCode: 64,
      error: "error: BPNET_ISA: found \"sse9\"", environment: ["BPNET_ISA": "sse9"]),
    Case(name: "unknown command", arguments: ["trian"], exitCode: 64, error: "hint: did you mean train?"),
    Case(
      name: "unknown example", arguments: ["example", "courve"], exitCode: 64,
      error: "hint: did you mean curve?"),
    Case(
      name: "learning rate beyond all weights",
      arguments: ["explain", "--example", "worked-2-3-2-1", "--learning-rate", "1e308"], exitCode: 64,
      error: "error: --learning-rate: found 1e+308, which makes a weight infinite, expected a smaller one"),
    Case(
      name: "model and example to explain",
      arguments: ["explain", "old.safetensors", "--example", "worked-2-2-2-a"], exitCode: 64,
      error: "error: --example"),
  ]

  @Test(arguments: cases + trainingCases + testPartCases) func isRefused(_ bad: Case) throws {
    let sandbox = try CommandSandbox()
    for (name, text) in BadInputTests.files { _ = try sandbox.folder.write(text, to: name) }
    let result = try sandbox.run(bad.arguments, environment: bad.environment)
    #expect(result.exitCode == bad.exitCode)
    #expect(result.standardError.contains(bad.error), "\(result.standardError)")
    let errors = result.standardError.split(separator: "\n").filter { $0.hasPrefix("error:") }
    #expect(errors.count == 1, "\(result.standardError)")
    #expect(result.standardOutput.isEmpty)
    #expect(try sandbox.folder.names == BadInputTests.files.keys.sorted())
    for (name, text) in BadInputTests.files { #expect(try sandbox.folder.read(name) == text) }
  }

  @Test func damagedModelsAreRefused() throws {
    let sandbox = try CommandSandbox()
    let bytes = try Data(contentsOf: URL(filePath: sandbox.trainIris()))
    let path = sandbox.folder.path("damaged.safetensors")
    for count in stride(from: 0, to: bytes.count, by: 97) {
      try bytes.prefix(count).write(to: URL(filePath: path))
      let result = try sandbox.run("inspect", path)
      #expect(result.exitCode == 65, "\(count) of \(bytes.count) bytes: \(result.standardError)")
    }
  }
}
