import Foundation
import Testing

/// What scalings and metrics are made of.
@Suite struct ScalingCases {
  private let sandbox: CommandSandbox

  init() throws {
    sandbox = try CommandSandbox()
  }

  /// A target that does not vary has R² 0, and does not spoil the mean over the others.
  @Test func constantTargetsDoNotSpoilTheMean() throws {
    try sandbox.write(
      "sensors.csv",
      "s1,dead\n" + (0..<300).map { "\(fixed(sin(Double($0) * 0.2), 6)),21.7\n" }.joined())
    try sandbox.train(
      "sensors.csv", "--task", "forecast", "--target", "s1,dead", "--optimizer", "lm", "--hidden", "6",
      "--activation", "tanh", "--epochs", "30", "--validation", "0.2")
    let figures = try sandbox.evaluate("sensors.csv")
    #expect(abs(try #require(figures["r2"] as? Double) - 0.5) < 1e-3)
    #expect(try #require(figures["nrmse"] as? Double) < 1e-4)
  }

  /// A row of weight 0 changes no scaling, however far off it lies.
  @Test func rowsOfWeightZeroTakeNoPartInTheScaling() throws {
    var numbers = CaseNumbers(seed: 6)
    let good = (0..<100).map { _ in
      let x = numbers.uniform()
      return "\(fixed(x, 5)),1,\(fixed(2 * x + 1, 5))\n"
    }.joined()
    try sandbox.write("zero.csv", "x,w,y\n" + good + "1e9,0,0\n")
    try sandbox.write("without.csv", "x,w,y\n" + good)
    for file in ["zero.csv", "without.csv"] {
      try sandbox.train(file, "--weight-column", "w", "--epochs", "200", model: "\(file).safetensors")
      #expect(try sandbox.figure("r2", "without.csv", model: "\(file).safetensors") > 0.99)
    }
    func scalings(_ file: String) throws -> [String] {
      try sandbox.lines("inspect", "\(file).safetensors").filter {
        $0.contains("input") || $0.contains("target")
      }
    }
    #expect(try scalings("zero.csv") == scalings("without.csv"))
  }

  /// 0.3 beside 0.1 + 0.2 is noise of rounding; what is small in its unit is not.
  @Test func noiseOfRoundingIsNoSpread() throws {
    var numbers = CaseNumbers(seed: 12)
    let x = (0..<200).map { _ in 2 * numbers.uniform() - 1 }
    try sandbox.write(
      "near.csv",
      "x,c,y\n"
        + x.enumerated().map { "\(fixed($1, 6)),\($0 % 2 == 0 ? 0.1 + 0.2 : 0.3),\(fixed(3 * $1 + 1, 6))\n" }
        .joined())
    try sandbox.write("new.csv", "x,c\n-0.5,0.3\n-0.5,0.3000001\n-0.5,0.31\n")
    try sandbox.write(
      "small.csv", "x,y\n" + x.map { "\($0 * 1e-12),\(fixed(3 * $0 + 1, 6))\n" }.joined())
    try sandbox.train("near.csv", "--epochs", "100")
    let predictions = try sandbox.lines("predict", "m.safetensors", "new.csv").dropFirst().map {
      Double($0) ?? .nan
    }
    #expect(predictions.count == 3 && predictions.allSatisfy { abs($0 + 0.5) < 0.2 })
    try sandbox.train("small.csv", "--epochs", "50")
    #expect(try sandbox.figure("r2", "small.csv") > 0.99)
  }

  /// Seconds since 1970 lie 128 apart in single precision; what is compared with predictions is not rounded.
  @Test func trueTargetsAreNotRounded() throws {
    let times = (0..<200).map { 1_700_000_000 + Double($0) }
    try sandbox.write(
      "epoch.csv", "x,t\n" + times.indices.map { "\(Double($0) / 200 * 1e-12),\(Int(times[$0]))\n" }.joined())
    try sandbox.train("epoch.csv", "--task", "regress", "--normalize-target", "none", "--epochs", "0")
    let predictions = try sandbox.lines("predict", "m.safetensors", "epoch.csv").dropFirst().compactMap(
      Double.init)
    try #require(predictions.count == 200)
    let mean = times.reduce(0, +) / 200
    let residual = zip(predictions, times).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
    let r2 = 1 - residual / times.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    #expect(abs(try sandbox.figure("r2", "epoch.csv") / r2 - 1) < 1e-9)
    #expect(abs(r2 + 8.67e14) < 0.01e14)
  }
}
