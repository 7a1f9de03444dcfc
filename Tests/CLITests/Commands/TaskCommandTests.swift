import Foundation
import Testing

/// Tasks beside classes and numbers, from training to predictions.
@Suite struct TaskCommandTests {
  private let sandbox: CommandSandbox

  init() throws {
    sandbox = try CommandSandbox()
  }

  private func lines(_ arguments: String...) throws -> [[Substring]] {
    let result = try sandbox.run(arguments)
    try #require(result.exitCode == 0, "\(result.standardError)")
    return result.standardOutput.split(separator: "\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false)
    }
  }

  private func numbers(_ lines: [[Substring]]) -> [[Double]] {
    lines.dropFirst().map { $0.compactMap { Double($0) } }
  }

  private func train(_ data: String, _ options: String...) throws -> [String: Any] {
    try sandbox.json(["train", data] + options + ["--quiet", "-o", "m.safetensors"])
  }

  @Test func anAutoencoderOfDigits() throws {
    let trained = try train(
      CommandSandbox.digits, "--task", "autoencode", "--ignore", "digit", "--hidden", "32,16,32",
      "--activation",
      "tanh", "--normalize", "minmax11", "--epochs", "10", "--learning-rate", "0.1", "--validation", "0.2")
    #expect(trained["task"] as? String == "autoencode")
    let metrics = try #require(trained["validation_metrics"] as? [String: Double])
    #expect(Set(metrics.keys) == ["rmse", "mae", "r2", "mse"])
    let (mse, rmse) = (try #require(metrics["mse"]), try #require(metrics["rmse"]))
    #expect(abs(mse / (rmse * rmse) - 1) < 1e-12)
    let code = try lines("encode", "m.safetensors", CommandSandbox.digits)
    #expect(code[0] == (1...16).map { "code_\($0)" })
    #expect(code.count == 1798 && numbers(code).allSatisfy { $0.count == 16 })
    #expect(try lines("encode", "m.safetensors", CommandSandbox.digits, "--layer", "3")[0].count == 32)
    let reconstruction = try lines("predict", "m.safetensors", CommandSandbox.digits)
    #expect(reconstruction[0].count == 64 && reconstruction.count == 1798)
    #expect(try sandbox.json("evaluate", "m.safetensors", CommandSandbox.digits)["mse"] is Double)
    #expect(try sandbox.json("gradcheck", "m.safetensors", CommandSandbox.digits)["passed"] as? Bool == true)
    let refused = try sandbox.run("encode", "m.safetensors", CommandSandbox.digits, "--layer", "4")
    #expect(refused.exitCode == 64)
    #expect(refused.standardError.contains("error: --layer: found 4, expected a hidden layer from 1 to 3"))
  }

  /// The series is stored; Examples/mackey_glass.py makes it.
  @Test func mackeyGlassOneStepAhead() throws {
    let folder = CommandSandbox.exampleData
    _ = try train(
      "\(folder)/mackey-glass-train.csv", "--task", "forecast", "--hidden", "20", "--activation", "tanh",
      "--optimizer", "nesterov", "--learning-rate", "0.05", "--batch-size", "16", "--epochs", "1000")
    let evaluated = try sandbox.json("evaluate", "m.safetensors", "\(folder)/mackey-glass-test.csv")
    #expect(evaluated["rows"] as? Int == 492)
    #expect(try #require(evaluated["nrmse"] as? Double) < 0.02)
    // The same from the predictions: a row a window, of which the last has nothing to be compared with.
    let predicted = numbers(try lines("predict", "m.safetensors", "\(folder)/mackey-glass-test.csv"))
    #expect(predicted.count == 493)
    let text = try String(contentsOfFile: "\(folder)/mackey-glass-test.csv", encoding: .utf8)
    let actual = text.split(separator: "\n").dropFirst(9).compactMap { Double($0) }
    let mean = actual.reduce(0, +) / 492
    let variance = actual.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    let errors = zip(actual, predicted).map { $0 - $1[0] }
    let squares = errors.reduce(0) { $0 + $1 * $1 }
    #expect(abs((squares / variance).squareRoot() / (evaluated["nrmse"] as? Double ?? 0) - 1) < 1e-4)
    let forecast = try lines("forecast", "m.safetensors", "\(folder)/mackey-glass-train.csv", "--steps", "20")
    #expect(forecast[0] == ["x"] && forecast.count == 21)
    // Some steps on the error is still small beside the series' range of 0.9.
    let next = text.split(separator: "\n").dropFirst().compactMap { Double($0) }
    for (foretold, value) in zip(numbers(forecast).prefix(5), next) {
      #expect(abs(foretold[0] - value) < 0.1)
    }
  }

  private func seriesFile() throws -> String {
    try sandbox.folder.write(
      "day,s,\"big, wide\"\n"
        + (0..<60).map { "d\($0),\($0 % 7),\(1000 + $0 * $0 % 13)\n" }.joined(), to: "s.csv")
  }

  /// A series that does not vary has R² 0, and no part in the mean of RMSE / sd.
  @Test func aDeadSensor() throws {
    let data = try sandbox.folder.write(
      "s1,dead\n" + (0..<120).map { "\([0.0, 0.6, 0.9, 0.2, -0.7][$0 % 5]),21.7\n" }.joined(), to: "d.csv")
    let trained = try train(
      data, "--task", "forecast", "--target", "s1,dead", "--hidden", "3", "--epochs", "5", "--validation",
      "0.2")
    let metrics = try #require(trained["train_metrics"] as? [String: Double])
    #expect((metrics["r2"] ?? .nan) <= 0.5 && (metrics["nrmse"] ?? .nan) < 10)
    let evaluated = try sandbox.json("evaluate", "m.safetensors", data)
    let targets = try #require(evaluated["targets"] as? [[String: Any]])
    #expect(targets[1]["r2"] as? Double == 0 && targets[1]["nrmse"] is NSNull)
    #expect(targets[0]["nrmse"] as? Double == evaluated["nrmse"] as? Double)
    #expect(evaluated["r2"] as? Double == (targets[0]["r2"] as? Double ?? .nan) / 2)
    let text = try sandbox.run("evaluate", "m.safetensors", data).standardOutput
    let row = try #require(text.split(separator: "\n").first { $0.hasPrefix("dead") })
    #expect(row.split(separator: " ").last == "-" && !text.contains("nan") && !text.contains("inf"))
  }

  @Test func severalSeriesSeveralSteps() throws {
    let data = try seriesFile()
    let trained = try train(
      data, "--task", "forecast", "--target", "2-3", "--window", "4", "--horizon", "3", "--hidden", "5",
      "--validation", "0.25", "--epochs", "5")
    #expect(trained["metrics"] as? [String: Double] == trained["validation_metrics"] as? [String: Double])
    let evaluated = try sandbox.json("evaluate", "m.safetensors", data)
    #expect(evaluated["rows"] as? Int == 54)
    #expect(
      (evaluated["targets"] as? [[String: Any]])?.map { $0["target"] as? String } == ["s", "big, wide"])
    #expect((evaluated["steps"] as? [[String: Any]])?.map { $0["step"] as? Int } == [1, 2, 3])
    let text = try sandbox.run("predict", "m.safetensors", data).standardOutput
    #expect(text.hasPrefix("s_1,\"big, wide_1\",s_2,\"big, wide_2\",s_3,\"big, wide_3\"\n"))
    #expect(text.split(separator: "\n").count == 58)
    let forecast = try sandbox.run("forecast", "m.safetensors", data, "--steps", "4", "-o", "f.csv")
    #expect(forecast.exitCode == 0 && forecast.standardOutput.isEmpty)
    let written = try sandbox.folder.read("f.csv").split(separator: "\n")
    #expect(written[0] == "s,\"big, wide\"" && written.count == 5)
    let inspected = try sandbox.json("inspect", "m.safetensors")
    #expect(inspected["window"] as? Int == 4 && inspected["horizon"] as? Int == 3)
    #expect(inspected["task"] as? String == "forecast")
    #expect(try sandbox.json("gradcheck", "m.safetensors", data)["passed"] as? Bool == true)
    let explained = try sandbox.json(
      "explain", "m.safetensors", "--input", "1,1000,2,1001,3,1002,4,1003", "--target", "5,1004,6,1005,0,1006"
    )
    #expect((explained["outputs"] as? [[Double]])?.map(\.count) == [5, 6])
  }

