import Testing

@testable import BPNet

/// Tensors of a PyTorch Sequential; `Scripts/check-exports.py` loads them.
@Suite struct SafetensorsExporterTests {
  private func container(_ operations: [InferenceProgram.Operation]) throws -> Safetensors {
    let program = InferenceProgram(
      sources: [.init(name: "a", content: .number, inputs: [0])], allowsUnknownWords: false, columns: ["a"],
      window: 1, precision: .f32, operations: operations, decision: .values(names: ["y"]))
    let bytes = try SafetensorsExporter().export(program, ExportOptions())
    return try Safetensors(decoding: bytes, file: "x")
  }

  @Test func tensorsHaveTheNamesOfModules() throws {
    let found = try container([
      .scale(offsets: [2], scales: [4], replacements: [nil]), .dense(weights: [1, 2], biases: [3, 4]),
      .dense(weights: [5, 6], biases: [7]), .activation(.prelu(slope: 0.5)),
      .unscale(offsets: [1], scales: [8]),
    ])
    #expect(found.tensors.map(\.name) == ["0.weight", "0.bias", "2.weight", "2.bias", "3.weight"])
    #expect(
      found.tensor(named: "0.weight")?.shape == [2, 1] && found.tensor(named: "2.weight")?.shape == [1, 2])
    #expect(
      found.metadata["bpnet.modules"] == #"["Linear(1, 2)","Identity()","Linear(2, 1)","PReLU()"]"#,
      "\(found.metadata)")
    #expect(found.metadata["bpnet.input_scales"]?.contains("4") == true && found.metadata["bpnet"] == nil)
  }

  @Test(arguments: [.sigmoid(steepness: 2), .hardLimit] as [Activation])
  func whatPyTorchHasNotIsRefused(activation: Activation) {
    #expect(throws: BPNetError.self) {
      try container([.dense(weights: [1], biases: [0]), .activation(activation)])
    }
  }
}
