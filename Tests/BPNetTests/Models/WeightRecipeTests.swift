import Testing

@testable import BPNet

/// Weight columns, class weights and losses of counts, from a table to a model.
@Suite struct WeightRecipeTests {
  private func table(_ text: String, source: String = "t.csv") throws -> Table {
    try CSVReader().read(text: text, source: source)
  }

  private func prepare(
    _ text: String, validation: String? = nil, _ change: (inout TrainingRecipe) -> Void
  ) throws -> PreparedTraining<Double> {
    var recipe = TrainingRecipe(preset: .classic)
    change(&recipe)
    return try recipe.prepare(
      table(text), validationTable: validation.map { try table($0, source: "v.csv") }, as: Double.self)
  }

  private static func rows(_ header: String?, _ count: Int, _ row: (Int) -> String) -> String {
    (header.map { "\($0)\n" } ?? "") + (0..<count).map(row).joined(separator: "\n") + "\n"
  }

  /// Weights 0, 1, 2, … 11 between inputs and classes.
  private static let weighted = rows("a,w,b,y", 12) {
    "\($0),\($0),\($0 * $0 % 7),\($0 % 4 == 0 ? "x" : "y")"
  }
  private static let unweighted = rows("a,b,y", 12) { "\($0),\($0 * $0 % 7),\($0 % 4 == 0 ? "x" : "y")" }
  private static let numbers = rows("a,y,w", 12) { "\($0),\(Double($0) * 0.5),\($0)" }

  private static func weights(of data: Dataset<Double>) -> [Double]? {
    data.weights.map { weights in (0..<Int32(data.rowCount)).map { weights[$0] } }
  }

  @Test(arguments: ["w", "2"]) func theColumnIsNeitherInputNorTarget(name: String) throws {
    let prepared = try prepare(Self.weighted) { $0.weightColumn = name }
    #expect(prepared.preprocessing.inputs.map(\.name) == ["a", "b"])
    #expect(prepared.preprocessing.targets.map(\.name) == ["y"])
    #expect(prepared.preprocessing.weights?.name == "w")
    #expect(Self.weights(of: prepared.training) == (1..<12).map { Double($0) })
    #expect(try prepare(Self.weighted) { $0.ignoredColumns = "w" }.training.weights == nil)
  }

  @Test func bothPartsHaveTheirWeights() throws {
    let prepared = try prepare(Self.numbers) {
      $0.weightColumn = "w"
      $0.target = "y"
      $0.validationFraction = 0.25
    }
    let validation = try #require(prepared.validation)
    let all = try #require(Self.weights(of: prepared.training)) + #require(Self.weights(of: validation))
    #expect(all.sorted() == (1..<12).map { Double($0) })
    for data in [prepared.training, validation] {
      // a is the weight, before scaling.
      let scaling = prepared.preprocessing.inputs[0].scaling
      let inputs = gatheredInputs(of: data).map { scaling.undo($0).rounded() }
      #expect(Self.weights(of: data) == inputs)
    }
  }

  private static let badColumns: [(String, @Sendable (inout TrainingRecipe) -> Void)] = [
    ("z", { _ in }), ("5", { _ in }), ("a,w", { _ in }), ("y", { _ in }), ("", { _ in }),
    ("w", { $0.ignoredColumns = "w" }), ("w", { $0.target = "w" }), ("a-w", { _ in }),
  ]

  @Test(arguments: Self.badColumns.indices) func columnsThatCannotBe(index: Int) throws {
    let (column, change) = Self.badColumns[index]
    do {
      _ = try prepare(Self.weighted) {
        $0.weightColumn = column
        change(&$0)
      }
      Issue.record("\(column) is accepted")
    } catch BPNetError.invalidArgument(let name, _, _) {
      #expect(name == "weightColumn")
    }
  }

  /// A weight that cannot be, with the place and the words of the error.
  private static let badWeights: [(weight: String, place: String, found: String)] = [
    ("-1", "t.csv:3:w", "-1.0"), ("-0.0001", "t.csv:3:w", "-0.0001"), ("1e39", "t.csv:3:w", "1e+39"),
    ("", "t.csv:3:w", "a missing value"), ("x", "t.csv:3:w", "'x'"),
  ]

  @Test(arguments: Self.badWeights.indices) func weightsThatCannotBe(index: Int) throws {
    let (weight, expectedPlace, expectedFound) = Self.badWeights[index]
    let text = "a,w,y\n1,1,0.5\n2,\(weight),0.7\n3,1,0.9\n"
    do {
      _ = try prepare(text) { $0.weightColumn = "w" }
      Issue.record("\(weight) is accepted")
    } catch BPNetError.invalidData(let place, let found, _, _) {
      #expect(place.description == expectedPlace)
      #expect(found == expectedFound)
    }
  }

