import Testing

@testable import BPNet

/// What is in exported FANN networks; `Scripts/check-exports.py` runs them in libfann.
@Suite struct FANNExporterTests {
  /// A program of two inputs with a scaling, and these operations.
  private func program(
    _ operations: [InferenceProgram.Operation], replacements: [Double?] = [nil, nil]
  ) -> InferenceProgram {
    InferenceProgram(
      sources: [
        .init(name: "a", content: .number, inputs: [0]), .init(name: "b", content: .number, inputs: [1]),
      ],
      allowsUnknownWords: false, columns: ["a", "b"], window: 1, precision: .f64,
      operations: [.scale(offsets: [1, 2], scales: [2, 4], replacements: replacements)] + operations,
      decision: .values(names: ["y"]))
  }

  private func outputs(_ program: InferenceProgram, _ row: [Double]) throws -> [Double] {
    try FANNLayer.all(of: program, ExportOptions()).reduce(row) { $1.run($0) }
  }

  @Test func scalingIsPartOfTheLayers() throws {
    let program = program([
      .dense(weights: [1, 3], biases: [0.5]), .unscale(offsets: [100], scales: [10]),
    ])
    #expect(try FANNLayer.all(of: program, ExportOptions()).count == 1)
    // (5 − 1) / 2 = 2 and (10 − 2) / 4 = 2: 0.5 + 2 + 6 = 8.5.
    #expect(try outputs(program, [5, 10]) == [185])
  }

  @Test func aScalingAfterAFunctionIsALayer() throws {
    let program = program([
      .dense(weights: [1, 3], biases: [0.5]), .activation(.relu), .unscale(offsets: [100], scales: [10]),
    ])
    #expect(try outputs(program, [5, 10]) == [185] && outputs(program, [-50, -10]) == [100])
    let layers = try FANNLayer.all(of: program, ExportOptions())
    #expect(layers.map(\.function) == [.linearPiece, .linear])
  }

  @Test func rectifiersAreNotLimited() throws {
    let program = program([
      .dense(weights: [1, 0, 0, 1], biases: [0, 0]), .activation(.relu),
      .dense(weights: [1, 1], biases: [0]),
      .activation(.relu),
    ])
    #expect(try outputs(program, [2e9 + 1, 4e9 + 2]) == [2e9])
  }

  @Test func aSoftmaxOfTwoIsTwoSigmoids() throws {
    let program = program([.dense(weights: [1, 2, 3, -1], biases: [0, 1]), .softmax])
    let outputs = try outputs(program, [3, 6])
    // The net inputs are 3 and 3.
    #expect(outputs == [0.5, 0.5])
  }

  @Test(
    arguments: [
      ([.activation(.gelu)], "the activation gelu"),
      ([.activation(.leakyReLU())], "the activation leaky-relu"),
      ([.exp], "outputs that are logarithms"),
      ([.dense(weights: [1, 2, 3], biases: [0, 0, 0]), .softmax], "a softmax of 3 classes"),
    ] as [([InferenceProgram.Operation], String)])
  func whatFANNHasNotIsRefused(operations: [InferenceProgram.Operation], found: String) {
    var options = ExportOptions()
    options.source = "m.safetensors"
    #expect {
      try FANNExporter().export(program([.dense(weights: [1, 2], biases: [0])] + operations), options)
    } throws: { error in
      guard case .invalidModel(let place, found, let expected) = error as? BPNetError else { return false }
      return place.file == "m.safetensors" && expected.contains("FANN has")
    }
  }

  @Test func aReplacementIsRefused() {
    let program = program([.dense(weights: [1, 2], biases: [0])], replacements: [nil, 3])
    #expect {
      try FANNExporter().export(program, ExportOptions())
    } throws: { "\($0)".contains("missing values of b") }
  }

  @Test func theFileHasEveryNeuronAndConnection() throws {
    let program = program([
      .dense(weights: [1, 2, 3, 4, 5, 6], biases: [0, 0, 0]), .activation(.tanh),
      .dense(weights: [1, 2, 3], biases: [0.1]),
    ])
    let text = String(decoding: try FANNExporter().export(program, ExportOptions()), as: UTF8.self)
    let lines = text.split(separator: "\n")
    #expect(lines.first == "FANN_FLO_2.1" && lines.contains("layer_sizes=3 4 2 "))
    // The name of the list has a parenthesis, too, and there is a space at the end.
    let counts = lines.suffix(2).map { $0.split(separator: ")").count - 2 }
    #expect(counts == [9, 13])
  }
}

extension FANNLayer {
  /// The outputs as libfann computes them.
  fileprivate func run(_ inputs: [Double]) -> [Double] {
    biases.indices.map { output in
      let sum = inputs.indices.reduce(biases[output]) { $0 + weights[output * inputCount + $1] * inputs[$1] }
      let limited = min(max(steepness * sum, -150 / steepness), 150 / steepness)
      return switch function {
      case .linear: limited
      case .threshold: limited < 0 ? 0 : 1
      case .sigmoid: 1 / (1 + ReproducibleMath.exp(-2 * limited))
      case .symmetricSigmoid: 2 / (1 + ReproducibleMath.exp(-2 * limited)) - 1
      case .linearPiece: min(max(limited, 0), 1)
      }
    }
  }
}
