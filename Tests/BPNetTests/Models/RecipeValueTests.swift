import Foundation
import Testing

@testable import BPNet

/// Recipes as values: equality and coding depend on all of their choices, and on nothing else.
@Suite struct RecipeValueTests {
  /// A recipe that makes every choice, none of them the default.
  private static let whole: TrainingRecipe = {
    var recipe = TrainingRecipe(preset: .classic)
    recipe.target = "a-c, \"d\""
    recipe.ignoredColumns = "2"
    recipe.weightColumn = "w"
    recipe.oneHot = .columns("a-c")
    recipe.unknownCategory = .zero
    recipe.classWeights = .labels([.init(label: "x,=\"\n", value: 0.1 + 0.2), .init(label: "", value: 0)])
    recipe.task = .forecast
    recipe.window = 3
    recipe.horizon = 2
    recipe.period = 4
    recipe.missing = .mean
    recipe.normalization = .minmax11
    recipe.targetNormalization = .identity
    recipe.validationFraction = 1.0 / 3
    recipe.testFraction = 0.1
    recipe.hidden = .sizes([3, 4])
    recipe.activations = [.leakyReLU(slope: 0.3), .prelu()]
    recipe.outputActivation = .sigmoid(steepness: 2)
    recipe.bias = .sharedFrozen
    recipe.frozenLayers = [2, 0]
    recipe.weightInitializer = .gaussian(mean: 1, standardDeviation: 1e-300)
    recipe.biasInitializer = .constant(-0.5)
    recipe.loss = .huber(delta: 0.5)
    recipe.labelSmoothing = 0.1
    recipe.weightDecay = 1e-5
    recipe.l1Penalty = 2e-5
    recipe.dropout = 0.25
    recipe.optimizer = .given(.rprop(decrease: 0.4, increase: 1.5, smallestStep: 0.1, largestStep: 3))
    recipe.learningRate = 0.7
    recipe.biasLearningRate = .leastNonzeroMagnitude
    recipe.schedule = .adaptive(increase: 1.5, decrease: 0.25, limit: 2)
    recipe.warmUpEpochs = 3
    recipe.clippingNorm = .greatestFiniteMagnitude
    recipe.clippingValue = 2
    recipe.batchSize = .samples(7)
    recipe.reduction = .sum
    recipe.shuffles = false
    recipe.streams = true
    recipe.seed = .max
    recipe.splitSeed = 1 << 63 + 1
    recipe.restartCount = 5
    recipe.rankingMetric = .logLoss
    recipe.epochs = 12
    recipe.goal = -0.0
    recipe.maxFail = 2
    recipe.patience = 3
    recipe.minimumGradient = 1e-7
    recipe.timeLimit = 0.5
    recipe.threads = 3
    recipe.keepsOptimizerState = false
    recipe.keepsHistory = true
    return recipe
  }()

  /// Other values of the choices that are written in several ways.
  private static let others: [@Sendable (inout TrainingRecipe) -> Void] = [
    { $0.hidden = .automatic() }, { $0.hidden = .automatic(offset: 9) }, { $0.hidden = .search },
    { $0.hidden = .sizes([]) }, { $0.optimizer = .automatic }, { $0.optimizer = .given(.scg) },
    { $0.batchSize = .full }, { $0.classWeights = .balanced }, { $0.classWeights = .labels([]) },
    { $0.activations = [] }, { $0.frozenLayers = [] },
  ]

  private func roundTrip(_ recipe: TrainingRecipe) throws -> TrainingRecipe {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    let json = try encoder.encode(recipe)
    let read = try JSONDecoder().decode(TrainingRecipe.self, from: json)
    #expect(try encoder.encode(read) == json)
    return read
  }

  @Test func everyChoiceIsWrittenAndRead() throws {
    for (name, value) in Mirror(reflecting: Self.whole).children {
      #expect(!"\(value)".hasPrefix("nil"), "\(name ?? "") is a choice that this test leaves open")
    }
    #expect(try roundTrip(Self.whole) == Self.whole)
    #expect(try roundTrip(TrainingRecipe()) == TrainingRecipe())
    #expect(try String(decoding: JSONEncoder().encode(TrainingRecipe()), as: UTF8.self) == "{}")
    var seen = [Self.whole, TrainingRecipe()]
    for change in Self.others {
      var recipe = Self.whole
      change(&recipe)
      #expect(try roundTrip(recipe) == recipe)
      #expect(!seen.contains(recipe))
      seen.append(recipe)
    }
  }

