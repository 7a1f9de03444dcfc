import Testing

@testable import BPNet

/// Recipes that continue from a model.
@Suite struct WarmStartTests {
  private static func rows(_ range: Range<Int>, header: String = "a,b,kind") -> String {
    header + "\n"
      + range.map { row in
        let (a, b) = (Double(row * 37 % 101) / 10, Double(row * 59 % 97) / 10)
        return "\(a),\(b),\(["low", "mid", "high"][min(Int(a + b) / 7, 2)])\n"
      }.joined()
  }

  private func table(_ text: String, source: String = "t.csv") throws -> Table {
    try CSVReader().read(text: text, source: source)
  }

  private static func recipe(_ change: (inout TrainingRecipe) -> Void = { _ in }) -> TrainingRecipe {
    var recipe = TrainingRecipe(preset: .classic)
    recipe.hidden = .sizes([6])
    recipe.seed = 3
    recipe.epochs = 8
    change(&recipe)
    return recipe
  }

  /// Through a file, as a program does it.
  private func trained(_ recipe: TrainingRecipe, _ text: String = rows(0..<90)) throws -> TypedModel<Float> {
    let model = try recipe.prepare(table(text), as: Float.self).trainBest().best.model.typed(as: Float.self)
    return try Model(decoding: model.encoded(path: ""), file: "m").typed(as: Float.self)
  }

  @Test(arguments: ["sgd", "nesterov", "adam", "rprop"]) func twoHalvesAreOneWhole(optimizer: String) throws {
    let optimizer = try Optimizer(parsing: optimizer)
    for fraction in [nil, 0.2] {
      let half = Self.recipe {
        $0.optimizer = .given(optimizer)
        $0.validationFraction = fraction
        $0.maxFail = fraction == nil ? nil : 100
      }
      let first = try trained(half)
      var rest = half
      rest.epochs = 16 - first.record.bestEpoch
      let second = try rest.prepare(table(Self.rows(0..<90)), continuing: first).trainBest().best.model
        .typed(as: Float.self)
      var whole = half
      whole.epochs = 16
      let once = try trained(whole)
      #expect(second.network.parameterBytes == once.network.parameterBytes)
      #expect(second.preprocessing == once.preprocessing)
      #expect(second.record.previousEpochs == first.record.bestEpoch)
      #expect(second.record.epochsOfWeights == once.record.bestEpoch)
    }
  }

  /// A scaling fitted on the other rows would differ.
  @Test func theScalingIsTheModels() throws {
    let first = try trained(Self.recipe())
    let others = try table(Self.rows(200..<220))
    let prepared = try Self.recipe { $0.normalization = .minmax }.prepare(others, continuing: first)
    #expect(prepared.preprocessing == first.preprocessing)
    #expect(try prepared.makeNetwork().parameterBytes == first.network.parameterBytes)
    let fresh = try Self.recipe().prepare(others, as: Float.self)
    #expect(fresh.preprocessing != first.preprocessing)
  }

  @Test func columnsAreMatchedByName() throws {
    let first = try trained(Self.recipe())
    let straight = try table("a,b,kind\n1,2,low\n9,8,high\n")
    let turned = try table("kind,note,b,a\nlow,x,2,1\nhigh,y,8,9\n")
    let models = try [straight, turned].map {
      try Self.recipe().prepare($0, continuing: first).trainBest().best.model.parameterBytes
    }
    #expect(models[0] == models[1])
    #expect(models[0] != first.network.parameterBytes)
  }

  @Test func theLossAndTheRateAreTheModels() throws {
    let first = try trained(
      Self.recipe {
        $0.learningRate = 0.0375
        $0.loss = .meanSquared
      })
    func configuration(_ change: (inout TrainingRecipe) -> Void) throws -> TrainingConfiguration {
      try Self.recipe(change).prepare(table(Self.rows(0..<30)), continuing: first).configuration
    }
    #expect(try configuration { _ in }.loss.name == Loss.meanSquared.name)
    #expect(try configuration { _ in }.learningRate == 0.0375)
    #expect(try configuration { $0.loss = .crossEntropy }.loss.name == Loss.crossEntropy.name)
    #expect(try configuration { $0.learningRate = 0.5 }.learningRate == 0.5)
    #expect(try configuration { $0.optimizer = .given(.sgd(momentum: 0.5)) }.learningRate == 0.0375)
    #expect(try configuration { $0.optimizer = .given(.adam()) }.learningRate == 0.001)
  }

  /// The state belongs to one optimiser with its constants.
  @Test func anotherOptimizerStartsAnew() throws {
    let first = try trained(Self.recipe())
    let data = try table(Self.rows(0..<30))
    func state(_ optimizer: Optimizer) throws -> OptimizerState<Float>? {
      try Self.recipe { $0.optimizer = .given(optimizer) }.prepare(data, continuing: first)
        .optimizerState
    }
    #expect(try state(.sgd(momentum: 0.9)) != nil)
    #expect(try state(.sgd(momentum: 0.8)) == nil)
    #expect(try state(.nesterov(momentum: 0.9)) == nil)
    let bare = try trained(Self.recipe { $0.keepsOptimizerState = false })
    #expect(bare.optimizerState == nil)
    #expect(bare.network.parameterBytes == first.network.parameterBytes)
  }

