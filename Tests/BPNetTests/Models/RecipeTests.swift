import Testing

@testable import BPNet

@Suite struct RecipeTests {
  private func table(_ text: String, source: String = "t.csv") throws -> Table {
    try CSVReader().read(text: text, source: source)
  }

  private func prepare(
    _ text: String, validation: String? = nil, _ change: (inout TrainingRecipe) -> Void = { _ in }
  ) throws -> PreparedTraining<Double> {
    var recipe = TrainingRecipe(preset: .classic)
    change(&recipe)
    return try recipe.prepare(
      table(text), validationTable: validation.map { try table($0, source: "v.csv") }, as: Double.self)
  }

  private static func rows(_ count: Int, _ row: (Int) -> String, header: String = "a,b,y") -> String {
    header + "\n" + (0..<count).map(row).joined(separator: "\n") + "\n"
  }

  private static let classes = rows(12) { "\($0),\($0 * $0),\($0 % 3)" }
  private static let numbers = rows(12) { "\($0),\($0 * $0),\(Double($0) * 0.5)" }

  /// The last column, and the task that follows from it.
  private static let tasks: [(String, LearningTask)] = [
    (rows(6) { "1,2,\($0 % 2 == 0 ? "yes" : "no")" }, .classify), (classes, .classify), (numbers, .regress),
    // Each class twice on average, no less.
    (rows(8) { "1,2,\($0 / 2)" }, .classify), (rows(8) { "1,2,\($0 / 2 + ($0 == 7 ? 1 : 0))" }, .regress),
    // Twenty classes, no more.
    (rows(42) { "1,2,\($0 % 20)" }, .classify), (rows(42) { "1,2,\($0 % 21)" }, .regress),
    (rows(9) { "1,2,\($0 % 3 * -5)" }, .classify), (rows(9) { "1,2,\($0 % 3).5" }, .regress),
  ]

  @Test(arguments: Self.tasks) func theTaskFollowsFromTheTarget(text: String, task: LearningTask) throws {
    let prepared = try prepare(text)
    #expect(prepared.task == task)
    #expect((prepared.preprocessing.labels != nil) == (task == .classify))
  }

  @Test func theTaskCanBeGiven() throws {
    #expect(try prepare(Self.classes) { $0.task = .regress }.task == .regress)
    let classified = try prepare(Self.numbers) { $0.task = .classify }
    #expect(classified.preprocessing.labels?.prefix(4) == ["0.0", "0.5", "1.0", "1.5"])
    // Numbers that doubles do not tell apart from their neighbours are labels as they are written.
    let large = try prepare("a,y\n1,9007199254740994\n2,9007199254740995\n") { $0.task = .classify }
    #expect(large.preprocessing.labels == ["9007199254740994", "9007199254740995"])
    #expect(try prepare(Self.classes) { $0.target = "b,y" }.task == .regress)
  }

  @Test func choicesForClasses() throws {
    let prepared = try prepare(Self.classes)
    // √(2 + 3) + 5, rounded.
    #expect(prepared.topology.description == "2-7-3")
    #expect(prepared.topology.layers.map(\.activation) == [.sigmoid(), .softmax])
    #expect(prepared.configuration.loss.name == "cross-entropy")
    #expect(prepared.configuration.learningRate == 0.1)
    #expect(prepared.validation == nil)
    #expect(prepared.preprocessing.labels == ["0", "1", "2"])
  }

  @Test func choicesForNumbers() throws {
    let prepared = try prepare(Self.numbers)
    #expect(prepared.topology.description == "2-7-1")
    #expect(prepared.topology.outputActivation == .linear)
    #expect(prepared.configuration.loss.name == "mse")
    #expect(prepared.configuration.learningRate == 0.01)
    // Inputs and targets have mean 0 and variance 1.
    guard case .values(let targets) = prepared.training.targets else {
      Issue.record("classes")
      return
    }
    let firstInputs = gatheredInputs(of: prepared.training).enumerated().filter { $0.offset % 2 == 0 }
    for values in [firstInputs.map(\.element), (0..<12).map { targets.base[$0] }] {
      #expect(abs(values.reduce(0, +)) < 1e-12)
      #expect(abs(values.reduce(0) { $0 + $1 * $1 } - 12) < 1e-12)
    }
  }

