import Testing

@testable import BPNet

/// What is in exported Swift files; `Scripts/check-exports.py` compiles and runs them.
@Suite struct SwiftExporterTests {
  private func text(_ program: InferenceProgram, prefix: String? = nil) throws -> String {
    var options = ExportOptions()
    options.symbolPrefix = prefix
    return String(decoding: try SwiftExporter().export(program, options), as: UTF8.self)
  }

  private static func sample(_ description: String) throws -> InferenceProgram {
    let sample = try #require(InferenceSample.all.first { $0.description == description })
    return Model(try sample.model(as: Float.self)).program
  }

  @Test(arguments: InferenceSample.all) func everyModelBecomesASource(sample: InferenceSample) throws {
    for program in [
      Model(try sample.model(as: Float.self)).program, Model(try sample.model(as: Double.self)).program,
    ] {
      let text = try text(program)
      #expect(text.contains("public enum Model {"))
      for left in ["REAL", "BITS", "DOUBLE", "FMA(", "INT(", "import ", "_f32", "nan"] {
        #expect(!text.contains(left), "\(left)")
      }
      #expect(!text.replacing("@inline(__always)", with: "").contains("@"))
      for name in program.outputNames { #expect(text.contains("\"\(name)\"")) }
      #expect(text.utf8.allSatisfy { $0 < 128 })
    }
  }

  @Test(arguments: [("iris", "Iris"), ("Iris2", "Iris2"), ("my_net", "My_net"), (nil, "Model")])
  func theTypeIsNamedByThePrefix(prefix: String?, name: String) throws {
    #expect(try text(Self.sample("three classes"), prefix: prefix).contains("public enum \(name) {"))
  }

  @Test(arguments: ["", "2x", "_x", "a-b", "é", "double", "Int", "self", "swift", "prediction", "any"])
  func namesOfTheLanguageAreRefused(prefix: String) throws {
    let program = try Self.sample("one value")
    #expect(throws: BPNetError.self) { try text(program, prefix: prefix) }
  }

  @Test func anActivationOfTheProgramsOwnIsRefused() throws {
    let program = InferenceProgram(
      try Self.sample("one value"),
      operations: [
        .dense(weights: [1, 2, 3], biases: [0]),
        .activation(Activation(CustomActivationTests.Logistic(steepness: 2))),
      ])
    #expect(throws: BPNetError.self) { try text(program) }
  }

  @Test func textsAreLiteralsOfASCII() {
    #expect(SwiftText.string("a \"b\" \\(c)") == #""a \"b\" \\(c)""#)
    #expect(SwiftText.string("é\n\u{7F}😀") == #""\u{e9}\u{a}\u{7f}\u{1f600}""#)
  }

  @Test func numbersAreTheirBits() {
    #expect(SwiftText.bits(1, .f32) == "3f800000")
    #expect(SwiftText.bits(0.5, .f64) == "3fe0000000000000" && SwiftText.bits(0, .f64).count == 16)
  }
}

/// What exported sources in several languages have in common.
@Suite struct SourceLayerTests {
  @Test(arguments: [
    (1, [1], [1]), (3, [2, 1], [2, 1]), (47, [32, 8, 4, 2, 1], [32, 8, 4, 2, 1]),
    (130, [64, 64, 2], [32, 32, 32, 32, 2]),
  ])
  func outputsAreInGroups(count: Int, single: [Int], double: [Int]) {
    #expect(SourceLayer.groups(of: count, .f32) == single && SourceLayer.groups(of: count, .f64) == double)
  }

  @Test func weightsAreInGroupsOfOutputs() {
    let layer = SourceLayer(inputCount: 2, outputCount: 3, weights: [1, 2, 3, 4, 5, 6], biases: [0, 0, 0])
    #expect(Array(layer.groupedWeights(.f32)) == [1, 3, 2, 4, 5, 6])
    #expect(
      layer.groupRuns(.f32) == [.init(width: 2, count: 1, first: 0), .init(width: 1, count: 1, first: 2)])
  }

  @Test func functionsComeAfterThoseThatTheyNeed() {
    for language in [SourceLanguage.c, .swift] {
      for precision in Precision.allCases {
        let parts = SourcePart.needed(by: ["@silu(x)", "@gelu_tanh(x)"], language, precision)
        var known: Set<String> = ["fma", "INLINE", "", "inline", "eighths"]
        for part in parts {
          known.formUnion(part.names)
          #expect(SourceLanguage.names(in: part.text).isSubset(of: known), "\(part.names)")
        }
        #expect(parts.last?.names == ["gelu_tanh"])
        #expect(!parts.contains { $0.names == ["gelu"] || $0.names == ["tanh"] })
      }
    }
  }

  @Test func namesBecomeThoseOfTheLanguage() {
    let notation = "@exp_in_parts(FMA(x, REAL(1), @@LIMIT))"
    #expect(
      SourceLanguage.c.text(notation, prefix: "net", .f64)
        == "net_exp_in_parts(net_fma(x, double(1), NET_LIMIT))")
    #expect(
      SourceLanguage.swift.text("@exp_in_parts(FMA(x, y, z))", prefix: "net", .f32)
        == "expInParts(fma(x, y, z))")
  }
}