  @Test func everyChoiceIsListedOnce() {
    let choices = RecipeChoice.all
    #expect(choices.count == Mirror(reflecting: TrainingRecipe()).children.count)
    #expect(Set(choices.map(\.name)).count == choices.count)
    var copy = TrainingRecipe()
    for choice in choices {
      #expect(choice.isGiven(Self.whole) && !choice.isGiven(copy), "\(choice.name)")
      var single = TrainingRecipe()
      choice.copy(Self.whole, &single)
      #expect(choices.filter { $0.isGiven(single) }.map(\.name) == [choice.name])
      choice.copy(Self.whole, &copy)
      #expect(choice.isGiven(copy))
    }
    #expect(copy == Self.whole)
  }

  @Test func anySubsetIsWrittenAndRead() throws {
    for seed in 0..<50 as Range<UInt64> {
      var generator = RandomGenerator(seed: seed, stream: 1)
      var recipe = TrainingRecipe(preset: .classic)
      for choice in RecipeChoice.all where generator.uniform() < 0.5 { choice.copy(Self.whole, &recipe) }
      #expect(try roundTrip(recipe) == recipe)
    }
  }

  @Test(arguments: [
    #"{"optimizer":"sgd:2"}"#, #"{"optimizer":7}"#, #"{"hidden":"auto"}"#, #"{"hidden":{"size":3}}"#,
    #"{"batchSize":"half"}"#, #"{"batchSize":1.5}"#, #"{"classWeights":{}}"#,
    #"{"classWeights":[{"label":"a"}]}"#,
    #"{"schedule":"step"}"#, #"{"weightInitializer":"magic"}"#, #"{"loss":"huber:0"}"#, #"{"seed":-1}"#,
    #"{"activations":"relu"}"#, #"{"normalization":"identity"}"#, #"{"shuffles":0}"#,
  ])
  func otherJSONIsRefused(json: String) {
    #expect(throws: (any Error).self) { try JSONDecoder().decode(TrainingRecipe.self, from: Data(json.utf8)) }
  }
}

/// Recipes whose open choices have been made for some data.
@Suite struct ResolvedRecipeTests {
  private static let table = try? CSVReader().read(
    text: "a,b,c,d\n"
      + (0..<40).map { row in
        let (a, b, c) = (Double(row * 37 % 41) / 8, row * 17 % 23, Double(row * 7 % 11) / 4 - 1)
        return "\(a),\(b),\(c),\(row % 3 == 0 ? "x" : "y")\n"
      }.joined(),
    source: "t.csv")

  private static let recipes: [(String, @Sendable (inout TrainingRecipe) -> Void)] = [
    ("usual", { _ in }),
    (
      "numbers",
      {
        $0.target = "c"; $0.ignoredColumns = "d"; $0.task = .regress; $0.activations = [.relu]
      }
    ),
    (
      "least squares",
      {
        $0.target = "c"; $0.ignoredColumns = "d"; $0.task = .regress; $0.optimizer = .automatic
      }
    ),
    (
      "adam",
      {
        $0.optimizer = .automatic; $0.schedule = .cosine(epochs: 4); $0.hidden = .sizes([])
      }
    ),
    (
      "binary",
      {
        $0.outputActivation = .sigmoid(); $0.classWeights = .balanced; $0.hidden = .automatic(offset: 1)
      }
    ),
    (
      "quickprop",
      {
        $0.optimizer = .given(.quickprop()); $0.validationFraction = 0.25; $0.testFraction = 0.2;
        $0.splitSeed = 8
      }
    ),
    (
      "scg",
      {
        $0.optimizer = .given(.scg); $0.weightInitializer = .he; $0.seed = 4
      }
    ),
    (
      "counts",
      {
        $0.target = "b"; $0.ignoredColumns = "d"; $0.task = .regress; $0.loss = .poisson;
        $0.weightColumn = "a"
      }
    ),
    (
      "series",
      {
        $0.task = .forecast; $0.target = "a,c"; $0.ignoredColumns = "b,d"; $0.validationFraction = 0.2
      }
    ),
    (
      "itself",
      {
        $0.task = .autoencode; $0.ignoredColumns = "d"; $0.hidden = .sizes([2])
      }
    ),
    (
      "restarts",
      {
        $0.restartCount = 3; $0.seed = 2; $0.validationFraction = 0.25
      }
    ),
    (
      "search",
      {
        $0.hidden = .search; $0.epochs = 1
      }
    ),
  ]

