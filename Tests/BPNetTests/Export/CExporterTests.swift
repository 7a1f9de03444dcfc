import Testing

@testable import BPNet

/// What is in exported C files; `Scripts/check-exports.py` compiles and runs them.
@Suite struct CExporterTests {
  private func text(_ program: InferenceProgram, _ options: ExportOptions = ExportOptions()) throws -> String
  {
    String(decoding: try CExporter().export(program, options), as: UTF8.self)
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
      #expect(text.contains("int model_predict(const double *inputs, double *outputs) {"))
      for left in ["@", "REAL", "BITS", "DOUBLE", "FMA(", "INT("] { #expect(!text.contains(left)) }
      #expect(!text.contains("inf,") && !text.contains("nan,"))
      for name in program.outputNames { #expect(text.contains("\"\(name)\"")) }
      #expect(text.utf8.allSatisfy { $0 < 128 })
    }
  }

  @Test func allNamesBeginWithThePrefix() throws {
    var options = ExportOptions()
    options.symbolPrefix = "Iris2"
    let text = try text(Self.sample("three classes"), options)
    #expect(!text.contains("model_") && !text.contains("MODEL_"))
    #expect(text.contains("int Iris2_predict(") && text.contains("#ifdef IRIS2_NO_FMA"))
  }

  @Test(arguments: ["", "2x", "_x", "a-b", "a b", "é", "a.b", String(repeating: "a", count: 201)])
  func otherPrefixesAreRefused(prefix: String) throws {
    var options = ExportOptions()
    options.symbolPrefix = prefix
    let program = try Self.sample("one value")
    #expect(throws: BPNetError.self) { try CExporter().export(program, options) }
  }

  @Test func anActivationOfTheProgramsOwnIsRefused() throws {
    var options = ExportOptions()
    options.source = "m.safetensors"
    let program = InferenceProgram(
      try Self.sample("one value"),
      operations: [
        .dense(weights: [1, 2, 3], biases: [0]),
        .activation(Activation(CustomActivationTests.Logistic(steepness: 2))),
      ])
    #expect {
      try CExporter().export(program, options)
    } throws: { error in
      guard case .invalidModel(let place, let found, _) = error as? BPNetError else { return false }
      return place.file == "m.safetensors" && found.hasPrefix("the activation ")
    }
  }

  @Test func aLabelLongerThanALiteralIsRefused() throws {
    let label = String(repeating: "a", count: 4096)
    let program = InferenceProgram(
      try Self.sample("three classes"), decision: .largest(labels: ["one", "two", label]))
    #expect(throws: BPNetError.self) { try CExporter().export(program, ExportOptions()) }
    let shorter = InferenceProgram(
      try Self.sample("three classes"), decision: .largest(labels: ["one", "two", String(label.dropLast())]))
    #expect(throws: Never.self) { try CExporter().export(shorter, ExportOptions()) }
  }

  @Test func textsAreLiteralsOfASCII() {
    #expect(CText.string("plain") == "\"plain\"")
    #expect(CText.string("a \"b\" \\ ??/") == #""a \"b\" \\ \?\?/""#)
    #expect(CText.string("é1\n\u{7F}") == #""\303\2511\012\177""#)
  }

  @Test(arguments: [
    (0.0, "0x0p0"), (-0.0, "-0x0p0"), (1, "0x1p0"), (-0.75, "-0x1.8p-1"), (0.1, "0x1.999999999999ap-4"),
    (.leastNonzeroMagnitude, "0x1p-1074"), (5 * .leastNonzeroMagnitude, "0x1.4p-1072"),
    (1.7976931348623157e308, "0x1.fffffffffffffp1023"),
  ])
  func numbersAreExact(value: Double, text: String) {
    #expect(HexFloat.text(value, .f64) == text)
    #expect(Double(text)?.bitPattern == value.bitPattern)
  }

  @Test func singleNumbersAreRounded() {
    #expect(HexFloat.text(0.1, .f32) == "0x1.99999ap-4")
    #expect(HexFloat.text(Double(Float.leastNonzeroMagnitude), .f32) == "0x1p-149")
    #expect(CText.number(1, .f32) == "0x1p0f")
  }

  /// The sources know which words are which inputs.
  @Test func wordsAreInputsOfTheirColumns() throws {
    let rows = (0..<12).map { "\(["b", "a", "c"][$0 % 3]),\($0),\($0 % 2 == 0 ? "yes" : "no"),\($0)\n" }
    let table = try CSVReader().read(text: "c,x,t,y\n" + rows.joined(), source: "words.csv")
    var recipe = TrainingRecipe(preset: .classic)
    recipe.task = .regress
    let prepared = try recipe.prepare(table, as: Float.self)
    let program = Model(
      try TypedModel(
        network: prepared.makeNetwork(), preprocessing: prepared.preprocessing, loss: .meanSquared,
        record: TrainingRecord())
    ).program
    #expect(
      program.sources == [
        .init(name: "c", content: .words(["a", "b", "c"]), inputs: [0, 1, 2]),
        .init(name: "x", content: .number, inputs: [3]), .init(name: "t", content: .truth, inputs: [4]),
      ])
    #expect(!program.allowsUnknownWords)
  }
}

extension InferenceProgram {
  /// A program with other parts.
  init(_ other: InferenceProgram, operations: [Operation]? = nil, decision: Decision? = nil) {
    self.init(
      sources: other.sources, allowsUnknownWords: other.allowsUnknownWords, columns: other.columns,
      window: other.window, precision: other.precision, operations: operations ?? other.operations,
      decision: decision ?? other.decision)
  }
}
