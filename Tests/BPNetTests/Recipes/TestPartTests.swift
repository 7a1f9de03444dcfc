import Testing

@testable import BPNet

/// Rows that nothing is chosen by: which they are, that nothing depends on them, and what is measured there.
@Suite struct TestPartTests {
  /// Rows with their number as input; every fifth is of the class `rare`.
  private static func text(_ rows: some Sequence<Int>, number: (Int) -> Int = { $0 }) -> String {
    "row,b,label\n"
      + rows.map { "\(number($0)),\($0 * 7 % 11),\($0 % 5 == 0 ? "rare" : $0 * 3 % 7 < 3 ? "x" : "y")\n" }
      .joined()
  }

  private func table(_ text: String, source: String = "t.csv") throws -> Table {
    try CSVReader().read(text: text, source: source)
  }

  private func recipe(test: Double? = 0.2) -> TrainingRecipe {
    var recipe = TrainingRecipe(preset: .classic)
    recipe.hidden = .sizes([4])
    recipe.epochs = 6
    recipe.testFraction = test
    return recipe
  }

  /// The numbers of the rows of samples that are not scaled.
  private func numbers(_ data: Dataset<Double>?) -> [Int] {
    guard let data else { return [] }
    let inputs = gatheredInputs(of: data)
    return (0..<data.rowCount).map { Int(inputs[$0 * data.inputCount]) }
  }

  /// The training, validation and test rows of 100.
  private func parts(_ recipe: TrainingRecipe) throws -> (training: [Int], validation: [Int], test: [Int]) {
    var recipe = recipe
    recipe.normalization = .identity
    let prepared = try recipe.prepare(table(Self.text(0..<100)), as: Double.self)
    return (numbers(prepared.training), numbers(prepared.validation), numbers(prepared.test))
  }

  @Test func everyRowIsInOnePart() throws {
    var recipe = recipe()
    recipe.validationFraction = 0.25
    let parts = try parts(recipe)
    #expect([parts.training, parts.validation, parts.test].map(\.count) == [60, 20, 20])
    #expect((parts.training + parts.validation + parts.test).sorted() == Array(0..<100))
    // Each class gives its share.
    #expect([parts.training, parts.validation, parts.test].map { $0.count { $0 % 5 == 0 } } == [12, 4, 4])
    // The test part does not depend on the validation part.
    recipe.validationFraction = nil
    #expect(try self.parts(recipe).test == parts.test)
    // Nor are its rows those that the same seed holds back for validation.
    recipe.testFraction = nil
    recipe.validationFraction = 0.2
    #expect(try self.parts(recipe).validation != parts.test)
  }

  @Test func theSeedOfTheSplitChooses() throws {
    var recipe = recipe()
    let first = try parts(recipe).test
    recipe.seed = 3
    let other = try parts(recipe).test
    #expect(other != first)
    recipe.splitSeed = 0
    #expect(try parts(recipe).test == first)
    recipe.splitSeed = 3
    #expect(try parts(recipe).test == other)
  }

  /// The same file as from a table without these rows, but for what the model says of its part.
  @Test(arguments: [nil, 0.25], [TrainingRecipe.Preset.classic, .default])
  func nothingDependsOnTheTestRows(validation: Double?, preset: TrainingRecipe.Preset) throws {
    var recipe = recipe()
    recipe.preset = preset
    recipe.validationFraction = validation
    if preset == .default { (recipe.hidden, recipe.epochs) = (nil, nil) }
    let test = try parts(recipe).test
    // A scaling that looked at them would be another.
    let wild = Self.text(0..<100) { test.contains($0) ? 1_000_000 + $0 : $0 }
    let whole = try recipe.prepare(table(wild), as: Float.self)
    recipe.testFraction = nil
    let others = (0..<100).filter { !test.contains($0) }
    let alone = try recipe.prepare(table(Self.text(others)), as: Float.self)
    #expect(whole.preprocessing == alone.preprocessing)
    #expect(whole.recipe.weightDecay == alone.recipe.weightDecay)
    #expect(whole.recipe.activations == alone.recipe.activations)
    let (measured, unmeasured) = (try whole.train(), try alone.train())
    #expect(measured.model.weightsSHA256 == unmeasured.model.weightsSHA256)
    #expect(measured.training == unmeasured.training && measured.validation == unmeasured.validation)
    #expect(measured.test?.rowCount == 20 && unmeasured.test == nil)
    #expect(measured.model.record.recipe.testFraction == 0.2)
  }

  /// A table of its own is measured as by the finished model, unknown classes and all.
  @Test func aTableIsMeasuredAsTheModelMeasuresIt() throws {
    let recipe = recipe(test: nil)
    let test = try table(Self.text(100..<130) + "3,4,new\n5,6,new\n", source: "test.csv")
    let prepared = try recipe.prepare(
      table(Self.text(0..<100)), testTable: test, as: Float.self)
    #expect(prepared.training.rowCount == 100)
    #expect(prepared.remarks.map(\.text).contains { $0.contains("test part: 2 rows of a class") })
    let result = try prepared.train()
    let figures = try #require(result.test)
    #expect(figures == (try result.model.evaluate(test)))
    #expect(figures.rowCount == 32)
    // Without a test part the model is the same to the byte.
    let alone = try recipe.prepare(table(Self.text(0..<100)), as: Float.self).train()
    #expect(try alone.model.encoded() == result.model.encoded())
  }