  /// The recipe of a model is complete, resolves to itself, and repeats the run.
  @Test(arguments: recipes.indices) func isWholeAndRepeatsTheRun(index: Int) throws {
    let (name, change) = Self.recipes[index]
    let table = try #require(Self.table)
    var recipe = TrainingRecipe(preset: .classic)
    recipe.epochs = 4
    change(&recipe)
    let first = try recipe.prepare(table, as: Float.self).trainBest().best
    let made = first.model.record.recipe
    let again = try made.prepare(table, as: Float.self)
    #expect(again.recipe == made, "\(name)")
    let second = try again.trainBest().best
    #expect(second.model.parameterBytes == first.model.parameterBytes, "\(name)")
    #expect(second.model.record == first.model.record, "\(name)")
    #expect(try second.model.encoded() == first.model.encoded(), "\(name)")
    expectWhole(made, name)
  }

  /// The choices that may be open in a recipe with every choice made: there is nothing to choose, or nobody
  /// asked.
  private static let open: Set = [
    "target", "ignoredColumns", "weightColumn", "classWeights", "window", "horizon", "period",
    "targetNormalization",
    "validationFraction", "testFraction", "weightInitializer", "learningRate", "biasLearningRate",
    "clippingNorm",
    "clippingValue", "rankingMetric", "goal", "maxFail", "patience", "minimumGradient", "timeLimit",
    "threads", "oneHot", "unknownCategory", "streams",
  ]

  private func expectWhole(_ recipe: TrainingRecipe, _ title: String) {
    let missing = RecipeChoice.all.filter { !$0.isGiven(recipe) }.map(\.name)
    #expect(Set(missing).isSubset(of: Self.open), "\(title): \(missing)")
    #expect(recipe.hidden != .search && recipe.hidden != .automatic() && recipe.optimizer != .automatic)
    #expect(recipe.restartCount == 1)
  }

  @Test func whatIsChosen() throws {
    let table = try #require(Self.table)
    func made(_ name: String) throws -> TrainingRecipe {
      var recipe = TrainingRecipe(preset: .classic)
      try #require(Self.recipes.first { $0.0 == name }).1(&recipe)
      return try recipe.prepare(table, as: Double.self).recipe
    }
    let usual = try made("usual")
    #expect(usual.task == .classify && usual.loss == .crossEntropy && usual.outputActivation == .softmax)
    #expect(usual.hidden == .sizes([7]) && usual.optimizer == .given(.sgd()) && usual.learningRate == 0.1)
    #expect(usual.batchSize == .samples(32) && usual.epochs == 100 && usual.biasInitializer == .zeros)
    #expect(
      usual.weightInitializer == nil && usual.normalization == .zscore && usual.targetNormalization == nil)
    let numbers = try made("numbers")
    #expect(
      numbers.learningRate == 0.01 && numbers.loss == .meanSquared && numbers.targetNormalization == .zscore)
    let squares = try made("least squares")
    #expect(squares.optimizer == .given(.levenbergMarquardt()) && squares.batchSize == .full)
    #expect(squares.learningRate == nil && squares.weightInitializer == .nguyenWidrow)
    let adam = try made("adam")
    #expect(adam.optimizer == .given(.adam()) && adam.learningRate == 0.001)
    #expect(try made("quickprop").maxFail == 6 && made("quickprop").splitSeed == 8)
    #expect(try made("counts").targetNormalization == .identity)
    let series = try made("series")
    #expect(series.window == 8 && series.horizon == 1)
  }
}
