import BPNet
import BPNetExamples
import Foundation
import Testing

/// One case of the golden file.
struct GoldenCase: Decodable, CustomTestStringConvertible, Sendable {
  struct Layer: Decodable, Sendable {
    let weights: [[Double]]
    let biases: [Double]
  }

  struct Step: Decodable, Sendable {
    let z: [[Double]]
    let outputs: [[Double]]
    let loss: Double
    let perOutputLoss: [Double]
    let delta: [[Double]]
    let weightGradient: [[[Double]]]
    let biasGradient: [[Double]]
    let weightsAfter: [[[Double]]]
    let biasesAfter: [[Double]]
  }

  struct Outcome: Decodable, Sendable {
    let loss: Double
    let outputs: [Double]
    let weights: [[[Double]]]
    let biases: [[Double]]
  }

  let name: String
  let layers: [Layer]
  let input: [Double]
  let target: [Double]
  let learningRate: Double
  let weightDecay: Double
  let trainBiases: Bool
  let steps: Int
  let firstStep: Step
  let afterAllSteps: Outcome?

  var testDescription: String { name }

  static func url() throws -> URL {
    try #require(
      Bundle.module.url(forResource: "worked-examples", withExtension: "json", subdirectory: "Golden"))
  }

  static func all() throws -> [GoldenCase] {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    return try decoder.decode([GoldenCase].self, from: Data(contentsOf: url()))
  }
}

@Suite struct WorkedExampleTests {
  private static let tolerance = 1e-11

  private static let examples = WorkedExamples.names.flatMap { WorkedExamples.cases(of: $0) }

  private func expectClose(
    _ a: [Double], _ b: [Double], _ title: String, sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #expect(a.count == b.count, "\(title)", sourceLocation: sourceLocation)
    for (a, b) in zip(a, b) {
      #expect(abs(a - b) <= Self.tolerance * abs(b), "\(title): \(a), \(b)", sourceLocation: sourceLocation)
    }
  }

  @Test func thereIsAnExampleForEachCase() throws {
    #expect(Self.examples.map(\.name).sorted() == (try GoldenCase.all().map(\.name).sorted()))
    #expect(Self.examples.count == 7)
    for name in WorkedExamples.names {
      #expect(WorkedExamples.cases(of: name).allSatisfy { $0.name.hasPrefix(name) })
    }
    #expect(WorkedExamples.cases(of: "worked").isEmpty)
  }

  @Test func everyNumberIsThatOfTheGoldenFile() throws {
    for golden in try GoldenCase.all() {
      let example = try #require(Self.examples.first { $0.name == golden.name })
      #expect(example.layers.map(\.weights) == golden.layers.map(\.weights))
      #expect(example.layers.map(\.biases) == golden.layers.map(\.biases))
      #expect(example.input == golden.input && example.target == golden.target)
      #expect(example.learningRate == golden.learningRate && example.weightDecay == golden.weightDecay)
      #expect(example.steps == golden.steps && example.bias.isFrozen == !golden.trainBiases)
      let result = try example.run()
      expectEqual(result.firstStep, golden.firstStep, golden.name)
      #expect((result.afterAllSteps == nil) == (golden.afterAllSteps == nil), "\(golden.name)")
      if let outcome = result.afterAllSteps, let expected = golden.afterAllSteps {
        expectClose([outcome.loss], [expected.loss], golden.name)
        expectClose(outcome.outputs, expected.outputs, golden.name)
        expectClose(outcome.weights.flat, expected.weights.flat, golden.name)
        expectClose(outcome.biases.flatMap { $0 }, expected.biases.flatMap { $0 }, golden.name)
      }
    }
  }

  private func expectEqual(_ step: StepNumbers, _ golden: GoldenCase.Step, _ name: String) {
    expectClose(step.z.flatMap { $0 }, golden.z.flatMap { $0 }, "z of \(name)")
    expectClose(step.outputs.flatMap { $0 }, golden.outputs.flatMap { $0 }, "outputs of \(name)")
    expectClose([step.loss], [golden.loss], "loss of \(name)")
    expectClose(step.perOutputLoss, golden.perOutputLoss, "losses of \(name)")
    expectClose(step.delta.flatMap { $0 }, golden.delta.flatMap { $0 }, "delta of \(name)")
    expectClose(step.weightGradient.flat, golden.weightGradient.flat, "weight gradient of \(name)")
    expectClose(
      step.biasGradient.flatMap { $0 }, golden.biasGradient.flatMap { $0 }, "bias gradient of \(name)")
    expectClose(step.weightsAfter.flat, golden.weightsAfter.flat, "weights after \(name)")
    expectClose(step.biasesAfter.flatMap { $0 }, golden.biasesAfter.flatMap { $0 }, "biases after \(name)")
  }

  @Test func explanationIsTheFirstStep() throws {
    for example in Self.examples where example.slip == nil {
      #expect(StepNumbers(try example.explain()) == (try example.run().firstStep))
    }
  }
}

extension [[[Double]]] {
  var flat: [Double] { flatMap { $0.flatMap { $0 } } }
}
