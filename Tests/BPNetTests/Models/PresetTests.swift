import Foundation
import Testing

@testable import BPNet

/// What each preset makes of a recipe that leaves all to it.
@Suite struct PresetTests {
  /// 48 rows: two numbers, a number that follows from them, and a class.
  private static let table = try? CSVReader().read(
    text: "a,b,c,d\n"
      + (0..<48).map { row in
        let (a, b) = (Double(row % 8) / 4 - 1, Double(row % 5))
        return "\(a),\(b),\(a * b + a),\(row % 3 == 0 ? "x" : "y")\n"
      }.joined())

  private struct Expectation: Sendable {
    let preset: TrainingRecipe.Preset
    let task: LearningTask
    let hidden: [Int]
    let activation: Activation
    let optimizer: Optimizer
    let rate: Double?
    let decay: Double
    let batch: TrainingConfiguration.BatchSize
    let epochs: Int
    let normalization: Table.Normalization
    let target: Table.Normalization?
    var validation: Int = 0
    var maxFail: Int?
    var patience: Int?
    var loss = Loss.meanSquared
  }

  private static let expectations = [
    Expectation(
      preset: .classic, task: .classify, hidden: [7], activation: .sigmoid(), optimizer: .sgd(), rate: 0.1,
      decay: 0, batch: .samples(32), epochs: 100, normalization: .zscore, target: nil, loss: .crossEntropy),
    Expectation(
      preset: .classic, task: .regress, hidden: [7], activation: .sigmoid(), optimizer: .sgd(), rate: 0.01,
      decay: 0, batch: .samples(32), epochs: 100, normalization: .zscore, target: .zscore),
    Expectation(
      preset: .matlab, task: .classify, hidden: [10], activation: .tanh, optimizer: .scg, rate: nil, decay: 0,
      batch: .full, epochs: 1000, normalization: .minmax11, target: nil, validation: 7, maxFail: 6,
      loss: .crossEntropy),
    Expectation(
      preset: .matlab, task: .regress, hidden: [10], activation: .tanh, optimizer: .levenbergMarquardt(),
      rate: nil, decay: 0, batch: .full, epochs: 1000, normalization: .minmax11, target: .minmax11,
      validation: 7, maxFail: 6),
    Expectation(
      preset: .sklearn, task: .classify, hidden: [100], activation: .relu, optimizer: .adam(), rate: 0.001,
      decay: 1e-4 / 48, batch: .samples(48), epochs: 200, normalization: .zscore, target: nil, patience: 10,
      loss: .crossEntropy),
    Expectation(
      preset: .sklearn, task: .regress, hidden: [100], activation: .relu, optimizer: .adam(), rate: 0.001,
      decay: 1e-4 / 48, batch: .samples(48), epochs: 200, normalization: .zscore, target: .identity,
      patience: 10, loss: .halfSquared),
  ]

  private func recipe(_ preset: TrainingRecipe.Preset?, _ task: LearningTask) -> TrainingRecipe {
    var recipe = TrainingRecipe(preset: preset)
    (recipe.target, recipe.ignoredColumns) = task == .classify ? ("d", "c") : ("c", "d")
    recipe.task = task
    return recipe
  }

