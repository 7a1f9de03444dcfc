/// Estimates how well a recipe does on rows that it has not seen: each of K folds is held back once, and a
/// network trained on the others.
///
/// Every fold is prepared from its training rows alone: normalisation, replaced cells and the validation part
/// of the recipe, if it has one, come from them. Only the list of classes is that of all rows.
public struct CrossValidation<Element: Scalar> {
  /// What came of one fold.
  public struct Fold {
    /// Its number, counted from 0.
    public let index: Int
    /// The rows held back.
    public let rowCount: Int
    /// The training on the other rows.
    public let training: TrainingSelection<Element>
    /// The loss on the rows held back.
    public let loss: Double
    /// The metrics on the rows held back.
    public let metrics: Metrics

    /// The loss and the figures of the metrics; all NaN if training diverged.
    public var figures: [(name: String, value: Double)] {
      let all = [(name: "loss", value: loss)] + metrics.figures
      let isDiverged = training.best.summary.stopReason == .diverged
      return isDiverged ? all.map { ($0.name, .nan) } : all
    }
  }

  /// The samples that each fold holds back, by their places among the usable rows.
  public let folds: [[Int]]
  /// The number of rows of the smallest class; nil for numbers.
  public let smallestClassCount: Int?

  private var recipe: TrainingRecipe
  private let table: Table
  private let validationTable: Table?
  private let samples: SampleChoice

  /// Divides a table's usable rows, stratified for classes, by the recipe's seed (`splitSeed`, if it has
  /// one).
  ///
  /// - Parameter validationTable: data by which every fold's training is watched, in place of a part of its
  ///   rows.
  /// - Throws: `BPNetError.invalidArgument` under the name `folds` for fewer than 2 folds, or more than
  ///   usable rows, under the name `task` for a forecast; else what `TrainingRecipe.prepare` throws.
  public init(
    _ recipe: TrainingRecipe, table: Table, validationTable: Table? = nil, foldCount: Int,
    as _: Element.Type = Element.self
  ) throws(BPNetError) {
    let samples = try recipe.chooseSamples(of: table)
    if let expected = samples.definition.faultOfFolds {
      throw .invalidArgument(
        name: "task", found: "\(samples.definition.task.rawValue) with folds", expected: expected)
    }
    self.folds = try Folds.make(
      rowCount: samples.rows.count, count: foldCount, classes: samples.classes,
      seed: recipe.splitSeed ?? recipe.seed ?? 0)
    self.smallestClassCount = samples.classes.flatMap { classes in
      Dictionary(grouping: classes) { $0 }.values.map(\.count).min()
    }
    self.recipe = recipe
    // The models of folds are measured, and train no more.
    self.recipe.keepsOptimizerState = false
    self.table = table
    self.validationTable = validationTable
    self.samples = samples
  }

  /// Trains without fold `index`, counted from 0, and measures the best network on it.
  ///
  /// - Parameter shouldStop: asked before each step; true ends training after the step before.
  /// - Throws: what `TrainingRecipe.prepare` and `PreparedTraining.trainBest` throw.
  public func run(fold index: Int, shouldStop: () -> Bool = { false }) throws(BPNetError) -> Fold {
    let held = Set(folds[index])
    let others = samples.rows.indices.filter { !held.contains($0) }
    let prepared = try recipe.prepare(
      table, samples: samples.selecting(others), validationTable: validationTable, as: Element.self)
    let training = try prepared.trainBest(shouldStop: shouldStop)
    let model = training.best.typedModel
    let heldData = try model.preprocessing.encode(
      table, rows: folds[index].map { samples.rows[$0] }, as: Element.self)
    let (loss, metrics) = model.evaluate(heldData, threads: recipe.threads)
    return Fold(index: index, rowCount: held.count, training: training, loss: loss, metrics: metrics)
  }
}
