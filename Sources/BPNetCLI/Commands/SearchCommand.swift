import BPNet
import CommandSupport

private let data = Positional<String>(
  "DATA", help: "labelled data (.csv, .tsv; - is standard input)", parse: .path)
private let gridText = Option<String>(
  required: "grid", placeholder: "GRID",
  help: "options and values, as in 'learning-rate=0.01,0.1;hidden=16,32'",
  parse: .text)
private let folds = Option<Int?>(
  "folds", placeholder: "K", help: "compare trials by K-fold cross-validation",
  defaultText: "by the validation part", parse: .integer(in: 2...)
).setting("foldCount")

/// The part of the rows by which trials are compared where the user names none.
private let defaultValidation = "\(Search.defaultValidationFraction)"

private let searchSections =
  [OptionSection("Search", [gridText, folds])] + TrainOptions.comparisonSections

let searchCommand = Command(
  name: "search", summary: "Train with every combination of some options' values, and rank them",
  synopsis: "DATA --grid GRID [--folds K] [options] [-o MODEL]", positionals: [data],
  sections: searchSections,
  everyday: [EverydayOption(gridText), EverydayOption(folds)]
    + TrainOptions.everyday.filter {
      !$0.isOf(TrainOptions.learningRate) && !$0.isOf(TrainOptions.optimizer)
    } + [EverydayOption(TrainOptions.rankBy, "what trials are compared by [log_loss or r2]")]
    + TrainOptions.everydayOfComparison(model: "the best trial's model [none]"),
  examples: [
    "bpnet search iris.csv --grid 'hidden=8,32;learning-rate=0.01,0.1'",
    "bpnet search house.csv --grid 'activation=relu,silu' --rank-by r2",
  ],
  synonyms: TrainOptions.synonyms,
  notes: """
    The grid names options of training without dashes: ; stands between options, a comma between values, \
    and within a value + stands for a comma, as in optimizer=sgd:0.5,adam:0.8+0.99. A flag has the values \
    true and false. It names each option but those of the data to learn (target, task, horizon, \
    period, validation, test, split-seed) and threads.
      --grid 'hidden=16,64+32;activation=tanh,relu;no-shuffle=true,false'

    Trials are compared by the rows of --validation [\(defaultValidation)], or with --folds by the means \
    over the folds: by the figure of --rank-by, else by log loss for classes and R², the mean over the \
    targets, for numbers; a trial without the figure is last. Each is printed with the command that repeats \
    it; one whose options do not go together is reported as refused, and the others go on. Trials are \
    trained side by side on all threads. -o writes the best trial's model; with --folds one that its options \
    give on all rows. Rows of --test take part in none of this: the best model is measured on them at the end.

    --json prints one object a trial, then \
    {"trials":N,"rank_by":…,"ranking":[…],"refused":[…],"best":{…},"model":…}, with "test":{…} before the \
    model where there is a test part.

    SIGINT, SIGTERM and SIGHUP stop after what is done: the trials so far are ranked (exit code 75); before \
    the first one the exit code is 128 and the signal's number.
    """
) { arguments in
  try WarmStart.refuse(arguments, command: "search", reason: "each trial starts from first weights")
  return try SearchRun(arguments).run()
}

/// One call of `bpnet search`.
private struct SearchRun {
  private let arguments: ParsedArguments
  private let diagnostics: Diagnostics
  private let modelPath: String?
  private let output: TextOutput

  init(_ arguments: ParsedArguments) throws {
    // Without a part that no trial is trained on there would be nothing to compare them by.
    let lacksPart = arguments[folds] == nil && arguments[TrainOptions.validation] == nil
    self.arguments =
      lacksPart ? try arguments.setting(TrainOptions.validation, to: defaultValidation) : arguments
    diagnostics = Diagnostics(isQuiet: arguments[CommonOptions.quiet])
    modelPath = arguments[TrainOptions.optionalModelPath]
    output = isStandardOutput(modelPath) ? .standardError() : .standardOutput()
  }

