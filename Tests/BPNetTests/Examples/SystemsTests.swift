import BPNet
import BPNetExamples
import Testing

/// The documents' systems reach the expected figures.
@Suite struct SystemsTests {
  private func median(_ values: [Double]) -> Double {
    let sorted = values.sorted()
    return (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
  }

  @Test func curve() throws {
    // NumPy's figures over 40 seeds: loss 0.0034, 0.0052 and 0.0069 (minimum, median, maximum), RMSE 0.037,
    // 0.045 and 0.051. Its medians over 800 seeds are 0.0054 and 0.0455.
    let runs = try (0..<100).map { try CurveExample(seed: $0) }
    let losses = runs.map(\.finalLoss)
    let errors = runs.map(\.rootMeanSquaredError)
    #expect((0.0050...0.0058).contains(median(losses)), "\(median(losses))")
    #expect(losses.allSatisfy { (0.0030...0.0090).contains($0) }, "\(losses.sorted())")
    #expect((0.043...0.048).contains(median(errors)), "\(median(errors))")
    #expect(errors.allSatisfy { (0.030...0.080).contains($0) }, "\(errors.sorted())")
    for run in runs {
      #expect(run.losses.map(\.epoch) == Array(stride(from: 0, through: 1000, by: 10)))
      #expect(run.losses.last?.loss == run.finalLoss)
      #expect(run.x.count == 100 && run.x.allSatisfy { (-1...1).contains($0) })
      #expect(run.fitted.count == run.grid.count && run.grid.first == -1 && run.grid.last == 1)
      #expect((run.losses.first?.loss ?? 0) > 4 * run.finalLoss)
    }
    #expect(Set(losses).count == runs.count)
  }

  @Test func xor() throws {
    // NumPy has 17 of 20, 8 of 8 after 40,000 steps, and 20 of 20 with trained biases.
    let solved = try (0..<100).count { try XorExample(seed: $0).totalError < 0.02 }
    #expect((75...95).contains(solved), "\(solved) of 100")
    #expect(try (0..<8).allSatisfy { try XorExample(seed: $0, steps: 40_000).totalError < 0.02 })
    #expect(try (0..<20).allSatisfy { try XorExample(seed: $0, bias: .each).totalError < 0.02 })
    let run = try XorExample(seed: 0)
    #expect(run.totalErrors.map(\.step) == Array(stride(from: 0, through: 10_000, by: 1000)))
    #expect(run.totalErrors.last?.totalError == run.totalError)
    #expect(run.outputs.count == 4)
  }

  @Test func recordingTheMoonsChangesNothing() throws {
    let plain = try MoonsExample(seed: 2, hiddenSizes: [3], iterations: 60).results[0]
    let recorded = try MoonsExample(seed: 2, hiddenSizes: [3], iterations: 60, recordedSteps: [0, 10, 60])
      .results[0]
    #expect(recorded.frames.map(\.step) == [0, 10, 60] && plain.frames.isEmpty)
    #expect(recorded.cost == plain.cost && recorded.frames[2].cost == plain.cost)
    #expect(recorded.frames[0].cost > recorded.frames[1].cost)
  }

  @Test func moons() throws {
    var best = 0
    for seed in 0..<3 as Range<UInt64> {
      let run = try MoonsExample(seed: seed, hiddenSizes: [1, 4, 10, 50])
      let accuracies = run.results.map(\.accuracy)
      #expect(run.results.allSatisfy { $0.cost.isFinite && $0.cost >= 0 })
      #expect((0.6...0.95).contains(accuracies[0]), "\(accuracies)")
      #expect(accuracies[1] >= accuracies[0], "\(accuracies)")
      #expect(accuracies[2] > accuracies[0], "\(accuracies)")
      #expect(accuracies[3] >= 0.9, "\(accuracies)")
      #expect(run.results[3].cost < run.results[0].cost)
      if accuracies[3] == 1 { best += 1 }
    }
    #expect(best >= 1)
  }

  @Test func moonsNeverGiveNaN() throws {
    // Fifty neurons: where the cost computed from log(ŷ) becomes NaN.
    for seed in 0..<20 as Range<UInt64> {
      let run = try MoonsExample(seed: seed, hiddenSizes: [50], iterations: 5000)
      #expect(run.results[0].cost.isFinite)
      #expect(run.points.count == 120)
      #expect(run.classes == [Int](repeating: 0, count: 30) + [Int](repeating: 1, count: 30))
    }
  }

  @Test func seedsRepeat() throws {
    #expect(try CurveExample(seed: 3).finalLoss == CurveExample(seed: 3).finalLoss)
    #expect(try XorExample(seed: 3).totalError == XorExample(seed: 3).totalError)
    #expect(try XorExample(seed: 3).totalError != XorExample(seed: 4).totalError)
    let moons = try (0..<2).map { _ in
      try MoonsExample(seed: 3, hiddenSizes: [2], iterations: 100).results[0].cost
    }
    #expect(moons[0] == moons[1])
  }
}
