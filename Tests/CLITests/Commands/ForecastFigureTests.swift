import Foundation
import Testing

/// Forecasts beside naive ones in what the commands print.
@Suite struct ForecastFigureTests {
  private let sandbox: CommandSandbox
  private let data: String

  init() throws {
    sandbox = try CommandSandbox(preset: "classic")
    let months = [9, 1, 4, 2, 8, 30, 3, 5, 0, 7, 2, 6]
    data = try sandbox.folder.write(
      "day,v\n" + (0..<72).map { "d\($0),\($0 + months[$0 % 12] + $0 * $0 % 3)\n" }.joined(), to: "months.csv"
    )
  }

  private func train(_ options: String...) -> [String] {
    ["train", data, "--task", "forecast", "--hidden", "3", "--epochs", "5", "-o", "m.safetensors"] + options
  }

  private func figures(_ value: Any?, _ names: String...) throws -> [Double] {
    let object = try #require(value as? [String: Any])
    return try names.map { try #require(object[$0] as? Double, "\($0)") }
  }

  @Test func trainAndEvaluateHaveThem() throws {
    let trained = try sandbox.json(train("--period", "12", "--test", "0.25"))
    for part in ["train_metrics", "test_metrics", "test"] {
      let own = try figures(trained[part], "rmse", "mae")
      let naive = try figures(
        trained[part], "naive_rmse", "naive_mae", "naive_skill", "naive_mae_ratio", "naive_rows")
      #expect((naive[2] - (1 - own[0] / naive[0])).magnitude < 1e-12)
      #expect((naive[3] - own[1] / naive[1]).magnitude < 1e-12)
      #expect(try figures(trained[part], "seasonal_naive_period") == [12])
    }
    // 54 rows to train on: 46 windows of 8, 42 of whose targets have a value 12 rows before.
    let metrics = try #require(trained["train_metrics"] as? [String: Double])
    #expect(try figures(metrics, "naive_rows", "seasonal_naive_rows") == [46, 42])
    // A year grows by 12, and the rest by at most 2.
    let seasonal = try figures(metrics, "seasonal_naive_mae")[0]
    #expect(10...14 ~= seasonal)
    let evaluated = try sandbox.json("evaluate", "m.safetensors", data)
    #expect(try figures(evaluated, "seasonal_naive_period", "seasonal_naive_rows") == [12, 60])
    let other = try sandbox.json("evaluate", "m.safetensors", data, "--period", "24")
    #expect(try figures(other, "seasonal_naive_period", "seasonal_naive_rows") == [24, 48])
    #expect(try sandbox.json("inspect", "m.safetensors")["period"] as? Int == 12)
  }

  @Test func peopleSeeThem() throws {
    let trained = try sandbox.run(train("--period", "12", "--validation", "0.2"))
    let lines = trained.standardOutput.split(separator: "\n").map {
      $0.split(separator: " ").joined(separator: " ")
    }
    #expect(lines.contains("without a network rows RMSE MAE skill MAE ratio"))
    for start in [
      "training the last value ", "training 12 rows before ", "validation the last value ",
      "validation 12 rows before ",
    ] {
      #expect(lines.contains { $0.hasPrefix(start) }, "\(start)")
    }
    #expect(!trained.standardError.contains("repeats after"))
    let evaluated = try sandbox.run("evaluate", "m.safetensors", data).standardOutput
    #expect(evaluated.contains("\n\nwithout a network"))
  }

  @Test func aClearPeriodIsToldOf() throws {
    let result = try sandbox.run(train())
    #expect(result.standardError.contains("v repeats after 12 rows (autocorrelation "))
    #expect(
      result.standardError.contains(
        "--period 12 compares with the values of one period ago, --window 12 shows the network a whole one"))
    #expect(!result.standardOutput.contains("12 rows before"))
    #expect(try sandbox.json(train())["metrics"] is [String: Any])
  }

  @Test func periodsThatCannotBeAreRefused() throws {
    _ = try sandbox.run(train())
    let number = "expected an integer"
    let cases: [([String], Int32, String)] = [
      (train("--period=0"), 64, "error: --period: found 0, \(number)"),
      (train("--period=1"), 64, "error: --period: found 1, \(number)"),
      (train("--period=-4"), 64, "error: --period: found -4, \(number)"),
      (train("--period=1.5"), 64, "error: --period: found 1.5, \(number)"),
      (train("--period=x"), 64, "error: --period: found x, \(number)"),
      (train("--period=99999999999999999999"), 64, "error: --period: found 99999999999999999999, \(number)"),
      (
        train("--period", "72"), 64,
        "error: --period: found 72 in 72 rows, expected fewer than there are rows"
      ),
      (
        ["train", CommandSandbox.iris, "--period", "5", "-o", "n.safetensors"], 64,
        "error: --period: found 5 beside the task classify, expected the task forecast"
      ),
      (
        ["evaluate", "m.safetensors", data, "--period", "72"], 64,
        "error: --period: found 72 in 72 rows, expected fewer than there are rows"
      ),
      (["evaluate", "m.safetensors", data, "--period", "1"], 64, "error: --period: found 1, \(number)"),
    ]
    for (arguments, code, message) in cases {
      let result = try sandbox.run(arguments)
      #expect(result.exitCode == code && result.standardError.contains(message), "\(result.standardError)")
    }
    let iris = try sandbox.trainIris()
    let result = try sandbox.run("evaluate", iris, CommandSandbox.iris, "--period", "5")
    #expect(result.exitCode == 64)
    #expect(result.standardError.contains("--period: found 5 beside the task classify"))
  }
}
