import Testing

@testable import BPNet

@Suite struct PredictionTests {
  private func table(_ text: String) throws -> Table {
    try CSVReader().read(text: text, source: "p.csv")
  }

  /// A model fitted to a table with three columns, of which `y` is the target.
  private func model(
    _ text: String = "a,b,y\n1,10,100\n2,30,250\n4,20,700\n",
    _ change: (inout TrainingRecipe) -> Void = { _ in }
  ) throws -> TypedModel<Double> {
    var recipe = TrainingRecipe(preset: .classic)
    recipe.task = .regress
    change(&recipe)
    let prepared = try recipe.prepare(table(text), as: Double.self)
    return try TypedModel(
      network: prepared.makeNetwork(), preprocessing: prepared.preprocessing,
      loss: prepared.configuration.loss,
      record: TrainingRecord())
  }

  private static let reference = "a,b,y\n1,10,100\n3,25,0\n"

  /// Tables with the same content as `reference`.
  private static let equivalents = [
    "y,b,a\n100,10,1\n0,25,3\n", "a,b\n1,10\n3,25\n", "b,a\n10,1\n25,3\n", "x,b,z,a\n5,10,q,1\n6,25,r,3\n",
    "1,10,100\n3,25,0\n", "1,10\n3,25\n", "a,b,y\n1,10,\n3,25,?\n", "a,b,y\n1,10,x\n3,25,z\n",
  ]

  @Test(arguments: Self.equivalents) func columnsAreFound(text: String) throws {
    let model = try model()
    #expect(try model.predict(table(text)) == model.predict(table(Self.reference)))
  }

  @Test func modelsOfTablesWithoutNames() throws {
    let model = try model("1,10,100\n2,30,250\n4,20,700\n")
    let expected = try model.predict(table("1,10,100\n3,25,0\n"))
    #expect(try model.predict(table("1,10\n3,25\n")) == expected)
    #expect(try model.predict(table("b,a,c\n1,10,0\n3,25,0\n")) == expected)
    guard case .values(_, let names) = expected else {
      Issue.record("classes")
      return
    }
    #expect(names == ["3"])
  }

  @Test func theTargetMayStandFirst() throws {
    let model = try model("100,1,10\n250,2,30\n700,4,20\n") { $0.target = "1" }
    #expect(try model.predict(table("0,1,10\n")) == model.predict(table("1,10\n")))
  }

  private static let refused: [(String, String)] = [
    ("a,c,y\n1,2,3\n", "p.csv: found no column \"b\""), ("a,b\n1,\n", "p.csv:2:b: found a missing value"),
    ("a,b\n1,2\n3,x\n", "p.csv:3:b: found 'x'"), ("1\n", "p.csv: found 1 column"),
    ("1,2,3,4\n", "p.csv: found 4 columns"),
  ]

  @Test(arguments: Self.refused) func refuses(text: String, message: String) throws {
    let model = try model()
    let error = #expect(throws: BPNetError.self) { try model.predict(table(text)) }
    #expect(error?.description.hasPrefix(message) == true, "\(String(describing: error?.description))")
  }

  @Test func missingInputsAreReplacedAsInTraining() throws {
    let model = try model("a,b,y\n1,10,100\n2,30,250\n3,,700\n") { $0.missing = .mean }
    #expect(try model.predict(table("a,b\n1,\n")) == model.predict(table("a,b\n1,20\n")))
  }

  @Test(arguments: Table.Normalization.allCases) func valuesAreInTheDatasUnits(
    normalization: Table.Normalization
  ) throws {
    // A linear network whose output is its first input: each in its own units.
    let model = try model {
      $0.hidden = .sizes([])
      $0.normalization = normalization
      $0.targetNormalization = normalization
    }
    var identity = model
    identity.network.setWeights([1, 0], ofLayer: 0)
    identity.network.setBiases([0], ofLayer: 0)
    guard case .values(let values, let names) = try identity.predict(table("a,b\n1,0\n2,0\n4,0\n7,0\n"))
    else {
      Issue.record("classes")
      return
    }
    #expect(names == ["y"])
    // a: minimum 1, maximum 4, mean 7/3, variance 14/9; y: 100, 700, 350, 65 000.
    let deviations = (input: (14.0 / 9).squareRoot(), target: Double(65_000).squareRoot())
    let expected: [Double] = [1, 2, 4, 7].map { a in
      switch normalization {
      case .identity: a
      case .minmax, .minmax11: 100 + (a - 1) / 3 * 600
      case .zscore: 350 + (a - 7 / 3) / deviations.input * deviations.target
      }
    }
    #expect(relativeDifference(values, expected) < 1e-13)
  }

  @Test func classesAndProbabilities() throws {
    let model = try model("a,b,y\n1,1,no\n2,2,yes\n3,3,no\n4,4,maybe\n") {
      $0.task = nil
      $0.hidden = .sizes([])
      $0.normalization = .identity
    }
    #expect(model.task == .classify)
    var network = model
    // The largest of −a, 0 and a − 5.
    network.network.setWeights([-1, 0, 0, 0, 1, 0], ofLayer: 0)
    network.network.setBiases([0, 0, -5], ofLayer: 0)
    guard
      case .classes(let classes, let probabilities, let labels) = try network.predict(
        table("a,b\n-1,0\n1,0\n9,0\n0,0\n"))
    else {
      Issue.record("values")
      return
    }
    #expect(labels == ["maybe", "no", "yes"])
    // Of equal outputs the first counts.
    #expect(classes == [0, 1, 2, 0])
    let expected = [[1.0, 0, -6], [-1, 0, -4], [-9, 0, 4], [0, 0, -5]].flatMap {
      NaiveNetwork.apply(.softmax, $0)
    }
    #expect(relativeDifference(probabilities, expected) < 1e-14)
  }

  @Test func evaluation() throws {
    let regression = try model {
      $0.hidden = .sizes([])
      $0.targetNormalization = .minmax
    }
    var constant = regression
    constant.network.setWeights([0, 0], ofLayer: 0)
    constant.network.setBiases([0.5], ofLayer: 0)
    // Everything is 400 = 100 + 0.5 · 600.
    let data = try constant.preprocessing.encode(
      table("a,b,y\n1,2,400\n1,2,700\n"), rows: [0, 1], as: Double.self)
    let (loss, metrics) = constant.evaluate(data)
    #expect(loss == 0.125)
    guard case .regression(let values) = metrics else {
      Issue.record("classes")
      return
    }
    #expect(relativeDifference([values.rootMeanSquaredError], [Double(45_000).squareRoot()]) < 1e-14)
    #expect(values.meanAbsoluteError == 150)
    #expect(relativeDifference([values.coefficientOfDetermination], [-1]) < 1e-14)
  }

  @Test func encodesOneSample() throws {
    let regression = try model { $0.normalization = .minmax }
    #expect(try regression.preprocessing.encode(input: [4, 20]) == [1, 0.5])
    #expect(throws: BPNetError.self) { try regression.preprocessing.encode(input: [4]) }
    for text in ["", "x", "1,2", "nan", "inf", "1,"] {
      #expect(throws: BPNetError.self, "\(text)") { try regression.preprocessing.encode(target: text) }
    }
    let classes = try model("a,b,y\n1,1,3\n2,2,10\n3,3,3\n4,4,10\n") { $0.task = .classify }
    #expect(try classes.preprocessing.encode(target: "10") == [0, 1])
    #expect(try classes.preprocessing.encode(target: "3.0") == [1, 0])
    #expect(throws: BPNetError.self) { try classes.preprocessing.encode(target: "4") }
  }
}
