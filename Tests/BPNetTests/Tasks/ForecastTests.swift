import Testing

@testable import BPNet

@Suite struct ForecastTests {
  /// Two series beside a column of text and one that nobody asks for.
  private static func text(_ count: Int) -> String {
    "day,u,other,v\n" + (0..<count).map { "d\($0),\($0 * $0 % 17),x,\(Double($0 * 7 % 23) * 10)\n" }.joined()
  }

  private func table(_ count: Int = 40) throws -> Table {
    try CSVReader().read(text: Self.text(count), source: "t.csv")
  }

  private func recipe(window: Int = 3, horizon: Int = 2) -> TrainingRecipe {
    var recipe = TrainingRecipe(preset: .classic)
    recipe.task = .forecast
    recipe.target = "v,u"
    recipe.window = window
    recipe.horizon = horizon
    recipe.hidden = .sizes([5])
    recipe.epochs = 3
    return recipe
  }

  /// The rows of `table`, of its series v and u.
  private func series(_ table: Table, _ rows: Range<Int>) -> [Double] {
    rows.flatMap { [table[$0, 3], table[$0, 1]] }
  }

  @Test func windowsOfRowsGiveTheNextRows() throws {
    var recipe = recipe()
    recipe.normalization = .identity
    let (table, prepared) = (try table(), try recipe.prepare(table(), as: Double.self))
    #expect(prepared.topology.description == "6-5-4")
    #expect(prepared.topology.outputActivation == .linear)
    #expect(prepared.training.rowCount == 36)
    let (inputs, targets) = (gatheredInputs(of: prepared.training), prepared.training.targetValues())
    for start in 0..<36 {
      #expect(Array(inputs[6 * start..<6 * start + 6]) == series(table, start..<start + 3))
      #expect(Array(targets[4 * start..<4 * start + 4]) == series(table, start + 3..<start + 5))
    }
  }

  @Test func defaultsAreTheLastColumnAndEightRows() throws {
    var recipe = TrainingRecipe(preset: .classic)
    recipe.task = .forecast
    let prepared = try recipe.prepare(table(), as: Double.self)
    #expect(prepared.preprocessing.inputs.map(\.name) == ["v"])
    // √(8 + 1) + 5.
    #expect(prepared.topology.description == "8-8-1")
    #expect(prepared.preprocessing.details?.window == 8 && prepared.preprocessing.details?.horizon == 1)
  }

  /// Scaled by the rows that training sees, and by no later one; the part held back begins where these end.
  @Test func theLastPartIsHeldBack() throws {
    var recipe = recipe()
    recipe.validationFraction = 0.25
    recipe.normalization = .minmax
    let (table, prepared) = (try table(), try recipe.prepare(table(), as: Double.self))
    // 30 rows to train on, 10 to foretell.
    #expect(prepared.training.rowCount == 26)
    #expect(prepared.validation?.rowCount == 9)
    var whole = recipe
    whole.validationFraction = nil
    let alone = try whole.prepare(CSVReader().read(text: Self.text(30), source: "h.csv"), as: Double.self)
    #expect(alone.preprocessing == prepared.preprocessing)
    #expect(alone.training.targetValues() == prepared.training.targetValues())
    let scalings = prepared.preprocessing.targets.map(\.scaling)
    func scaled(_ rows: Range<Int>) -> [Double] {
      series(table, rows).enumerated().map { scalings[$0.offset % 2].apply($0.element) }
    }
    let held = try #require(prepared.validation)
    #expect(Array(held.targetValues().prefix(4)) == scaled(30..<32))
    #expect(Array(held.targetValues().suffix(4)) == scaled(38..<40))
    #expect(Array(gatheredInputs(of: held).prefix(6)) == scaled(27..<30))
    // The last rows that training has to give are the last before that part.
    #expect(Array(prepared.training.targetValues().suffix(4)) == scaled(28..<30))
    // No seed changes the split.
    recipe.seed = 7
    #expect(try recipe.prepare(table, as: Double.self).validation?.targetValues() == held.targetValues())
  }

  /// Windows that overlap in memory give the bytes that copies of them give, on every instruction set, any
  /// number of threads, with rows read in place and gathered.
  @Test(arguments: [TrainingConfiguration.BatchSize.samples(1), .samples(5), .full], [true, false])
  func overlappingWindowsTrainAsCopies(batch: TrainingConfiguration.BatchSize, shuffles: Bool) throws {
    try expectOneResult(batch, shuffles, window: 3, hidden: 5, as: Float.self)
    try expectOneResult(batch, shuffles, window: 3, hidden: 5, as: Double.self)
    try expectOneResult(batch, shuffles, window: 30, hidden: 70, as: Float.self)
  }

