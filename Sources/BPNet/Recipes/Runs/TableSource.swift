/// Trains runs on tables: prepares the data of each group, once for all groups that say the same of them.
final class TableSource: RunSource {
  let table: Table
  /// Data held back in a table of their own; nil where a part of `table` is.
  let validationTable: Table?
  /// Data to measure results on, in a table of their own.
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

  /// What is held back of a table once each.
  struct Division: Sendable {
    let samples: SampleChoice
    /// The samples of each fold, by their places among all.
    let folds: [[Int]]
  }

  /// Data with the samples of the fold that is left out.
  private struct Piece<Element: Scalar>: Sendable {
    let data: PreparedData<Element>
    let held: Dataset<Element>?
  }

  /// The runs at once whose data leave half of the memory.
  ///
  /// Every fold has data of its own.
  func mostAtOnce(memory: Int) -> Int { max(memory / 2 / max(dataByteCount, 1), 1) }

  /// What the samples of a table take in double precision, at most.
  private var dataByteCount: Int {
    let (count, overflow) = table.rowCount.multipliedReportingOverflow(
      by: table.columns.count * MemoryLayout<Double>.stride)
    return overflow ? .max : count
  }

  func division(of recipe: TrainingRecipe, count: Int) throws(BPNetError) -> Division {
    let choices = recipe.dataChoices
    let key = PreparedStore.Key(choices: choices, fold: Run.Fold(index: -1, count: count))
    return try store.piece(key, byteCount: 0) { () throws(BPNetError) in
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

  /// A group's training on its data; what its preset leaves to rows held back is decided once for its runs.
  func prepare<Element: Scalar>(
    _ group: RunGroup, threads: Int? = nil, as _: Element.Type
  ) throws(BPNetError) -> (training: PreparedTraining<Element>, held: Dataset<Element>?) {
    let piece: Piece<Element> = try piece(of: group)
    let key = PreparedStore.Key(
      choices: group.recipe, precision: Element.precision, fold: group.fold, isDecision: true)
    var recipe = group.recipe
    recipe.threads = threads ?? recipe.threads
    let decided = try store.piece(key, byteCount: 0) { () throws(BPNetError) in
      try PreparedTraining(deciding: recipe, on: piece.data).request
    }
    return (try PreparedTraining(decided, on: piece.data), piece.held)
  }

  /// Prepares a group's data, for itself and for others that say the same of them.
  ///
  /// - Returns: the names of the figures that its outputs will have.
  func prepareData(of group: RunGroup) throws(BPNetError) -> [String] {
    switch group.precision {
    case .f32: try (piece(of: group) as Piece<Float>).data.figureNames
    case .f64: try (piece(of: group) as Piece<Double>).data.figureNames
    }
  }

  private func piece<Element: Scalar>(of group: RunGroup) throws(BPNetError) -> Piece<Element> {
    let choices = group.recipe.dataChoices
    let key = PreparedStore.Key(choices: choices, precision: Element.precision, fold: group.fold)
    return try store.piece(key, byteCount: dataByteCount) { () throws(BPNetError) in
      guard let fold = group.fold else {
        let samples = try choices.chooseSamples(of: table)
        return Piece(
          data: try choices.prepareData(
            table, samples: samples, validationTable: validationTable, testTable: testTable), held: nil)
      }
      let division = try division(of: group.recipe, count: fold.count)
      let held = Set(division.folds[fold.index])
      let others = division.samples.rows.indices.filter { !held.contains($0) }
      // Networks without a fold are measured on it, and on no test part.
      let data: PreparedData<Element> = try choices.prepareData(
        table, samples: division.samples.selecting(others), validationTable: validationTable, testTable: nil)
      let rows = division.folds[fold.index].map { division.samples.rows[$0] }
      return Piece(data: data, held: try data.preprocessing.encode(table, rows: rows, as: Element.self))
    }
  }

  func train(
    _ group: RunGroup, attempt: Int, _ place: RunPlace, shouldStop: () -> Bool, onEpoch: (EpochReport) -> Void
  ) throws(BPNetError) -> (result: TrainingResult, fold: Evaluation?) {
    switch group.precision {
    case .f32:
      try train(group, attempt, place, shouldStop: shouldStop, onEpoch: onEpoch, as: Float.self)
    case .f64:
      try train(group, attempt, place, shouldStop: shouldStop, onEpoch: onEpoch, as: Double.self)
    }
  }

  private func train<Element: Scalar>(
    _ group: RunGroup, _ attempt: Int, _ place: RunPlace, shouldStop: () -> Bool,
    onEpoch: (EpochReport) -> Void, as type: Element.Type
  ) throws(BPNetError) -> (result: TrainingResult, fold: Evaluation?) {
    let (training, held) = try prepare(group, threads: place.threads, as: type)
    let result = try training.train(attempt, place, shouldStop: shouldStop, onEpoch: onEpoch)
    guard let held else { return (result, nil) }
    return (result, try result.model.typed(as: type).evaluation(on: held, threads: place.threads))
  }
}
