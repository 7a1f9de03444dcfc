import Foundation
import Testing

@testable import BPNet

/// Models without an element type, as users have them.
@Suite struct ModelTests {
  private func model<Element: Scalar>(
    _ description: String = "three classes", as type: Element.Type
  ) throws -> Model {
    let sample = try #require(InferenceSample.all.first { $0.description == description })
    return Model(try sample.model(as: type))
  }

  private func table(_ description: String = "three classes") throws -> Table {
    try #require(InferenceSample.all.first { $0.description == description }).table
  }

  @Test func filesGiveBackEitherPrecision() throws {
    let folder = try TemporaryFolder()
    for written in [try model(as: Float.self), try model(as: Double.self)] {
      try written.write(to: folder.file("m.safetensors"))
      let read = try Model(contentsOf: folder.file("m.safetensors"))
      #expect(read.precision == written.precision && read.weightsSHA256 == written.weightsSHA256)
      #expect(read.topology == written.topology && read.task == .classify)
      #expect(read.preprocessing == written.preprocessing && read.record == written.record)
      #expect(read.loss.description == written.loss.description && read.reduction == written.reduction)
      #expect(try read.predict(table()) == written.predict(table()))
      #expect(read.program == written.program)
    }
  }

  @Test func aModelIsDescribedInALine() throws {
    let classes = try model(as: Float.self)
    let targets = classes.preprocessing.targets.map(\.name).joined(separator: ", ")
    #expect("\(classes)" == "classify \(targets) by \(classes.topology) in f32")
    #expect(try "\(model(as: Double.self))".hasSuffix(" in f64"))
  }

  @Test func parametersAreDoubles() throws {
    let model = try model("prelu in hidden layers", as: Float.self)
    let network = model.network(as: Float.self)
    for (index, layer) in model.topology.layers.enumerated() {
      let rows = model.weights(ofLayer: index)
      #expect(rows.count == layer.outputCount)
      #expect(rows.flatMap { $0 } == network.weights(ofLayer: index).map { Double($0) })
      #expect(model.biases(ofLayer: index) == network.biases(ofLayer: index).map { Double($0) })
    }
    #expect(model.slope(ofLayer: 0) == 0.375 && model.slope(ofLayer: 2) == nil)
    #expect(model.network(as: Double.self).weights(ofLayer: 0) == model.weights(ofLayer: 0).flatMap { $0 })
    #expect(network.weightsSHA256 == model.weightsSHA256)
    #expect(throws: BPNetError.self) { try model.typed(as: Double.self) }
  }

  @Test func rowsMayBeNamed() throws {
    let model = try model(as: Float.self)
    let expected = try model.predict([0.5, 20, -1])
    #expect(try model.predict(["t": -1, "x": 0.5, "z": 20]) == expected)
    let replacing = try self.model("missing values", as: Float.self)
    #expect(try replacing.predict(["x": 0.5, "n": 2]) == replacing.predict([0.5, .nan, 2]))
  }

  private static let badNames: [(model: String, row: [String: Double], message: String)] = [
    (
      "three classes", ["x": 1, "z": 2, "t": 3, "k": 0],
      "found a value for \"k\", expected values for x, z, t"
    ),
    ("three classes", ["y": 1, "X": 2], "found a value for \"X\", expected values for x, z, t"),
    ("three classes", ["x": 1, "t": 3], "found a missing value for z, expected a finite number"),
    ("three classes", [:], "found a missing value for x, expected a finite number"),
    ("three classes", ["x": .infinity, "z": 1, "t": 1], "found inf for x, expected a finite number"),
    ("a forecast", ["t": 1], "found one row by names, expected 5: 5 rows of t"),
  ]

  @Test(arguments: Self.badNames.indices) func badNamedRowsAreRefused(index: Int) throws {
    let (name, row, message) = Self.badNames[index]
    let model = try model(name, as: Double.self)
    let error = #expect(throws: BPNetError.self) { try model.predict(row) }
    #expect(error?.description == "input: \(message)")
  }

