import BPNet
import CommandSupport

private let data = Positional<String>(
  "DATA", help: "the training data (.csv, .tsv; - is standard input)", parse: .path)

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
    try Model<Element>.checkWritable(modelPath)
    let prepared = try prepare(recipe)
    let trainer = try Trainer(
      network: prepared.network, data: prepared.training, validation: prepared.validation,
      configuration: prepared.configuration)
    describe(prepared)
    let (summary, seconds) = train(trainer, prepared)
    let model = try Model(
      network: trainer.network, preprocessing: prepared.preprocessing, loss: prepared.configuration.loss,
      reduction: prepared.configuration.reduction, record: record(prepared, summary))
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
        validationTable = try DataOptions.readTable(part, arguments)
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
    if configuration.learningRate > 1 {
      diagnostics.warn("the learning rate \(configuration.learningRate) is above 1: training may diverge")
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

  /// What the model file says of the run: all that the result depends on, and nothing that it does not.
  private func record(
    _ prepared: PreparedTraining<Element>, _ summary: Trainer<Element>.Summary
  ) -> TrainingRecord {
    let configuration = prepared.configuration
    let batch = configuration.batchSize
    var options: [String: String] = [
      "optimizer": configuration.optimizer.name, "momentum": "\(arguments[TrainOptions.momentum])",
      "learning-rate": "\(configuration.learningRate)", "weight-decay": "\(configuration.weightDecay)",
      "reduction": configuration.reduction.rawValue, "shuffle": "\(configuration.shuffles)",
      "seed": "\(configuration.seed)", "epochs": "\(configuration.stopping.epochs)",
      "init": arguments[TrainOptions.initializer]?.description ?? "auto",
      "init-bias": arguments[TrainOptions.initializerOfBiases].description,
      "normalize": arguments[TrainOptions.normalize].rawValue,
      "missing": arguments[TrainOptions.missing].rawValue,
    ]
    if case .samples(let count) = batch {
      options["batch-size"] = "\(count)"
    } else {
      options["batch-size"] = "full"
    }
    options["bias-learning-rate"] = configuration.biasLearningRate.map { "\($0)" }
    options["goal"] = configuration.stopping.goal.map { "\($0)" }
    options["max-fail"] = configuration.stopping.maxFail.map { "\($0)" }
    options["patience"] = configuration.stopping.patience.map { "\($0)" }
    if prepared.task == .regress {
      options["normalize-target"] = arguments[TrainOptions.normalizeTarget].rawValue
    }
    return TrainingRecord(
      options: options, epochs: summary.epochs, bestEpoch: summary.bestEpoch, stopReason: summary.stopReason,
      trainingRowCount: prepared.training.rowCount, validationRowCount: prepared.validation?.rowCount ?? 0)
  }

  private func print(_ report: TrainReport<Element>) throws {
    let output = TextOutput.standardOutput()
    if arguments[CommonOptions.json] {
      try output.writeLine(report.json.description)
    } else {
      try output.write(report.text)
    }
    try output.flush()
  }
}
