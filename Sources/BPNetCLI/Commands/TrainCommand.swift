import BPNet
import CommandSupport

private let data = Positional<String>(
  "DATA", help: "the training data (.csv, .tsv, .npy, .npz, IDX; - is standard input)", parse: .path)

let trainCommand = Command(
  name: "train", summary: "Train a network on a table, and print the final metrics",
  synopsis: "DATA [options] -o MODEL", positionals: [data], sections: TrainOptions.sections,
  everyday: TrainOptions.everydayResults.prefix(1) + TrainOptions.everyday
    + TrainOptions.everydayResults.dropFirst(),
  examples: [
    "bpnet train iris.csv -o iris.safetensors",
    "bpnet train house.csv --target price --test 0.2 -o house.safetensors",
  ],
  synonyms: TrainOptions.synonyms,
  notes: """
    samples/s counts the time of epochs alone, without validation and the final metrics.

    With --restarts or --hidden auto:search every run is reported; the seed and the hidden sizes of a run, \
    given as --seed and --hidden (and --split-seed with the first seed, where --validation is a fraction), \
    repeat it alone.

    --preset default has rows held back decide on the activation and the weight decay (of many rows also on \
    a second layer), as long as no option is about optimizer, learning rate, schedule, batches, epochs or \
    penalties; the options that repeat the choice are printed. Its schedule belongs to its own optimizer \
    and rate. matlab holds back 15 % for validation and leaves out its further 15 % for a test; sklearn \
    scales the inputs as StandardScaler does, has an output for each of two classes, and keeps the weights \
    of the least training loss. classic has the defaults of the versions without presets.

    Losses are means by the weights of --weight-column, Σ w L / Σ w, in each batch and over the data; \
    evaluate uses the column too, where the data have it. --class-weights and --label-smoothing belong to \
    training: validation and final losses are without them. Metrics count each row once. With loss poisson \
    linear outputs are logarithms of rates, and predictions are rates.

    --from MODEL goes on with a model: --epochs are further ones, and with the same data they come to the \
    bytes that all epochs at once would have come to, at the same schedule (where a loss is watched, from \
    the epoch whose weights the model has). What a given option says of columns, network, precision and \
    scaling must be so in the model. Other options that are not given are as the model was trained, but \
    for those of stopping; with another --optimizer those of the steps (learning rate, schedule, \
    batches, penalties, limits) have their usual values. --validation and --test are to be given again; \
    their rows are then the same.

    Rows of --test take no part in anything but the figures at the end: neither in training and scaling, \
    nor in what --validation, --restarts or a preset choose. A fraction is drawn by --split-seed, or else \
    --seed, each class its share, and --validation is a part of the other rows. A file is read with the \
    columns, scaling and classes of the training data, as evaluate reads it; labels that these do not have \
    count as wrong answers.
    """
) { arguments in
  if let path = arguments[TrainOptions.from] {
    try checkInputsAreSafe(DataOptions.paths(arguments[data], arguments) + [path], output: nil)
    let start = WarmStart(model: try Model(contentsOf: path), path: path)
    return switch start.model.precision {
    case .f32: try TrainingRun<Float>(arguments, start: start).run()
    case .f64: try TrainingRun<Double>(arguments, start: start).run()
    }
  }
  return switch arguments[TrainOptions.precision] {
  case .f32: try TrainingRun<Float>(arguments).run()
  case .f64: try TrainingRun<Double>(arguments).run()
  }
}

/// One call of `bpnet train`.
private struct TrainingRun<Element: Scalar> {
  private let arguments: ParsedArguments
  private let diagnostics: Diagnostics
  private let modelPath: String
  private let start: WarmStart?

  init(_ arguments: ParsedArguments, start: WarmStart? = nil) throws {
    self.start = start
    self.arguments = arguments
    self.diagnostics = Diagnostics(isQuiet: arguments[CommonOptions.quiet])
    self.modelPath = arguments[TrainOptions.modelPath]
  }

  func run() throws -> ExitCode {
    let checkpoints = try CheckpointOptions.open(arguments, diagnostics)
    let source = try TrainingSource(
      arguments, path: arguments[data], outputPath: modelPath, continuing: start)
    try checkResults(of: source.recipe)
    return try source.withWholeData { try run(on: source, checkpoints) }
  }

