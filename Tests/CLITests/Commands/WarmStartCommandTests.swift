import Foundation
import Testing

/// `bpnet train --from`.
@Suite struct WarmStartCommandTests {
  private let sandbox: CommandSandbox

  init() throws {
    sandbox = try CommandSandbox(preset: "classic")
  }

  private func train(_ options: [String], to name: String) throws -> [String: Any] {
    try sandbox.json(["train", CommandSandbox.iris] + options + ["-o", name])
  }

  private static let runs: [[String]] = [
    [], ["--no-shuffle", "--batch-size", "1"],
    ["--optimizer", "nesterov", "--momentum", "0.7", "--precision", "f64"],
    ["--optimizer", "adam", "--learning-rate", "0.01", "--schedule", "step:15,0.5", "--seed", "4"],
    ["--optimizer", "rprop"], ["--optimizer", "lbfgs"], ["--optimizer", "scg", "--precision", "f64"],
    ["--optimizer", "lm", "--output", "linear", "--loss", "mse"],
    ["--optimizer", "adam", "--validation", "0.2", "--max-fail", "1000", "--freeze", "1"],
    // The best epoch is not the last, and the schedule was elsewhere in it.
    [
      "--schedule", "plateau:1,0.5", "--learning-rate", "0.5", "--validation", "0.2", "--max-fail", "1000",
      "--seed",
      "1",
    ],
    ["--schedule", "adaptive", "--learning-rate", "0.4", "--clip-norm", "1", "--l1", "0.0001"],
  ]

  /// Nothing but the epochs is said again: all else is as the model was trained.
  @Test(arguments: runs.indices) func twoHalvesAreOneWhole(index: Int) throws {
    let options = Self.runs[index] + ["--hidden", "5"]
    let validation = options.contains("--validation") ? ["--validation", "0.2", "--max-fail", "1000"] : []
    let first = try train(options + ["--epochs", "20"], to: "first")
    let done = try #require(first["best_epoch"] as? Int)
    let second = try train(
      ["--from", "first", "--epochs", "20", "--threads", "1"] + validation, to: "second")
    let whole = try train(options + ["--epochs", "\(done + 20)"], to: "whole")
    #expect(second["weights_sha256"] as? String == whole["weights_sha256"] as? String)
    #expect(second["weights_sha256"] as? String != first["weights_sha256"] as? String)
    #expect(second["epochs"] as? Int == 20)
    // The model may take the place of the one that it started from.
    let again = try train(["--from", "first", "--epochs", "20"] + validation, to: "first")
    #expect(again["weights_sha256"] as? String == whole["weights_sha256"] as? String)
  }

  @Test func inspectTellsOfTheState() throws {
    _ = try train(["--hidden", "3", "--epochs", "2", "--optimizer", "adam"], to: "with")
    _ = try train(["--hidden", "3", "--epochs", "2", "--no-optimizer-state"], to: "without")
    let with = try sandbox.json("inspect", "with")
    let state = try #require(with["optimizer_state"] as? [String: Any])
    #expect(state["optimizer"] as? String == "adam:0.9,0.999,1e-08")
    #expect(state["steps"] as? Int == 10)
    #expect(state["epochs"] as? Int == 2)
    #expect(try sandbox.json("inspect", "without")["optimizer_state"] is NSNull)
    let text = try sandbox.run("inspect", "with").standardOutput
    #expect(text.contains("optimizer state of adam:0.9,0.999,1e-08 after 10 steps, 2 epochs"))
    #expect(try sandbox.run("inspect", "without").standardOutput.contains("optimizer state none"))
    _ = try train(["--from", "with", "--epochs", "3"], to: "more")
    let training = try #require(try sandbox.json("inspect", "more")["training"] as? [String: Any])
    #expect(training["previous_epochs"] as? Int == 2)
    #expect(training["epochs"] as? Int == 3)
  }

  @Test func whatIsSaidOfTheStart() throws {
    _ = try train(["--hidden", "3", "--epochs", "2"], to: "m")
    func note(_ options: String...) throws -> String {
      let result = try sandbox.run(
        ["train", CommandSandbox.iris, "--from", "m", "--epochs", "1", "-o", "n"] + options)
      #expect(result.exitCode == 0, "\(result.standardError)")
      return result.standardError
    }
    #expect(try note().contains("2 epochs of training before, from which the optimizer goes on"))
    let other = try note("--optimizer", "adam")
    #expect(other.contains("2 epochs of training before; the optimizer starts anew"))
    #expect(other.contains("optimizer adam, learning rate 0.001"))
    #expect(try note("--momentum", "0.5").contains("the optimizer starts anew"))
    #expect(try note("--optimizer", "sgd").contains("from which the optimizer goes on"))
  }

