import BPNet
import CommandSupport

/// The data and the recipe that the options of `train`, `cv` and `search` describe.
struct TrainingSource {
  let recipe: TrainingRecipe
  let table: Table
  /// The data of `--validation FILE`.
  let validationTable: Table?
  /// The data of `--test FILE`.
  let testTable: Table?

  /// Checks what can be checked before the data are read, and reads them.
  ///
  /// - Parameters:
  ///   - path: the training data.
  ///   - outputPath: the file to write, which must not be one of the inputs.
  ///   - start: the model that training goes on from.
  init(
    _ arguments: ParsedArguments, path: String, outputPath: String?, continuing start: WarmStart? = nil
  ) throws {
    recipe = try Self.recipe(arguments, continuing: start)
    let validation = try HeldFile(
      TrainOptions.validation, labels: TrainOptions.validationLabels, arguments)
    let test = try HeldFile(TrainOptions.test, labels: TrainOptions.testLabels, arguments)
    try TrainingFiles.check(
      arguments,
      inputs: DataOptions.paths(path, arguments) + (validation?.paths ?? []) + (test?.paths ?? []),
      modelPath: outputPath)
    if let outputPath { try Model.checkWritable(outputPath) }
    Diagnostics().checkEnding(of: outputPath, content: .model)
    if let test, isSameFile(test.path, path) {
      Diagnostics(isQuiet: arguments[CommonOptions.quiet]).warn(
        "the test file is the training file: its figures are of rows trained on",
        hint: "\(TrainOptions.test.spelling) 0.2 sets rows aside")
    }
    validationTable = try validation?.read(arguments, for: start?.model)
    testTable = try test?.read(arguments, for: start?.model)
    table = try DataOptions.readTable(path, arguments, for: start?.model)
    for (file, part) in [(validation, validationTable), (test, testTable)] where start == nil {
      guard let file, let part, part.hasHeader != table.hasHeader, table.columns.count > 1 else { continue }
      Diagnostics(isQuiet: arguments[CommonOptions.quiet]).note(
        "\(file.path): \(DataOptions.placeText(hasNames: part.hasHeader))")
    }
    try start?.checkColumns(recipe, in: table, arguments)
  }

  /// The same data for another recipe.
  init(_ source: TrainingSource, recipe: TrainingRecipe) {
    self.recipe = recipe
    validationTable = source.validationTable
    testTable = source.testTable
    table = source.table
  }

  /// Does work on the data.
  ///
  /// If they were made shorter since they were read, that is the error, and neither success nor what zeros
  /// in place of what is missing have led to.
  func withWholeData(_ body: () throws -> ExitCode) throws -> ExitCode {
    let result = Result(catching: body)
    switch result {
    case .success(.inputOutput), .failure(BPNetError.readFailed), .failure(BPNetError.writeFailed),
      .failure(BPNetError.cannotCreate), .failure(BPNetError.cannotOpen):
      return try result.get()
    default:
      try checkWhole()
      return try result.get()
    }
  }

  /// Checks that no data file that rows are still read from was made shorter since.
  ///
  /// - Parameter remark: what is to be said beside that.
  /// - Throws: `BPNetError.readFailed`.
  func checkWhole(_ remark: String = "") throws(BPNetError) {
    for table in [table, validationTable, testTable] {
      guard let path = table?.shortenedFile else { continue }
      throw .readFailed(path: path, reason: "it was made shorter while it was read\(remark)")
    }
  }

  /// Says by what work on the data was stopped.
  ///
  /// - Parameters:
  ///   - place: where in the work, and what has become of it.
  ///   - isKept: whether some of it is done, and saved or printed.
  /// - Throws: `BPNetError.readFailed` if a data file was made shorter.
  func stopped(_ place: String, isKept: Bool, _ diagnostics: Diagnostics) throws(BPNetError) -> ExitCode {
    try checkWhole("; stopped \(place)")
    diagnostics.stopped("stopped by \(StopSignal.shared.name ?? "a signal") \(place)")
    return StopSignal.shared.exitCode(isKept: isKept)
  }

  /// The recipe that the options describe, with its validation and test parts.
  static func recipe(
    _ arguments: ParsedArguments, continuing start: WarmStart? = nil
  ) throws -> TrainingRecipe {
    var recipe = try TrainOptions.recipe(arguments, usual: start?.model.optimizer)
    recipe.validationFraction = try HeldRows(TrainOptions.validation, arguments)?.fraction
    recipe.testFraction = try HeldRows(TrainOptions.test, arguments)?.fraction
    return try start?.recipe(overriding: recipe, arguments) ?? recipe
  }

  /// The whole table, with the validation and test parts that were asked for.
  ///
  /// - Parameters:
  ///   - checkpoints: the folder of checkpoints, which the choices of a comparison are written to.
  ///   - onProgress: a closure that is called while candidates of a preset are compared.
  ///   - shouldStop: a closure that is called repeatedly while they are; true ends that.
  func prepare<Element: Scalar>(
    checkpoints: CheckpointFolder? = nil, as type: Element.Type, onProgress: (Run.Progress) -> Void,
    shouldStop: () -> Bool
  ) throws -> PreparedTraining<Element> {
    try recipe.prepare(
      table, validationTable: validationTable, testTable: testTable, checkpoints: checkpoints, as: type,
      onProgress: onProgress, shouldStop: shouldStop)
  }
}

extension TrainingSource {
  /// The same, continuing from a model; nil starts with new weights.
  func prepare<Element: Scalar>(
    continuing model: Model?, checkpoints: CheckpointFolder?, onProgress: (Run.Progress) -> Void,
    shouldStop: () -> Bool
  ) throws -> PreparedTraining<Element> {
    guard let model else {
      return try prepare(
        checkpoints: checkpoints, as: Element.self, onProgress: onProgress, shouldStop: shouldStop)
    }
    return try recipe.prepare(
      table, validationTable: validationTable, testTable: testTable, continuing: model, as: Element.self)
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
  ) throws -> TrainingResult.Selection {
    func best<Element: Scalar>(as type: Element.Type) throws -> TrainingResult.Selection {
      try prepare(as: type, onProgress: progress.report, shouldStop: shouldStop)
        .trainBest(onProgress: progress.report, shouldStop: shouldStop)
    }
    let selection =
      switch precision {
      case .f32: try best(as: Float.self)
      case .f64: try best(as: Double.self)
      }
    if let divergence = selection.best.summary.divergence { throw divergence }
    return selection
  }
}