  @Test func searchesAndRestartsOfForecasts() throws {
    let data = try seriesFile()
    let result = try sandbox.run(
      "search", data, "--task", "forecast", "--target", "s", "--grid", "window=2,4", "--restarts", "2",
      "--hidden", "3", "--epochs", "3", "--quiet", "--json")
    #expect(result.exitCode == 0, "\(result.standardError)")
    #expect(result.standardOutput.contains("\"nrmse\""))
  }

  private func labelsFile() throws -> String {
    try sandbox.folder.write(
      "x,z,a,b\n"
        + (0..<40).map { "\($0 % 9),\($0 % 4),\($0 % 9 > 4 ? 1 : 0),\($0 % 4 > 1 ? "no" : "yes")\n" }
        .joined(), to: "l.csv")
  }

  @Test func severalColumnsOfLabels() throws {
    let data = try labelsFile()
    let trained = try train(
      data, "--task", "classify", "--target", "a,b", "--epochs", "200", "--learning-rate", "0.5")
    #expect((trained["metrics"] as? [String: Double])?["hamming_accuracy"] ?? 0 > 0.9)
    let evaluated = try sandbox.json("evaluate", "m.safetensors", data)
    for name in ["accuracy", "hamming_loss", "log_loss", "macro_f1", "micro_f1"] {
      #expect(evaluated[name] is Double, "\(name)")
    }
    #expect((evaluated["targets"] as? [[String: Any]])?.map { $0["target"] as? String } == ["a", "b"])
    let predicted = try lines("predict", "m.safetensors", data)
    #expect(predicted[0] == ["a", "probability_a", "b", "probability_b"])
    #expect(
      predicted.dropFirst().allSatisfy { ["0", "1"].contains($0[0]) && ["no", "yes"].contains($0[2]) })
    for row in predicted.dropFirst() {
      let probability = try #require(Double(row[3]))
      #expect((probability > 0.5) == (row[2] == "yes"))
    }
    let text = try sandbox.run("evaluate", "m.safetensors", data).standardOutput
    #expect(text.contains("Hamming accuracy") && text.contains("micro average"))
    #expect(try sandbox.run("inspect", "m.safetensors").standardOutput.contains("labels of b  no, yes"))
    #expect(try sandbox.json("gradcheck", "m.safetensors", data)["passed"] as? Bool == true)
    let folds = try sandbox.json(
      "cv", data, "--folds", "4", "--task", "classify", "--target", "a,b", "--epochs", "3")
    #expect((folds["mean"] as? [String: Any])?["hamming_accuracy"] is Double)
  }

  @Test func oneOutputForTwoClasses() throws {
    let data = try labelsFile()
    let trained = try train(
      data, "--target", "b", "--ignore", "a", "--output", "sigmoid", "--hidden", "3", "--epochs", "100",
      "--learning-rate", "0.5")
    #expect(trained["parameters"] as? Int == 13)
    let predicted = try lines("predict", "m.safetensors", data)
    #expect(predicted[0] == ["prediction", "probability_no", "probability_yes"])
    for row in numbers(predicted) {
      let sum: Double = row.reduce(0, +)
      #expect(row.count == 2 && abs(sum - 1) < 1e-6)
    }
    let evaluated = try sandbox.json("evaluate", "m.safetensors", data)
    #expect(evaluated["roc_auc"] is Double && evaluated["log_loss"] is Double)
    #expect((evaluated["confusion_matrix"] as? [[Int]])?.count == 2)
    let explained = try sandbox.json("explain", "m.safetensors", "--input", "1,2", "--target", "yes")
    #expect((explained["outputs"] as? [[Double]])?.map(\.count) == [3, 1])
  }

  /// Targets of very different scales: each has its own metrics, in its own units.
  @Test func severalNumbers() throws {
    let data = try sandbox.folder.write(
      "x,small,huge\n" + (0..<50).map { "\($0),\(Double($0) * 1e-4),\(1e6 - Double($0) * 1e4)\n" }.joined(),
      to: "n.csv")
    let trained = try train(data, "--target", "huge,small", "--hidden", "3", "--epochs", "500")
    #expect(trained["task"] as? String == "regress")
    let evaluated = try sandbox.json("evaluate", "m.safetensors", data)
    let targets = try #require(evaluated["targets"] as? [[String: Any]])
    #expect(targets.map { $0["target"] as? String } == ["huge", "small"])
    #expect(targets.allSatisfy { ($0["r2"] as? Double ?? 0) > 0.95 })
    #expect(targets[0]["rmse"] as? Double ?? 0 > 100 && targets[1]["rmse"] as? Double ?? 1 < 1e-3)
    let predicted = numbers(try lines("predict", "m.safetensors", data))
    #expect(predicted.allSatisfy { $0[0] > 1e5 && abs($0[1]) < 0.01 })
  }

  /// Arguments, the exit code and the start of the error.
  private static let refused: [([String], Int32, String)] = [
    (
      ["train", "s.csv", "--ignore", "day", "--window", "4"], 64,
      "--window: found 4 beside the task classify, expected the task forecast"
    ),
    (
      ["train", "s.csv", "--ignore", "day", "--horizon", "2"], 64,
      "--horizon: found 2 beside the task classify"
    ),
    (
      ["train", "s.csv", "--task", "forecast", "--window", "0"], 64, "--window: found 0, expected an integer"
    ),
    (
      ["train", "s.csv", "--task", "forecast", "--horizon", "x"], 64,
      "--horizon: found x, expected an integer"
    ),
    (
      ["train", "s.csv", "--task", "forecast", "--window", "60"], 65,
      "s.csv: found 60 rows, expected at least 61"
    ),
    (
      ["train", "s.csv", "--task", "forecast", "--target", "day"], 65,
      "s.csv:2:day: found 'd0', expected a number"
    ),
    (["train", "gap.csv", "--task", "forecast", "--window", "2"], 65, "gap.csv:3:x: found a missing value"),
    (
      ["train", "gap.csv", "--task", "forecast", "--missing", "drop"], 64,
      "--missing: found drop beside the task forecast"
    ),
    (
      ["train", "s.csv", "--task", "forecast", "--normalize-target", "none"], 64,
      "--normalize-target: found forecast, whose targets are inputs"
    ),
    (
      ["train", "s.csv", "--task", "forecast", "--validation", "0.99"], 64,
      "--validation: found 0.99, the last 59 of 60 rows"
    ),
    (
      ["train", "s.csv", "--task", "autoencode", "--target", "s", "--ignore", "day"], 64,
      "--target: found \"s\" beside the task autoencode"
    ),
    (["train", "s.csv", "--task", "autoencode"], 65, "s.csv:2:day: found 'd0', expected a number"),
    (
      ["train", "s.csv", "--task", "autoencod"], 64,
      "--task: found autoencod, expected auto or one of classify"
    ),
    (
      ["train", "l.csv", "--task", "classify", "--target", "a,b", "--output", "softmax"], 64,
      "--output: found softmax for several columns of labels"
    ),
    (
      ["train", "l.csv", "--task", "classify", "--target", "x,a", "--ignore", "b"], 65,
      "l.csv::x: found 9 different labels, expected two"
    ),
    (["cv", "s.csv", "--task", "forecast", "--folds", "3"], 64, "--task: found forecast with folds"),
    (
      ["search", "s.csv", "--task", "forecast", "--folds", "3", "--grid", "window=2,3"], 64,
      "--task: found forecast with folds"
    ),
    (
      ["search", "s.csv", "--task", "forecast", "--grid", "horizon=1,2"], 64,
      "--grid: found the option horizon"
    ),
    (["encode", "iris.safetensors", "l.csv"], 65, "iris.safetensors: found a model of the task classify"),
    (
      ["forecast", "iris.safetensors", "s.csv", "--steps", "3"], 65,
      "iris.safetensors: found a model of the task"
    ),
    (["forecast", "f.safetensors", "s.csv", "--steps", "0"], 64, "--steps: found 0, expected an integer"),
    (["forecast", "f.safetensors", "s.csv"], 64, "--steps: found nothing"),
    (["forecast", "f.safetensors", "s.csv", "--steps", "many"], 64, "--steps: found many"),
    (
      ["forecast", "f.safetensors", "short.csv", "--steps", "1"], 65,
      "short.csv: found 2 rows, expected at least 3"
    ),
    (["forecast", "f.safetensors", "l.csv", "--steps", "1"], 65, "l.csv: found no column \"s\""),
    (["forecast", "f.safetensors", "none.csv", "--steps", "1"], 66, "none.csv: cannot be opened"),
    (["forecast", "f.safetensors", "s.csv", "--steps", "1", "-o", "s.csv"], 64, "-o: found s.csv"),
    (["evaluate", "f.safetensors", "short.csv"], 65, "short.csv: found 2 rows, expected at least 4"),
    (["predict", "f.safetensors", "short.csv"], 65, "short.csv: found 2 rows, expected at least 3"),
    (["gradcheck", "f.safetensors", "short.csv"], 65, "short.csv: found 2 rows, expected at least 4"),
    (
      ["evaluate", "f.safetensors", "s.csv", "--top-k", "1"], 64,
      "--top-k: found 1, expected a model of classes"
    ),
    (
      ["explain", "f.safetensors", "--input", "1,2", "--target", "3"], 64,
      "--input: found 2 numbers, expected 3"
    ),
    (
      ["explain", "f.safetensors", "--input", "1,2,3", "--target", "3,4"], 64,
      "--target: found \"3,4\", expected 1 number with"
    ),
  ]

  /// Weights from 2 to 3 make a series grow tenfold or more in each step.
  @Test func aForecastThatRunsAwayIsAnError() throws {
    let data = try sandbox.folder.write("x\n1\n2\n3\n4\n5\n6\n", to: "x.csv")
    _ = try sandbox.json(
      "train", data, "--task", "forecast", "--window", "2", "--normalize", "none", "--activation", "linear",
      "--hidden", "2", "--init", "uniform:2,3", "--epochs", "0", "-o", "m.safetensors")
    let names = try sandbox.folder.names
    let result = try sandbox.run("forecast", "m.safetensors", data, "--steps", "1000", "-o", "f.csv")
    #expect(result.exitCode == 3 && result.standardOutput.isEmpty)
    let words = result.standardError.split(separator: " ")
    #expect(result.standardError.hasPrefix("error: the forecast runs away: x is not finite in step "))
    #expect(try sandbox.folder.names == names)
    // The hint: the model can be continued for N steps.
    let place = try #require(words.lastIndex(of: "for"))
    let last = try sandbox.run("forecast", "m.safetensors", data, "--steps", String(words[place + 1]))
    #expect(last.exitCode == 0)
    #expect(
      last.standardOutput.split(separator: "\n").dropFirst().allSatisfy { Double($0)?.isFinite == true })
  }

  @Test func badInputIsRefused() throws {
    _ = (try seriesFile(), try labelsFile(), try sandbox.trainIris())
    _ = try sandbox.folder.write("x\n1\n\"\"\n3\n4\n5\n6\n", to: "gap.csv")
    _ = try sandbox.folder.write("s\n1\n2\n", to: "short.csv")
    _ = try sandbox.json(
      "train", "s.csv", "--task", "forecast", "--target", "s", "--window", "3", "--epochs", "1", "-o",
      "f.safetensors")
    let names = try sandbox.folder.names
    for (arguments, exitCode, error) in Self.refused {
      let output = ["train"].contains(arguments[0]) ? ["-o", "new.safetensors"] : []
      let result = try sandbox.run(arguments + output)
      #expect(result.exitCode == exitCode, "\(arguments): \(result.standardError)")
      #expect(result.standardError.contains("error: " + error), "\(arguments): \(result.standardError)")
      #expect(result.standardError.split(separator: "\n").count { $0.hasPrefix("error:") } == 1)
      #expect(result.standardOutput.isEmpty, "\(arguments)")
      #expect(try sandbox.folder.names == names, "\(arguments)")
    }
  }
}
