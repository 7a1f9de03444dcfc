import Testing

@testable import BPNet

/// A row of weight 0 is as good as absent: in what is learnt, and in every figure.
@Suite struct ZeroWeightTests {
  private func table(_ text: String) throws -> Table {
    try CSVReader().read(text: text, source: "t.csv")
  }

  private func train(_ table: Table, validation: Table? = nil) throws -> TrainingResult {
    var recipe = TrainingRecipe(preset: .classic)
    (recipe.weightColumn, recipe.target, recipe.epochs) = ("w", "y", 20)
    if validation == nil { recipe.validationFraction = 0.25 }
    return try recipe.prepare(table, validationTable: validation, as: Double.self).train()
  }

  /// Rows as a table, and the same with rows of weight 0 between them.
  private func tables(
    header: String, rows: [String], absent: [String]
  ) throws -> (without: Table, with: Table) {
    let mixed = rows.enumerated().flatMap { index, row in
      absent.indices.contains(index - 3) ? [absent[index - 3], row] : [row]
    }
    return (
      try table(([header] + rows).joined(separator: "\n") + "\n"),
      try table(([header] + mixed).joined(separator: "\n") + "\n")
    )
  }

  private static let numbers = (
    header: "x,w,y", rows: (0..<40).map { "\($0 * 7 % 40),1,\($0 * 7 % 40 * 2).5" }
  )
  private static let classes = (
    header: "x,k,w,y",
    rows: (0..<40).map { "\($0 * 7 % 40),\($0 % 3 == 0 ? "p" : "q"),2,\($0 % 2 == 0 ? "a" : "b")" }
  )

  /// An outlier, a gap, and a gap in the target.
  private static let absentNumbers = ["1e9,0,0.5", ",0,3", "4,0,", "5,0.0,-1e7"]
  /// A class, a category and a gap that no other row has.
  private static let absentClasses = ["1,p,0,c", "2,z,0,a", ",q,0,b", "3,z,0,c"]

  @Test(arguments: [true, false]) func trainingIsThatOfTheOtherRows(isOfClasses: Bool) throws {
    let (header, rows) = isOfClasses ? Self.classes : Self.numbers
    let absent = isOfClasses ? Self.absentClasses : Self.absentNumbers
    let (without, with) = try tables(header: header, rows: rows, absent: absent)
    let (expected, result) = (try train(without), try train(with))
    #expect(result.model.weightsSHA256 == expected.model.weightsSHA256)
    #expect(result.model.preprocessing == expected.model.preprocessing)
    #expect(result.training == expected.training)
    #expect(result.validation == expected.validation)
    let apart = (try train(without, validation: without), try train(with, validation: with))
    #expect(apart.1.validation == apart.0.validation)
  }

  @Test(arguments: [true, false]) func evaluationIsThatOfTheOtherRows(isOfClasses: Bool) throws {
    let (header, rows) = isOfClasses ? Self.classes : Self.numbers
    let absent = isOfClasses ? Self.absentClasses : Self.absentNumbers
    let (without, with) = try tables(header: header, rows: rows, absent: absent)
    let model = try train(without).model
    let (expected, result) = (try model.evaluate(without), try model.evaluate(with))
    #expect(result.rowCount == 40)
    #expect(result.metrics == expected.metrics && result.loss == expected.loss)
    #expect(result.droppedText == "4 of 44 rows left out: a weight of 0 in w")
    #expect(result.unknownClassText == nil)
    // Predictions are those of all rows.
    if isOfClasses {
      #expect(throws: BPNetError.self) { try model.predict(with) }
    } else {
      let (all, _) = try tables(header: header, rows: rows + ["1e9,0,0.5"], absent: [])
      #expect(try model.predict(all).count == 41)
    }
  }

  /// Samples of a library's user, whose rows stay where they are.
  @Test func figuresOfSamplesWithoutWeight() throws {
    let (without, with) = try tables(header: "x,w,y", rows: Self.numbers.rows, absent: ["1e9,0,0.5"])
    let model = try train(without).model.typed(as: Double.self)
    func evaluate(_ table: Table) throws -> (loss: Double, metrics: Metrics) {
      model.evaluate(
        try model.preprocessing.encode(table, rows: Array(0..<table.rowCount), as: Double.self))
    }
    #expect(try evaluate(with).metrics == evaluate(without).metrics)
  }

  @Test func theReportSaysWhatIsLeftOut() throws {
    var recipe = TrainingRecipe()
    (recipe.weightColumn, recipe.missing) = ("w", .drop)
    let text = "x,w,y\n1,1,0.5\n2,0,0.7\n,0,0.9\n,1,1.5\n3,1,2.5\n4,1,3.5\n"
    let samples = try recipe.chooseSamples(of: table(text))
    #expect(samples.rows == [0, 4, 5])
    #expect(
      samples.remarks.map(\.text) == [
        "2 of 6 rows left out: a weight of 0 in w; 1 of 6 rows left out: missing values (1 in x)"
      ])
  }
}
