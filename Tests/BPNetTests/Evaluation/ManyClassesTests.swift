import Testing

@testable import BPNet

/// Targets of so many classes that all outputs, or a whole confusion matrix, take too much memory.
@Suite struct ManyClassesTests {
  /// A table of `rowCount` rows with `classCount` classes, and a network for it.
  private static func model(
    rowCount: Int, classCount: Int, weights: Bool = false
  ) throws -> (PreparedTraining<Float>, TypedModel<Float>) {
    var text = weights ? "x,y,w,class\n" : "x,y,class\n"
    for row in 0..<rowCount {
      text += "\(row % 37),\(row % 11),"
      if weights { text += row % 5 == 0 ? "0," : "1," }
      text += "c\(row * 7 % classCount)\n"
    }
    var recipe = TrainingRecipe(preset: .classic)
    recipe.task = .classify
    recipe.hidden = .sizes([5])
    recipe.epochs = 1
    if weights { recipe.weightColumn = "w" }
    let table = try CSVReader().read(text: text, source: "t.csv")
    let prepared: PreparedTraining<Float> = try recipe.prepare(table, as: Float.self)
    return (prepared, try prepared.train().model.typed(as: Float.self))
  }

  @Test(arguments: [(700, 9, false), (700, 300, false), (1300, 700, true), (600, 600, false)])
  func outputsInPassesHaveTheSameMetrics(rowCount: Int, classCount: Int, weights: Bool) throws {
    let (prepared, model) = try Self.model(rowCount: rowCount, classCount: classCount, weights: weights)
    let whole = model.measure(prepared.training, threads: 1)
    let passes = model.measure(prepared.training, threads: 1, heldByteCount: 0)
    #expect(whole.loss.bitPattern == passes.loss.bitPattern)
    let (found, expected) = (passes.metrics().figures, whole.metrics().figures)
    #expect(found.map(\.name) == expected.map(\.name))
    for (found, expected) in zip(found, expected) {
      #expect(found.value.bitPattern == expected.value.bitPattern, "\(found) \(expected)")
    }
    guard case .classification(let one) = passes.metrics(), case .classification(let other) = whole.metrics()
    else { throw BPNetError.invalidArgument(name: "task", found: "another", expected: "classes") }
    #expect(one.confusion == other.confusion && one.classes.count == other.classes.count)
  }

  @Test func rankingsOfTiesAndOfNumbersThatAreNotDefinedAreTheSame() {
    var random = RandomGenerator(seed: 3, stream: 0)
    for round in 0..<40 {
      let (sampleCount, classCount) = (1 + round, 3 + round % 4)
      var outputs = (0..<sampleCount * classCount).map { _ in Double(random.uniform(below: 5)) - 2 }
      if round % 7 == 0 { outputs[round % outputs.count] = Double.nan }
      if round % 5 == 0 { outputs[outputs.count - 1] = -0.0 }
      let actual = (0..<sampleCount).map { _ in random.uniform(below: classCount) }
      let whole = Metrics.Classification(outputs: outputs, actual: actual, classCount: classCount)
      let passes = OutputPasses(sampleCount: sampleCount, outputCount: classCount) { body in
        ClassOutputs(values: outputs, classCount: classCount).withRows { row in
          for sample in 0..<sampleCount { body(row(sample)) }
        }
      }
      let counted = Metrics.Classification(passes: passes, actual: actual, topK: nil)
      #expect(counted.areaUnderROC.bitPattern == whole.areaUnderROC.bitPattern)
      #expect(counted.averagePrecision.bitPattern == whole.averagePrecision.bitPattern)
      #expect(counted.rankedClassCount == whole.rankedClassCount)
      #expect(counted.topK == whole.topK)
    }
  }

  /// The square of the number of classes would be 8 TB.
  @Test func aConfusionMatrixHoldsWhatOccurs() {
    let count = 1_000_000
    let matrix = Metrics.ConfusionMatrix(
      predicted: (0..<2000).map { $0 % 3 }, actual: (0..<2000).map { $0 * 499 % count }, classCount: count)
    #expect(matrix.sampleCount == 2000)
    #expect(matrix.entries.reduce(0) { $0 + $1.count } == 2000)
    #expect(matrix.predictedCount(of: 1) == 667)
    #expect(matrix.accuracy == 1.0 / 2000)
  }

  @Test func sortedEntriesAreThoseThatAreCounted() {
    let (predicted, actual) = ((0..<900).map { $0 * 13 % 250 }, (0..<900).map { $0 * 7 % 250 })
    let counted = Metrics.ConfusionMatrix(predicted: predicted, actual: actual, classCount: 250)
    let sorted = Metrics.ConfusionMatrix(predicted: predicted, actual: actual, classCount: 300)
    #expect(counted.entries == sorted.entries)
    #expect(counted.matthewsCorrelation == sorted.matthewsCorrelation)
  }

  @Test func theModelIsHandedOutBeforeItsMetrics() throws {
    let (prepared, _) = try Self.model(rowCount: 60, classCount: 3)
    var early: [String] = []
    let result = try prepared.train(onModel: { early.append($0.weightsSHA256) })
    #expect(early == [result.model.weightsSHA256])
    #expect(throws: BPNetError.writeFailed(path: "m", reason: "full")) {
      try prepared.train(onModel: { _ throws(BPNetError) in
        throw BPNetError.writeFailed(path: "m", reason: "full")
      })
    }
  }

  @Test func theMemoryCheckCountsTheOutputs() throws {
    let evaluator = LossEvaluator<Float>.self
    #expect(evaluator.outputByteCount(rowCount: 40_000, outputCount: 40_000) == 12_800_000_000)
    #expect(evaluator.outputByteCount(rowCount: .max, outputCount: 3) == .max)
    #expect(evaluator.blockByteCount(rowCount: 40_000, outputCount: 40_000) == 256 * 40_000 * 8)
    #expect(evaluator.blockByteCount(rowCount: 10, outputCount: 3) == 240)
  }
}
