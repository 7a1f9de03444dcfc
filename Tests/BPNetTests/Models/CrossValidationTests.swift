import Testing

@testable import BPNet

@Suite struct CrossValidationTests {
  /// 24 rows of two classes and, in the last row, a third that occurs once.
  private func table() throws -> Table {
    let rows = (0..<24).map { "\($0 % 7),\($0 * $0 % 11),\($0 == 23 ? "rare" : $0 % 7 > 3 ? "yes" : "no")" }
    return try CSVReader().read(text: "a,b,y\n" + rows.joined(separator: "\n") + "\n", source: "t.csv")
  }

  private var recipe: TrainingRecipe {
    var recipe = TrainingRecipe(preset: .classic)
    recipe.epochs = 3
    return recipe
  }

  private func text(_ table: Table, rows: [Int]) -> String {
    guard case .text(let labels) = table.columns[2].kind else { return "" }
    return "a,b,y\n" + rows.map { "\(table[$0, 0]),\(table[$0, 1]),\(labels[Int(table[$0, 2])])\n" }.joined()
  }

  /// A fold gives the results of training on a file without its rows and evaluating on a file of them.
  @Test func aFoldSeesNothingOfItsRows() throws {
    let table = try table()
    let validation = try CrossValidation<Double>(recipe, table: table, foldCount: 4)
    let rareFold = try #require(validation.folds.firstIndex { $0.contains(23) })
    for (index, held) in validation.folds.enumerated() where index != rareFold {
      let fold = try validation.run(fold: index)
      let others = (0..<24).filter { !held.contains($0) }
      let alone = try recipe.prepare(
        CSVReader().read(text: text(table, rows: others), source: "o.csv"), as: Double.self
      ).train()
      #expect(fold.training.best.typedModel.preprocessing == alone.typedModel.preprocessing)
      #expect(fold.training.best.typedModel.network.parameterBytes == alone.typedModel.network.parameterBytes)
      let heldTable = try CSVReader().read(text: text(table, rows: held), source: "h.csv")
      let data = try alone.typedModel.preprocessing.encode(
        heldTable, rows: Array(held.indices), as: Double.self)
      #expect(fold.loss == alone.typedModel.evaluate(data).loss)
      #expect(fold.rowCount == held.count)
      #expect(fold.figures.map(\.name).prefix(2) == ["loss", "accuracy"])
    }
  }

  @Test func aClassOfOneRowIsKnownToEveryFold() throws {
    let validation = try CrossValidation<Float>(recipe, table: table(), foldCount: 4)
    #expect(validation.smallestClassCount == 1)
    for index in validation.folds.indices {
      let fold = try validation.run(fold: index)
      #expect(fold.training.best.typedModel.preprocessing.labels == ["no", "rare", "yes"])
      #expect(fold.loss.isFinite)
    }
  }

  @Test func foldsFollowTheSplitsSeed() throws {
    func folds(_ change: (inout TrainingRecipe) -> Void) throws -> [[Int]] {
      var recipe = recipe
      change(&recipe)
      return try CrossValidation<Float>(recipe, table: table(), foldCount: 3).folds
    }
    #expect(try folds { $0.seed = 1 } != folds { $0.seed = 2 })
    #expect(
      try folds { $0.seed = 1 }
        == folds {
          $0.seed = 2
          $0.splitSeed = 1
        })
  }

  @Test func validationIsAPartOfTheOtherFolds() throws {
    var recipe = recipe
    recipe.validationFraction = 0.25
    recipe.restartCount = 2
    let fold = try CrossValidation<Float>(recipe, table: table(), foldCount: 3).run(fold: 0)
    #expect(fold.training.best.prepared.training.rowCount == 12)
    #expect(fold.training.best.prepared.validation?.rowCount == 4)
    #expect(fold.training.attempts.count == 2)
  }

  @Test func aFoldThatDivergesHasNoFigures() throws {
    var recipe = recipe
    recipe.outputActivation = .linear
    recipe.loss = .halfSquared
    recipe.learningRate = 1e30
    let fold = try CrossValidation<Float>(recipe, table: table(), foldCount: 3).run(fold: 0)
    #expect(fold.training.best.summary.stopReason == .diverged)
    #expect(fold.figures.allSatisfy { $0.value.isNaN })
  }
}
