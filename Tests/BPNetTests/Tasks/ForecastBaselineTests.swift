import Testing

@testable import BPNet

/// Forecasts beside those that need no network.
@Suite struct ForecastBaselineTests {
  private static func text(_ count: Int) -> String {
    "u,v\n" + (0..<count).map { "\($0 * $0 % 17),\(Double($0 * 7 % 23) * 10)\n" }.joined()
  }

  private func table(_ text: String) throws -> Table { try CSVReader().read(text: text, source: "t.csv") }

  private func recipe(horizon: Int = 3, period: Int? = 5) -> TrainingRecipe {
    var recipe = TrainingRecipe(preset: .classic)
    (recipe.task, recipe.target) = (.forecast, "v,u")
    (recipe.window, recipe.horizon, recipe.period) = (2, horizon, period)
    (recipe.hidden, recipe.epochs) = (.sizes([3]), 3)
    return recipe
  }

  private func baselines(_ evaluation: Model.Evaluation?) throws -> [Metrics.Baseline] {
    guard case .forecast(let metrics)? = evaluation?.metrics else { return [] }
    return metrics.baselines
  }

  @Test func theRowThatIsTakenIsKnown() {
    let rows: [(step: Int, period: Int?, row: Int)] = [
      (0, nil, -1), (7, nil, -1), (0, 12, -12), (1, 12, -11), (11, 12, -1), (12, 12, -12), (25, 12, -11),
      (0, 2, -2), (1, 2, -1), (2, 2, -2), (3, 2, -1),
    ]
    for (step, period, row) in rows {
      #expect(ForecastTask.knownRow(before: step, period: period) == row, "\(step) \(period ?? 0)")
    }
  }

  /// Two series, three steps ahead, against a direct calculation.
  @Test(arguments: [1, 3], [2, 5, 7]) func figuresAreThoseOfTheDefinition(horizon: Int, period: Int) throws {
    let table = try table(Self.text(40))
    let result = try recipe(horizon: horizon, period: period).prepare(table, as: Double.self).train()
    let found = try baselines(result.training)
    #expect(found.map(\.period) == [nil, period])
    guard case .values(let outputs, _) = try result.model.predict(table) else {
      Issue.record("forecasts are numbers")
      return
    }
    let width = 2 * horizon
    for (baseline, back) in zip(found, [1, period]) {
      let starts = (0...40 - 2 - horizon).filter { $0 + 2 >= back }
      #expect(baseline.sampleCount == starts.count)
      var (own, network, truth) = ([Double](), [Double](), [Double]())
      for start in starts {
        for step in 0..<horizon {
          var row = start + 2 + step - back
          if baseline.period == nil { row = start + 1 } else { while row >= start + 2 { row -= back } }
          own += [table[row, 1], table[row, 0]]
          truth += [table[start + 2 + step, 1], table[start + 2 + step, 0]]
        }
        network += outputs[start * width..<(start + 1) * width]
      }
      #expect(baseline.metrics == Metrics.Regression(predicted: own, actual: truth, targetCount: 2))
      #expect(baseline.network == Metrics.Regression(predicted: network, actual: truth, targetCount: 2))
    }
  }

  @Test func ratiosCompareTheTwo() throws {
    let metrics = Metrics.Regression(predicted: [1, 3, 5], actual: [3, 1, 5], targetCount: 1)
    let network = Metrics.Regression(predicted: [2, 2, 5], actual: [3, 1, 5], targetCount: 1)
    let baseline = Metrics.Baseline(period: 2, sampleCount: 3, metrics: metrics, network: network)
    #expect(baseline.skill == 0.5 && baseline.absoluteErrorRatio == 0.5)
    let exact = Metrics.Baseline(
      period: 2, sampleCount: 3,
      metrics: Metrics.Regression(
        predicted: [3], actual: [3], targetCount: 1), network: network)
    #expect(exact.skill.isNaN && exact.absoluteErrorRatio.isNaN)
  }

  /// What is known before a part counts as known in it.
  @Test func partsKnowTheRowsBeforeThem() throws {
    var recipe = recipe(horizon: 1, period: 8)
    (recipe.validationFraction, recipe.testFraction) = (0.2, 0.2)
    let result = try recipe.prepare(table(Self.text(50)), as: Float.self).train()
    #expect(try baselines(result.validation).map(\.sampleCount) == [8, 8])
    #expect(try baselines(result.test).map(\.sampleCount) == [10, 10])
    // 32 rows, of which the first 2 and the first 8 have no value before.
    #expect(try baselines(result.training).map(\.sampleCount) == [30, 24])
  }

  @Test func aPeriodChangesNothingElse() throws {
    let table = try table(Self.text(40))
    let (with, without) = (
      try recipe().prepare(table, as: Float.self).train(),
      try recipe(period: nil).prepare(table, as: Float.self).train()
    )
    #expect(with.model.weightsSHA256 == without.model.weightsSHA256)
    #expect(try baselines(without.training).map(\.period) == [nil])
    let bytes = try without.model.encoded()
    #expect(!String(decoding: bytes, as: UTF8.self).contains("period"))
    let other = try without.model.comparing(withPeriod: 5, of: table).evaluate(table)
    #expect(other.metrics == (try with.model.evaluate(table)).metrics)
    // Training that goes on has the model's, or its own.
    let again = try TrainingRecipe(continuing: with.model).prepare(
      table, continuing: with.model, as: Float.self)
    #expect(again.recipe.period == 5)
    var given = TrainingRecipe()
    given.period = 7
    let changed = try TrainingRecipe(continuing: with.model, overriding: given)
    #expect(
      try changed.prepare(table, continuing: with.model, as: Float.self).preprocessing.details?.period == 7)
  }

  @Test func periodsThatCannotBe() throws {
    let table = try table(Self.text(40))
    for period in [-3, 0, 1, 40, 1000, Int.max] {
      #expect(throws: BPNetError.self, "\(period)") {
        try recipe(period: period).prepare(table, as: Float.self)
      }
    }
    var other = TrainingRecipe(preset: .classic)
    other.period = 5
    #expect(throws: BPNetError.self) { try other.prepare(table, as: Float.self) }
    // A model that was tampered with.
    var preprocessing = try recipe().prepare(table, as: Float.self).preprocessing
    #expect(ForecastTask().fault(in: preprocessing) == nil)
    for period in [-5, 0, 1, Int.max] {
      preprocessing.details?.period = period
      #expect(ForecastTask().fault(in: preprocessing) != nil, "\(period)")
    }
  }

  @Test func aClearPeriodIsToldOf() throws {
    let months = "v\n" + (0..<72).map { "\($0 + [9, 1, 4, 2, 8, 30, 3, 5, 0, 7, 2, 6][$0 % 12])\n" }.joined()
    var recipe = TrainingRecipe(preset: .classic)
    recipe.task = .forecast
    func remarks() throws -> [String] {
      try recipe.prepare(table(months), as: Float.self).remarks.map(\.text)
    }
    let told = try remarks()
    #expect(told.count == 1 && told[0].hasPrefix("v repeats after 12 rows (autocorrelation "))
    #expect(told[0].contains("`period: 12`") && told[0].contains("`window: 12`"))
    recipe.window = 12
    #expect(try remarks().map { $0.contains("`window: 12`") } == [false])
    recipe.period = 12
    #expect(try remarks().isEmpty)
  }
}
