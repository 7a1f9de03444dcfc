import Testing

@testable import BPNet

/// Models in whole numbers; `Scripts/check-exports.py` compiles and runs the C of them.
@Suite struct QuantizedNetworkTests {
  @Test(
    arguments: [
      (0.75, 1000, 750), (-0.75, 1000, -750), (0.5, 3, 2), (0.5, -3, -2), (0.25, 1, 0), (1.0 / 3, 300, 100),
      (1e-9, 1_000_000_000, 1), (1000, 1_000_000, 1_000_000_000), (0, 5, 0), (.infinity, 5, 0),
    ] as [(Double, Int64, Int64)])
  func factorsRoundToTheNearest(factor: Double, value: Int64, expected: Int64) {
    let factor = FixedPointFactor(factor, largest: Double(value.magnitude))
    #expect(factor(value) == expected)
    #expect(1...62 ~= factor.shift)
  }

  @Test(arguments: [1, 100, 1e6, 1e12])
  func productsHaveNoOverflow(largest: Double) {
    for value in [1e-12, 0.3, 1, 7.5, 1e6] {
      let factor = FixedPointFactor(value, largest: largest)
      #expect(!Int64(largest).multipliedReportingOverflow(by: 2 * Int64(factor.factor)).overflow)
    }
  }

  @Test(
    arguments: [
      .sigmoid(steepness: 1), .sigmoid(steepness: 2.5), .tanh, .softplus, .elu(alpha: 0.7), .silu, .gelu,
      .geluTanh,
    ] as [Activation])
  func tablesAreTheFunctions(activation: Activation) throws {
    let domain = try #require(FunctionTable.Domain(activation))
    let unit = domain.endsAsIdentity ? 20.0 / 32767 : 1.0 / 32768
    let made = try FunctionTable.make(of: activation, domain, unit: unit, stepBits: 10)
    for x in stride(from: -19.9, through: 19.9, by: 0.137) {
      let value = Double(made.table.value(Int64((x / made.netInputUnit).rounded()))) * unit
      #expect(abs(value - NaiveNetwork.apply(activation, [x])[0]) < 2 * unit + 4e-5, "\(x)")
    }
  }

  private static func quantization(
    _ sample: InferenceSample, _ weights: Quantization.Weights
  ) throws -> (Model, Quantization) {
    let model = Model(try sample.model(as: Float.self))
    return (model, try Quantization(weights, of: model, on: sample.table))
  }

  @Test(arguments: InferenceSample.all) func wholeNumbersPredictAlmostTheSame(sample: InferenceSample) throws
  {
    for (weights, tolerance) in [(Quantization.Weights.int8, 0.2), (.int16, 0.02)] {
      let (model, quantization) = try Self.quantization(sample, weights)
      guard !model.program.outputOperations.contains(.exp) else { continue }
      let loss = try quantization.loss(of: model, ExportOptions())
      let rows = try model.predict(sample.table)
      let size: Double =
        switch rows {
        case .classes, .labels: 1
        case .values(let numbers, _): numbers.map(\.magnitude).max() ?? 0
        }
      #expect(loss.differences.largest <= tolerance * size, "\(weights)")
      #expect(loss.figures.allSatisfy { !$0.name.isEmpty } && !loss.figures.isEmpty)
      #expect(loss.byteCount > 0)
    }
  }

  /// 40 rows of a number, a truth value that is missing in some, and a class.
  private static func truths(class label: (Int) -> String) throws -> Table {
    let rows = (0..<40).map { row in
      "\(Double(row % 9) / 8),\(row % 7 == 3 ? "" : row % 3 == 0 ? "yes" : "no"),\(label(row))\n"
    }
    return try CSVReader().read(text: "a,b,k\n" + rows.joined(), source: "truths.csv")
  }

  private static func classifier(_ table: Table) throws -> Model {
    var recipe = TrainingRecipe(preset: .classic)
    (recipe.missing, recipe.target, recipe.epochs) = (.mean, "k", 3)
    return try recipe.prepare(table, as: Float.self).train().model
  }

