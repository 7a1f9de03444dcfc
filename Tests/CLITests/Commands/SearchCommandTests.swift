import Foundation
import Testing

@Suite struct SearchCommandTests {
  private let sandbox: CommandSandbox

  init() throws {
    sandbox = try CommandSandbox()
  }

  private func objects(_ text: String) throws -> [[String: Any]] {
    try text.split(separator: "\n").map {
      try #require(JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])
    }
  }

  private func search(_ arguments: String...) throws -> [[String: Any]] {
    let result = try sandbox.run(["search", CommandSandbox.iris, "--json", "--quiet"] + arguments)
    try #require(result.exitCode == 0, "\(result.standardError)")
    return try objects(result.standardOutput)
  }

  @Test func everyCombinationIsRanked() throws {
    let lines = try search("--grid", "learning-rate=0.01, 0.1; hidden=16,4+3", "--epochs", "20")
    let options = lines.dropLast().compactMap { $0["options"] as? [String: String] }
    #expect(
      options == [
        ["learning-rate": "0.01", "hidden": "16"], ["learning-rate": "0.01", "hidden": "4,3"],
        ["learning-rate": "0.1", "hidden": "16"], ["learning-rate": "0.1", "hidden": "4,3"],
      ])
    let losses = lines.dropLast().compactMap { $0["log_loss"] as? Double }
    let last = try #require(lines.last)
    let ranking = try #require(last["ranking"] as? [Int])
    #expect(ranking.sorted() == [1, 2, 3, 4])
    #expect(ranking.map { losses[$0 - 1] } == losses.sorted())
    #expect(last["rank_by"] as? String == "log_loss")
    #expect((last["best"] as? [String: Any])?["trial"] as? Int == ranking[0])
    #expect(last["model"] is NSNull)
  }

  /// What a trial prints as its command gives the same figures, and the best one's the same file.
  @Test func aTrialIsRepeatedByItsCommand() throws {
    let lines = try search(
      "--grid", "hidden=3,5+2;no-shuffle=true,false;seed=1,2", "--epochs", "5", "-o", "best.safetensors")
    let best = try #require((lines.last?["best"] as? [String: Any])?["trial"] as? Int)
    for (index, line) in lines.dropLast().enumerated() {
      let words = try #require(line["command"] as? String).split(separator: " ").map(String.init)
      #expect(words.prefix(2) == ["bpnet", "train"] && words.last == "MODEL")
      let trained = try sandbox.json(words.dropFirst().dropLast() + ["\(index + 1).safetensors"])
      #expect(trained["validation_loss"] as? Double == line["loss"] as? Double)
    }
    let files = try ["best", "\(best)"].map {
      try Data(contentsOf: URL(filePath: sandbox.folder.path("\($0).safetensors")))
    }
    #expect(files[0] == files[1])
  }

  @Test func trialsCanBeCrossValidated() throws {
    let lines = try search(
      "--grid", "weight-decay=0,0.01", "--folds", "3", "--epochs", "5", "-o", "best.safetensors")
    for line in lines.dropLast() {
      let words = try #require(line["command"] as? String).split(separator: " ").map(String.init)
      #expect(words.prefix(2) == ["bpnet", "cv"])
      let alone = try sandbox.json(Array(words.dropFirst()) + ["-o", "alone.safetensors"])
      #expect(alone["mean"] as? [String: Double] == line["mean"] as? [String: Double])
      if line["trial"] as? Int == (lines.last?["ranking"] as? [Int])?.first {
        let files = try ["best", "alone"].map {
          try Data(contentsOf: URL(filePath: sandbox.folder.path("\($0).safetensors")))
        }
        #expect(files[0] == files[1])
      }
    }
  }

  @Test func aTrialThatDivergesIsLast() throws {
    let lines = try search(
      "--grid", "learning-rate=1e30,0.01", "--output", "linear", "--loss", "mse", "--epochs", "3")
    #expect(lines.last?["ranking"] as? [Int] == [2, 1])
    #expect(lines[0]["stop_reason"] as? String == "diverged" && lines[0]["accuracy"] is NSNull)
    let all = try sandbox.run(
      "search", CommandSandbox.iris, "--grid", "learning-rate=1e30,1e31", "--output", "linear", "--loss",
      "mse",
      "-o", "m.safetensors", "--quiet")
    #expect(all.exitCode == 3)
    #expect(try sandbox.folder.names.isEmpty)
  }

  /// A comma in a grid stands between values; the error says what stands for one within a value.
  @Test func aCommaWithinAValueIsExplained() throws {
    let result = try sandbox.run("search", CommandSandbox.iris, "--grid", "optimizer=adam:0.8,0.99")
    #expect(result.exitCode == 64)
    #expect(
      result.standardError.contains("hint: in a grid a comma stands between values; within a value + stands"))
    let lines = try search("--grid", "optimizer=adam:0.8+0.99", "--epochs", "1")
    #expect(lines[0]["options"] as? [String: String] == ["optimizer": "adam:0.8,0.99"])
  }

  @Test func trialsWhoseOptionsDoNotGoTogetherAreLeftOut() throws {
    let arguments = ["search", CommandSandbox.iris, "--loss", "mse", "--epochs", "2", "--quiet", "--grid"]
    let some = try sandbox.run(arguments + ["optimizer=lm,sgd;batch-size=full,8", "--json"])
    #expect(some.exitCode == 0)
    let refusal = "--batch-size: found mini-batches with the optimizer lm, expected full"
    #expect(some.standardError == "warning: trial 2/4 refused: \(refusal)\n")
    let lines = try objects(some.standardOutput)
    #expect(lines.count == 5 && lines[1]["refused"] as? String == refusal)
    #expect(lines[4]["refused"] as? [Int] == [2])
    #expect((lines[4]["ranking"] as? [Int])?.sorted() == [1, 3, 4])
    let table = try sandbox.run(arguments + ["optimizer=lm,sgd;batch-size=full,8"])
    #expect(table.standardOutput.split(separator: "\n")[4].hasSuffix("refused"))
    let all = try sandbox.run(arguments + ["optimizer=lm;batch-size=4,8", "-o", "m.safetensors"])
    #expect(all.exitCode == 64 && all.standardOutput.isEmpty)
    #expect(all.standardError.hasSuffix("error: \(refusal)\n"))
    // What is seen without the data needs none.
    let early = try sandbox.run(
      "search", "none.csv", "--grid", "optimizer=adam,rprop;momentum=0.4", "--quiet")
    #expect(early.exitCode == 64)
    #expect(try sandbox.folder.names.isEmpty)
  }

  /// What a target of large numbers hides in RMSE, R² shows: with straight lines the rating is not learnt.
  @Test func severalTargetsCountAlike() throws {
    let data = try sandbox.folder.write(
      "a,b,price,rating\n"
        + (0..<160).map { row in
          let (a, b) = (Double(row * 37 % 160) / 80 - 1, Double(row * 61 % 160) / 80 - 1)
          return "\(a),\(b),\(1e6 * (2 + a)),\(3 + sin(6 * b))\n"
        }.joined(), to: "two.csv")
    func ranking(_ options: String...) throws -> [Int] {
      let result = try sandbox.run(
        [
          "search", data, "--target", "price,rating", "--grid", "activation=linear,tanh", "--hidden", "12",
          "--preset", "classic", "--folds", "4", "--epochs", "120", "--optimizer", "adam", "--learning-rate",
          "0.02", "--json",
          "--quiet",
        ] + options)
      try #require(result.exitCode == 0, "\(result.standardError)")
      return try #require(objects(result.standardOutput).last?["ranking"] as? [Int])
    }
    #expect(try ranking() == [2, 1])
    #expect(try ranking("--rank-by", "rmse") == [1, 2])
    #expect(try ranking("--rank-by", "r2") == [2, 1])
  }

  /// Where one row in 33 is positive, a model that finds none of them is right most often.
  @Test func rareClassesByTheFigureThatIsAskedFor() throws {
    let data = try sandbox.folder.write(
      "a,b,fraud\n"
        + (0..<990).map { row in
          let isFraud = row % 33 == 0
          let (a, b) = (Double(row * 7919 % 990) / 330 - 1.5, Double(row * 104_729 % 990) / 330 - 1.5)
          return "\(a + (isFraud ? 1.1 : 0)),\(b + (isFraud ? 1.1 : 0)),\(isFraud ? 1 : 0)\n"
        }.joined(), to: "rare.csv")
    func ranking(_ metric: String) throws -> [Int] {
      let result = try sandbox.run(
        "search", data, "--grid", "class-weights=auto,0=1", "--folds", "3", "--epochs", "40", "--json",
        "--quiet", "--preset", "classic", "--rank-by", metric)
      try #require(result.exitCode == 0, "\(result.standardError)")
      let last = try #require(objects(result.standardOutput).last)
      #expect(last["rank_by"] as? String == metric.replacing("-", with: "_"))
      return try #require(last["ranking"] as? [Int])
    }
    #expect(try ranking("accuracy") == [2, 1])
    #expect(try ranking("macro_recall") == [1, 2])
    #expect(try ranking("macro-recall") == [1, 2])
  }

  @Test func figuresThatThereAreNot() throws {
    let unknown = try sandbox.run("search", CommandSandbox.iris, "--grid", "hidden=4", "--rank-by", "f2")
    #expect(unknown.exitCode == 64)
    #expect(unknown.standardError.contains("--rank-by: found f2, expected one of loss, accuracy, "))
    let absent = try sandbox.run(
      "search", CommandSandbox.iris, "--grid", "hidden=4", "--rank-by", "rmse", "--quiet")
    #expect(absent.exitCode == 64)
    #expect(absent.standardError.hasPrefix("error: --rank-by: found rmse, which these outputs do not have"))
    #expect(absent.standardError.contains("expected one of loss, accuracy, balanced_accuracy, "))
    for command in ["train", "cv"] {
      let result = try sandbox.run(
        [command, CommandSandbox.iris, "--rank-by", "rmse", "--restarts", "2", "--quiet", "-o", "m"]
          + (command == "cv" ? ["--folds", "3"] : []))
      #expect(result.exitCode == 64 && result.standardError.hasPrefix("error: --rank-by: found rmse"))
    }
    #expect(try sandbox.folder.names.isEmpty)
  }

  /// The same lines, and the same files, whatever the number of threads.
  @Test(arguments: [[], ["--folds", "3"]]) func threadsChangeNothing(options: [String]) throws {
    func run(threads: Int) throws -> (output: String, model: Data) {
      let result = try sandbox.run(
        [
          "search", CommandSandbox.iris, "--grid", "hidden=3,4+2;optimizer=lm,sgd,adam;loss=mse",
          "--batch-size", "16", "--epochs", "4", "--restarts", "2", "--json", "--quiet", "-o", "best",
          "--threads", "\(threads)",
        ] + options)
      #expect(result.exitCode == 0, "\(result.standardError)")
      #expect(result.standardError.split(separator: "\n").count == 2, "two are refused")
      let output = result.standardOutput.replacing("--threads \(threads)", with: "")
      return (output, try Data(contentsOf: URL(filePath: sandbox.folder.path("best"))))
    }
    let first = try run(threads: 1)
    #expect(first.output.split(separator: "\n").count == 7)
    for threads in [2, 3] {
      let other = try run(threads: threads)
      #expect(other.output == first.output && other.model == first.model)
    }
  }

  @Test func aLiveLineSaysHowFarAllAre() throws {
    let result = try sandbox.run(
      "search", CommandSandbox.iris, "--grid", "hidden=3,4,5", "--epochs", "3", "--progress", "bar")
    #expect(result.exitCode == 0)
    #expect(result.standardError.contains("trials 3/3  [====================]"))
    let quiet = try sandbox.run(
      "search", CommandSandbox.iris, "--grid", "hidden=3", "--epochs", "3", "--progress", "bar", "--quiet")
    #expect(quiet.standardError.isEmpty)
  }

  @Test func theTableNamesTheBestCommand() throws {
    let data = try sandbox.folder.write(
      "x,y\n" + (0..<30).map { "\($0),\(Double($0) * 0.5 + 1.25)\n" }.joined(), to: "my line.csv")
    let result = try sandbox.run("search", data, "--grid", "epochs=1,300", "--quiet")
    #expect(result.exitCode == 0, "\(result.standardError)")
    let lines = result.standardOutput.split(separator: "\n")
    #expect(lines[0].hasPrefix("rank  trial  epochs") && lines[0].contains("rmse"))
    #expect(lines[1].split(separator: " ").prefix(3) == ["1", "2", "300"])
    #expect(lines.last == "best    bpnet train '\(data)' --validation 0.2 --epochs 300 -o MODEL")
  }

  @Test func aSignalEndsAfterWhatIsDone() throws {
    let running = try BinaryRunner.bpnet.start(
      [
        "search", CommandSandbox.digits, "--grid", "epochs=1,1000000000", "--patience", "1000000000",
        "--json", "-o", "m.safetensors",
      ], workingFolder: sandbox.folder.path)
    #expect(running.wait(forError: "trial 1/2"))
    running.send(SIGINT)
    let result = running.wait()
    #expect(result.exitCode == 75)
    #expect(try objects(result.standardOutput).last?["ranking"] as? [Int] == [1])
    #expect(result.standardError.contains("stopped by SIGINT after 1 of 2 trials; the model is saved"))
    #expect(try sandbox.run("inspect", "m.safetensors").exitCode == 0)
  }
}
