import Foundation
import Testing

@testable import BPNet

/// A program describes a model's computation completely.
@Suite struct InferenceProgramTests {
  @Test(arguments: InferenceSample.all) func programsAgreeWithPredictions(sample: InferenceSample) throws {
    try expectAgreement(of: sample, as: Double.self, tolerance: 1e-12)
    try expectAgreement(of: sample, as: Float.self, tolerance: 2e-6)
  }

  /// Numbers agree to `tolerance` of the range that an output has over all samples.
  private func expectAgreement<Element: Scalar>(
    of sample: InferenceSample, as type: Element.Type, tolerance: Double
  ) throws {
    let model = Model(try sample.model(as: type))
    let predictions = try model.predict(sample.table)
    let program = model.program
    let rows = try sample.rows(model.preprocessing)
    #expect(program.precision == Element.precision)
    #expect(rows.count == predictions.count && rows[0].count == program.inputCount)
    let calculated = rows.map(program.run)
    let width = calculated[0].count
    #expect(predictions.numbers.count == rows.count * width)
    for output in 0..<width {
      let numbers = rows.indices.map { predictions.numbers[$0 * width + output] }
      let range = (numbers.max() ?? 0) - (numbers.min() ?? 0)
      let scale = range > 0 ? range : max(1, numbers[0].magnitude)
      let error = zip(numbers, calculated).map { ($0 - $1[output]).magnitude / scale }.max() ?? .infinity
      #expect(error <= tolerance, "\(sample), output \(output) in \(Element.precision.rawValue)")
    }
    for (prediction, numbers) in zip(predictions, calculated) {
      #expect(program.labels(of: numbers) == prediction.labels)
    }
  }

  @Test func aBinaryModelIsAShortProgram() throws {
    let sample = try #require(InferenceSample.all.first { $0.description == "two classes with one output" })
    let program = Model(try sample.model(as: Double.self)).program
    let names = program.operations.map { "\($0)".prefix { $0 != "(" } }
    #expect(
      names == ["scale", "dense", "activation", "dense", "activation", "dense", "activation", "complement"])
    #expect(program.columns == ["x", "z", "t"] && program.window == 1)
    #expect(program.decision == .largest(labels: ["no", "yes"]))
  }

  @Test func aMissingValueWithoutAReplacementIsNotHidden() throws {
    let sample = try #require(InferenceSample.all.first { $0.description == "one value" })
    let program = Model(try sample.model(as: Double.self)).program
    let numbers = program.run([1, .nan, 2])
    #expect(numbers.count == 1 && numbers[0].isNaN)
  }
}

extension InferenceProgram {
  /// Interprets the program, operation by operation as documented.
  fileprivate func run(_ sample: [Double]) -> [Double] {
    operations.reduce(sample) { x, operation in
      switch operation {
      case .scale(let offsets, let scales, let replacements):
        x.indices.map { ((x[$0].isNaN ? replacements[$0] ?? .nan : x[$0]) - offsets[$0]) / scales[$0] }
      case .dense(let weights, let biases):
        biases.indices.map { j in x.indices.reduce(biases[j]) { $0 + weights[j * x.count + $1] * x[$1] } }
      case .activation(let function): NaiveNetwork.apply(function, x)
      case .softmax: NaiveNetwork.apply(.softmax, x)
      case .exp: x.map { Foundation.exp($0) }
      case .complement: [1 - x[0], x[0]]
      case .unscale(let offsets, let scales): x.indices.map { x[$0] * scales[$0] + offsets[$0] }
      }
    }
  }

  /// The labels for the numbers, if the program has any.
  fileprivate func labels(of numbers: [Double]) -> [String] {
    switch decision {
    case .largest(let labels):
      [labels[numbers.indices.reduce(0) { numbers[$1] > numbers[$0] ? $1 : $0 }]]
    case .secondLabels(let pairs, _, let threshold): zip(pairs, numbers).map { $0[$1 > threshold ? 1 : 0] }
    case .values: []
    }
  }
}
