import BPNet
import CommandSupport

/// The data and the recipe that the options of `train`, `cv` and `search` describe.
struct TrainingSource {
  let recipe: TrainingRecipe
  let table: Table
  /// The data of `--validation FILE`.
  let validationTable: Table?

  /// Checks what can be checked before the data are read, and reads them.
  ///
  /// - Parameters:
  ///   - path: the training data.
  ///   - outputPath: a file to be written, which may be none of the inputs.
  ///   - start: the model that training goes on from.
  init(
    _ arguments: ParsedArguments, path: String, outputPath: String?, continuing start: WarmStart? = nil
  ) throws {
    recipe = try Self.recipe(arguments, continuing: start)
    let validationPath = Self.validationPath(arguments)
    let validationLabels = arguments[TrainOptions.validationLabels]
    guard validationLabels == nil || validationPath != nil else {
      throw UsageError(
        name: "--validation-labels", found: "no validation file", expected: "--validation FILE beside it")
    }
    try checkInputsAreSafe(
      DataOptions.paths(path, arguments) + [validationPath, validationLabels].compactMap { $0 },
      output: outputPath)
    if let outputPath { try Model.checkWritable(outputPath) }
    validationTable = try validationPath.map {
      try DataOptions.readTable($0, labelsPath: validationLabels, arguments)
    }
    table = try DataOptions.readTable(path, arguments)
    try start?.checkColumns(recipe, in: table, arguments)
  }

  /// The same data for other options of training.
  ///
  /// - Precondition: the options of validation are those of `source`.
  init(_ source: TrainingSource, arguments: ParsedArguments) throws {
    recipe = try Self.recipe(arguments)
    validationTable = source.validationTable
    table = source.table
  }

  /// The recipe that the options describe, with its validation part.
  private static func recipe(
    _ arguments: ParsedArguments, continuing start: WarmStart? = nil
  ) throws -> TrainingRecipe {
    var recipe = try TrainOptions.recipe(arguments, usual: start?.model.optimizer)
    if let part = arguments[TrainOptions.validation], let fraction = Double(part) {
      guard fraction > 0, fraction < 1 else {
        throw UsageError(
          name: "--validation", found: part, expected: "a fraction above 0 and below 1, or a file")
      }
      recipe.validationFraction = fraction
    }
    return try start?.recipe(overriding: recipe, arguments) ?? recipe
  }

  /// The file of `--validation`, if it is one.
  private static func validationPath(_ arguments: ParsedArguments) -> String? {
    arguments[TrainOptions.validation].flatMap { Double($0) == nil ? $0 : nil }
  }

  /// The whole table, with the validation part that was asked for.
  func prepare<Element: Scalar>(as type: Element.Type) throws -> PreparedTraining<Element> {
    try recipe.prepare(table, validationTable: validationTable, as: type)
  }
}

extension TrainingSource {
  /// The whole table, with the validation part that was asked for, to go on from a model; nil starts anew.
  func prepare<Element: Scalar>(continuing model: Model?) throws -> PreparedTraining<Element> {
    guard let model else { return try prepare(as: Element.self) }
    return try recipe.prepare(table, validationTable: validationTable, continuing: model, as: Element.self)
  }

  /// The folds of the table.
  func crossValidation<Element: Scalar>(
    foldCount: Int, as type: Element.Type
  ) throws -> CrossValidation<Element> {
    try CrossValidation(
      recipe, table: table, validationTable: validationTable, foldCount: foldCount, as: type)
  }
}

extension CrossValidation {
  /// Runs fold by fold; one that is stopped in the middle is left out, and no other begins.
  func runAll(shouldStop: () -> Bool, onFold: (Fold) throws -> Void) throws -> [Fold] {
    var results: [Fold] = []
    for index in folds.indices where !shouldStop() {
      let fold = try run(fold: index, shouldStop: shouldStop)
      guard !fold.training.isStopped else { break }
      results.append(fold)
      try onFold(fold)
    }
    return results
  }
}

extension CrossValidation.Fold {
  /// Whether training without the fold diverged.
  var isDiverged: Bool { training.best.summary.stopReason == .diverged }

  /// The error of a fold that diverged.
  var divergence: BPNetError { training.divergence }
}

extension TrainingSelection {
  /// The error of training that diverged.
  var divergence: BPNetError {
    .diverged(epoch: best.summary.epochs, loss: best.summary.lastTrainingLoss)
  }
}
