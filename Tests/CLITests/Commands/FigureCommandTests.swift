import Foundation
import Testing

/// The figures of classes in what the commands print.
@Suite struct FigureCommandTests {
  private let sandbox: CommandSandbox
  private static let names = ["balanced_accuracy", "mcc", "roc_auc", "pr_auc", "calibration_error"]

  init() throws {
    sandbox = try CommandSandbox(preset: "classic")
  }

  @Test func trainAndEvaluateHaveThem() throws {
    let train = ["train", CommandSandbox.iris, "--hidden", "3", "--epochs", "30", "-o", "m.safetensors"]
    let trained = try #require(try sandbox.json(train)["train_metrics"] as? [String: Double])
    let evaluated = try sandbox.json("evaluate", "m.safetensors", CommandSandbox.iris)
    for name in Self.names + ["accuracy", "macro_f1"] {
      #expect(trained[name] != nil && trained[name] == evaluated[name] as? Double, "\(name)")
    }
    #expect(evaluated["roc_auc_classes"] as? Int == 3)
    let text = try sandbox.run("evaluate", "m.safetensors", CommandSandbox.iris).standardOutput
    #expect(text.contains("balanced accuracy"))
    let table = try sandbox.run(train).standardOutput.split(separator: "\n")
    #expect(table[0].hasSuffix("loss  accuracy  balanced     MCC  ROC AUC  PR AUC      ECE"))
  }

  @Test(arguments: ["balanced-accuracy", "mcc", "pr_auc", "calibration-error"])
  func theyRank(name: String) throws {
    let figure = name.replacingOccurrences(of: "-", with: "_")
    let result = try sandbox.json(
      "search", CommandSandbox.iris, "--grid", "learning-rate=0.0001,0.3", "--hidden", "3", "--epochs", "20",
      "--rank-by", name)
    #expect(result["rank_by"] as? String == figure)
    let best = try #require(result["best"] as? [String: Any])
    #expect(best[figure] is Double)
    let runs = try sandbox.json(
      "train", CommandSandbox.iris, "--hidden", "3", "--epochs", "3", "--restarts", "2", "--rank-by", name,
      "-o", "m.safetensors")
    let restarts = try #require(runs["restarts"] as? [[String: Any]])
    let values = try restarts.map { try #require($0[figure] as? Double) }
    let bestIndex = try #require(restarts.firstIndex { $0["is_best"] as? Bool == true })
    #expect(values[bestIndex] == (figure == "calibration_error" ? values.min() : values.max()))
  }
}
