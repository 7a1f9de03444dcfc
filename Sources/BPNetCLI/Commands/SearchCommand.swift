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
private let defaultValidation = "0.2"

let searchCommand = Command(
  name: "search", summary: "Train with every combination of some options' values, and rank them",
  synopsis: "DATA --grid GRID [--folds K] [options] [-o MODEL]", positionals: [data],
  sections: [OptionSection("Search", [gridText, folds])] + TrainOptions.trainingSections + [
    OptionSection(
      "Results",
      [
        TrainOptions.optionalModelPath, TrainOptions.noOptimizerState, CommonOptions.json,
        CommonOptions.quiet,
      ]),
    DataOptions.section,
  ],
  notes: """
    The grid names options of training without dashes: ; stands between options, a comma between values, \
    and within a value + stands for a comma, as in optimizer=sgd:0.5,adam:0.8+0.99. A flag has the values \
    true and false. It names each option but those of the data to learn (target, task, horizon, \
    validation, split-seed) and threads.
      --grid 'hidden=16,64+32;activation=tanh,relu;no-shuffle=true,false'

    Trials are compared by the rows of --validation [\(defaultValidation)], or with --folds by the means \
    over the folds: by accuracy and then log loss for classes, by RMSE for numbers. Each is printed with \
    the command that repeats it; one whose options do not go together is reported as refused, and the \
    others go on. -o writes the best trial's model; with --folds one that its options give on all rows.

    --json prints one object a trial, then {"trials":N,"ranking":[…],"refused":[…],"best":{…},"model":…}.
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
    output = modelPath == "-" ? .standardError() : .standardOutput()
  }

  func run() throws -> ExitCode {
    let trials = try trials()
    let source = try TrainingSource(arguments, path: arguments[data], outputPath: modelPath)
    diagnostics.note("\(trials.count) trial\(trials.count == 1 ? "" : "s")")
    StopSignal.shared.install()
    var results: [TrialResult] = []
    for trial in trials where !StopSignal.shared.isRequested {
      guard let result = try trial.run(source, foldCount: arguments[folds]) else { break }
      results.append(result)
      keepModelOfBest(&results)
      try report(result, count: trials.count)
    }
    let report = SearchReport(results)
    let isWhole = results.count == trials.count
    let best = report.ranked.first { $0.divergence == nil }
    let writesModel = best != nil && (isWhole || arguments[folds] == nil)
    let path = writesModel ? modelPath : nil
    let isFinished = try path.map { try best?.writeModel?($0) ?? true } ?? true
    try print(report, modelPath: path)
    guard isWhole, isFinished else {
      let model = modelPath == nil ? "" : path == nil ? "; no model is written" : "; the model is saved"
      let signal = StopSignal.shared.name ?? "a signal"
      diagnostics.note("stopped by \(signal) after \(results.count) of \(trials.count) trials\(model)")
      return .stopped
    }
    guard best == nil else { return .success }
    if let divergence = report.ranked.first?.divergence { throw divergence }
    if let refusal = report.refused.first?.refusal { throw refusal }
    return .success
  }

  /// Lets go of the models that cannot be the best any more.
  private func keepModelOfBest(_ results: inout [TrialResult]) {
    let best = SearchReport(results).ranked.first?.number
    for index in results.indices where results[index].number != best { results[index].writeModel = nil }
  }

  /// Tells of a trial as soon as it is done.
  private func report(_ result: TrialResult, count: Int) throws {
    if arguments[CommonOptions.json] {
      try output.writeLine(result.json.description)
      try output.flush()
    }
    let place = "trial \(result.number)/\(count)"
    guard let refusal = result.refusal else { return diagnostics.note("\(place)  \(result.command)") }
    diagnostics.warn("\(place) refused: \(refusal.message)")
  }

  private func print(_ report: SearchReport, modelPath: String?) throws {
    let isJSON = arguments[CommonOptions.json]
    guard isJSON || !report.ranked.isEmpty else { return }
    try output.writeLine(isJSON ? report.json(modelPath: modelPath).description : report.text)
    try output.flush()
  }
}

extension SearchRun {
  /// Options that would make trials of other problems, or of the same.
  private static let unsearchableOptions: [any CommandOption] = [
    TrainOptions.target, TrainOptions.task, TrainOptions.horizon, TrainOptions.validation,
    TrainOptions.splitSeed, TrainOptions.from,
    TrainOptions.threads,
  ]

  private var trainingOptions: [any CommandOption] { TrainOptions.trainingSections.flatMap { $0.options } }

  /// The points of the grid, all of whose values are right.
  private func trials() throws -> [SearchTrial] {
    let excluded = Set(SearchRun.unsearchableOptions.map { $0.names[0] })
    let searchable = trainingOptions.filter { !excluded.contains($0.names[0]) }
    let grid = try Grid(parsing: arguments[gridText], options: searchable)
    var shared = arguments
    if arguments[TrainOptions.splitSeed] == nil, grid.axes.contains(where: { $0.option.names[0] == "seed" }) {
      // Trials of several seeds are to be compared by the same rows.
      shared = try shared.setting(TrainOptions.splitSeed, to: "\(arguments[TrainOptions.seed])")
    }
    let trials = try grid.trials.enumerated().map { index, values in
      let trialArguments = try grid.arguments(shared, with: values)
      return SearchTrial(
        number: index + 1, arguments: trialArguments,
        options: zip(grid.axes, values).map { ($0.option.names[0], $1) },
        command: command(of: trialArguments), conflict: conflict(among: trialArguments))
    }
    // Where no trial can be run, there is no need to read the data.
    if let conflict = trials[0].conflict, trials.allSatisfy({ $0.conflict != nil }) { throw conflict }
    return trials
  }

  private func conflict(among arguments: ParsedArguments) -> (any Error)? {
    do {
      _ = try TrainOptions.recipe(arguments)
      return nil
    } catch {
      return error
    }
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