  func run() throws -> ExitCode {
    let trials = try trials()
    if arguments[folds] != nil { try TestOption.check(arguments, modelPath: modelPath) }
    let checkpoints = try CheckpointOptions.open(arguments, diagnostics)
    let source = try TrainingSource(arguments, path: arguments[data], outputPath: modelPath)
    try ReportOption.check(arguments)
    for remark in source.recipe.remarks(on: source.table, precision: arguments[TrainOptions.precision]) {
      diagnostics.say(remark)
    }
    diagnostics.note(counted(trials.count, "trial"))
    return try source.withWholeData { try run(trials, on: source, checkpoints) }
  }

  private func run(
    _ trials: [SearchTrial], on source: TrainingSource, _ checkpoints: CheckpointFolder?
  ) throws -> ExitCode {
    StopSignal.shared.install()
    let (searched, result) = try search(trials, source, checkpoints)
    let report = SearchReport(searched, result)
    let best = report.ranked.first.flatMap { $0.result?.divergence == nil ? $0 : nil }
    let writesModel = best != nil && (!result.isStopped || arguments[folds] == nil)
    let path = writesModel ? modelPath : nil
    let final = try path == nil ? nil : bestTraining(result, source)
    if let path { try final?.best.model.write(to: path) }
    let model = modelPath == nil ? "" : path == nil ? "; no model is written" : "; the model is saved"
    let place = "after \(searched.count) of \(trials.count) trials\(model)"
    try source.checkWhole("; stopped \(place)")
    let isFinished = final?.isStopped != true
    try print(report, test: (final?.best ?? result.best)?.test, modelPath: path)
    try writePage(report, best: final?.best ?? result.best, source)
    if best != nil,
      let hint = FigureHint(trialCount: report.ranked.count, hasTest: arguments.isGiven(TrainOptions.test))
    {
      diagnostics.note(hint.text)
    }
    guard !result.isStopped, isFinished else {
      return try source.stopped(place, isKept: !searched.isEmpty, diagnostics)
    }
    guard best == nil else { return .success }
    if let divergence = report.ranked.first?.result?.divergence { throw divergence }
    if let refusal = report.refused.first?.refusal { throw refusal }
    return .success
  }

  /// Writes the page of `--report`.
  private func writePage(_ report: SearchReport, best: TrainingResult?, _ source: TrainingSource) throws {
    guard let path = arguments[TrainOptions.report] else { return }
    let outcomes = best.flatMap {
      PartOutcomes(of: $0.model, on: source, threads: arguments[TrainOptions.threads])
    }
    let page = RunPage(
      command: "search", path: arguments[data], table: source.table, sections: searchSections, arguments)
    try RunPage.write(page.page(of: report, best: best, outcomes: outcomes), to: path)
  }

  /// Runs the trials that are possible, and reports each one in order.
  private func search(
    _ trials: [SearchTrial], _ source: TrainingSource, _ checkpoints: CheckpointFolder?
  ) throws -> (trials: [SearchedTrial], result: Search.Result) {
    let possible = trials.compactMap { try? $0.trial.get() }
    let search = Search(possible, metric: arguments[TrainOptions.rankBy], foldCount: arguments[folds])
    let isPlain = possible.allSatisfy { $0.recipe.attemptCount == 1 } && arguments[folds] == nil
    let reporter = reporter(isPlain ? "trials" : "runs")
    let failure = FirstError()
    var (searched, next) = ([SearchedTrial](), 0)
    /// Reports the next trial that was run, and those before it that were impossible.
    func tell(_ result: Search.TrialResult?) throws {
      while next < trials.count {
        let trial = trials[next]
        let isTried = (try? trial.trial.get()) != nil
        if isTried, result == nil { return }
        next += 1
        let this = SearchedTrial(trial: trial, result: isTried ? result : nil)
        searched.append(this)
        try report(this, of: trials.count, reporter)
        if isTried { return }
      }
    }
    let result = try search.run(
      on: source.table, validationTable: source.validationTable, testTable: source.testTable,
      by: Run.Executor(threads: arguments[TrainOptions.threads]), checkpoints: checkpoints,
      onTrial: { result in failure.catching { try tell(result) } }, onProgress: reporter.report,
      shouldStop: { failure.error != nil || StopSignal.shared.isRequested })
    if !result.isStopped { failure.catching { try tell(nil) } }
    reporter.finish()
    if let error = failure.error { throw error }
    return (searched, result)
  }