  /// What may be said again, as long as it agrees.
  @Test func optionsThatAgreeAreWelcome() throws {
    let options = [
      "--hidden", "4", "--activation", "tanh", "--output", "softmax", "--bias", "each", "--precision", "f64",
      "--normalize", "minmax", "--target", "species", "--task", "classify",
    ]
    _ = try train(options + ["--epochs", "2"], to: "m")
    let again = try train(options + ["--from", "m", "--epochs", "2", "--restarts", "1"], to: "n")
    let silent = try train(["--from", "m", "--epochs", "2"], to: "n")
    #expect(again["weights_sha256"] as? String == silent["weights_sha256"] as? String)
  }

  @Test func oneHotColumnsAreThoseOfTheModel() throws {
    let rows = (0..<40).map { "\(["red", "green"][$0 % 2]),\($0 % 5),\($0).5\n" }.joined()
    _ = try sandbox.folder.write("c,k,y\n" + rows, to: "words.csv")
    func train(_ options: String...) throws -> String {
      try sandbox.run(["train", "words.csv", "--epochs", "1", "-q"] + options).standardError
    }
    #expect(try train("-o", "m", "--one-hot", "k") == "")
    for same in ["auto", "k", "c", "c,k"] {
      #expect(try train("--from", "m", "-o", "n", "--one-hot", same) == "", "\(same)")
    }
    #expect(try train("--from", "m", "-o", "n", "--one-hot", "none").contains("none, expected c,k, as in m"))
    #expect(try train("-o", "m") == "")
    #expect(try train("--from", "m", "-o", "n", "--one-hot", "k").contains("found k, expected c, as in m"))
  }

  struct Case: Sendable, CustomTestStringConvertible {
    let options: [String]
    let error: String
    var exitCode: Int32 = 64
    var data = "data.csv"
    var testDescription: String { options.joined(separator: " ") + " " + data }
  }

  /// The model is of 2 inputs, 4 hidden neurons and 2 classes, in f32.
  private static let refused: [Case] = [
    Case(options: ["--hidden", "16"], error: "--hidden: found 16, expected 4, as in old"),
    Case(options: ["--hidden", "4,4"], error: "--hidden: found 4,4, expected 4, as in old"),
    Case(options: ["--hidden", "auto"], error: "--hidden: found auto, expected 4, as in old"),
    Case(options: ["--hidden", "auto:search"], error: "--hidden: found auto:search beside --from"),
    Case(options: ["--restarts", "2"], error: "--restarts: found 2 beside --from"),
    Case(options: ["--activation", "relu"], error: "--activation: found relu, expected tanh, as in old"),
    Case(options: ["--activation", "tanh,tanh"], error: "--activation: found tanh,tanh, expected tanh"),
    Case(options: ["--output", "sigmoid"], error: "--output: found sigmoid, expected softmax, as in old"),
    Case(options: ["--bias", "frozen"], error: "--bias: found frozen, expected each,each, as in old"),
    Case(options: ["--precision", "f64"], error: "--precision: found f64, expected f32, as in old"),
    Case(options: ["--normalize", "none"], error: "--normalize: found none, expected zscore, as in old"),
    Case(
      options: ["--normalize-target", "none"], error: "--normalize-target: found none, expected none given"),
    Case(options: ["--init", "he"], error: "--init: found he beside --from, expected none"),
    Case(options: ["--init-bias", "zeros"], error: "--init-bias: found zeros beside --from, expected none"),
    Case(options: ["--task", "regress"], error: "--task: found regress, expected classify, as in old"),
    Case(options: ["--window", "3"], error: "--window: found 3, expected none, as in old"),
    Case(options: ["--horizon", "1"], error: "--horizon: found 1, expected none, as in old"),
    Case(options: ["--target", "a"], error: "--target: found a, expected y, as in old"),
    Case(options: ["--target", "b,y"], error: "--target: found b,y, expected y, as in old"),
    Case(options: ["--ignore", "b"], error: "--ignore: found b, expected columns that old does not use"),
    Case(options: ["--one-hot", "b"], error: "--one-hot: found b, expected none, as in old"),
    Case(options: ["--freeze", "3"], error: "--freeze: found layer 3, expected layers from 1 to 2"),
    Case(
      options: ["--optimizer", "lm"],
      error: "--loss: found cross-entropy with the optimizer lm, expected a sum of squares"),
    Case(options: ["--optimizer", "lbfgs", "--learning-rate", "0.1"], error: "--learning-rate: found 0.1"),
    Case(options: ["--loss", "poison"], error: "--loss: found"),
    Case(options: ["--validation", "1.5"], error: "--validation: found 1.5"),
    Case(
      options: [], error: "label.csv:3:y: found 'maybe', expected one of the classes no, yes", exitCode: 65,
      data: "label.csv"),
    Case(options: [], error: "column.csv: found no column \"b\"", exitCode: 65, data: "column.csv"),
    Case(options: [], error: "target.csv: found no target column \"y\"", exitCode: 65, data: "target.csv"),
    Case(options: [], error: "none.csv: cannot be opened", exitCode: 66, data: "none.csv"),
  ]

