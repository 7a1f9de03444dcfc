import Testing

@testable import BPNet

/// Several columns of labels, and two classes with one output.
@Suite struct LabelTests {
  private static let text =
    "x,z,a,b,c\n"
    + (0..<60).map {
      "\($0 % 9),\($0 * $0 % 11),"
        + "\($0 % 9 > 3 ? 1 : 0),\($0 * $0 % 11 > 4 ? "yes" : "no"),\($0 % 2 == 0 ? -1.5 : 2)\n"
    }.joined()

  private func table(_ text: String = Self.text) throws -> Table {
    try CSVReader().read(text: text, source: "t.csv")
  }

  private var recipe: TrainingRecipe {
    var recipe = TrainingRecipe(preset: .classic)
    recipe.task = .classify
    recipe.target = "a-c"
    recipe.hidden = .sizes([6])
    recipe.epochs = 60
    return recipe
  }

  private var binaryRecipe: TrainingRecipe {
    var recipe = recipe
    recipe.target = "b"
    recipe.ignoredColumns = "a,c"
    recipe.outputActivation = .sigmoid()
    return recipe
  }

  @Test func eachColumnHasAnOutput() throws {
    let prepared = try recipe.prepare(table(), as: Double.self)
    #expect(prepared.task == .classify)
    #expect(prepared.topology.description == "2-6-3")
    #expect(prepared.topology.outputActivation == .sigmoid())
    #expect(prepared.configuration.loss.name == "cross-entropy")
    #expect(prepared.configuration.learningRate == 0.1)
    #expect(prepared.preprocessing.details?.labelPairs == [["0", "1"], ["no", "yes"], ["-1.5", "2.0"]])
    #expect(prepared.preprocessing.labels == nil)
    #expect(Array(prepared.training.targetValues().prefix(6)) == [0, 0, 0, 0, 0, 1])
  }

  @Test func predictionsAreLabelsWithProbabilities() throws {
    let prepared = try recipe.prepare(table(), as: Double.self)
    let result = try prepared.train()
    guard
      case .labels(let indices, let probabilities, let pairs, let names) = try result.model.predict(table()),
      case .multilabel(let metrics) = result.training.metrics
    else {
      Issue.record("no labels")
      return
    }
    #expect(names == ["a", "b", "c"] && pairs == result.model.preprocessing.details?.labelPairs)
    #expect(indices == probabilities.map { $0 > 0.5 ? 1 : 0 })
    let actual = prepared.training.targetValues().map { Int($0) }
    let right = zip(indices, actual).count { $0 == $1 }
    #expect(metrics.hammingAccuracy == Double(right) / 180)
    #expect(metrics.accuracies[0] > 0.9 && metrics.accuracies[1] > 0.9)
    // Σ over labels of the binary cross-entropy, where the metric is the mean.
    #expect(abs(result.training.loss / (3 * metrics.logLoss) - 1) < 1e-12)
  }

  /// scikit-learn: accuracy_score, hamming_loss, precision_recall_fscore_support, and the mean of log_loss.
  @Test func metricsAgreeWithScikitLearn() {
    let probabilities = [0.9, 0.2, 0.6, 0.4, 0.7, 0.1, 0.8, 0.6, 0.3, 0.3, 0.1, 0.55, 0.7, 0.4, 0.2]
    let metrics = Metrics.MultiLabel(
      probabilities: probabilities, predicted: probabilities.map { $0 > 0.5 ? 1 : 0 },
      actual: [1, 0, 0, 1, 1, 0, 1, 0, 1, 0, 0, 1, 0, 1, 0], labelCount: 3)
    #expect(metrics.subsetAccuracy == 0.2)
    #expect(abs(metrics.hammingLoss - 0.4) < 1e-15 && metrics.hammingAccuracy == 0.6)
    #expect(metrics.labels.map(\.precision) == [2.0 / 3, 0.5, 0.5])
    #expect(metrics.labels.map(\.recall) == [2.0 / 3, 0.5, 0.5])
    #expect(metrics.labels.map(\.support) == [3, 2, 2])
    #expect(abs(metrics.macroAverage.f1Score - 0.5555555555555555) < 1e-15)
    #expect(abs(metrics.microAverage.f1Score - 0.5714285714285714) < 1e-15)
    #expect(abs(metrics.logLoss - 0.5579871750465123) < 1e-15)
    #expect(metrics.accuracies == [0.6, 0.6, 0.6])
  }

  @Test func oneOutputForTwoClasses() throws {
    let prepared = try binaryRecipe.prepare(table(), as: Double.self)
    #expect(prepared.topology.description == "2-6-1")
    #expect(prepared.preprocessing.labels == ["no", "yes"])
    #expect(prepared.configuration.loss.name == "cross-entropy")
    let result = try prepared.train()
    guard case .classes(let classes, let probabilities, let labels) = try result.model.predict(table()),
      case .classification(let metrics) = result.training.metrics
    else {
      Issue.record("no classes")
      return
    }
    #expect(labels == ["no", "yes"])
    for (row, index) in classes.enumerated() {
      #expect(probabilities[2 * row] + probabilities[2 * row + 1] == 1)
      #expect((probabilities[2 * row + 1] > 0.5) == (index == 1))
    }
    #expect(metrics.accuracy > 0.9 && metrics.areaUnderROC > 0.95)
    #expect(abs(metrics.logLoss / result.training.loss - 1) < 1e-12)
    #expect(metrics.confusion.classCount == 2 && metrics.topK == nil)
  }

