import BPNet
import CommandSupport

private let data = Positional<String>(
  "DATA", help: "labelled data (.csv, .tsv; - is standard input)", parse: .path)
private let folds = Option<Int>(
  required: "folds", placeholder: "K",
  help: "parts, each of which is held back once; as many as rows at most",
  parse: .integer(in: 2...)
).setting("foldCount")

let crossValidationCommand = Command(
  name: "cv", summary: "Cross-validate: train on all folds but one, and measure on that one",
  synopsis: "DATA --folds K [options] [-o MODEL]", positionals: [data],
  sections: [OptionSection("Folds", [folds])] + TrainOptions.trainingSections + [
    OptionSection(
      "Results",
      [
        TrainOptions.optionalModelPath, TrainOptions.noOptimizerState, CommonOptions.json,
        CommonOptions.quiet,
      ]),
    DataOptions.section,
  ],
  notes: """
    Folds are drawn by --split-seed, or else --seed, and hold their share of each class. Scaling is fitted \
    on each fold's training rows alone, and --validation holds back a part of those. sd is the sample \
    standard deviation over the folds. With -o a model is trained on all rows at the end.

    --json prints one object a fold, then {"folds":K,"mean":{…},"sd":{…}}.
    """
) { arguments in
  try WarmStart.refuse(arguments, command: "cv", reason: "each fold starts from first weights")
  return switch arguments[TrainOptions.precision] {
  case .f32: try CrossValidationRun<Float>(arguments).run()
  case .f64: try CrossValidationRun<Double>(arguments).run()
  }
}

/// One call of `bpnet cv`.
private struct CrossValidationRun<Element: Scalar> {
  private let arguments: ParsedArguments
  private let diagnostics: Diagnostics
  private let modelPath: String?

  init(_ arguments: ParsedArguments) {
    self.arguments = arguments
    self.diagnostics = Diagnostics(isQuiet: arguments[CommonOptions.quiet])
    self.modelPath = arguments[TrainOptions.optionalModelPath]
  }

  func run() throws -> ExitCode {
    let source = try TrainingSource(arguments, path: arguments[data], outputPath: modelPath)
    let validation = try source.crossValidation(foldCount: arguments[folds], as: Element.self)
    FoldNotes(validation).write(to: diagnostics)
    let report = CrossValidationReport<Element>(
      output: modelPath == "-" ? .standardError() : .standardOutput(),
      isJSON: arguments[CommonOptions.json])
    StopSignal.shared.install()
    let results = try validation.runAll(
      shouldStop: { StopSignal.shared.isRequested }, onFold: report.add)
    try report.finish(results)
    if let fold = results.first(where: \.isDiverged) { throw fold.divergence }
    guard results.count == validation.folds.count else {
      return stopped("after \(results.count) of \(validation.folds.count) folds; no model is written")
    }
    guard let modelPath else { return .success }
    let final = try source.prepare(as: Element.self).trainBest { StopSignal.shared.isRequested }
    if final.best.summary.stopReason == .diverged { throw final.divergence }
    try final.best.model.write(to: modelPath)
    diagnostics.note("model of all rows written to \(modelPath)")
    return final.isStopped ? stopped("in the training on all rows; the model is saved") : .success
  }

  private func stopped(_ place: String) -> ExitCode {
    diagnostics.note("stopped by \(StopSignal.shared.name ?? "a signal") \(place)")
    return .stopped
  }
}