  @Test func missingTruthValuesPredictAlmostTheSame() throws {
    let table = try Self.truths { $0 % 2 == 0 ? "even" : "odd" }
    let model = try Self.classifier(table)
    let loss = try Quantization(.int16, of: model, on: table).loss(of: model, ExportOptions())
    #expect(loss.differences.largest < 0.001)
    #expect(loss.unknownRowCount == 0)
  }

  @Test func unknownClassesAreCountedAndBadTargetsRefused() throws {
    let model = try Self.classifier(Self.truths { $0 % 2 == 0 ? "even" : "odd" })
    let other = try Self.truths { $0 == 5 ? "none" : $0 % 2 == 0 ? "even" : "odd" }
    let loss = try Quantization(.int8, of: model, on: other).loss(of: model, ExportOptions())
    #expect(loss.unknownRowCount == 1)
    let missing = try Self.truths { $0 == 5 ? "" : $0 % 2 == 0 ? "even" : "odd" }
    #expect(throws: BPNetError.self) {
      try Quantization(.int8, of: model, on: missing, use: Model.TableUse(missing: .error))
    }
  }

  @Test(arguments: Quantization.Weights.allCases) func theSourceHasNoFloatingPoint(
    weights: Quantization.Weights
  ) throws {
    let sample = try #require(InferenceSample.all.first { $0.description == "three classes" })
    let (model, quantization) = try Self.quantization(sample, weights)
    var options = ExportOptions()
    (options.symbolPrefix, options.quantization) = ("net", quantization)
    let text = String(decoding: try model.exported(as: "c", options), as: UTF8.self)
    for word in ["double ", "float ", "math.h", "NAN", "@", "MISSING INT32_MIN\n#", "model_"] {
      #expect(!text.contains(word), "\(word)")
    }
    #expect(text.contains("int net_predict(const int32_t *inputs, int32_t *outputs);"))
    #expect(text.contains("#define NET_MISSING INT32_MIN"))
    #expect(text.contains("static const \(weights.rawValue)_t net_weights_0[]"))
  }

  private func refusal(_ operations: [InferenceProgram.Operation], rows: [[Double]]) throws -> String? {
    let program = InferenceProgram(
      sources: [.init(name: "a", content: .number, inputs: [0])], allowsUnknownWords: false, columns: ["a"],
      window: 1, precision: .f64, operations: operations, decision: .values(names: ["y"]))
    var network = try Network<Double>(
      topology: Topology(inputCount: 1, layers: [Layer(outputCount: 1, activation: .linear)]))
    network.setWeights([1], ofLayer: 0)
    let calibration = try Calibration(network, program, rows: rows)
    do {
      _ = try QuantizedNetwork(program, calibration, weightBits: 8, ExportOptions())
    } catch {
      guard case .invalidModel(_, let found, _) = error else { return nil }
      return found
    }
    return nil
  }

  @Test func whatWholeNumbersCannotHoldIsRefused() throws {
    let scale = InferenceProgram.Operation.scale(offsets: [0], scales: [1], replacements: [nil])
    let dense = InferenceProgram.Operation.dense(weights: [1], biases: [0])
    let plain = [[0.5], [-1]]
    #expect(try refusal([scale, dense], rows: plain) == nil)
    #expect(try refusal([scale, dense, .exp], rows: plain) == "outputs that are logarithms of numbers")
    #expect(
      try refusal([scale, dense, .complement], rows: plain)
        == "two classes by an output that is no probability")
    let custom = Activation(CustomActivationTests.Logistic(steepness: 2))
    #expect(
      try refusal([scale, dense, .activation(custom)], rows: plain)?.hasPrefix("the activation") == true)
    // Numbers around 10^15 with differences of 1.
    let far = InferenceProgram.Operation.scale(offsets: [1e15], scales: [1], replacements: [nil])
    #expect(
      try refusal([far, dense], rows: [[1e15 + 1], [1e15 - 1]])?.hasPrefix("a with values up to") == true)
  }
}
