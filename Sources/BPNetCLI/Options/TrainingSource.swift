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
    Diagnostics().checkEnding(of: outputPath, content: .model)
    validationTable = try validationPath.map {
      try DataOptions.readTable($0, labelsPath: validationLabels, arguments, for: start?.model)
    }
    table = try DataOptions.readTable(path, arguments, for: start?.model)
    try start?.checkColumns(recipe, in: table, arguments)
  }

  /// The same data for another recipe.
  init(_ source: TrainingSource, recipe: TrainingRecipe) {
    self.recipe = recipe
    validationTable = source.validationTable
    table = source.table
  }

  /// The recipe that the options describe, with its validation part.
  static func recipe(
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
  func crossValidation(foldCount: Int, precision: Precision) throws -> CrossValidation {
    try CrossValidation(
      recipe, table: table, validationTable: validationTable, foldCount: foldCount, precision: precision)
  }

  /// The best of all runs on the whole table.
  ///
  /// - Throws: `BPNetError.diverged` if that is what has become of it.
  func trainBest(
    precision: Precision, _ progress: RunsReporter, shouldStop: () -> Bool
  ) throws -> TrainingSelection {
    let selection =
      switch precision {
      case .f32:
        try prepare(as: Float.self).trainBest(onProgress: progress.report, shouldStop: shouldStop)
      case .f64:
        try prepare(as: Double.self).trainBest(onProgress: progress.report, shouldStop: shouldStop)
      }
    if let divergence = selection.divergence { throw divergence }
    return selection
  }
}

extension TrainingSelection {
  /// The error of training that diverged; nil if it did not.
  var divergence: BPNetError? {
    let summary = best.summary
    guard summary.stopReason == .diverged else { return nil }
    return .diverged(epoch: summary.epochs, loss: summary.lastTrainingLoss)
  }
}