  private func expectOneResult<Element: Scalar>(
    _ batch: TrainingConfiguration.BatchSize, _ shuffles: Bool, window: Int, hidden: Int,
    as type: Element.Type
  ) throws {
    var recipe = recipe(window: window)
    recipe.hidden = .sizes([hidden])
    recipe.batchSize = batch
    recipe.shuffles = shuffles
    let prepared = try recipe.prepare(table(150), as: type)
    let copies = prepared.training.selecting(rows: Array(0..<prepared.training.rowCount))
    guard case .rows(let targets) = prepared.training.targets, case .values = copies.targets else {
      Issue.record("windows are copied")
      return
    }
    #expect(targets.matrix.stride == 2)
    func bytes(_ data: Dataset<Element>, _ kernels: KernelSet, threads: Int) throws -> ([UInt8], Double) {
      var network = Network<Element>(topology: prepared.topology, kernels: kernels)
      network.initialize(weights: nil, biases: .zeros, seed: 1)
      let trainer = try Trainer(
        network: network, data: data, configuration: prepared.configuration, threadCount: threads)
      _ = trainer.run()
      return (trainer.network.parameterBytes, trainer.evaluateTrainingLoss())
    }
    let expected = try bytes(copies, KernelSet.supported[0], threads: 1)
    for kernels in KernelSet.supported {
      let found = try bytes(prepared.training, kernels, threads: 1)
      #expect(found == expected, "\(kernels.name)")
    }
    // Threads share no single row.
    for threads in batch == .samples(1) ? [] : [2, 3, 7] {
      let found = try bytes(prepared.training, KernelSet.supported[0], threads: threads)
      #expect(found == expected, "\(threads) threads")
    }
  }

  @Test func predictionsAreOfEveryWindow() throws {
    let model = try recipe().prepare(table(), as: Double.self).train().model.typed(as: Double.self)
    guard case .values(let values, let names) = try model.predict(table()) else {
      Issue.record("no numbers")
      return
    }
    #expect(names == ["v_1", "u_1", "v_2", "u_2"])
    #expect(values.count == 38 * 4)
    // One window alone is enough.
    guard case .values(let last, _) = try model.predict(table(3)) else { return }
    #expect(last == Array(values.prefix(4)))
    let error = #expect(throws: BPNetError.self) { try model.predict(table(2)) }
    #expect(error?.description == "t.csv: found 2 rows, expected at least 3, a window")
    let oneStep = try recipe(horizon: 1).prepare(table(), as: Float.self).train().model.typed(as: Float.self)
    guard case .values(_, let plain) = try oneStep.predict(table()) else { return }
    #expect(plain == ["v", "u"])
  }

  /// What is foretold goes back in: the same as appending it to the table and predicting again.
  @Test(arguments: [1, 2, 3]) func forecastsFeedPredictionsBack(horizon: Int) throws {
    var recipe = recipe(horizon: horizon)
    recipe.normalization = .identity
    let model = try recipe.prepare(table(), as: Double.self).train().model.typed(as: Double.self)
    guard case .values(let values, let names) = try model.forecast(table(), steps: 7) else { return }
    #expect(names == ["v", "u"] && values.count == 14)
    var rows = (0..<40).map { row in (try? table()).map { [$0[row, 3], $0[row, 1]] } ?? [] }
    while rows.count < 47 {
      let table = try Table(rows: rows, columnNames: ["v", "u"])
      guard case .values(let next, _) = try model.predict(table) else { return }
      let last = Array(next.suffix(2 * horizon))
      rows += (0..<horizon).map { Array(last[2 * $0..<2 * $0 + 2]) }
    }
    #expect(rows.dropFirst(40).prefix(7).flatMap { $0 } == values)
    #expect(throws: BPNetError.self) { try model.forecast(table(), steps: 0) }
    #expect(throws: BPNetError.self) { try model.forecast(table(2), steps: 1) }
  }

  @Test func aSeriesThatIsLinearIsFound() throws {
    // x(t) = 1.6 x(t − 1) − x(t − 2): a network without hidden layers has it exactly.
    var x = [0.0, 1]
    while x.count < 60 { x.append(1.6 * x[x.count - 1] - x[x.count - 2]) }
    var recipe = TrainingRecipe(preset: .classic)
    recipe.task = .forecast
    recipe.window = 2
    recipe.hidden = .sizes([])
    recipe.learningRate = 0.1
    recipe.epochs = 800
    let result = try recipe.prepare(Table(rows: x.map { [$0] }), as: Double.self).train()
    #expect(result.training.metrics.mainFigures.first { $0.name == "nrmse" }?.value ?? 1 < 1e-9)
    guard case .values(let next, _) = try result.model.forecast(Table(rows: x.map { [$0] }), steps: 3)
    else { return }
    var expected = x
    for _ in 0..<3 { expected.append(1.6 * expected[expected.count - 1] - expected[expected.count - 2]) }
    #expect(relativeDifference(next, Array(expected.suffix(3))) < 1e-8)
  }

