import Foundation
import Testing

@testable import BPNet

/// The search of the default preset for its choices, and what stops it.
@Suite struct PresetSearchTests {
  /// Rows of one input, `x` from 0 to 10, and a target.
  private static func table(_ count: Int, _ target: (Double) -> String) throws -> Table {
    let rows = (0..<count).map { row in
      let x = Double(row * 37 % count) / Double(count) * 10
      return "\(x),\(target(x))\n"
    }
    return try CSVReader().read(text: "x,y\n" + rows.joined())
  }

  private static var regression: TrainingRecipe {
    var recipe = TrainingRecipe()
    recipe.task = .regress
    return recipe
  }

  private static func search(rows: Int, inputs: Int = 1, _ recipe: TrainingRecipe = .init()) throws
    -> DefaultSearch
  {
    let line = (0..<inputs).map { "x\($0)" }.joined(separator: ",")
    let rowTexts = (0..<40).map { row in
      (0..<inputs).map { "\(Double(row * ($0 + 3) % 11) / 4)" }.joined(separator: ",") + ",\(row % 7).5\n"
    }
    let table = try CSVReader().read(text: line + ",y\n" + rowTexts.joined())
    let prepared =
      try recipe.prepareData(
        table, samples: recipe.chooseSamples(of: table), validationTable: nil, testTable: nil)
      as PreparedData<Float>
    let facts = RecipeCircumstances(
      preprocessing: prepared.preprocessing, rowCount: rows, validates: false)
    let search = try #require(DefaultPreset().search(for: recipe, facts))
    return try #require(search as? DefaultSearch)
  }

  /// The candidates of a search whose losses are given by a function of activation and decay.
  private static func run(
    _ search: DefaultSearch, wrongShare: Double = 0, missesStructure: Bool = false,
    loss: (TrainingRecipe) -> Double
  ) -> [TrainingRecipe] {
    var (search, tried) = (search, [TrainingRecipe]())
    while true {
      let next = search.next(
        ComparisonResults(scores: tried.map(loss), wrongShare: wrongShare) { missesStructure })
      guard !next.isEmpty, tried.count < 100 else { return tried }
      tried += next.map(\.recipe)
    }
  }

  /// The decays that are tried lead to the least loss, and not all are tried.
  @Test(arguments: [0.01, 0.1, 0.3, 1, 3, 10]) func theSearchFollowsTheLoss(best: Double) throws {
    let tried = try Self.run(Self.search(rows: 80)) {
      abs(log(($0.weightDecay ?? 0) / best)) + ($0.activations == nil ? 0 : 10)
    }
    let decays = tried.filter { $0.activations == nil }.compactMap(\.weightDecay)
    #expect(decays.contains(best) && Set(decays).count == decays.count)
    #expect(tried.count <= 8 && tried.contains { $0.activations == [.sigmoid()] })
  }

  /// Two small layers are tried from 300 rows on, with the decays beside the first one if they are the best.
  @Test func functionsAreTriedWithTwoSmallLayers() throws {
    func decays(rows: Int) throws -> [Double] {
      try Self.run(Self.search(rows: rows)) { $0.hidden == .sizes([50, 50]) ? -($0.weightDecay ?? 0) : 0 }
        .filter { $0.hidden == .sizes([50, 50]) }.compactMap(\.weightDecay)
    }
    #expect(try decays(rows: 299) == [])
    #expect(try decays(rows: 300) == [0.1, 0.01, 0.3, 1, 3])
  }

  /// The decays of another kind of network are followed too while it is nearly as good as the best.
  @Test(arguments: [(4000, 1.05, true), (4000, 1.2, false), (1000, 1.05, true), (999, 1.05, false)])
  func nearlyEqualKindsAreFollowed(rows: Int, loss: Double, isFollowed: Bool) throws {
    let tried = try Self.run(Self.search(rows: rows)) { recipe in
      guard recipe.hidden == nil else { return 2 }
      guard recipe.activations == nil else { return recipe.weightDecay == 0.1 ? 1 : 3 }
      return recipe.weightDecay == 0.1 ? loss : recipe.weightDecay == 0.3 ? 0.8 : 3
    }
    #expect(tried.contains { $0.activations == nil && $0.weightDecay == 0.3 } == isFollowed)
  }

  /// Classes are tried with two small layers if there are enough rows and many of them are predicted wrongly.
  @Test(arguments: [
    (499, 0.2, []), (500, 0.2, [0.3, 0.1, 1]), (500, 0.04, []), (2999, 0.2, [0.3, 0.1, 1]), (3000, 0.2, []),
  ])
  func unclearClassesAreTriedWithTwoSmallLayers(rows: Int, wrongShare: Double, decays: [Double]) throws {
    var recipe = TrainingRecipe()
    recipe.task = .classify
    let tried = Self.run(try Self.search(rows: rows, recipe), wrongShare: wrongShare) {
      $0.hidden != .sizes([50, 50]) ? 1 : $0.weightDecay == 0.3 ? 0.5 : 0.7
    }
    #expect(tried.filter { $0.hidden == .sizes([50, 50]) }.compactMap(\.weightDecay) == decays)
    recipe.hidden = .sizes([7])
    let given = Self.run(try Self.search(rows: rows, recipe), wrongShare: wrongShare) { _ in 1 }
    #expect(given.allSatisfy { $0.hidden == .sizes([7]) })
  }

