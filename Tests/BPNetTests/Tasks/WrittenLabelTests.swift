import Testing

@testable import BPNet

/// Labels are texts as they stand, where they are numbers too.
@Suite struct WrittenLabelTests {
  private func table(_ labels: [String], rows: Int = 24, header: Bool = true) throws -> Table {
    let text = (0..<rows).map { "\($0 % labels.count).5,\(labels[$0 % labels.count])" }
    return try CSVReader().read(
      text: ((header ? ["x,y"] : []) + text).joined(separator: "\n") + "\n", source: "t.csv")
  }

  private func labels(_ table: Table, _ task: LearningTask? = .classify) throws -> [String]? {
    var recipe = TrainingRecipe()
    recipe.task = task
    return try recipe.chooseSamples(of: table).labels
  }

  @Test func fractionsAreToldApart() throws {
    #expect(try labels(table(["1.1", "1.10", "1.2"])) == ["1.1", "1.10", "1.2"])
    #expect(try labels(table(["0.50", "1.00"])) == ["0.50", "1.00"])
    // Whole numbers are classes by their values, and keep how they are written unless that differs.
    #expect(try labels(table(["1.0", "2.0", "1"])) == ["1", "2.0"])
    #expect(try labels(table(["10", "9"])) == ["9", "10"])
  }

  @Test(arguments: [LearningTask.classify, nil]) func longNumbersAreNotRounded(task: LearningTask?) throws {
    let long = ["12345678901234567890", "12345678901234567891", "9007199254740993"]
    #expect(try labels(table(long), task) == long)
    var recipe = TrainingRecipe()
    recipe.task = task
    let choice = try recipe.chooseSamples(of: table(long))
    #expect(choice.classes?.prefix(3) == [0, 1, 2])
  }

  @Test func aModelKnowsThemAgain() throws {
    var recipe = TrainingRecipe(preset: .classic)
    (recipe.task, recipe.epochs) = (.classify, 3)
    let model = try recipe.prepare(table(["1.1", "1.10"]), as: Double.self).train().model
    guard case .classification(let metrics) = try model.evaluate(table(["1.1", "1.10"])).metrics else {
      Issue.record("no classes")
      return
    }
    #expect(metrics.classes.map(\.support) == [12, 12])
    let evaluation = try model.evaluate(table(["1.1", "1.10", "1.2"]))
    #expect(evaluation.unknownClassText?.contains("(1.2") == true)
    // A number that is one label alone is that one, however it is written.
    let other = try recipe.prepare(table(["0.50", "0.75"]), as: Double.self).train().model
    #expect(try other.evaluate(table(["0.5", "7.5e-1"])).unknownClassText == nil)
  }
}