  private static let files = [
    "data.csv": "a,b,y\n1,2,no\n2,3,yes\n3,5,no\n4,4,yes\n", "label.csv": "a,b,y\n1,2,no\n2,3,maybe\n",
    "column.csv": "a,c,y\n1,2,no\n", "target.csv": "a,b\n1,2\n",
  ]

  private func prepareFiles() throws {
    for (name, text) in Self.files { _ = try sandbox.folder.write(text, to: name) }
    let result = try sandbox.run(
      "train", "data.csv", "--hidden", "4", "--activation", "tanh", "--epochs", "2", "--quiet", "-o", "old")
    try #require(result.exitCode == 0, "\(result.standardError)")
  }

  private func bytes(_ name: String) throws -> Data {
    try Data(contentsOf: URL(filePath: sandbox.folder.path(name)))
  }

  private func expectRefused(_ arguments: [String], _ error: String, exitCode: Int32) throws {
    let (before, names) = (try bytes("old"), try sandbox.folder.names)
    let result = try sandbox.run(arguments)
    #expect(result.exitCode == exitCode, "\(result.standardError)")
    #expect(result.standardError.contains("error: " + error), "\(result.standardError)")
    #expect(result.standardError.split(separator: "\n").count { $0.hasPrefix("error:") } == 1)
    #expect(result.standardOutput.isEmpty)
    #expect(try bytes("old") == before)
    #expect(try sandbox.folder.names == names)
  }

  @Test(arguments: refused) func isRefused(_ bad: Case) throws {
    try prepareFiles()
    try expectRefused(
      ["train", bad.data, "--from", "old"] + bad.options + ["-o", "old"], bad.error, exitCode: bad.exitCode)
  }

  @Test func modelsThatCannotBeStartedFrom() throws {
    try prepareFiles()
    _ = try sandbox.folder.write("hello", to: "foreign")
    let whole = try bytes("old")
    try whole.dropLast(10).write(to: URL(filePath: sandbox.folder.path("cut")))
    let train = ["train", "data.csv", "-o", "old", "--from"]
    try expectRefused(train + ["none"], "none: cannot be opened", exitCode: 66)
    try expectRefused(train + ["foreign"], "foreign: found", exitCode: 65)
    try expectRefused(train + ["cut"], "cut: found", exitCode: 65)
    try expectRefused(
      ["train", "-", "-o", "old", "--from", "-"], "-: found standard input twice", exitCode: 64)
    try expectRefused(
      ["train", "data.csv", "-o", "data.csv", "--from", "old"], "-o: found", exitCode: 64)
    try expectRefused(
      ["cv", "data.csv", "--folds", "2", "--from", "old"], "--from: found old in bpnet cv", exitCode: 64)
    try expectRefused(
      ["search", "data.csv", "--grid", "seed=1,2", "--from", "old"],
      "--from: found old in bpnet search", exitCode: 64)
    try expectRefused(
      ["search", "data.csv", "--grid", "from=old"], "--grid: found the option from", exitCode: 64)
  }

  /// The record of an older model is text that anybody may have changed.
  @Test(arguments: [
    ("\\\"seed\\\":\\\"0\\\"", "\\\"seed\\\":\\\"x\\\"", "seed x"),
    ("\\\"batch-size\\\":\\\"32\\\"", "\\\"batch-size\\\":\\\"-2\\\"", "batch-size -2"),
    ("\\\"missing\\\":\\\"error\\\"", "\\\"missing\\\":\\\"erred\\\"", "missing erred"),
  ])
  func damagedRecords(piece: String, replacement: String, message: String) throws {
    try prepareFiles()
    var whole = try Data(contentsOf: URL(filePath: OldModelTests.folder + "/classes-f32.safetensors"))
    let place = try #require(whole.range(of: Data(piece.utf8)))
    whole.replaceSubrange(place, with: Data(replacement.utf8))
    // The length of the header stands before it.
    var length = whole.prefix(8).enumerated().reduce(0) { $0 + Int($1.element) << (8 * $1.offset) }
    length += replacement.utf8.count - piece.utf8.count
    whole.replaceSubrange(0..<8, with: Data((0..<8).map { UInt8(truncatingIfNeeded: length >> (8 * $0)) }))
    try whole.write(to: URL(filePath: sandbox.folder.path("bad")))
    try expectRefused(
      ["train", "data.csv", "--from", "bad", "-o", "old"],
      "bad: found \(message) in the record of its training", exitCode: 65)
  }

  @Test func noEpochWritesTheModelOnceMore() throws {
    // `--epochs 0` writes the model once more, with its state.
    _ = try train(["--hidden", "3", "--epochs", "4", "--optimizer", "adam"], to: "m")
    let copy = try train(["--from", "m", "--epochs", "0"], to: "copy")
    let whole = try train(["--hidden", "3", "--epochs", "6", "--optimizer", "adam"], to: "whole")
    #expect(copy["epochs"] as? Int == 0)
    let more = try train(["--from", "copy", "--epochs", "2"], to: "more")
    #expect(more["weights_sha256"] as? String == whole["weights_sha256"] as? String)
  }
}