  @Test func theLastPartOfASeriesIsItsTest() throws {
    var recipe = recipe(test: 0.25)
    (recipe.task, recipe.target, recipe.window) = (.forecast, "row", 3)
    (recipe.normalization, recipe.validationFraction) = (.identity, 0.2)
    let prepared = try recipe.prepare(table(Self.text(0..<40)), as: Double.self)
    // 40 rows: 24 to train on, 6 for validation, 10 for the test.
    #expect(try #require(prepared.test).targetValues() == (30..<40).map(Double.init))
    #expect(try #require(prepared.validation).targetValues() == (24..<30).map(Double.init))
    #expect(prepared.training.targetValues() == (3..<24).map(Double.init))
  }

  @Test func allRunsSetTheSameRowsAside() throws {
    var recipe = recipe()
    recipe.restartCount = 3
    recipe.validationFraction = 0.25
    let table = try table(Self.text(0..<100))
    let selection = try recipe.prepare(table, as: Float.self).trainBest()
    let best = try #require(selection.best.test)
    #expect(best.rowCount == 20 && selection.runs.count == 3)
    // The run alone, by its own recipe.
    let alone = try selection.runs[selection.bestIndex].run.recipe.prepare(table, as: Float.self).train()
    #expect(alone.test == best)
  }

  @Test func searchesMeasureTheirBest() throws {
    let table = try table(Self.text(0..<100))
    let search = Search(recipe(), axes: [.init(\.learningRate, [0.001, 0.5])])
    let result = try search.run(on: table)
    #expect(result.best?.test?.rowCount == 20)
    let best = try #require(result.bestTrial)
    #expect(best.runs[0].training.rowCount == 64 && best.runs[0].validation?.rowCount == 16)
    let other = try Search(recipe(test: nil), axes: []).run(
      on: table, testTable: self.table(Self.text(0..<7), source: "v.csv"))
    #expect(other.best?.test?.rowCount == 7)
  }

  @Test func foldsLeaveTheTestRowsOut() throws {
    let validation = try CrossValidation(recipe(), table: table(Self.text(0..<100)), foldCount: 4)
    #expect(validation.folds.map(\.count) == [20, 20, 20, 20])
    let (training, held) = try validation.prepare(fold: 1, as: Double.self)
    #expect(training.training.rowCount == 60 && held?.rowCount == 20 && training.test == nil)
  }

  @Test func trainingThatGoesOnKeepsTheRows() throws {
    let table = try table(Self.text(0..<100))
    let first = try recipe().prepare(table, as: Double.self).train()
    func prepare(_ change: (inout TrainingRecipe) -> Void) throws -> PreparedTraining<Double> {
      var given = TrainingRecipe()
      (given.epochs, given.testFraction) = (2, 0.2)
      change(&given)
      let recipe = try TrainingRecipe(continuing: first.model, overriding: given)
      return try recipe.prepare(table, continuing: first.model, as: Double.self)
    }
    let again = try prepare { $0.seed = 8 }
    #expect(again.remarks.isEmpty)
    #expect(
      again.test?.targetClasses() == (try recipe().prepare(table, as: Double.self)).test?.targetClasses())
    #expect(try again.train().test?.rowCount == 20)
    for change: (inout TrainingRecipe) -> Void in [{ $0.testFraction = 0.3 }, { $0.splitSeed = 5 }] {
      #expect(try prepare(change).remarks.map(\.isWarning) == [true])
    }
    let elsewhere = try TrainingRecipe(continuing: first.model).prepare(
      table, testTable: self.table(Self.text(0..<9)), continuing: first.model, as: Double.self)
    #expect(elsewhere.test?.rowCount == 9 && elsewhere.training.rowCount == 100)
  }

  @Test func oneTestPartIsEnough() throws {
    let table = try table(Self.text(0..<20))
    #expect(throws: BPNetError.self) { try recipe().prepare(table, testTable: table, as: Float.self) }
    for fraction in [0, 1, -0.1, 1.5, .nan, .infinity, 0.01, 0.99] {
      #expect {
        try recipe(test: fraction).prepare(table, as: Float.self)
      } throws: { error in
        guard case .invalidArgument("testFraction", _, _) = error as? BPNetError else { return false }
        return true
      }
    }
  }

  @Test func aStreamHasNoTestPart() throws {
    let prepared = try recipe().prepare(table(Self.text(0..<20)), as: Float.self)
    #expect(throws: BPNetError.self) { try IncrementalTrainer(prepared) }
    let whole = try recipe(test: nil).prepare(table(Self.text(0..<20)), as: Float.self)
    _ = try IncrementalTrainer(whole)
  }
}