  /// The best trial's training; with folds it is trained on all rows.
  private func bestTraining(_ result: Search.Result, _ source: TrainingSource) throws -> TrainingResult
    .Selection?
  {
    if let best = result.best { return TrainingResult.Selection(best) }
    guard let trial = result.bestTrial?.trial else { return nil }
    return try TrainingSource(source, recipe: trial.recipe).trainBest(
      precision: trial.precision, reporter("runs on all rows"),
      shouldStop: { StopSignal.shared.isRequested })
  }

  private func reporter(_ name: String) -> RunsReporter {
    RunsReporter(name: name, mode: arguments[TrainOptions.progress], diagnostics: diagnostics)
  }

  /// Reports a trial as soon as it is done.
  private func report(_ searched: SearchedTrial, of count: Int, _ reporter: RunsReporter) throws {
    if arguments[CommonOptions.json] {
      reporter.clear()
      try output.writeLine(searched.json.description)
      try output.flush()
    }
    let place = "trial \(searched.trial.number)/\(count)"
    if let refusal = searched.refusalText {
      reporter.clear()
      return diagnostics.warn("\(place) refused: \(refusal)")
    }
    reporter.note("\(place)  \(searched.trial.command)")
  }

  private func print(_ report: SearchReport, test: Model.Evaluation?, modelPath: String?) throws {
    let isJSON = arguments[CommonOptions.json]
    guard isJSON || !report.ranked.isEmpty else { return }
    try output.writeReport(
      isJSON ? report.json(test: test, modelPath: modelPath).description : report.text(test: test),
      isJSON: isJSON)
    try output.flush()
  }
}

extension SearchRun {
  /// Options that would make trials of other problems, or of the same.
  private static let unsearchableOptions: [any CommandOption] = [
    TrainOptions.target, TrainOptions.task, TrainOptions.horizon, TrainOptions.period,
    TrainOptions.validation,
    TrainOptions.validationLabels, TrainOptions.test, TrainOptions.testLabels, TrainOptions.splitSeed,
    TrainOptions.from, TrainOptions.rankBy, TrainOptions.threads,
  ]

  private var trainingOptions: [any CommandOption] { TrainOptions.trainingSections.flatMap { $0.options } }

  /// The points of the grid, all of whose values are right.
  private func trials() throws -> [SearchTrial] {
    let excluded = Set(SearchRun.unsearchableOptions.map { $0.names[0] })
    let searchable = trainingOptions.filter { !excluded.contains($0.names[0]) }
    let grid = try Grid(parsing: arguments[gridText], options: searchable)
    var shared = arguments
    if arguments[TrainOptions.splitSeed] == nil, grid.axes.contains(where: { $0.option.names[0] == "seed" }) {
      // Trials with several seeds must be compared by the same rows.
      shared = try shared.setting(TrainOptions.splitSeed, to: "\(arguments[TrainOptions.seed])")
    }
    let trials = try grid.trials.enumerated().map { index, values in
      let trialArguments = try grid.arguments(shared, with: values)
      return SearchTrial(
        number: index + 1, options: zip(grid.axes, values).map { ($0.option.names[0], $1) },
        arguments: trialArguments, command: command(of: trialArguments))
    }
    // Where no trial can be run, there is no need to read the data.
    let conflicts = trials.compactMap { trial -> (any Error)? in
      if case .failure(let conflict) = trial.trial { conflict } else { nil }
    }
    if let conflict = conflicts.first, conflicts.count == trials.count { throw conflict }
    return trials
  }

  /// The command that trains or cross-validates with these arguments alone.
  private func command(of arguments: ParsedArguments) -> String {
    var words = ["bpnet", arguments[folds] == nil ? "train" : "cv", arguments[data]]
    if let count = arguments[folds] { words += ["--folds", "\(count)"] }
    for option in trainingOptions + DataOptions.section.options {
      for text in arguments.texts(of: option) {
        words += [option.spelling] + (option.placeholder == nil ? [] : [text])
      }
    }
    if arguments[folds] == nil { words += ["-o", "MODEL"] }
    return words.map(Printable.shellWord).joined(separator: " ")
  }
}