  @Test func weightsThatAreAllZero() throws {
    let text = "a,w,y\n1,0,0.5\n2,0,0.7\n3,0,0.9\n"
    #expect(
      throws: BPNetError.invalidData(
        at: .init(file: "t.csv", column: "w"), found: "a weight of 0 in each of the 3 rows used",
        expected: "at least one above 0")
    ) { try prepare(text) { $0.weightColumn = "w" } }
  }

  @Test func rowsWithoutWeightCanBeDropped() throws {
    let text = "a,w,y\n1,1,0.5\n2,,0.7\n3,4,0.9\n"
    let prepared = try prepare(text, validation: text) {
      $0.weightColumn = "w"
      $0.missing = .drop
    }
    #expect(Self.weights(of: prepared.training) == [1, 4])
    #expect(try Self.weights(of: #require(prepared.validation)) == [1, 4])
  }

  private func model(
    _ text: String, _ change: (inout TrainingRecipe) -> Void
  ) throws -> TypedModel<Double> {
    try prepare(text) {
      change(&$0)
      $0.epochs = 3
    }.train().model.typed(as: Double.self)
  }

  /// With names and without, the column of weights may be missing from other data.
  @Test(arguments: [true, false]) func otherDataNeedNoWeights(hasNames: Bool) throws {
    func text(_ text: String) -> String {
      hasNames ? text : text.split(separator: "\n").dropFirst().joined(separator: "\n") + "\n"
    }
    let model = try model(text(Self.weighted)) { $0.weightColumn = "2" }
    #expect(model.preprocessing.hasHeader == hasNames)
    func loss(_ text: String) throws -> Double {
      let table = try table(text)
      let data = try model.preprocessing.encode(table, rows: Array(0..<table.rowCount), as: Double.self)
      return model.evaluate(data).loss
    }
    let (with, without) = (try loss(text(Self.weighted)), try loss(text(Self.unweighted)))
    #expect(with != without)
    let predictions = try model.predict(table(text(Self.weighted)))
    #expect(try model.predict(table(text(Self.unweighted))) == predictions)
    guard case .classes(_, let probabilities, _) = predictions else {
      Issue.record("no classes")
      return
    }
    let losses = (0..<12).map { -ReproducibleMath.log(probabilities[2 * $0 + ($0 % 4 == 0 ? 0 : 1)]) }
    let weightedMean = losses.indices.reduce(0) { $0 + Double($1) * losses[$1] } / 66
    #expect(relativeDifference([with, without], [weightedMean, losses.reduce(0, +) / 12]) < 1e-13)
    // And the file knows it all.
    let read = try Model(decoding: model.encoded(path: "m"), file: "m").typed(as: Double.self)
    #expect(read.preprocessing == model.preprocessing)
    #expect(read.preprocessing.weights?.name == (hasNames ? "w" : "2"))
  }

  @Test func balancedClassesCountAlike() throws {
    // scikit-learn: compute_class_weight("balanced", classes=[0, 1, 2], y=[0, 0, 0, 0, 0, 1, 1, 2]).
    let expected = [0.53333333, 1.33333333, 2.66666667]
    let values = try TrainingRecipe.ClassWeights.balanced.values(labels: ["a", "b", "c"], counts: [5, 2, 1])
    #expect(relativeDifference(values, expected) < 1e-8)
    #expect(
      try TrainingRecipe.ClassWeights.balanced.values(labels: ["a", "b"], counts: [4, 0]) == [0.5, 1])
    // Counted on the training part alone.
    let prepared = try prepare(Self.unweighted) {
      $0.classWeights = .balanced
      $0.validationFraction = 0.5
    }
    guard case .classes(let classes) = prepared.training.targets else {
      Issue.record("no classes")
      return
    }
    let first = (0..<6).count { classes.base[$0] == 0 }
    #expect(prepared.configuration.classWeights == [6 / Double(2 * first), 6 / Double(2 * (6 - first))])
  }

  @Test func classWeightsGoByLabel() throws {
    let text = Self.rows("a,y", 12) { "\($0),\($0 % 3)" }
    func weights(_ text: String, _ classWeights: String) throws -> [Double]? {
      let weights = try TrainingRecipe.ClassWeights(parsing: classWeights)
      #expect(try TrainingRecipe.ClassWeights(parsing: weights.description) == weights)
      return try prepare(text) { $0.classWeights = weights }.configuration.classWeights
    }
    #expect(try weights(text, "1=2.5") == [1, 2.5, 1])
    #expect(try weights(text, "2=0,0.0=1e-3") == [0.001, 1, 0])
    #expect(try weights(Self.unweighted, "y=3") == [1, 3])
    #expect(try weights(Self.rows("a,y", 6) { "1,\($0 % 2 == 0 ? "p=q" : "r")" }, "p=q=4") == [4, 1])
    for wrong in ["3=1", "1=1,1=2", "one=1"] {
      #expect(throws: BPNetError.self, "\(wrong)") { try weights(text, wrong) }
    }
    for wrong in ["", "1", "1=", "=1", "1=x", "1=-1", "1=nan", "1=inf", "1=1,", ",1=1", "1=1e39", "Auto"] {
      #expect(throws: BPNetError.self, "\(wrong)") { try TrainingRecipe.ClassWeights(parsing: wrong) }
    }
    #expect(throws: BPNetError.self) { try weights(Self.rows("a,y", 9) { "\($0),\($0).5" }, "1=2") }
  }

  @Test func restartsKeepClassWeights() throws {
    let prepared = try prepare(Self.unweighted) {
      $0.classWeights = .balanced
      $0.restartCount = 2
      $0.epochs = 2
    }
    let best = try prepared.trainBest().best
    #expect(best.model.record.classWeights == prepared.configuration.classWeights)
    #expect(best.model.record.recipe.classWeights == .balanced)
    #expect(best.model.record.classWeights?.first == 2)
  }

  /// What is reported at the end is what `evaluate` says of the same data.
  @Test func theReportedTrainingLossIsThePlainOne() throws {
    let prepared = try prepare(Self.weighted) {
      $0.weightColumn = "w"
      $0.classWeights = .balanced
      $0.labelSmoothing = 0.3
      $0.epochs = 5
    }
    let result = try prepared.train()
    #expect(try result.training.loss == result.model.typed(as: Double.self).evaluate(prepared.training).loss)
    #expect(result.training.loss != result.summary.lastTrainingLoss)
    #expect(result.model.loss.description == "cross-entropy")
    #expect(result.model.record.recipe.labelSmoothing == 0.3)
  }

  private static let counts = rows("a,y", 40) { "\(Double($0) / 40),\($0 % 5 + $0 / 10)" }

  @Test(arguments: [nil, .softplus] as [Activation?]) func countsStayInTheirUnits(output: Activation?) throws
  {
    let prepared = try prepare(Self.counts) {
      $0.loss = .poisson
      $0.outputActivation = output
      $0.epochs = 400
    }
    #expect(prepared.task == .regress)
    #expect(prepared.preprocessing.targets[0].scaling == .identity)
    let result = try prepared.train()
    guard case .values(let rates, _) = try result.model.predict(table(Self.counts)) else {
      Issue.record("no numbers")
      return
    }
    // The best rate is the mean of the counts near it.
    #expect(rates.allSatisfy { $0 > 0 })
    let means = (0..<4).map { part in rates[part * 10..<(part + 1) * 10].reduce(0, +) / 10 }
    for (mean, expected) in zip(means, [2.0, 3, 4, 5]) { #expect(abs(mean - expected) < 0.4) }
    #expect(result.model.record.recipe.targetNormalization == .identity)
  }

  @Test func countsThatAreNone() throws {
    let negative = "a,y\n1,2\n2,-3\n3,1\n"
    func expectPlace(_ place: String, _ body: () throws -> Void) {
      do {
        try body()
        Issue.record("\(place) is accepted")
      } catch BPNetError.invalidData(let found, let value, _, _) {
        #expect(found.description == place)
        #expect(value == "-3.0")
      } catch {
        Issue.record("\(error)")
      }
    }
    expectPlace("t.csv:3:y") { _ = try prepare(negative) { $0.loss = .poisson } }
    expectPlace("v.csv:3:y") {
      _ = try prepare(Self.counts, validation: negative) { $0.loss = .poisson }
    }
    let model = try model(Self.counts) { $0.loss = .poisson }
    expectPlace("t.csv:3:y") { try model.checkTargets(of: table(negative), rows: [0, 1, 2]) }
    try model.checkTargets(of: table(negative), rows: [0, 2])
    let wrong: [(inout TrainingRecipe) -> Void] = [
      { $0.targetNormalization = .zscore }, { $0.targetNormalization = .minmax }, { $0.task = .classify },
      { $0.outputActivation = .tanh },
    ]
    for change in wrong {
      #expect(throws: BPNetError.self) {
        try prepare(Self.counts) {
          $0.loss = .poisson
          change(&$0)
        }.makeTrainer()
      }
    }
  }
}
