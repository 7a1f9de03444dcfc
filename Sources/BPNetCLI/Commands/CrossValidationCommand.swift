import BPNet
import CommandSupport

private let data = Positional<String>(
  "DATA", help: "labelled data (.csv, .tsv; - is standard input)", parse: .path)
private let folds = Option<Int>(
  required: "folds", placeholder: "K",
  help: "parts, each of which is held back once; as many as rows at most",
  parse: .integer(in: 2...)
).setting("foldCount")

private let crossValidationSections =
  [OptionSection("Folds", [folds])] + TrainOptions.comparisonSections

let crossValidationCommand = Command(
  name: "cv", summary: "Cross-validate: train on all folds but one, and measure on that one",
  synopsis: "DATA --folds K [options] [-o MODEL]", positionals: [data],
  sections: crossValidationSections,
  everyday: [EverydayOption(folds)] + TrainOptions.everyday
    + TrainOptions.everydayOfComparison(model: "a model of all rows [none]"),
  examples: [
    "bpnet cv iris.csv --folds 5",
    "bpnet cv house.csv --folds 10 --target price --hidden 32 --json",
  ],
  synonyms: TrainOptions.synonyms,
  notes: """
    Folds are drawn by --split-seed, or else --seed, and hold their share of each class. Scaling is fitted \
    on each fold's training rows alone, and --validation holds back a part of those. sd is the sample \
    standard deviation over the folds. With -o a model is trained on all rows at the end. Rows of --test are \
    in no fold, and not among these: that model is measured on them.

    Means are over the folds that have a figure: roc_auc needs rows of two classes. --json says in \
    "folds_of" how many these are, where not all.

    --json prints one object a fold, then {"folds":K,"mean":{…},"sd":{…}}, with "test":{…} behind it where \
    a model is measured.

    SIGINT, SIGTERM and SIGHUP stop after what is done: the folds so far are printed (exit code 75); before \
    the first one the exit code is 128 and the signal's number.
    """
) { arguments in
  try WarmStart.refuse(arguments, command: "cv", reason: "each fold starts from first weights")
  return try CrossValidationRun(arguments).run()
}

/// One call of `bpnet cv`.
private struct CrossValidationRun {
  private let arguments: ParsedArguments
  private let diagnostics: Diagnostics
  private let modelPath: String?

  init(_ arguments: ParsedArguments) {
    self.arguments = arguments
    self.diagnostics = Diagnostics(isQuiet: arguments[CommonOptions.quiet])
    self.modelPath = arguments[TrainOptions.optionalModelPath]
  }

  func run() throws -> ExitCode {
    try TestOption.check(arguments, modelPath: modelPath)
    let checkpoints = try CheckpointOptions.open(arguments, diagnostics)
    let source = try TrainingSource(arguments, path: arguments[data], outputPath: modelPath)
    try ReportOption.check(arguments)
    return try source.withWholeData { try run(on: source, checkpoints) }
  }

  private func run(on source: TrainingSource, _ checkpoints: CheckpointFolder?) throws -> ExitCode {
    let precision = arguments[TrainOptions.precision]
    let validation = try source.crossValidation(foldCount: arguments[folds], precision: precision)
    FoldNotes(validation).write(to: diagnostics)
    let report = CrossValidationReport(
      output: isStandardOutput(modelPath) ? .standardError() : .standardOutput(),
      isJSON: arguments[CommonOptions.json], foldCount: validation.folds.count,
      reporter: reporter(source.recipe.attemptCount == 1 ? "folds" : "runs"))
    StopSignal.shared.install()
    let failure = FirstError()
    let (result, outcomes) = try validation.run(
      checkpoints: checkpoints, collectsOutcomes: arguments[TrainOptions.report] != nil,
      onFold: { fold in failure.catching { try report.add(fold) } },
      onProgress: report.reporter.report,
      shouldStop: { failure.error != nil || StopSignal.shared.isRequested })
    if let error = failure.error { throw error }
    report.reporter.finish()
    let place = "after \(result.folds.count) of \(validation.folds.count) folds; no model is written"
    try source.checkWhole("; stopped \(place)")
    let divergence = result.folds.lazy.compactMap(\.best.divergence).first
    let isWhole = result.failure == nil && divergence == nil && !result.isStopped
    guard isWhole, let modelPath else {
      try report.finish(result.folds)
      try writePage(result.folds, of: validation, source, outcomes, model: nil)
      if let failure = result.failure ?? divergence { throw failure }
      guard result.isStopped else { return .success }
      return try source.stopped(place, isKept: !result.folds.isEmpty, diagnostics)
    }
    let isTested = arguments.isGiven(TrainOptions.test)
    if !isTested { try report.finish(result.folds) }
    let training = Result {
      try source.trainBest(
        precision: precision, reporter("runs on all rows"), shouldStop: { StopSignal.shared.isRequested })
    }
    if let selection = try? training.get() { try selection.best.model.write(to: modelPath) }
    try source.checkWhole("; stopped in the training on all rows")
    if isTested { try report.finish(result.folds, test: (try? training.get())?.best.test) }
    let final = try training.get()
    try writePage(result.folds, of: validation, source, outcomes, model: final.best.model)
    diagnostics.note("model of all rows written to \(modelPath)")
    guard final.isStopped else { return .success }
    return try source.stopped("in the training on all rows; the model is saved", isKept: true, diagnostics)
  }

  /// Writes the page of `--report`.
  private func writePage(
    _ folds: [CrossValidation.Fold], of validation: CrossValidation, _ source: TrainingSource,
    _ outcomes: [Int: Metrics.Outcomes], model: Model?
  ) throws {
    guard let path = arguments[TrainOptions.report] else { return }
    let page = RunPage(
      command: "cv", path: arguments[data], table: source.table, sections: crossValidationSections, arguments)
    try RunPage.write(
      page.page(
        of: folds, of: validation.folds.count, recipe: source.recipe,
        outcomes: folds.compactMap { outcomes[$0.index] }, model: model), to: path)
  }

  private func reporter(_ name: String) -> RunsReporter {
    RunsReporter(name: name, mode: arguments[TrainOptions.progress], diagnostics: diagnostics)
  }
}
