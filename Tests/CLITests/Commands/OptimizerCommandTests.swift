import Foundation
import Testing

/// Optimisers, schedules and their like, from the command line to the model's record.
@Suite struct OptimizerCommandTests {
  private let sandbox: CommandSandbox

  init() throws {
    sandbox = try CommandSandbox(preset: "classic")
  }

  private func train(_ options: [String]) throws -> [String: Any] {
    try sandbox.json(["train", CommandSandbox.iris] + options + ["-o", "m.safetensors"])
  }

  private func options() throws -> [String: String] {
    let model = try sandbox.json("inspect", "m.safetensors")
    let record = try #require(model["training"] as? [String: Any])
    return try #require(record["options"] as? [String: String])
  }

  @Test(arguments: [
    "sgd", "nesterov", "rmsprop", "adam:0.8", "adamw", "rprop", "quickprop", "lbfgs", "scg", "lm",
    "lm-bayesian",
  ])
  func eachOptimizerTrains(name: String) throws {
    let before = try train(["--optimizer", name, "--epochs", "0"])
    let after = try train(["--optimizer", name, "--epochs", "40"])
    #expect(
      try #require(after["train_loss"] as? Double) < 0.9 * (try #require(before["train_loss"] as? Double)))
    #expect(try options()["optimizer"] == String(name.prefix { $0 != ":" }))
  }

  @Test func theReportNamesTheOptimizer() throws {
    let adam = try train(["--optimizer", "adam:0.8", "--epochs", "1"])
    #expect(adam["optimizer"] as? String == "adam")
    #expect(
      adam["optimizer_constants"] as? [String: Double] == ["beta1": 0.8, "beta2": 0.999, "epsilon": 1e-8])
    let scg = try train(["--optimizer", "scg", "--epochs", "1"])
    #expect((scg["optimizer_constants"] as? [String: Double])?.isEmpty == true)
  }

  @Test func aConstantMayBeGivenTwiceIfItIsTheSame() throws {
    let result = try train(["--optimizer", "sgd:0.5", "--momentum", "0.5", "--epochs", "1"])
    #expect(result["optimizer_constants"] as? [String: Double] == ["momentum": 0.5])
    // What a model was trained with is not given.
    let next = try train(["--from", "m.safetensors", "--momentum", "0.7", "--epochs", "1"])
    #expect(next["optimizer_constants"] as? [String: Double] == ["momentum": 0.7])
  }

  @Test func aWarmUpThatDoesNotEndIsWarnedOf() throws {
    func warns(_ options: String...) throws -> Bool {
      let result = try sandbox.run(
        ["train", CommandSandbox.iris] + options + ["--quiet", "-o", "m.safetensors"])
      #expect(result.exitCode == 0)
      return result.standardError.contains("warning: --warm-up 9 is more than the")
    }
    #expect(try warns("--warm-up", "9", "--epochs", "8"))
    #expect(try !warns("--warm-up", "9", "--epochs", "9"))
  }

  @Test func whatIsNotTrainedMayBeFrozen() throws {
    for optimizer in ["sgd", "lm"] {
      let result = try train([
        "--optimizer", optimizer, "--loss", "mse", "--hidden", "3", "--freeze", "1-2", "--epochs", "0",
      ])
      #expect(result["epochs"] as? Int == 0)
    }
  }

  @Test func whatIsChosenIsSaid() throws {
    _ = try train(["--optimizer", "auto", "--epochs", "1"])
    #expect(try options()["optimizer"] == "adam")
    _ = try train([
      "--optimizer", "auto", "--epochs", "1", "--task", "regress", "--target", "4", "--ignore", "5",
    ])
    #expect(try options()["optimizer"] == "lm")
    // A learning rate is not for Levenberg–Marquardt.
    _ = try train([
      "--optimizer", "auto", "--epochs", "1", "--task", "regress", "--target", "4", "--ignore", "5",
      "--learning-rate", "0.01",
    ])
    #expect(try options()["optimizer"] == "adam")
    let result = try sandbox.run(
      "train", CommandSandbox.iris, "--optimizer", "auto", "--epochs", "1", "-o", "m.safetensors")
    #expect(result.standardError.contains("optimizer adam"))
  }

  @Test func optionsAreRecorded() throws {
    let result = try train([
      "--schedule", "cosine:5,2", "--warm-up", "2", "--clip-norm", "1", "--clip-value", "0.5", "--l1",
      "0.001",
      "--freeze", "1", "--batch-size", "full", "--min-gradient", "1e-9", "--time-limit", "100", "--epochs",
      "3",
    ])
    #expect(result["stop_reason"] as? String == "epochs")
    let options = try options()
    for (name, value) in [
      "schedule": "cosine:5.0,2.0,0.0", "warm-up": "2", "clip-norm": "1.0", "clip-value": "0.5",
      "l1": "0.001",
      "freeze": "1", "min-gradient": "1e-09", "time-limit": "100.0", "batch-size": "full",
    ] {
      #expect(options[name] == value, "\(name)")
    }
  }

  @Test func reasonsToStopAreReported() throws {
    let small = try train(["--batch-size", "full", "--min-gradient", "0.3", "--epochs", "1000"])
    #expect(small["stop_reason"] as? String == "min_gradient")
    let short = try train(["--time-limit", "0.01", "--epochs", "100000000"])
    #expect(short["stop_reason"] as? String == "time_limit")
  }
}