  /// More rows are not tried with large decays, and many with a second layer.
  @Test(arguments: [(400, 3.0, false), (4000, 0.3, false), (6000, 0.3, true), (30_000, 0.1, true)])
  func rowsDecideWhatIsTried(rows: Int, largest: Double, isDeep: Bool) throws {
    let tried = try Self.run(Self.search(rows: rows)) { -($0.weightDecay ?? 0) }
    #expect(tried.compactMap(\.weightDecay).max() == largest)
    #expect(tried.contains { $0.hidden == .sizes([100, 100]) } == isDeep)
  }

  /// A deeper network is tried last, where the others miss what near samples tell.
  @Test func fineStructureIsTriedWhereItIsSeen() throws {
    let search = try Self.search(rows: 400)
    let plain = Self.run(search) { $0.weightDecay ?? 0 }
    #expect(plain.allSatisfy { $0.epochs == nil && [nil, .sizes([50, 50])].contains($0.hidden) })
    let fine = Self.run(search, missesStructure: true) { $0.weightDecay ?? 0 }
    let further = fine.dropFirst(plain.count)
    #expect(!further.isEmpty && further.allSatisfy { $0.hidden?.candidates.count == 1 && $0.epochs != nil })
    // A network that was asked for stays.
    var recipe = TrainingRecipe()
    recipe.hidden = .sizes([7])
    let given = Self.run(try Self.search(rows: 400, recipe), missesStructure: true) { $0.weightDecay ?? 0 }
    #expect(given.allSatisfy { $0.hidden == .sizes([7]) } && given.contains { $0.epochs != nil })
  }

  /// Three nearest samples tell a wave with many periods, and tell nothing about noise.
  @Test func neighboursTellStructureFromNoise() throws {
    func deviation(_ target: (Double) -> String) throws -> (neighbours: Double, constant: Double) {
      let recipe = Self.regression
      let data = try recipe.prepare(
        Self.table(200, target), as: Double.self, shouldStop: { true }
      ).training
      let held = data.selecting(rows: Array(0..<50))
      let others = data.selecting(rows: Array(50..<200))
      let neighbours = try #require(NearestNeighbours(of: held, among: others)).deviation
      let zeros = [Double](repeating: 0, count: 50)
      return (neighbours, NearestNeighbours.deviation(of: zeros, from: held))
    }
    let wave = try deviation { "\(sin(5 * $0))" }
    #expect(wave.neighbours < 0.1 * wave.constant)
    #expect(
      NearestNeighbours<Double>.isMissed(
        neighbours: wave.neighbours, network: wave.constant, spread: wave.constant))
    var generator = TestGenerator(state: 3)
    let noise = try deviation { _ in "\(Double(generator.next() % 1000) / 500 - 1)" }
    #expect(noise.neighbours > 0.8 * noise.constant)
    #expect(!NearestNeighbours<Double>.isMissed(neighbours: 0.01, network: 0.02, spread: 1))
  }

  /// A wave of many periods is learnt, by choices that can be given from the start.
  @Test func aWaveIsLearnt() throws {
    let table = try Self.table(60) { "\(cos(2 * $0))" }
    var recipe = Self.regression
    let prepared = try recipe.prepare(table, as: Float.self)
    let decision = try #require(prepared.decision)
    #expect(decision.text.contains("`epochs: "), "\(decision.text)")
    let result = try prepared.train()
    #expect(result.training.metrics.figures.contains { $0.name == "r2" && $0.value > 0.95 })
    let made = prepared.recipe
    (recipe.hidden, recipe.activations) = (made.hidden, made.activations)
    (recipe.weightDecay, recipe.epochs) = (made.weightDecay, made.epochs)
    let again = try recipe.prepare(table, as: Float.self)
    #expect(again.decision == nil && again.recipe == made)
    #expect(try again.train().model.weightsSHA256 == result.model.weightsSHA256)
  }

  /// A comparison that is stopped decides nothing, and is made anew the next time.
  @Test func aStoppedComparisonDecidesNothing() throws {
    let table = try Self.table(60) { "\($0 * $0)" }
    let recipe = Self.regression
    var (calls, reports) = (0, [Run.Progress]())
    let whole = try recipe.prepare(table, as: Float.self, onProgress: { reports.append($0) })
    #expect(whole.decision != nil && !whole.isUndecided)
    #expect(reports.allSatisfy { $0.endedCount <= $0.runCount })
    #expect(reports.last?.endedCount == whole.decision?.candidateCount)
    for limit in [0, 3] {
      calls = 0
      let stopped = try recipe.prepare(
        table, as: Float.self,
        shouldStop: {
          calls += 1
          return calls > limit
        })
      #expect(stopped.decision == nil && stopped.isUndecided)
      #expect(stopped.recipe.weightDecay == 0.1 && stopped.recipe.hidden == .sizes([100]))
    }
    // So it is within a cross-validation, whose data are kept for further runs.
    let validation = try CrossValidation(recipe, table: table, foldCount: 3, precision: .f32)
    #expect(try validation.run(shouldStop: { true }).isStopped)
    let other = try CrossValidation(recipe, table: table, foldCount: 3, precision: .f32)
    let (one, two) = (try validation.run(), try other.run())
    #expect(one.runs.map(\.training) == two.runs.map(\.training) && one.folds.count == 3)
  }
}
