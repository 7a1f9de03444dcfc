/// Trains runs on tables; the data are prepared once for all groups whose choices about them are the same.
final class TableSource: RunSource {
  let table: Table
  /// A separate table of validation data; nil if a part of `table` is held back or none.
  let validationTable: Table?
  /// A separate table on which results are evaluated; nil if a part of `table` is set aside or none.
  let testTable: Table?
  private let store: PreparedStore

  init(
    _ table: Table, validationTable: Table?, testTable: Table? = nil, memory: Int = MemoryBudget.byteCount
  ) {
    self.table = table
    self.validationTable = validationTable
    self.testTable = testTable
    store = PreparedStore(byteCount: memory / 4)
  }

  /// A division of a table's samples into folds, each of which is held back once.
  struct Division: Sendable {
    let samples: SampleChoice
    /// The samples of each fold, as indices into `samples.rows`.
    let folds: [[Int]]
  }

  /// Prepared data and the samples of the fold that is held back.
  private struct GroupData<Element: Scalar>: Sendable {
    let data: PreparedData<Element>
    let held: Dataset<Element>?
  }

  /// The number of runs at once whose data fit into half of the memory.
  ///
  /// Every fold has data of its own.
  func maximumConcurrency(memory: Int) -> Int { max(memory / 2 / max(dataByteCount, 1), 1) }

  /// The maximum size of a table's samples, which is that in double precision.
  private var dataByteCount: Int {
    let (count, overflow) = table.rowCount.multipliedReportingOverflow(
      by: table.columns.count * MemoryLayout<Double>.stride)
    return overflow ? .max : count
  }

  func division(of recipe: TrainingRecipe, count: Int) throws(BPNetError) -> Division {
    let choices = recipe.dataChoices
    let key = PreparedStore.Key(choices: choices, fold: Run.Fold(index: -1, count: count))
    return try store.value(of: key, byteCount: 0) { () throws(BPNetError) in
      let samples = try choices.chooseSamples(of: table)
      if let expected = samples.definition.faultOfFolds {
        throw .invalidArgument(
          name: "task", found: "\(samples.definition.task.rawValue) with folds", expected: expected)
      }
      let folds = try Folds.make(
        rowCount: samples.rows.count, count: count, classes: samples.classes,
        seed: choices.splitSeed ?? 0)
      return Division(samples: samples, folds: folds)
    }
  }

  /// A group's training on its data; the choices that its preset leaves to rows held back are made once for
  /// all of its runs.
  func prepare<Element: Scalar>(
    _ group: RunGroup, threads: Int? = nil, shouldStop: () -> Bool = { false }, as _: Element.Type
  ) throws(BPNetError) -> (training: PreparedTraining<Element>, held: Dataset<Element>?) {
    let groupData: GroupData<Element> = try data(of: group)
    let key = PreparedStore.Key(
      choices: group.recipe, precision: Element.precision, fold: group.fold, isDecision: true)
    var recipe = group.recipe
    if let threads {
      // A run's part of too many threads might be allowed, or would be named in the error.
      if recipe.threads ?? 1 > 0 { try recipe.checkCounts() }
      recipe.threads = threads
    }
    let decided = try store.value(of: key, byteCount: 0, isWorthKeeping: { $0 != nil }) {
      () throws(BPNetError) in
      let training = try PreparedTraining(deciding: recipe, on: groupData.data, shouldStop: shouldStop)
      return training.isUndecided ? nil : training.request
    }
    return (try PreparedTraining(decided ?? recipe, on: groupData.data), groupData.held)
  }

  /// Prepares a group's data, for itself and for the groups with the same choices about them.
  ///
  /// - Returns: the names of the figures of the group's outputs.
  func prepareData(of group: RunGroup) throws(BPNetError) -> [String] {
    switch group.precision {
    case .f32: try (data(of: group) as GroupData<Float>).data.figureNames(with: group.ownMetrics)
    case .f64: try (data(of: group) as GroupData<Double>).data.figureNames(with: group.ownMetrics)
    }
  }

  /// What a model predicts for the rows of a group's fold; nil if it has none.
  func heldOutcomes(of model: Model, in group: RunGroup) throws(BPNetError) -> Metrics.Outcomes? {
    switch group.precision {
    case .f32:
      let data: GroupData<Float> = try data(of: group)
      return try data.held.map { (held) throws(BPNetError) in try model.outcomes(of: held, threads: 1) }
    case .f64:
      let data: GroupData<Double> = try data(of: group)
      return try data.held.map { (held) throws(BPNetError) in try model.outcomes(of: held, threads: 1) }
    }
  }

  private func data<Element: Scalar>(of group: RunGroup) throws(BPNetError) -> GroupData<Element> {
    let choices = group.recipe.dataChoices
    let key = PreparedStore.Key(choices: choices, precision: Element.precision, fold: group.fold)
    return try store.value(of: key, byteCount: dataByteCount) { () throws(BPNetError) in
      guard let fold = group.fold else {
        let samples = try choices.chooseSamples(of: table)
        return GroupData(
          data: try choices.prepareData(
            table, samples: samples, validationTable: validationTable, testTable: testTable), held: nil)
      }
      let division = try division(of: group.recipe, count: fold.count)
      let held = Set(division.folds[fold.index])
      let others = division.samples.rows.indices.filter { !held.contains($0) }
      // A network trained without a fold is evaluated on the fold and not on a test part.
      let data: PreparedData<Element> = try choices.prepareData(
        table, samples: division.samples.selecting(others), validationTable: validationTable, testTable: nil)
      let rows = division.folds[fold.index].map { division.samples.rows[$0] }
      return GroupData(data: data, held: try data.preprocessing.encode(table, rows: rows, as: Element.self))
    }
  }

  func train(
    _ group: RunGroup, attempt: Int, _ context: RunContext, shouldStop: () -> Bool,
    onEpoch: (EpochReport) -> Void
  ) throws(BPNetError) -> (result: TrainingResult, fold: Model.Evaluation?) {
    switch group.precision {
    case .f32:
      try train(group, attempt, context, shouldStop: shouldStop, onEpoch: onEpoch, as: Float.self)
    case .f64:
      try train(group, attempt, context, shouldStop: shouldStop, onEpoch: onEpoch, as: Double.self)
    }
  }

  private func train<Element: Scalar>(
    _ group: RunGroup, _ attempt: Int, _ context: RunContext, shouldStop: () -> Bool,
    onEpoch: (EpochReport) -> Void, as type: Element.Type
  ) throws(BPNetError) -> (result: TrainingResult, fold: Model.Evaluation?) {
    var (training, held) = try prepare(
      group, threads: context.threads, shouldStop: shouldStop, as: type)
    training.ownMetrics = group.ownMetrics
    let result = try training.train(attempt, context, shouldStop: shouldStop, onEpoch: onEpoch)
    guard let held else { return (result, nil) }
    let model = try result.model.typed(as: type)
    let evaluation = model.evaluation(on: held, threads: context.threads)
    return (
      result, try model.adding(group.ownMetrics, to: evaluation, on: held, threads: context.threads)
    )
  }
}
