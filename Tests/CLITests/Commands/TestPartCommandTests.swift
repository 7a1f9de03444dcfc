import Foundation
import Testing

/// `--test`, and what is said where there is none.
@Suite struct TestPartCommandTests {
  private let sandbox: CommandSandbox

  init() throws {
    sandbox = try CommandSandbox(preset: "classic")
  }

  private func train(_ options: String..., epochs: Int = 5) -> [String] {
    let network = ["--hidden", "3", "--epochs", "\(epochs)"]
    return ["train", CommandSandbox.iris, "-o", "m.safetensors"] + network + options
  }

  private func error(_ arguments: [String]) throws -> String {
    let result = try sandbox.run(arguments)
    try #require(result.exitCode == 0, "\(result.standardError)")
    return result.standardError
  }

  @Test func figuresAreThoseOfEvaluate() throws {
    let text = try String(contentsOfFile: CommandSandbox.iris, encoding: .utf8)
    let lines = text.split(separator: "\n")
    let file = try sandbox.folder.write(
      ([lines[0]] + lines[41...60] + ["1,2,3,4,rosa"]).joined(separator: "\n"), to: "test.csv")
    let trained = try sandbox.json(train("--test", file))
    let test = try #require(trained["test"] as? NSDictionary)
    #expect(test == (try sandbox.json("evaluate", "m.safetensors", file) as NSDictionary))
    #expect(test["rows"] as? Int == 21)
    #expect(trained["test_loss"] as? Double == test["loss"] as? Double)
    let accuracy = try #require((trained["test_metrics"] as? [String: Double])?["accuracy"])
    #expect(accuracy == test["accuracy"] as? Double && accuracy <= 20.0 / 21)
    #expect(trained["metrics_of"] as? String == "training")
    #expect(trained["validation_metrics"] is NSNull)
  }

  @Test func aFractionIsSetAside() throws {
    let result = try sandbox.run(train("--test", "0.2", "--validation", "0.25"))
    #expect(result.standardError.contains("classify: 90 rows, 30 held back, 30 for the test"))
    let rows = result.standardOutput.split(separator: "\n").prefix(4).map {
      $0.split(separator: " ").prefix(2)
    }
    #expect(rows.dropFirst() == [["training", "90"], ["validation", "30"], ["test", "30"]])
    let none = try sandbox.json(train())
    for name in ["test", "test_loss", "test_metrics"] { #expect(none[name] is NSNull, "\(name)") }
  }

  @Test func theFigureThatIsMissingIsNamed() throws {
    let ofTraining = "figures of the rows trained on: --test 0.2"
    let chosen = "the best of 2 runs was chosen by the validation rows"
    let options: [([String], String?)] = [
      ([], ofTraining), (["--restarts", "2"], ofTraining), (["--validation", "0.2"], nil),
      (["--validation", "0.2", "--restarts", "2"], chosen), (["--test", "0.2"], nil),
      (["--test", "0.2", "--validation", "0.2", "--restarts", "2"], nil), (["--quiet"], nil),
    ]
    #expect(try !error(train(epochs: 0)).contains(ofTraining))
    for (options, expected) in options {
      let text = try error(train() + options)
      for hint in [ofTraining, chosen] { #expect(text.contains(hint) == (hint == expected), "\(options)") }
    }
  }

  @Test func trainingRowsAreNoTest() throws {
    #expect(
      try error(train("--test", CommandSandbox.iris)).contains("warning: the test file is the training"))
    _ = try sandbox.run(train())
    let text = try error(train("--from", "m.safetensors", "--test", "0.2").filter { $0 != "--preset" })
    #expect(text.contains("warning: the model before was trained with no test part"))
    #expect(text.contains("hint: --test FILE with rows that it has not seen"))
  }

  @Test func searchesMeasureTheirBest() throws {
    let search = ["search", CommandSandbox.iris, "--grid", "hidden=2,3", "--epochs", "3"]
    let plain = try sandbox.json(search)
    #expect(plain["test"] == nil)
    #expect(try error(search).contains("the best of 2 trials was chosen by these figures"))
    for more in [[], ["--folds", "3", "-o", "s.safetensors"]] {
      let tested = try sandbox.json(search + ["--test", "0.2"] + more)
      #expect((tested["test"] as? [String: Any])?["rows"] as? Int == 30, "\(more)")
      #expect(try !error(search + ["--test", "0.2"] + more).contains("chosen by these figures"))
    }
    // The command of a trial repeats it, with the rows that are set aside.
    let folds = try sandbox.json(search + ["--test", "0.2", "--folds", "3"])
    #expect(folds["test"] == nil)
    let best = try #require(folds["best"] as? [String: Any])
    let command = try #require(best["command"] as? String).split(separator: " ").map(String.init)
    let repeated = try sandbox.json(Array(command.dropFirst()))
    #expect(repeated["mean"] as? NSDictionary == best["mean"] as? NSDictionary)
  }

  @Test func theModelOfAllFoldsIsMeasured() throws {
    let arguments = ["cv", CommandSandbox.iris, "--folds", "3", "--hidden", "3", "--epochs", "3"]
    let result = try sandbox.json(arguments + ["--test", "0.2", "-o", "m.safetensors"])
    #expect((result["test"] as? [String: Any])?["rows"] as? Int == 30)
    #expect(result["folds"] as? Int == 3)
    let text = try sandbox.run(arguments + ["--test", "0.2", "-o", "m.safetensors"]).standardOutput
    #expect(text.contains("the model of all other rows\n      rows"))
    #expect(try sandbox.json(arguments + ["-o", "m.safetensors"])["test"] == nil)
  }
}