  /// The vector of a method for full batches is of the parameters that were trained.
  @Test func otherFrozenLayersStartAMethodAnew() throws {
    let first = try trained(Self.recipe { $0.optimizer = .given(try! Optimizer(parsing: "lbfgs")) })
    for (layers, isKept) in [([Int](), true), ([0], false)] {
      let recipe = Self.recipe {
        $0.optimizer = .given(try! Optimizer(parsing: "lbfgs"))
        $0.frozenLayers = layers
      }
      let prepared = try recipe.prepare(table(Self.rows(0..<90)), continuing: first)
      #expect((prepared.optimizerState != nil) == isKept)
      #expect(throws: Never.self) { try prepared.makeTrainer() }
    }
  }

  @Test func theStartIsKeptWhereNothingIsBetter() throws {
    let recipe = Self.recipe {
      $0.validationFraction = 0.3
      $0.epochs = 60
    }
    let first = try trained(recipe)
    var harmful = recipe
    harmful.learningRate = 3
    harmful.epochs = 2
    let prepared = try harmful.prepare(table(Self.rows(0..<90)), continuing: first)
    let result = try prepared.trainBest().best
    let before = first.evaluate(try #require(prepared.validation)).loss
    #expect(try #require(result.validation).loss <= before)
  }

  /// Choices that suit an optimiser.
  private static let ofOptimizer: @Sendable (inout TrainingRecipe) -> Void = {
    $0.learningRate = 0.05
    $0.biasLearningRate = 0.07
    $0.schedule = .exponential(factor: 0.9)
    $0.warmUpEpochs = 2
    $0.weightDecay = 0.001
    $0.l1Penalty = 0.002
    $0.clippingNorm = 3
    $0.clippingValue = 4
    $0.batchSize = .samples(9)
  }

  /// Choices that are inherited by training with any optimiser.
  private static let ofAll: @Sendable (inout TrainingRecipe) -> Void = {
    $0.dropout = 0.1
    $0.labelSmoothing = 0.2
    $0.classWeights = .balanced
    $0.reduction = .sum
    $0.shuffles = false
    $0.frozenLayers = [0]
    $0.missing = .drop
  }

  /// A model with all these choices, and others that are its own alone.
  private func modelOfManyChoices() throws -> Model {
    Model(
      try trained(
        Self.recipe {
          Self.ofOptimizer(&$0)
          Self.ofAll(&$0)
          $0.optimizer = .given(.nesterov(momentum: 0.5))
          $0.goal = 1e-9
          $0.patience = 50
          $0.threads = 1
          $0.weightInitializer = .he
        }))
  }

  @Test func theRestIsTheModels() throws {
    let model = try modelOfManyChoices()
    var expected = TrainingRecipe(preset: .classic)
    Self.ofOptimizer(&expected)
    Self.ofAll(&expected)
    expected.optimizer = .given(.nesterov(momentum: 0.5))
    expected.loss = .crossEntropy
    (expected.seed, expected.splitSeed) = (3, 3)
    #expect(try TrainingRecipe(continuing: model) == expected)

    // What is given stays, whatever the model has.
    var given = TrainingRecipe(preset: .classic)
    given.optimizer = .given(.nesterov(momentum: 0.75))
    (given.seed, given.epochs, given.dropout, given.learningRate) = (8, 5, 0, 0.5)
    expected.optimizer = given.optimizer
    (expected.seed, expected.epochs, expected.dropout, expected.learningRate) = (8, 5, 0, 0.5)
    #expect(try TrainingRecipe(continuing: model, overriding: given) == expected)
  }

  @Test func whatSuitsAnOptimizerIsNotTakenOverToAnother() throws {
    let model = try modelOfManyChoices()
    for optimizer in [TrainingRecipe.OptimizerChoice.given(.adam()), .automatic] {
      var given = TrainingRecipe(preset: .classic)
      given.optimizer = optimizer
      var expected = given
      Self.ofAll(&expected)
      expected.loss = .crossEntropy
      (expected.seed, expected.splitSeed) = (3, 3)
      #expect(try TrainingRecipe(continuing: model, overriding: given) == expected)
    }
  }

  /// The model is of 2 inputs, 6 hidden neurons and 3 classes.
  private static let disagreeing: [(@Sendable (inout TrainingRecipe) -> Void, String)] = [
    ({ $0.restartCount = 2 }, "restartCount: found 2 beside a model to start from, expected 1"),
    ({ $0.hidden = .search }, "hidden: found auto:search beside a model to start from, expected none"),
    ({ $0.hidden = .sizes([7]) }, "hidden: found 7, expected 6, as in the model"),
    ({ $0.hidden = .automatic(offset: 3) }, "hidden: found auto:3, expected 6, as in the model"),
    ({ $0.hidden = .sizes([]) }, "hidden: found "),
    ({ $0.weightInitializer = .he }, "weightInitializer: found he beside"),
    ({ $0.biasInitializer = .zeros }, "biasInitializer: found zeros beside"),
    ({ $0.activations = [.tanh] }, "activations: found tanh, expected sigmoid, as in the model"),
    ({ $0.activations = [.sigmoid(), .sigmoid()] }, "activations: found sigmoid,sigmoid, expected sigmoid"),
    ({ $0.activations = [] }, "activations: found "),
    ({ $0.outputActivation = .tanh }, "outputActivation: found tanh, expected softmax"),
    ({ $0.bias = .shared }, "bias: found shared, expected each,each"),
    ({ $0.task = .forecast }, "task: found forecast, expected classify"),
    ({ $0.window = 2 }, "window: found 2, expected none"),
    ({ $0.horizon = 1 }, "horizon: found 1, expected none"),
    ({ $0.normalization = .identity }, "normalization: found none, expected zscore"),
    ({ $0.targetNormalization = .zscore }, "targetNormalization: found zscore, expected none given"),
  ]

  @Test func choicesThatDisagreeAreRefused() throws {
    let model = Model(try trained(Self.recipe()))
    for (change, message) in Self.disagreeing {
      var given = TrainingRecipe(preset: .classic)
      change(&given)
      let error = #expect(throws: BPNetError.self, "\(message)") {
        try TrainingRecipe(continuing: model, overriding: given)
      }
      #expect(error?.description.hasPrefix(message) == true, "\(String(describing: error))")
    }
    // What a model says of itself agrees with it.
    var own = model.record.recipe
    (own.weightInitializer, own.biasInitializer) = (nil, nil)
    let recipe = try TrainingRecipe(continuing: model, overriding: own)
    #expect(recipe == own)
    let columns: [(@Sendable (inout TrainingRecipe) -> Void, String)] = [
      ({ $0.target = "a" }, "target: found a, expected kind, as in the model"),
      ({ $0.weightColumn = "a" }, "weightColumn: found a, expected none, as in the model"),
      ({ $0.ignoredColumns = "b" }, "ignoredColumns: found b, expected columns that the model does not use"),
    ]
    for (change, message) in columns {
      let error = #expect(throws: BPNetError.self) {
        try Self.recipe(change).prepare(
          table(Self.rows(0..<9)), continuing: model, as: Float.self)
      }
      #expect(error?.description == message)
    }
  }

  private static let refused: [(String, @Sendable (inout TrainingRecipe) -> Void, String, String)] = [
    ("restarts", { $0.restartCount = 3 }, rows(0..<9), "restartCount: found 3"),
    ("search", { $0.hidden = .search }, rows(0..<9), "hidden: found auto:search beside a model"),
    ("unknown label", { _ in }, "a,b,kind\n1,2,low\n3,4,top\n", "n.csv:3:kind: found 'top', expected one of"),
    ("no such column", { _ in }, "a,c,kind\n1,2,low\n", "n.csv: found no column \"b\""),
    ("no target", { _ in }, "a,b\n1,2\n", "n.csv: found no target column \"kind\""),
    ("text", { _ in }, "a,b,kind\n1,x,low\n", "n.csv:2:b: found 'x', expected a number"),
    ("missing cell", { _ in }, "a,b,kind\n1,2,low\n1,,low\n", "n.csv:3:b: found a missing value"),
    (
      "missing cell without a mean", { $0.missing = .mean }, "a,b,kind\n1,2,low\n1,,low\n",
      "n.csv:3:b: found a missing value"
    ),
    ("fraction", { $0.validationFraction = 0.01 }, rows(0..<9), "validationFraction: found 0.01"),
    ("frozen layer", { $0.frozenLayers = [2] }, rows(0..<9), "frozenLayers: found layer 3"),
  ]

  @Test(arguments: Self.refused.indices) func isRefused(index: Int) throws {
    let (title, change, text, message) = Self.refused[index]
    let first = try trained(Self.recipe())
    let error = #expect(throws: BPNetError.self, "\(title)") {
      try Self.recipe(change).prepare(table(text, source: "n.csv"), continuing: first).makeTrainer()
    }
    #expect(error?.description.contains(message) == true, "\(title): \(String(describing: error))")
  }

  @Test func theRecordNamesItsOptimizer() throws {
    for text in ["sgd:0.25", "adam:0.8,0.99,1e-06", "rprop:0.4,1.3"] {
      let model = try trained(Self.recipe { $0.optimizer = .given(try! Optimizer(parsing: text)) })
      #expect(model.record.optimizer?.description == text)
    }
    #expect(TrainingRecord().optimizer == nil)
    #expect(TrainingRecord(previousEpochs: .max, bestEpoch: 1).epochsOfWeights == .max)
  }
}