  /// Two samples of two steps of two series.
  @Test func metricsByStepAndSeries() {
    let metrics = Metrics.Forecast(
      predicted: [1, 10, 2, 20, 3, 30, 5, 40], actual: [1, 12, 3, 20, 3, 30, 4, 44], seriesCount: 2,
      horizon: 2)
    // Errors of the first series: 0, 1, 0, 1; of the second: 2, 0, 0, 4.
    #expect(metrics.overall.targets.map(\.meanSquaredError) == [0.5, 5])
    #expect(metrics.steps.map { $0.targets.map(\.meanSquaredError) } == [[0, 2], [1, 8]])
    #expect(metrics.steps.map { $0.targets.map(\.meanAbsoluteError) } == [[0, 1], [1, 2]])
    // Second series, second step: actual 20 and 44, whose standard deviation is 12.
    #expect(metrics.steps[1].targets[1].standardDeviation == 12)
    #expect(metrics.steps[1].targets[1].normalizedRootMeanSquaredError == 8.0.squareRoot() / 12)
    #expect(metrics.steps[0].targets[0].standardDeviation == 1)
    #expect(metrics.steps[0].targets[0].normalizedRootMeanSquaredError == 0)
    #expect(Metrics.forecast(metrics).mainFigures.map(\.name) == ["rmse", "mae", "r2", "nrmse"])
    let single = Metrics.Forecast(predicted: [1, 2], actual: [2, 4], seriesCount: 1, horizon: 1)
    #expect(single.steps == [single.overall])
  }

  /// What is wrong, and the start of the message.
  private static let refused: [(String, String, @Sendable (inout TrainingRecipe) -> Void)] = [
    (text(4), "t.csv: found 4 rows, expected at least 5, a window of 3 and the 2 after it", { _ in }),
    (text(40), "missing: found drop beside the task forecast", { $0.missing = .drop }),
    (text(40), "missing: found mean beside the task forecast", { $0.missing = .mean }),
    (text(40), "t.csv:2:day: found 'd0', expected a number", { $0.target = "day" }),
    (text(40), "window: found 0", { $0.window = 0 }), (text(40), "horizon: found -1", { $0.horizon = -1 }),
    (text(40), "window: found 9223372036854775807", { $0.window = .max }),
    (text(40), "t.csv: found 40 rows", { $0.window = 2_147_483_647 }),
    (text(40), "ignoredColumns: found the target column", { $0.ignoredColumns = "u" }),
    (
      text(40), "horizon: found 2 beside the task regress",
      {
        $0.task = .regress; $0.window = nil
      }
    ),
    ("u,v\n1,2\n3,\n5,6\n7,8\n9,1\n2,3\n", "t.csv:3:v: found a missing value", { _ in }),
    (text(40), "validationFraction: found 0.95, the last 38 of 40 rows", { $0.validationFraction = 0.95 }),
    (text(40), "validationFraction: found 0.03, the last 1 of 40 rows", { $0.validationFraction = 0.03 }),
    (text(40), "validationFraction: found 1.0", { $0.validationFraction = 1 }),
  ]

  @Test(arguments: Self.refused.indices) func refuses(index: Int) throws {
    let (text, message, change) = Self.refused[index]
    var recipe = recipe()
    change(&recipe)
    let table = try CSVReader().read(text: text, source: "t.csv")
    let error = #expect(throws: BPNetError.self) { try recipe.prepare(table, as: Float.self) }
    #expect(error?.description.hasPrefix(message) == true, "\(String(describing: error?.description))")
  }

  @Test func foldsAreRefused() throws {
    let error = #expect(throws: BPNetError.self) {
      try CrossValidation(recipe(), table: table(), foldCount: 3)
    }
    #expect(error?.description.hasPrefix("task: found forecast with folds") == true)
  }

  @Test func aFileOfItsOwnIsWatched() throws {
    let result = try recipe().prepare(table(), validationTable: table(20), as: Float.self)
    #expect(result.validation?.rowCount == 16)
    #expect(throws: BPNetError.self) {
      try recipe().prepare(table(), validationTable: table(4), as: Float.self)
    }
  }

  @Test func aModelOfAnotherTaskDoesNotForecast() throws {
    var recipe = TrainingRecipe(preset: .classic)
    recipe.target = "u"
    recipe.ignoredColumns = "day,other"
    let model = try recipe.prepare(table(), as: Float.self).train().model.typed(as: Float.self)
    let error = #expect(throws: BPNetError.self) { try model.forecast(table(), steps: 1) }
    #expect(error?.description.hasPrefix("model: found a model of the task") == true)
  }
}
