import Foundation
import Testing

@Suite struct CrossValidationCommandTests {
  private let sandbox: CommandSandbox

  init() throws {
    sandbox = try CommandSandbox()
  }

  private func objects(_ text: String) throws -> [[String: Any]] {
    try text.split(separator: "\n").map {
      try #require(JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])
    }
  }

  private func median(_ values: [Double]) -> Double { values.sorted()[values.count / 2] }

  /// scikit-learn's MLP has 0.960 and 0.972.
  @Test(arguments: [(CommandSandbox.iris, [], 0.96), (CommandSandbox.digits, ["--hidden", "32"], 0.972)])
  func accuracyIsThatOfThePeers(data: String, options: [String], least: Double) throws {
    let accuracies = try (0..<5).map { seed in
      let result = try sandbox.json(
        ["cv", data, "--folds", "5", "--seed", "\(seed)", "--preset", "classic"] + options)
      return try #require((result["mean"] as? [String: Double])?["accuracy"])
    }
    #expect(median(accuracies) >= least, "\(accuracies)")
  }

  @Test func anObjectAFoldThenTheirMean() throws {
    let output = try sandbox.run(
      "cv", CommandSandbox.iris, "--folds", "4", "--epochs", "5", "--json", "--quiet")
    #expect(output.exitCode == 0 && output.standardError.isEmpty)
    let lines = try objects(output.standardOutput)
    #expect(lines.count == 5)
    #expect(lines.compactMap { $0["fold"] as? Int } == [1, 2, 3, 4])
    #expect(lines.compactMap { $0["rows"] as? Int } == [38, 38, 37, 37])
    let last = try #require(lines.last)
    #expect(last["folds"] as? Int == 4)
    let losses = lines.compactMap { $0["loss"] as? Double }
    let mean = losses.reduce(0, +) / 4
    let spread = (losses.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 3).squareRoot()
    #expect(abs(try #require((last["mean"] as? [String: Double])?["loss"]) - mean) < 1e-14)
    #expect(abs(try #require((last["sd"] as? [String: Double])?["loss"]) - spread) < 1e-14)
    #expect(try sandbox.folder.names.isEmpty)
  }

  @Test func theModelAtTheEndIsThatOfTrain() throws {
    let options = [CommandSandbox.iris, "--epochs", "5", "--restarts", "2", "--seed", "4", "--quiet"]
    _ = try sandbox.json(["cv"] + options + ["--folds", "3", "-o", "cv.safetensors"])
    _ = try sandbox.json(["train"] + options + ["-o", "train.safetensors"])
    let files = try ["cv", "train"].map {
      try Data(contentsOf: URL(filePath: sandbox.folder.path("\($0).safetensors")))
    }
    #expect(files[0] == files[1])
  }

  /// Fold by fold in their order, whatever the number of threads.
  @Test func threadsChangeNothing() throws {
    func run(_ threads: Int) throws -> (output: String, notes: String) {
      let result = try sandbox.run(
        "cv", CommandSandbox.iris, "--folds", "7", "--epochs", "5", "--json", "--threads", "\(threads)")
      #expect(result.exitCode == 0)
      return (result.standardOutput, result.standardError)
    }
    let first = try run(1)
    let notes = first.notes.split(separator: "\n").map(String.init)
    #expect(notes.count == 9 && notes[0] == "classify: 150 rows (species is text)")
    #expect(notes[1] == "7 folds of 21 to 22 rows")
    for fold in 1...7 { #expect(notes[fold + 1].hasPrefix("fold \(fold)/7  loss 0.")) }
    for threads in [2, 3] { #expect(try run(threads) == first) }
  }

  @Test func aSmallClassIsWarnedAbout() throws {
    let data = try sandbox.folder.write("x,y\n1,a\n2,b\n3,a\n4,b\n5,a\n6,c\n", to: "small.csv")
    let result = try sandbox.run("cv", data, "--folds", "3", "--epochs", "1", "--quiet")
    #expect(result.exitCode == 0)
    #expect(result.standardError.contains("warning: the smallest class has 1 row, fewer than folds"))
    #expect(result.standardOutput.contains("mean"))
  }

  @Test func divergenceIsAnError() throws {
    let result = try sandbox.run(
      "cv", CommandSandbox.iris, "--folds", "3", "--output", "linear", "--loss", "mse", "--learning-rate",
      "1e30", "--json", "--quiet", "-o", "m.safetensors")
    #expect(result.exitCode == 3)
    #expect(try objects(result.standardOutput).last?["mean"].map { "\($0)" }?.contains("null") == true)
    #expect(try sandbox.folder.names.isEmpty)
  }

  /// The first fold ends at the goal; a row that contradicts others keeps the networks of the rest from it.
  @Test func aSignalEndsAfterWhatIsDone() throws {
    let rows = (0..<11).map { "\($0 % 2),\($0 % 2 == 0 ? "no" : "yes")\n" }.joined()
    let data = try sandbox.folder.write("x,class\n\(rows)0,yes\n", to: "odd.csv")
    let running = try BinaryRunner.bpnet.start(
      [
        "cv", data, "--folds", "3", "--split-seed", "1", "--hidden", "none", "--preset", "classic",
        "--optimizer", "rprop", "--batch-size", "full", "--epochs", "1000000000", "--goal", "0.05", "--json",
        "-o", "m.safetensors",
      ], workingFolder: sandbox.folder.path)
    #expect(running.wait { $0.standardOutputNow.contains("\"fold\":1") })
    running.send(SIGINT)
    let result = running.wait()
    let lines = try objects(result.standardOutput)
    #expect(result.exitCode == 75)
    #expect(lines.map { $0["fold"] as? Int } == [1, nil] && lines.last?["folds"] as? Int == 1)
    #expect(result.standardError.contains("stopped by SIGINT after 1 of 3 folds"))
    #expect(try sandbox.folder.names == ["odd.csv"])
  }

  /// Ten folds of rows of which three are of one class: some folds have no area under the ROC.
  @Test func figuresThatSomeFoldsLackAreCounted() throws {
    let data = try sandbox.folder.write(
      "a,b\n" + (0..<40).map { "\($0),\($0 % 13 == 5 ? "rare" : "usual")\n" }.joined(), to: "rare.csv")
    let result = try sandbox.json(
      "cv", data, "--folds", "10", "--hidden", "2", "--epochs", "2", "--preset", "classic")
    #expect(result["folds_of"] as? [String: Int] == ["roc_auc": 3, "pr_auc": 3])
    let mean = try #require(result["mean"] as? [String: Any])
    #expect(mean["roc_auc"] is Double && mean["accuracy"] is Double)
  }
}