  /// One sigmoid output is softmax over two whose first net input is 0: the losses of equal networks are
  /// equal.
  @Test func aSigmoidIsASoftmaxOfTwo() throws {
    var flat = binaryRecipe
    flat.hidden = .sizes([])
    let binary = try flat.prepare(table(), as: Double.self).train().model.typed(as: Double.self)
    flat.outputActivation = .softmax
    let prepared = try flat.prepare(table(), as: Double.self)
    var network = try prepared.makeNetwork()
    network.setWeights([0, 0] + binary.network.weights(ofLayer: 0), ofLayer: 0)
    network.setBiases([0] + binary.network.biases(ofLayer: 0), ofLayer: 0)
    let two = try TypedModel(
      network: network, preprocessing: prepared.preprocessing, loss: .crossEntropy, record: TrainingRecord())
    let rows = Array(0..<60)
    let (first, second) = (
      binary.evaluate(try binary.preprocessing.encode(table(), rows: rows, as: Double.self)),
      two.evaluate(try two.preprocessing.encode(table(), rows: rows, as: Double.self))
    )
    #expect(abs(first.loss / second.loss - 1) < 1e-13)
    let (figures, others) = (first.metrics.figures, second.metrics.figures)
    #expect(figures.map(\.name) == others.map(\.name))
    #expect(relativeDifference(figures.map(\.value), others.map(\.value)) < 1e-12)
  }

  /// Two classes have two outputs unless sigmoid is asked for, and three always three.
  @Test func otherOutputsStayOneForEachClass() throws {
    var recipe = binaryRecipe
    for output in [nil, Activation.softmax, .tanh, .linear] {
      recipe.outputActivation = output
      #expect(try recipe.prepare(table(), as: Float.self).topology.outputCount == 2)
    }
    let three = try table("x,y\n" + (0..<9).map { "\($0),\($0 % 3)\n" }.joined())
    var sigmoid = TrainingRecipe(preset: .classic)
    sigmoid.outputActivation = .sigmoid()
    #expect(try sigmoid.prepare(three, as: Float.self).topology.outputCount == 3)
    sigmoid.outputActivation = .sigmoid(steepness: 2)
    sigmoid.ignoredColumns = "a,c"
    sigmoid.target = "b"
    #expect(try sigmoid.prepare(table(), as: Float.self).topology.outputCount == 1)
  }

  @Test func splitsAndFoldsAreStratifiedForTwoClasses() throws {
    var recipe = binaryRecipe
    recipe.validationFraction = 0.25
    recipe.epochs = 1
    let prepared = try recipe.prepare(table(), as: Double.self)
    let yes = try #require(prepared.validation).targetValues().reduce(0, +)
    let allYes = yes + prepared.training.targetValues().reduce(0, +)
    #expect(abs(yes - 0.25 * allYes) <= 1)
    let folds = try CrossValidation(recipe, table: table(), foldCount: 3)
    #expect(folds.smallestClassCount != nil)
    #expect(try folds.run().folds[1].figures.contains { $0.name == "roc_auc" })
    let labels = try CrossValidation(self.recipe, table: table(), foldCount: 3)
    #expect(labels.smallestClassCount == nil)
    #expect(try labels.run().folds[0].figures.contains { $0.name == "micro_f1" })
  }

  @Test func explainedSamplesHaveLabels() throws {
    let model = try recipe.prepare(table(), as: Float.self).train().model.typed(as: Float.self)
    #expect(try model.preprocessing.encode(target: "1,no,2.0") == [1, 0, 1])
    for text in ["1,no", "1,no,3", "yes,no,2", ""] {
      #expect(throws: BPNetError.self) { try model.preprocessing.encode(target: text) }
    }
    let binary = try binaryRecipe.prepare(table(), as: Float.self).train().model.typed(as: Float.self)
    #expect(try binary.preprocessing.encode(target: "yes") == [1])
    #expect(try binary.preprocessing.encode(target: "no") == [0])
    #expect(throws: BPNetError.self) { try binary.preprocessing.encode(target: "maybe") }
  }

  /// What is wrong, and the start of the message.
  private static let refused: [(String, String, @Sendable (inout TrainingRecipe) -> Void)] = [
    ("x,a,b\n1,0,0\n2,1,1\n3,0,2\n", "t.csv::b: found 3 different labels, expected two", { _ in }),
    ("x,a,b\n1,0,0\n2,1,0\n3,0,0\n", "t.csv::b: found '0' in every row", { _ in }),
    ("x,a,b\n1,0,0\n2,1,\n3,0,1\n", "t.csv:3:b: found a missing value", { _ in }),
    (
      "x,a,b\n1,0,0\n2,1,1\n", "outputActivation: found softmax for several columns",
      { $0.outputActivation = .softmax }
    ),
    (
      "x,a,b\n1,0,0\n2,1,1\n", "horizon: found 1 beside the task classify",
      { $0.horizon = 1 }
    ),
  ]

  @Test(arguments: Self.refused.indices) func refuses(index: Int) throws {
    let (text, message, change) = Self.refused[index]
    var recipe = recipe
    recipe.target = "a,b"
    change(&recipe)
    let table = try table(text)
    let error = #expect(throws: BPNetError.self) { try recipe.prepare(table, as: Float.self) }
    #expect(error?.description.hasPrefix(message) == true, "\(String(describing: error?.description))")
  }

  @Test func anotherTableHasToHaveTheSameLabels() throws {
    let model = try recipe.prepare(table(), as: Float.self).train().model.typed(as: Float.self)
    let other = try table("x,z,a,b,c\n1,2,0,perhaps,2\n")
    let error = #expect(throws: BPNetError.self) {
      try model.preprocessing.encode(other, rows: [0], as: Float.self)
    }
    #expect(error?.description == "t.csv:2:b: found 'perhaps', expected one of the classes no, yes")
    #expect(throws: Never.self) { try model.predict(other) }
  }
}
