import Foundation
import Testing

/// Weights and losses through the program.
@Suite struct WeightCommandTests {
  private let sandbox: CommandSandbox

  init() throws {
    sandbox = try CommandSandbox()
    let rows = (0..<90).map { "\($0 % 13),\($0 % 3),\($0 % 7),\($0 % 13 + $0 % 7 > 14 ? "high" : "low")" }
    _ = try sandbox.folder.write("a,w,b,y\n" + rows.joined(separator: "\n") + "\n", to: "w.csv")
    let plain = (0..<90).map { "\($0 % 13),\($0 % 7),\($0 % 13 + $0 % 7 > 14 ? "high" : "low")" }
    _ = try sandbox.folder.write("a,b,y\n" + plain.joined(separator: "\n") + "\n", to: "plain.csv")
  }

  private static let options = [
    "--weight-column", "w", "--class-weights", "auto", "--label-smoothing", "0.05", "--epochs", "8",
  ]

  @Test func theModelKnowsItsWeights() throws {
    let trained = try sandbox.json(["train", "w.csv", "-o", "m.safetensors"] + Self.options)
    let record = try sandbox.json("inspect", "m.safetensors")
    #expect(record["weight_column"] as? String == "w")
    #expect((record["input_columns"] as? [[String: Any]])?.count == 2)
    let training = try #require(record["training"] as? [String: Any])
    let options = try #require(training["options"] as? [String: String])
    #expect(options["weight-column"] == "w")
    #expect(options["label-smoothing"] == "0.05")
    #expect(options["class-weights"] == "auto")
    #expect(options["balanced-class-weights"]?.hasPrefix("high=") == true)
    let text = try sandbox.run("inspect", "m.safetensors").standardOutput
    #expect(text.contains("w       weight"))
    // The losses of both are by the weights, without those of classes and without smoothing.
    let with = try sandbox.json("evaluate", "m.safetensors", "w.csv")
    let without = try sandbox.json("evaluate", "m.safetensors", "plain.csv")
    #expect(with["loss"] as? Double == trained["train_loss"] as? Double)
    #expect(with["loss"] as? Double != without["loss"] as? Double)
    // Figures count each row once that has a weight above 0.
    #expect(with["rows"] as? Int == 60 && without["rows"] as? Int == 90)
    for data in ["w.csv", "plain.csv"] {
      #expect(try sandbox.run("gradcheck", "m.safetensors", data).exitCode == 0)
      #expect(try sandbox.run("predict", "m.safetensors", data).exitCode == 0)
    }
  }

  @Test func weightsMatterAndThreadsDoNot() throws {
    func hash(_ options: [String]) throws -> String {
      let result = try sandbox.json(
        ["train", "w.csv", "-o", "m.safetensors", "--epochs", "5", "--hidden", "6"] + options)
      return try #require(result["weights_sha256"] as? String)
    }
    let ignored = try hash(["--ignore", "w"])
    let weighted = try hash(["--weight-column", "w"])
    let hashes = [
      ignored, weighted, try hash(["--weight-column", "w", "--class-weights", "auto"]),
      try hash(["--weight-column", "w", "--label-smoothing", "0.1"]),
    ]
    #expect(Set(hashes).count == hashes.count)
    #expect(try hash(["--ignore", "w", "--class-weights", "high=2,low=2"]) == ignored)
    for threads in ["1", "2", "7"] {
      #expect(try hash(["--weight-column", "w", "--threads", threads]) == weighted)
    }
  }

  @Test func foldsAndGridsTakeTheOptions() throws {
    let folds = try sandbox.json(["cv", "w.csv", "--folds", "3"] + Self.options)
    #expect(folds["folds"] as? Int == 3)
    let search = try sandbox.json(
      ["search", "w.csv", "--grid", "class-weights=auto,high=3+low=1;label-smoothing=0,0.1"] + [
        "--epochs", "3", "--weight-column", "w",
      ])
    #expect(search["trials"] as? Int == 4)
    let best = try #require(search["best"] as? [String: Any])
    #expect((best["command"] as? String)?.contains("--weight-column w") == true)
    let losses = try sandbox.json(
      "search", CommandSandbox.iris, "--target", "1", "--ignore", "5", "--epochs", "3", "--task", "regress",
      "--grid", "loss=mse,mae,huber:0.5")
    #expect(losses["trials"] as? Int == 3)
  }

  @Test func countsArePredictedAsCounts() throws {
    let rows = (0..<60).map { "\(Double($0) / 60),\($0 / 6 + $0 % 3)" }
    _ = try sandbox.folder.write("a,y\n" + rows.joined(separator: "\n") + "\n", to: "counts.csv")
    let result = try sandbox.json(
      "train", "counts.csv", "--loss", "poisson", "--epochs", "300", "-o", "m.safetensors")
    #expect(result["task"] as? String == "regress")
    let metrics = try #require(result["metrics"] as? [String: Double])
    #expect(try #require(metrics["r2"]) > 0.85)
    #expect(try sandbox.json("inspect", "m.safetensors")["loss"] as? String == "poisson")
    #expect(try sandbox.run("gradcheck", "m.safetensors", "counts.csv").exitCode == 0)
    _ = try sandbox.folder.write("a,y\n0.5,-2\n", to: "negative.csv")
    for command in ["evaluate", "gradcheck"] {
      let refused = try sandbox.run(command, "m.safetensors", "negative.csv")
      #expect(refused.exitCode == 65)
      #expect(refused.standardError.contains("negative.csv:2:y: found -2.0"))
    }
  }

  @Test func lossesKeepTheirParameter() throws {
    _ = try sandbox.json(
      "train", CommandSandbox.iris, "--target", "1", "--ignore", "5", "--task", "regress", "--loss",
      "huber:0.25", "--epochs", "3", "-o", "m.safetensors")
    #expect(try sandbox.json("inspect", "m.safetensors")["loss"] as? String == "huber:0.25")
    #expect(try sandbox.run("gradcheck", "m.safetensors", CommandSandbox.iris).exitCode == 0)
  }
}