  @Test(arguments: expectations.indices) func whatIsMadeOfAnOpenRecipe(index: Int) throws {
    let expected = Self.expectations[index]
    let prepared = try recipe(expected.preset, expected.task).prepare(
      try #require(Self.table), as: Float.self)
    let made = prepared.recipe
    #expect(made.preset == expected.preset && made.hidden == .sizes(expected.hidden))
    #expect(made.activations == [expected.activation] && made.loss == expected.loss)
    #expect(made.optimizer == .given(expected.optimizer) && made.learningRate == expected.rate)
    #expect(made.weightDecay == expected.decay && made.batchSize == expected.batch)
    #expect(made.epochs == expected.epochs && made.schedule == .constant)
    #expect(made.normalization == expected.normalization && made.targetNormalization == expected.target)
    #expect((prepared.validation?.rowCount ?? 0) == expected.validation)
    #expect(made.maxFail == expected.maxFail && made.patience == expected.patience)
    #expect(prepared.decision == nil)
  }

  /// The default preset, whose activation and weight decay depend on the data.
  @Test(arguments: [LearningTask.classify, .regress]) func whatTheDefaultMakes(task: LearningTask) throws {
    let prepared = try recipe(nil, task).prepare(try #require(Self.table), as: Float.self)
    let (made, decision) = (prepared.recipe, try #require(prepared.decision))
    #expect(made.preset == .default && made.hidden == .sizes([100]))
    #expect(made.optimizer == .given(.adamW()) && made.batchSize == .samples(32))
    #expect(made.epochs == 400 && made.schedule == .cosine(epochs: 400), "800 steps of 2 an epoch")
    #expect(made.activations == [.silu] ? made.learningRate == 0.01 : made.activations == [.sigmoid()])
    #expect(decision.candidateCount >= 4 && decision.text.contains("`weightDecay: "))

    // Its choices can be given from the start, and leave nothing to decide.
    var given = recipe(nil, task)
    (given.activations, given.weightDecay) = (made.activations, made.weightDecay)
    let again = try given.prepare(try #require(Self.table), as: Float.self)
    #expect(again.decision == nil && again.recipe == made)
    let whole = try made.prepare(try #require(Self.table), as: Float.self)
    #expect(whole.recipe == made)
  }

  @Test(arguments: TrainingRecipe.Preset.allCases) func whatIsGivenWins(preset: TrainingRecipe.Preset) throws
  {
    var recipe = recipe(preset, .regress)
    recipe.hidden = .sizes([3])
    recipe.activations = [.elu()]
    recipe.optimizer = .given(.nesterov(momentum: 0.5))
    (recipe.learningRate, recipe.weightDecay, recipe.epochs) = (0.02, 0.003, 7)
    (recipe.normalization, recipe.targetNormalization) = (.minmax, .minmax)
    (recipe.batchSize, recipe.schedule) = (.samples(5), .exponential(factor: 0.5))
    (recipe.patience, recipe.validationFraction, recipe.loss) = (4, 0.25, .meanAbsolute)
    (recipe.weightInitializer, recipe.biasInitializer) = (.he, .constant(1))
    let prepared = try recipe.prepare(try #require(Self.table), as: Double.self)
    for choice in RecipeChoice.all where choice.isGiven(recipe) {
      var (asked, made) = (TrainingRecipe(), TrainingRecipe())
      choice.copy(recipe, &asked)
      choice.copy(prepared.recipe, &made)
      #expect(asked == made, "\(choice.name)")
    }
    #expect(prepared.recipe.maxFail == nil && prepared.validation?.rowCount == 12)
  }

  /// What a user means who names an optimiser alone: that its rate and the steps suit the data.
  @Test func anOptimizerAloneHasStepsEnough() throws {
    let table = try #require(Self.table)
    func made(_ optimizer: Optimizer) throws -> TrainingRecipe {
      var recipe = recipe(nil, .classify)
      recipe.optimizer = .given(optimizer)
      return try recipe.prepare(table, as: Float.self).recipe
    }
    let adam = try made(.adam())
    #expect(adam.learningRate == 0.003 && adam.epochs == 400 && adam.schedule == .constant)
    #expect(adam.weightDecay == 0)
    let own = try made(.adamW())
    #expect(own.learningRate == 0.01 && own.schedule == .cosine(epochs: 400) && own.weightDecay == 0.1)
    let scg = try made(.scg)
    #expect(scg.batchSize == .full && scg.epochs == 100 && scg.weightDecay == 0)
  }

  @Test func stoppingIsWhatIsGivenAndOnlyThat() throws {
    let table = try #require(Self.table)
    func rules(
      _ preset: TrainingRecipe.Preset?, _ change: (inout TrainingRecipe) -> Void
    ) throws -> [Int?] {
      var recipe = recipe(preset, .regress)
      recipe.validationFraction = 0.25
      recipe.epochs = 3
      change(&recipe)
      let made = try recipe.prepare(table, as: Float.self).recipe
      return [made.maxFail, made.patience]
    }
    for preset in [TrainingRecipe.Preset.default, .classic] {
      #expect(try rules(preset) { $0.patience = 200 } == [nil, 200])
      #expect(try rules(preset) { $0.maxFail = 3 } == [3, nil])
      #expect(try rules(preset) { ($0.maxFail, $0.patience) = (3, 4) } == [3, 4])
      #expect(try rules(preset) { $0.batchSize = .full } == [6, nil])
    }
    #expect(try rules(.classic) { _ in } == [6, nil])
    #expect(try rules(nil) { _ in } == [nil, 100], "200 steps of 2 an epoch")
    #expect(try rules(nil) { $0.batchSize = .samples(2) } == [nil, 20])
    #expect(try rules(.sklearn) { _ in } == [nil, 10])
  }

  /// The model has its preset and all choices, and training that goes on from it keeps them.
  @Test(arguments: TrainingRecipe.Preset.allCases) func aModelKeepsItsPreset(preset: TrainingRecipe.Preset)
    throws
  {
    let table = try #require(Self.table)
    let folder = try TemporaryFolder()
    var recipe = recipe(preset, .regress)
    recipe.epochs = 2
    let first = try recipe.prepare(table, as: Float.self).train().model
    try first.write(to: folder.file("m"))
    let read = try Model(contentsOf: folder.file("m"))
    #expect(read.record == first.record && read.record.recipe.preset == preset)
    let next = try TrainingRecipe(continuing: read)
    let prepared = try next.prepare(table, continuing: read, as: Float.self)
    #expect(prepared.recipe.preset == preset && prepared.decision == nil)
    let kept = [prepared.recipe, first.record.recipe].map {
      [
        $0.optimizer?.description, $0.schedule?.description,
        "\($0.batchSize as Any) \($0.weightDecay as Any)",
      ]
    }
    #expect(kept[0] == kept[1])
  }

  /// The same bytes whatever the number of threads that compare candidates.
  @Test func theDecisionDoesNotDependOnTheThreads() throws {
    let table = try #require(Self.table)
    let models = try [1, 2, 3].map { threads in
      var recipe = recipe(nil, .regress)
      recipe.threads = threads
      return try recipe.prepare(table, as: Float.self).train().model
    }
    #expect(
      models.allSatisfy { $0.weightsSHA256 == models[0].weightsSHA256 && $0.record == models[0].record })
  }

  /// Rows held back are not looked at when candidates are compared.
  @Test func onlyRowsToTrainOnDecide() throws {
    let table = try #require(Self.table)
    var recipe = recipe(nil, .regress)
    recipe.validationFraction = 0.25
    let prepared = try recipe.prepare(table, as: Float.self)
    let alone = try PreparedTraining<Float>.decisionText(prepared)
    #expect(alone == prepared.decision?.text)
  }
}

extension PreparedTraining {
  /// What is decided by the rows to train on alone.
  fileprivate static func decisionText(_ prepared: PreparedTraining) throws -> String? {
    var recipe = prepared.request
    (recipe.activations, recipe.weightDecay) = (nil, nil)
    let outcome = try recipe.decide(
      on: prepared.training, classWeights: nil,
      for: RecipeCircumstances(
        preprocessing: prepared.preprocessing, rowCount: prepared.training.rowCount, validates: false))
    guard case .decided(let decision) = outcome else { return nil }
    return decision.text
  }
}
