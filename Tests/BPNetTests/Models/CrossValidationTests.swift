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
    let validation = try CrossValidation(recipe, table: table, foldCount: 4, precision: .f64)
    let folds = try validation.run().folds
    #expect(folds.map(\.index) == [0, 1, 2, 3])
    let rareFold = try #require(validation.folds.firstIndex { $0.contains(23) })
    for (index, held) in validation.folds.enumerated() where index != rareFold {
      let others = (0..<24).filter { !held.contains($0) }
      let alone = try recipe.prepare(
        CSVReader().read(text: text(table, rows: others), source: "o.csv"), as: Double.self
      ).train().model
      let fold = try validation.prepare(fold: index, as: Double.self).training.train().model
      #expect(fold.preprocessing == alone.preprocessing)
      #expect(fold.parameterBytes == alone.parameterBytes)
      let heldTable = try CSVReader().read(text: text(table, rows: held), source: "h.csv")
      let evaluation = try alone.evaluate(heldTable)
      #expect(folds[index].loss == evaluation.loss)
      #expect(folds[index].figures.map(\.value) == evaluation.figures.map(\.value))
      #expect(folds[index].rowCount == held.count)
      #expect(folds[index].figures.map(\.name).prefix(2) == ["loss", "accuracy"])
    }
  }

  @Test func aClassOfOneRowIsKnownToEveryFold() throws {
    let validation = try CrossValidation(recipe, table: table(), foldCount: 4)
    #expect(validation.smallestClassCount == 1)
    let folds = try validation.run().folds
    #expect(folds.count == 4 && folds.allSatisfy { $0.loss.isFinite })
    for index in validation.folds.indices {
      let prepared = try validation.prepare(fold: index, as: Float.self).training
      #expect(prepared.preprocessing.labels == ["no", "rare", "yes"])
    }
  }

  @Test func foldsFollowTheSplitsSeed() throws {
    func folds(_ change: (inout TrainingRecipe) -> Void) throws -> [[Int]] {
      var recipe = recipe
      change(&recipe)
      return try CrossValidation(recipe, table: table(), foldCount: 3).folds
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
    let fold = try #require(CrossValidation(recipe, table: table(), foldCount: 3).run().folds.first)
    #expect(fold.best.training.rowCount == 12)
    #expect(fold.best.validation?.rowCount == 4)
    #expect(fold.best.fold?.rowCount == 8)
    #expect(fold.runs.count == 2)
    #expect(fold.best.validation?.loss == fold.runs.compactMap(\.validation?.loss).min())
  }

  @Test func aFoldThatDivergesHasNoFigures() throws {
    var recipe = recipe
    recipe.outputActivation = .linear
    recipe.loss = .halfSquared
    recipe.learningRate = 1e30
    let folds = try CrossValidation(recipe, table: table(), foldCount: 3).run().folds
    #expect(folds.count == 3)
    #expect(folds.allSatisfy { $0.best.divergence != nil && $0.figures.allSatisfy(\.value.isNaN) })
  }

  /// What is wrong with all folds is told, and what is wrong with one is in the result.
  @Test func errorsOfFolds() throws {
    var recipe = recipe
    recipe.optimizer = .given(.levenbergMarquardt())
    recipe.loss = .meanSquared
    recipe.batchSize = .samples(4)
    let result = try CrossValidation(recipe, table: table(), foldCount: 3).run()
    #expect(result.folds.isEmpty && !result.isStopped)
    guard case .invalidArgument("batchSize", _, _)? = result.failure else {
      Issue.record("\(result.failure.debugDescription)")
      return
    }
  }
}