  private func run(on source: TrainingSource, _ checkpoints: CheckpointFolder?) throws -> ExitCode {
    let isSingle = source.recipe.attemptCount == 1
    let prepared = try prepare(source, checkpoints)
    try checkTraining(prepared)
    TrainingDescription(prepared).write(to: diagnostics)
    noteRuns(of: source.recipe, hasValidation: prepared.validation != nil)
    StopSignal.shared.install()
    let start = monotonicSeconds()
    // Checkpoints belong to the choices that a whole comparison makes.
    let folder = prepared.isUndecided ? nil : checkpoints
    let selection = try isSingle ? train(prepared, folder) : trainBest(prepared, folder)
    let seconds = monotonicSeconds() - start
    let metric = source.recipe.rankingMetric
    if !isSingle { AttemptReport(selection, metric: metric).lines.forEach(diagnostics.note) }
    func report(modelPath: String?) throws {
      try print(TrainReport(selection: selection, metric: metric, seconds: seconds, modelPath: modelPath))
      try writePage(selection, prepared, source, seconds: seconds, modelPath: modelPath)
    }
    if let divergence = selection.best.summary.divergence {
      try report(modelPath: try writeUsableModel(of: selection.best))
      throw divergence
    }
    // A single run has written its model before the metrics.
    if !isSingle { try selection.best.model.write(to: modelPath) }
    if hasLostInput(prepared) { throw inputLost(prepared) }
    try report(modelPath: modelPath)
    if let hint = TrainingHint(selection.best, decision: prepared.decision) { diagnostics.note(hint.text) }
    if let hint = FigureHint(selection) { diagnostics.note(hint.text) }
    return selection.isStopped ? stopped(selection, isUndecided: prepared.isUndecided) : .success
  }

  /// Checks that the files beside the model can be written, and belong to such a training.
  private func checkResults(of recipe: TrainingRecipe) throws {
    try ReportOption.check(arguments)
    guard recipe.attemptCount > 1, arguments[TrainOptions.log] != nil else { return }
    throw UsageError(
      name: TrainOptions.log.spelling, found: counted(recipe.attemptCount, "run"), expected: "a single run",
      hint: "\(TrainOptions.seed.spelling) and \(TrainOptions.hidden.spelling) of the best run, which is "
        + "reported, train it alone, with a log")
  }

  /// Says that there are several runs, and what they are compared by.
  private func noteRuns(of recipe: TrainingRecipe, hasValidation: Bool) {
    if recipe.attemptCount > 1 {
      diagnostics.note("\(counted(recipe.attemptCount, "run")), of which the best is kept")
    }
    if recipe.hidden == .search, !hasValidation {
      diagnostics.warn(
        "hidden sizes are compared by the training loss, which favours large ones",
        hint: "--validation 0.2 compares them by rows held back")
    }
  }

  /// Writes the model of a training that has diverged, if it is of an earlier epoch.
  ///
  /// - Returns: the path; nil if there is no such model.
  private func writeUsableModel(of result: TrainingResult) throws -> String? {
    guard result.hasUsableModel else { return nil }
    try result.model.write(to: modelPath)
    return modelPath
  }

  /// Says where a signal has stopped the training.
  private func stopped(_ selection: TrainingResult.Selection, isUndecided: Bool) -> ExitCode {
    let signal = StopSignal.shared.name ?? "a signal"
    guard !isUndecided else {
      diagnostics.note(
        "stopped by \(signal) while candidates were compared; the model is saved, with its initial weights")
      return .stopped
    }
    let last = selection.runs[selection.runs.count - 1].summary
    let place = selection.runs.count > 1 ? " of run \(selection.runs.count)" : ""
    diagnostics.note("stopped by \(signal) in epoch \(last.epochs + 1)\(place); the model is saved")
    return .stopped
  }

  /// Writes the page of `--report`.
  private func writePage(
    _ selection: TrainingResult.Selection, _ prepared: PreparedTraining<Element>, _ source: TrainingSource,
    seconds: Double, modelPath: String?
  ) throws {
    guard let path = arguments[TrainOptions.report] else { return }
    let outcomes = PartOutcomes(
      of: selection.best.model, on: prepared, threads: arguments[TrainOptions.threads])
    let page = RunPage(
      command: "train", path: arguments[data], table: source.table, sections: TrainOptions.sections, arguments
    ).page(
      of: selection, outcomes: outcomes, metric: source.recipe.rankingMetric, seconds: seconds,
      modelPath: modelPath)
    try RunPage.write(page, to: path)
  }

