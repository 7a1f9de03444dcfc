import BPNet
import CommandSupport

private let data = Positional<String>(
  "DATA", help: "the training data (.csv, .tsv, .npy, .npz, IDX; - is standard input)", parse: .path)

let trainCommand = Command(
  name: "train", summary: "Train a network on a table, and print the final metrics",
  synopsis: "DATA [options] -o MODEL", positionals: [data], sections: TrainOptions.sections
) { arguments in
  switch arguments[TrainOptions.precision] {
  case .f32: try TrainingRun<Float>(arguments).run()
  case .f64: try TrainingRun<Double>(arguments).run()
  }
}

/// One call of `bpnet train`.
private struct TrainingRun<Element: Scalar> {
  private let arguments: ParsedArguments
  private let diagnostics: Diagnostics
  private let modelPath: String

  init(_ arguments: ParsedArguments) {
    self.arguments = arguments
    self.diagnostics = Diagnostics(isQuiet: arguments[CommonOptions.quiet])
    self.modelPath = arguments[TrainOptions.modelPath]
  }

  func run() throws -> ExitCode {
    let recipe = try TrainOptions.recipe(arguments)
    let validationPath = arguments[TrainOptions.validation].flatMap { Double($0) == nil ? $0 : nil }
    let validationLabels = arguments[TrainOptions.validationLabels]
    guard validationLabels == nil || validationPath != nil else {
      throw UsageError(
        name: "--validation-labels", found: "no validation file", expected: "--validation FILE beside it")
    }
    try checkInputsAreSafe(
      DataOptions.paths(arguments[data], arguments) + [validationPath, validationLabels].compactMap { $0 },
      output: modelPath)
    try Model<Element>.checkWritable(modelPath)
    let prepared = try prepare(recipe)
    let trainer = try prepared.makeTrainer()
    describe(prepared)
    let (summary, seconds) = train(trainer, prepared)
    let model = try prepared.makeModel(network: trainer.network, summary: summary)
    func report(modelPath: String?) -> TrainReport<Element> {
      TrainReport(model: model, prepared: prepared, summary: summary, seconds: seconds, modelPath: modelPath)
    }
    if summary.stopReason == .diverged {
      try print(report(modelPath: nil))
      throw BPNetError.diverged(epoch: summary.epochs, loss: summary.lastTrainingLoss)
    }
    try model.write(to: modelPath)
    try print(report(modelPath: modelPath))
    guard summary.stopReason == .signal else { return .success }
    let signal = StopSignal.shared.name ?? "a signal"
    diagnostics.note("stopped by \(signal) in epoch \(summary.epochs + 1); the model is saved")
    return .stopped
  }

  private func prepare(_ original: TrainingRecipe) throws -> PreparedTraining<Element> {
    var recipe = original
    var validationTable: Table?
    if let part = arguments[TrainOptions.validation] {
      if let fraction = Double(part) {
        guard fraction > 0, fraction < 1 else {
          throw UsageError(
            name: "--validation", found: part, expected: "a fraction above 0 and below 1, or a file")
        }
        recipe.validationFraction = fraction
      } else {
        validationTable = try DataOptions.readTable(
          part, labelsPath: arguments[TrainOptions.validationLabels], arguments)
      }
    }
    let table = try DataOptions.readTable(arguments[data], arguments)
    return try recipe.prepare(table, validationTable: validationTable, as: Element.self)
  }

  /// Says what was chosen.
  private func describe(_ prepared: PreparedTraining<Element>) {
    let configuration = prepared.configuration
    let held = prepared.validation.map { ", \($0.rowCount) held back" } ?? ""
    let activations = prepared.network.topology.layers.map(\.activation.description).joined(separator: ", ")
    diagnostics.note("\(prepared.task.rawValue): \(prepared.training.rowCount) rows\(held)")
    diagnostics.note(
      "network \(prepared.network.topology) (\(activations)), "
        + "\(NumberText.grouped(prepared.network.topology.parameterCount)) parameters, \(Element.precision.rawValue)"
    )
    diagnostics.note(
      "loss \(configuration.loss.name), optimizer \(configuration.optimizer.name), "
        + "learning rate \(configuration.learningRate)")
    for rate in [configuration.learningRate, configuration.biasLearningRate ?? 0] where rate > 1 {
      diagnostics.warn("the learning rate \(rate) is above 1: training may diverge")
    }
  }

  private func train(
    _ trainer: Trainer<Element>, _ prepared: PreparedTraining<Element>
  ) -> (summary: Trainer<Element>.Summary, seconds: Double) {
    let mode = diagnostics.isQuiet ? .none : arguments[TrainOptions.progress]
    let reporter = ProgressReporter(mode: mode)
    StopSignal.shared.install()
    let start = monotonicSeconds()
    let summary = trainer.run(
      shouldStop: { StopSignal.shared.isRequested },
      onEpoch: { epoch in
        let elapsed = monotonicSeconds() - start
        reporter.report(
          TrainingProgress(
            epoch: epoch.epoch, totalEpochs: prepared.configuration.stopping.epochs,
            trainingLoss: epoch.trainingLoss, validationLoss: epoch.validationLoss,
            samplesPerSecond: elapsed > 0 ? Double(epoch.epoch * prepared.training.rowCount) / elapsed : nil))
      })
    let seconds = monotonicSeconds() - start
    reporter.finish()
    return (summary, seconds)
  }

  private func print(_ report: TrainReport<Element>) throws {
    // A model on standard output is not to be mixed with words.
    let output = modelPath == "-" ? TextOutput.standardError() : TextOutput.standardOutput()
    if arguments[CommonOptions.json] {
      try output.writeLine(report.json.description)
    } else {
      try output.write(report.text)
    }
    try output.flush()
  }
}
