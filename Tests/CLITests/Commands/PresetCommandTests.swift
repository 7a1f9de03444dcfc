import Foundation
import Testing

/// `--preset`, and what is learned where nothing is said.
@Suite struct PresetCommandTests {
  private let sandbox: CommandSandbox

  init() throws {
    sandbox = try CommandSandbox()
  }

  private func contents(_ name: String) throws -> Data {
    try Data(contentsOf: URL(filePath: sandbox.folder.path(name)))
  }

  /// 60 rows of eight inputs, of which one tells something of a noisy target.
  private func writeNoisyRows() throws -> String {
    var state: UInt64 = 5
    func noise() -> Double {
      // A sum of uniform numbers, nearly normal.
      (0..<12).reduce(-6) { sum, _ in
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return sum + Double(state >> 40) / Double(1 << 24)
      }
    }
    let rows = (0..<60).map { _ in
      let inputs = (0..<8).map { _ in noise() }
      return (inputs + [inputs[0] + noise()]).map { "\($0)" }.joined(separator: ",")
    }
    let text = (["a,b,c,d,e,f,g,h,y"] + rows).joined(separator: "\n")
    return try sandbox.folder.write(text, to: "noisy.csv")
  }

  /// scikit-learn's MLP has accuracies of 0.947 and 0.978, and an R² of −1.1.
  @Test func defaultsLearn() throws {
    var floors = [(CommandSandbox.iris, 0.92)]
    // Without optimisation the digits take minutes.
    #if !DEBUG
      floors.append((CommandSandbox.digits, 0.965))
    #endif
    for (data, least) in floors {
      let result = try sandbox.json("train", data, "--validation", "0.25", "-o", "m.safetensors")
      let accuracy = try #require((result["metrics"] as? [String: Double])?["accuracy"])
      #expect(accuracy >= least, "\(data)")
    }
    let noisy = try sandbox.json(
      "train", try writeNoisyRows(), "--validation", "0.4", "--epochs", "200", "-o", "m.safetensors")
    #expect(try #require((noisy["metrics"] as? [String: Double])?["r2"]) > 0.1)
  }

  /// Adam's usual rate learned nothing in a hundred short epochs.
  @Test func adamAloneLearns() throws {
    let result = try sandbox.json("train", CommandSandbox.iris, "--optimizer", "adam", "-o", "m.safetensors")
    #expect(try #require((result["metrics"] as? [String: Double])?["accuracy"]) > 0.95)
  }