  @Test func predictionsPrintThemselves() throws {
    let classes = ["no", "yes"]
    #expect(
      Prediction.class(1, probabilities: [0.0124, 0.9876], labels: classes).description
        == "yes (probability 0.988)")
    #expect(
      Prediction.labels(
        [1, 0], probabilities: [0.93, 0.12], pairs: [classes, ["a", "b"]], names: ["p", "q"]
      )
      .description == "p yes (0.930), q a (0.880)")
    #expect(Prediction.values([23.41234, -0.5], names: ["u", "v"]).description == "u 23.41, v -0.5000")
    let all = try model(as: Float.self).predict(table())
    let lines = all.description.split(separator: "\n").map(String.init)
    #expect(lines.count == 21 && lines[20] == "… and 20 more")
    #expect(lines[3] == all[3].description)
    #expect(Predictions.values([1, 2], names: ["u"]).description == "u 1.000\nu 2.000")
  }

  @Test func predictionsSayOneThing() throws {
    let prediction = try model(as: Float.self).predict([0.5, 20, -1])
    let label = try #require(prediction.label)
    guard case .class(let index, let probabilities, let labels) = prediction else {
      Issue.record("no class")
      return
    }
    #expect(labels == ["one", "three", "two"] && labels[index] == label)
    #expect(prediction.probability == probabilities.max() && prediction.value == nil)
    let value = try model("one value", as: Float.self).predict([0.5, 20, 3])
    #expect(value.label == nil && value.probability == nil)
    guard case .values(let values, names: ["t"]) = value else {
      Issue.record("no value")
      return
    }
    #expect(value.value == values[0])
    #expect(try model("two values", as: Float.self).predict([0.5, 20]).value == nil)
  }

  @Test func evaluationsPrintThemselves() throws {
    let model = try model(as: Double.self)
    let evaluation = try model.evaluate(table())
    let typed = try model.typed(as: Double.self)
    let data = try model.preprocessing.encode(table(), rows: Array(0..<40), as: Double.self)
    let (loss, metrics) = typed.evaluate(data)
    #expect(evaluation.loss == loss && evaluation.metrics == metrics && evaluation.rowCount == 40)
    #expect(evaluation.names == ["one", "three", "two"])
    guard case .classification(let classes) = metrics else {
      Issue.record("no classes")
      return
    }
    #expect(
      evaluation.description
        == "40 rows, loss \(NumberText.significant(loss, digits: 4)), accuracy "
        + NumberText.significant(classes.accuracy, digits: 4))
  }

  @Test func topKIsOneOfTheClasses() throws {
    for (name, k) in [("three classes", 0), ("three classes", 4), ("three classes", -1), ("one value", 1)] {
      let (model, table) = (try model(name, as: Float.self), try table(name))
      let error = #expect(throws: BPNetError.self) { try model.evaluate(table, topK: k) }
      #expect(error?.description.hasPrefix("topK: found \(k), expected") == true)
    }
    #expect(try model(as: Float.self).evaluate(table(), topK: 3).rowCount == 40)
  }

  @Test func samplesOfAGradientCheckAreCounted() throws {
    let model = try model(as: Float.self)
    #expect(try model.checkGradient(on: table(), sampleCount: 7).sampleCount == 7)
    #expect(try model.checkGradient(on: table()).passes)
    #expect(throws: BPNetError.self) { try model.checkGradient(on: table(), sampleCount: 0) }
  }

  @Test func explanationsTakeTheRatesOfTheTraining() throws {
    let model = try model(as: Double.self)
    let plain = try model.explain(input: [0.5, 20, -1], target: "two")
    let asked = try model.explain(
      input: [0.5, 20, -1], target: "two", learningRate: model.record.recipe.learningRate, weightDecay: 0)
    #expect(plain.layers[0].weightsAfter == asked.layers[0].weightsAfter)
    let faster = try model.explain(input: [0.5, 20, -1], target: "two", learningRate: 1)
    #expect(plain.layers[0].weightsAfter != faster.layers[0].weightsAfter)
    #expect(throws: BPNetError.self) { try model.explain(input: [0.5], target: "two") }
    #expect(throws: BPNetError.self) { try model.explain(input: [0.5, 20, -1], target: "four") }
  }

  @Test func errorsHaveALocalizedDescription() throws {
    let missing: any Error = try #require(
      #expect(throws: BPNetError.self) { try Model(contentsOf: "/nowhere/m.safetensors") })
    #expect(missing.localizedDescription.hasPrefix("/nowhere/m.safetensors: cannot be opened: "))
    let error: any Error = BPNetError.diverged(epoch: 3, loss: .infinity)
    #expect((error as? any LocalizedError)?.recoverySuggestion == "try a smaller learning rate")
  }

  @Test func trainingTakesProgressAsATrailingClosure() throws {
    var recipe = TrainingRecipe(preset: .classic)
    recipe.target = "k"
    recipe.ignoredColumns = "b,y,n"
    recipe.epochs = 3
    let prepared = try recipe.prepare(table(), as: Float.self)
    var epochs: [Int] = []
    _ = try prepared.train { epochs.append($0.epoch) }
    _ = try prepared.trainBest { epochs.append(10 * $0.summary.epochs) }
    try prepared.makeTrainer().run { epochs.append(100 + $0.epoch) }
    #expect(epochs == [1, 2, 3, 30, 101, 102, 103])
  }
}