  @Test func choicesThatFollowFromOthers() throws {
    #expect(try prepare(Self.classes) { $0.activations = [.relu] }.configuration.learningRate == 0.01)
    #expect(
      try prepare(Self.classes) {
        $0.activations = [.relu]
        $0.learningRate = 0.3
      }.configuration.learningRate == 0.3)
    #expect(
      try prepare(Self.classes) { $0.outputActivation = .sigmoid() }.configuration.loss.name
        == "cross-entropy")
    #expect(try prepare(Self.classes) { $0.outputActivation = .tanh }.configuration.loss.name == "mse")
    #expect(try prepare(Self.classes) { $0.loss = .halfSquared }.configuration.loss.name == "half-squared")
    #expect(try prepare(Self.numbers) { $0.outputActivation = .sigmoid() }.configuration.loss.name == "mse")
    let deep = try prepare(Self.classes) {
      $0.hidden = .sizes([4, 3])
      $0.activations = [.tanh, .relu]
      $0.bias = .shared
      $0.seed = 9
    }
    #expect(deep.topology.description == "2-4-3-3")
    #expect(deep.topology.layers.map(\.activation) == [.tanh, .relu, .softmax])
    #expect(deep.topology.layers.allSatisfy { $0.bias == .shared })
    #expect(deep.configuration.seed == 9)
    #expect(try prepare(Self.classes) { $0.hidden = .sizes([]) }.topology.description == "2-3")
  }

  @Test func theSeedMakesTheFirstWeightsAndTheSplit() throws {
    func run(_ seed: UInt64) throws -> PreparedTraining<Double> {
      try prepare(Self.classes) {
        $0.seed = seed
        $0.validationFraction = 0.25
      }
    }
    let (first, again, other) = (try run(1), try run(1), try run(2))
    #expect(try first.makeNetwork().parameterBytes == again.makeNetwork().parameterBytes)
    #expect(first.preprocessing == again.preprocessing)
    #expect(try first.makeNetwork().parameterBytes != other.makeNetwork().parameterBytes)
    #expect(first.training.rowCount == 9 && first.validation?.rowCount == 3)
    // Scalings are fitted on the training part alone.
    #expect(first.preprocessing != (try prepare(Self.classes).preprocessing))
  }

  @Test func missingCells() throws {
    let text = "a,b,y\n1,,0.5\n3,4,1.5\n,8,2.5\n5,6,3.5\n"
    let error = #expect(throws: BPNetError.self) { try prepare(text) }
    #expect(error?.description.hasPrefix("t.csv:2:b: found a missing value") == true)
    #expect(error?.hint?.contains("missing: mean") == true)
    #expect(try prepare(text) { $0.missing = .drop }.training.rowCount == 2)
    let filled = try prepare(text) {
      $0.missing = .mean
      $0.normalization = .identity
    }
    #expect(filled.preprocessing.inputs.map(\.replacement) == [3, 6])
    #expect(gatheredInputs(of: filled.training) == [1, 6, 3, 4, 3, 8, 5, 6])
  }

  @Test func missingTargets() throws {
    let text = "a,b,y\n1,2,0.5\n3,4,\n5,6,2.5\n"
    let error = #expect(throws: BPNetError.self) { try prepare(text) }
    #expect(error?.description.hasPrefix("t.csv:3:y: found a missing value") == true)
    for policy in [Table.MissingPolicy.mean, .drop] {
      #expect(try prepare(text) { $0.missing = policy }.training.rowCount == 2, "\(policy)")
    }
    #expect(throws: BPNetError.self) { try prepare("a,b,y\n1,,2\n,3,4\n") { $0.missing = .drop } }
    // A column without any cell.
    let empty = #expect(throws: BPNetError.self) {
      try prepare("a,b,y\n1,,0.5\n2,,1.5\n4,,1\n") { $0.missing = .mean }
    }
    #expect(empty?.description.hasPrefix("t.csv::b: found no value in any row") == true)
  }

  @Test func textAmongTheInputsIsAnErrorWithAWayOut() throws {
    let text = "id,name,y\n1,ann,0.5\n2,bob,1.5\n"
    let error = #expect(throws: BPNetError.self) { try prepare(text) }
    #expect(
      error?.description == "t.csv:2:name: found 'ann', expected a number (2 different texts in 2 rows)")
    #expect(error?.hint?.contains("ignoredColumns: ") == true)
    let prepared = try prepare(text) { $0.ignoredColumns = "name" }
    #expect(prepared.preprocessing.inputs.map(\.name) == ["id"])
    #expect(prepared.preprocessing.columnCount == 3)
  }

  /// The error in the recipe, and the beginning of the message.
  private static let refused: [(String, String, @Sendable (inout TrainingRecipe) -> Void)] = [
    (classes, "target: found 'z'", { $0.target = "z" }),
    (classes, "target: found column 4", { $0.target = "4" }),
    (classes, "ignoredColumns: found 'z'", { $0.ignoredColumns = "z" }),
    (classes, "ignoredColumns: found the target column \"y\"", { $0.ignoredColumns = "b,y" }),
    (classes, "t.csv: found no column left", { $0.target = "a-y" }),
    (classes, "t.csv: found no column left", { $0.ignoredColumns = "a,b" }),
    (
      classes, "t.csv::b: found 12 different labels, expected two in each of several target columns",
      {
        $0.target = "b,y"; $0.task = .classify
      }
    ),
    ("a,y\n1,x\n2,z\n", "t.csv:2:y: found 'x'", { $0.task = .regress }),
    ("a,b,y\n1,x,2\n2,z,3\n", "t.csv:2:b: found 'x'", { $0.target = "b,y" }),
    (classes, "activations: found 2 activations", { $0.activations = [.tanh, .tanh] }),
    (classes, "activations: found 0 activations", { $0.activations = [] }),
    (classes, "layer 1: found 0 neurons", { $0.hidden = .sizes([0]) }),
    (classes, "activations: found softmax", { $0.activations = [.softmax] }),
    (classes, "validationFraction: found 0.0", { $0.validationFraction = 0 }),
    (classes, "validationFraction: found 1.0", { $0.validationFraction = 1 }),
    (classes, "validationFraction: found nan", { $0.validationFraction = .nan }),
    (classes, "validationFraction: found 0.01, 0 of 12 rows", { $0.validationFraction = 0.01 }),
    (classes, "validationFraction: found 0.99, 12 of 12 rows", { $0.validationFraction = 0.99 }),
    ("a,y\n1,1\n", "validationFraction", { $0.validationFraction = 0.5 }),
    ("a,y\n1,x\n2,x\n", "t.csv::y: found 'x' in every row", { _ in }),
    (classes, "hidden: found a network that needs", { $0.hidden = .sizes([30_000_000, 30_000]) }),
    (classes, "weightInitializer: found first weights", { $0.weightInitializer = .constant(.infinity) }),
  ]

  @Test(arguments: Self.refused.indices) func refusesBadRecipes(index: Int) {
    let (text, message, change) = Self.refused[index]
    let error = #expect(throws: BPNetError.self) { try prepare(text, change).makeNetwork() }
    #expect(error?.description.hasPrefix(message) == true, "\(String(describing: error?.description))")
  }

  @Test func validationInATableOfItsOwn() throws {
    let prepared = try prepare(Self.classes, validation: "y,b,a\n2,4,5\n0,1,2\n") {
      $0.validationFraction = 0.5
      $0.normalization = .identity
    }
    #expect(prepared.training.rowCount == 12)
    let validation = try #require(prepared.validation)
    #expect(gatheredInputs(of: validation) == [5, 4, 2, 1])
    guard case .classes(let classes) = validation.targets else {
      Issue.record("numbers")
      return
    }
    #expect((0..<2).map { classes.base[$0] } == [2, 0])
  }

  private static let badValidation: [(String, String)] = [
    ("a,b,y\n1,2,7\n", "v.csv:2:y: found '7', expected one of the classes 0, 1, 2"),
    ("a,b,y\n1,2,red\n", "v.csv:2:y: found 'red'"), ("a,b\n1,2\n", "v.csv: found no target column \"y\""),
    ("a,y\n1,2\n", "v.csv: found no column \"b\""), ("a,b,y\n1,,2\n", "v.csv:2:b: found a missing value"),
    ("a,b,y\n1,x,2\n", "v.csv:2:b: found 'x'"), ("1,2\n", "v.csv: found no target column \"y\""),
    ("1,2,3,4\n", "v.csv: found 4 columns"),
  ]

  @Test(arguments: Self.badValidation) func refusesBadValidation(text: String, message: String) {
    let error = #expect(throws: BPNetError.self) { try prepare(Self.classes, validation: text) }
    #expect(error?.description.hasPrefix(message) == true, "\(String(describing: error?.description))")
  }

  @Test func classesThatLookAlikeStayApart() throws {
    // é in one character and in two: other bytes, so other classes.
    let prepared = try prepare("a,y\n1,é\n2,e\u{301}\n3,é\n4,e\u{301}\n")
    #expect(prepared.preprocessing.labels?.count == 2)
    guard case .classes(let classes) = prepared.training.targets else {
      Issue.record("numbers")
      return
    }
    // "e\u{301}" begins with the lower byte.
    #expect((0..<4).map { classes.base[$0] } == [1, 0, 1, 0])
  }

  @Test func numbersBeyondThePrecisionAreRefused() throws {
    var recipe = TrainingRecipe(preset: .classic)
    recipe.normalization = .identity
    recipe.targetNormalization = .identity
    for text in ["a,y\n1e300,0.5\n2,1.5\n4,2\n", "a,y\n1,0.5\n2,1e300\n4,2\n"] {
      let table = try table(text)
      let error = #expect(throws: BPNetError.self) { try recipe.prepare(table, as: Float.self) }
      #expect(error?.description.contains("range of f32") == true)
      #expect(throws: Never.self) { try recipe.prepare(table, as: Double.self) }
    }
  }
}