  @Test func theChoiceIsSaidAndCanBeRepeated() throws {
    let result = try sandbox.run("train", CommandSandbox.iris, "-o", "chosen.safetensors")
    #expect(result.exitCode == 0)
    let line = try #require(
      result.standardError.split(separator: "\n").first { $0.hasPrefix("preset default: ") })
    let options = try #require(line.dropFirst("preset default: ".count).split(separator: ",").first)
    let again = try sandbox.run(
      ["train", CommandSandbox.iris, "-o", "again.safetensors"]
        + options.split(separator: " ").map(String.init))
    #expect(again.exitCode == 0 && again.standardError.contains("preset default\n"))
    #expect(try contents("chosen.safetensors") == contents("again.safetensors"))
    let inspected = try sandbox.json("inspect", "chosen.safetensors")
    let told = (inspected["training"] as? [String: Any])?["options"] as? [String: String]
    #expect(told?["preset"] == "default")
  }

  @Test func theChoiceDoesNotDependOnTheInstructionSet() throws {
    let digests = try ["avx2", "portable"].map { set in
      let result = try sandbox.run(
        "train", CommandSandbox.iris, "--json", "--quiet", "-o", "m.safetensors",
        environment: ["BPNET_ISA": set])
      // Not every processor has the first.
      return result.exitCode == 0 ? try contents("m.safetensors") : nil
    }.compactMap { $0 }
    #expect(!digests.isEmpty && digests.allSatisfy { $0 == digests[0] })
  }

  @Test func anUnknownPresetIsNamed() throws {
    let result = try sandbox.run("train", CommandSandbox.iris, "--preset", "sklern", "-o", "m.safetensors")
    #expect(result.exitCode == 64)
    #expect(result.standardError.contains("default, classic, matlab, sklearn"))
    #expect(result.standardError.contains("sklearn"))
  }

  /// Patience that was asked for is the rule, and nothing else ends training.
  @Test func patienceAloneIsTheRule() throws {
    let data = try writeNoisyRows()
    for seed in 0..<3 {
      let result = try sandbox.json(
        "train", data, "--hidden", "20", "--validation", "0.3", "--epochs", "1000", "--batch-size", "full",
        "--patience", "200", "--preset", "classic", "--seed", "\(seed)", "-o", "m.safetensors")
      let (epochs, best) = (result["epochs"] as? Int ?? 0, result["best_epoch"] as? Int ?? 0)
      #expect(["patience", "epochs"].contains(result["stop_reason"] as? String))
      #expect(epochs == min(best + 200, 1000), "seed \(seed)")
    }
  }

  /// Where nothing is said of stopping, training ends soon after the best epoch.
  @Test func trainingEndsSoonAfterTheBestEpoch() throws {
    let data = try writeNoisyRows()
    for seed in 0..<3 {
      let result = try sandbox.json(
        "train", data, "--hidden", "20", "--validation", "0.3", "--epochs", "2000", "--batch-size", "4",
        "--learning-rate", "0.05", "--seed", "\(seed)", "-o", "m.safetensors")
      let (epochs, best) = (result["epochs"] as? Int ?? 0, result["best_epoch"] as? Int ?? 0)
      #expect(result["stop_reason"] as? String == "patience" && epochs == best + 20, "seed \(seed)")
    }
  }

  /// The model of the best epoch is what hours of training are for.
  @Test func divergenceKeepsTheBestModel() throws {
    let options = [
      "train", try writeNoisyRows(), "--hidden", "20", "--activation", "relu", "--learning-rate", "20",
      "--warm-up", "2000", "--validation", "0.3", "--max-fail", "2000", "--preset", "classic",
    ]
    let result = try sandbox.run(options + ["--epochs", "2000", "--json", "-o", "best.safetensors"])
    #expect(result.exitCode == 3 && result.standardError.contains("error: training diverged in epoch"))
    let line = try #require(result.standardOutput.split(separator: "\n").last)
    let report = try #require(JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
    #expect(report["stop_reason"] as? String == "diverged")
    #expect(report["model"] as? String == "best.safetensors")
    let best = try #require(report["best_epoch"] as? Int)
    #expect(best > 0)
    let short = try sandbox.json(options + ["--epochs", "\(best)", "-o", "short.safetensors"])
    #expect(short["weights_sha256"] as? String == report["weights_sha256"] as? String)
    #expect(try sandbox.run("inspect", "best.safetensors").exitCode == 0)
  }

  /// The model of the best epoch is kept with the history, too, whose last losses are not finite.
  @Test func aDivergedTrainingKeepsItsHistory() throws {
    let rows = (0..<60).map { "\($0 % 7),\($0 * $0 % 11),\($0 % 7 * ($0 * $0 % 11))" }
    let data = try sandbox.folder.write("a,b,y\n" + rows.joined(separator: "\n"), to: "product.csv")
    let result = try sandbox.run(
      "train", data, "--preset", "classic", "--activation", "relu", "--lr", "100", "--optimizer", "sgd:0",
      "--validation", "0.3", "--history", "-o", "m.safetensors")
    #expect(result.exitCode == 3 && result.standardError.contains("diverged"), "\(result.standardError)")
    #expect(try sandbox.run("inspect", "m.safetensors", "--json").exitCode == 0)
  }

  /// Epochs that are over while the loss falls are worth a word.
  @Test func aLossThatStillFallsIsSaid() throws {
    let rows = (0..<30).map { "\(Double($0) / 3),\(sin(Double($0) / 3))" }
    let data = try sandbox.folder.write("x,y\n" + rows.joined(separator: "\n"), to: "sine.csv")
    let options = ["train", data, "--preset", "classic", "-o", "m.safetensors"]
    let short = try sandbox.run(options + ["--epochs", "20"])
    #expect(short.standardError.contains("hardly anything was learnt: R² "))
    #expect(short.standardError.contains(", and the loss was still falling: try --optimizer lm, or --hidden"))
    let line = try sandbox.folder.write(
      "x,y\n" + (0..<30).map { "\($0).5,\($0).25" }.joined(separator: "\n"), to: "line.csv")
    let falling = try sandbox.run(
      "train", line, "--preset", "classic", "-o", "m.safetensors", "--epochs", "20")
    #expect(falling.standardError.contains("the loss was still falling, by"))
    #expect(falling.standardError.contains("try --epochs 200"))
    #expect(try !sandbox.run(options + ["--epochs", "0"]).standardError.contains("still falling"))
    let quiet = try sandbox.run(options + ["--epochs", "20", "--quiet"])
    #expect(quiet.standardError.isEmpty)
    // What was chosen on rows held back is not chosen again beside --epochs.
    let noisy = try sandbox.folder.write(
      "x,y\n" + (0..<80).map { "\($0),\($0 * 7919 % 31 + $0 % 5)" }.joined(separator: "\n"), to: "noisy.csv")
    let chosen = try sandbox.run("train", noisy, "-o", "m.safetensors").standardError
    #expect(!chosen.contains("try --epochs") || chosen.contains(/try --epochs [0-9]+ --/))
    #expect(!chosen.contains("--optimizer lm"))
    // The default has steps enough for so few rows.
    let usual = try sandbox.json("train", data, "-o", "m.safetensors")
    #expect(try #require((usual["metrics"] as? [String: Double])?["r2"]) > 0.8)
  }
}