  /// Prepares the data, and the choices that the preset makes by comparing candidates, which a signal stops.
  private func prepare(
    _ source: TrainingSource, _ checkpoints: CheckpointFolder?
  ) throws -> PreparedTraining<Element> {
    let reporter = RunsReporter(name: "candidates", mode: progressMode, diagnostics: diagnostics)
    defer { reporter.finish() }
    var (handlesSignals, begin) = (false, Double?.none)
    return try source.prepare(
      continuing: start?.model, checkpoints: checkpoints,
      onProgress: { progress in
        // Most comparisons take a moment, and nobody would see where they are.
        let now = monotonicSeconds()
        if now - (begin ?? now) >= 0.5 { reporter.report(progress) }
        begin = begin ?? now
      },
      shouldStop: {
        // Not before the comparison: until then a signal ends the program at once.
        if !handlesSignals { StopSignal.shared.install() }
        handlesSignals = true
        return StopSignal.shared.isRequested
      })
  }

  /// Checks that training can start; a state that it cannot start from is the model's fault.
  private func checkTraining(_ prepared: PreparedTraining<Element>) throws {
    do {
      try prepared.check()
    } catch {
      guard case .invalidArgument(let name, let found, let expected) = error, name == "optimizerState",
        let start
      else { throw error }
      throw BPNetError.invalidModel(at: .init(file: start.path), found: found, expected: expected)
    }
  }

  private func hasLostInput(_ prepared: PreparedTraining<Element>) -> Bool {
    StopSignal.shared.hasLostInput || prepared.data.shortenedFile != nil
  }

  /// The error for a data file that was made shorter during the training, whose model is saved.
  private func inputLost(_ prepared: PreparedTraining<Element>) -> BPNetError {
    .readFailed(
      path: prepared.data.shortenedFile ?? arguments[data],
      reason: "it was made shorter while it was read, or its device failed; the model is saved")
  }

  /// Trains a single run, reports its epochs, and writes its model.
  private func train(
    _ prepared: PreparedTraining<Element>, _ checkpoints: CheckpointFolder?
  ) throws -> TrainingResult.Selection {
    let reporter = ProgressReporter(
      mode: progressMode, timeLimit: prepared.configuration.stopping.timeLimit)
    defer { reporter.finish() }
    let log = try openLog(prepared)
    defer { log?.finish() }
    let figure = LiveFigure(prepared)
    let epochCount = prepared.configuration.stopping.epochs
    let rowCount = Double(prepared.training.rowCount)
    let result = try prepared.train(
      checkpoints: checkpoints, beforeCheckpoint: log?.beforeCheckpoint,
      onEpochOf: { trainer, epoch in
        log?.write(epoch)
        reporter.report(
          TrainingProgress(
            epoch: epoch.epoch, totalEpochs: epochCount,
            trainingLoss: epoch.trainingLoss, validationLoss: epoch.validationLoss,
            samplesPerSecond: Double(epoch.epoch) * rowCount / max(epoch.trainingSeconds, 1e-9)),
          at: epoch.endTime
        ) {
          figure?.value(of: trainer.network).map {
            TrainingProgress.Figure(name: $0.name == "r2" ? "R²" : $0.name, value: $0.value)
          }
        }
      }, shouldStop: { StopSignal.shared.isRequested },
      hasLostInput: { StopSignal.shared.hasLostInput },
      onModel: { model throws(BPNetError) in
        try model.write(to: modelPath)
        // Figures of what is missing would be wrong.
        if hasLostInput(prepared) { throw inputLost(prepared) }
      })
    try log?.check()
    return TrainingResult.Selection(result)
  }

  /// The log of the epochs, if there is to be one.
  private func openLog(_ prepared: PreparedTraining<Element>) throws -> EpochLog? {
    guard let path = arguments[TrainOptions.log] else { return nil }
    return try EpochLog(
      path: path, rowCount: prepared.training.rowCount,
      hasLearningRate: prepared.configuration.optimizer.usesLearningRate,
      continues: arguments[CheckpointOptions.resume])
  }

  /// Trains several runs side by side, and tells how many are done.
  private func trainBest(
    _ prepared: PreparedTraining<Element>, _ checkpoints: CheckpointFolder?
  ) throws -> TrainingResult.Selection {
    let reporter = RunsReporter(name: "runs", mode: progressMode, diagnostics: diagnostics)
    defer { reporter.finish() }
    return try prepared.trainBest(
      checkpoints: checkpoints, onProgress: reporter.report, shouldStop: { StopSignal.shared.isRequested })
  }

  private var progressMode: ProgressMode { diagnostics.isQuiet ? .none : arguments[TrainOptions.progress] }

  private func print(_ report: TrainReport) throws {
    // A model on standard output is not to be mixed with words.
    let output = isStandardOutput(modelPath) ? TextOutput.standardError() : TextOutput.standardOutput()
    if arguments[CommonOptions.json] {
      try output.writeLine(report.json.description)
    } else {
      try output.write(Printable.lines(report.text))
    }
    try output.flush()
  }
}
