import BPNet
import CommandSupport

/// What `bpnet train` says at the end.
struct TrainReport {
  private let selection: TrainingResult.Selection
  private let metric: Metrics.RankingMetric?
  private let seconds: Double
  /// Nil if no model was written.
  private let modelPath: String?

  /// - Parameter metric: what the best run was found by; nil means the loss.
  init(
    selection: TrainingResult.Selection, metric: Metrics.RankingMetric?, seconds: Double, modelPath: String?
  ) {
    self.selection = selection
    self.metric = metric
    self.seconds = seconds
    self.modelPath = modelPath
  }

  private var best: TrainingResult { selection.best }
  private var model: Model { best.model }

  /// Over all runs, as many at once as there were; what is evaluated beside training does not count.
  private var samplesPerSecond: Double {
    let samples = selection.runs.reduce(0) { $0 + Double($1.summary.epochs) * Double($1.training.rowCount) }
    let seconds = selection.runs.reduce(0) { $0 + $1.summary.trainingSeconds }
    return seconds > 0 ? samples * Double(selection.concurrency) / seconds : 0
  }

  /// That of the best run, unless the command was stopped.
  private var stopReason: TrainingSummary.StopReason {
    selection.isStopped && best.summary.stopReason != .diverged ? .signal : best.summary.stopReason
  }

  /// The optimiser's numbers, by the names of their options.
  private var constants: JSONValue {
    .object(
      (model.record.optimizer?.constants ?? [:]).sorted { $0.key < $1.key }.map {
        ($0.key, .double($0.value))
      })
  }

  /// One object, as the contract has it.
  var json: JSONValue {
    let (training, validation, test) = (best.training, best.validation, best.test)
    let members: [(key: String, value: JSONValue)] = [
      ("task", .string(model.task.rawValue)), ("epochs", .int(best.summary.epochs)),
      ("best_epoch", .int(best.summary.bestEpoch)), ("stop_reason", .string(stopReason.rawValue)),
      ("train_loss", .double(training.loss)),
      ("validation_loss", validation.map { .double($0.loss) } ?? .null),
      ("metrics", (validation ?? training).metrics.json), ("train_metrics", training.metrics.json),
      ("validation_metrics", validation.map(\.metrics.json) ?? .null),
      ("metrics_of", .string(validation == nil ? "training" : "validation")),
      ("test_loss", test.map { .double($0.loss) } ?? .null),
      ("test_metrics", test.map(\.metrics.json) ?? .null),
      ("test", test.map { EvaluationReport($0).json } ?? .null),
      ("parameters", .int(model.topology.parameterCount)), ("seconds", .double(seconds)),
      ("samples_per_second", .double(samplesPerSecond)),
      ("weights_sha256", .string(model.weightsSHA256)),
      ("isa", .string(model.kernels.name)),
      ("threads", .int(best.summary.threadCount * selection.concurrency)),
      ("optimizer", .string(model.record.optimizer?.name ?? "")), ("optimizer_constants", constants),
      ("model", modelPath.map(JSONValue.string) ?? .null),
    ]
    guard selection.runs.count > 1 else { return .object(members) }
    return .object(
      members + [
        ("rank_by", .string((metric ?? .loss).description)),
        ("restarts", AttemptReport(selection, metric: metric).json),
      ])
  }

  /// Lines for people.
  var text: String {
    let summary = best.summary
    let table = PartTable(training: best.training, validation: best.validation, test: best.test)
    let best = summary.bestEpoch < summary.epochs ? ", weights of epoch \(summary.bestEpoch)" : ""
    return """
      \(table.text)
      stopped by \(stopReason.rawValue) after \(counted(summary.epochs, "epoch"))\(best) and \
      \(NumberText.duration(seconds: seconds)), \(NumberText.grouped(samplesPerSecond)) samples/s
      weights \(model.weightsSHA256)
      model   \(modelPath.map(Printable.escaped) ?? "none")

      """
  }
}

extension Metrics {
  /// The main figures by their names, and those of the others that are defined.
  var json: JSONValue {
    let others = figures.dropFirst(mainFigures.count).filter { !$0.value.isNaN }
    let members = (mainFigures + others).map { (key: $0.name, value: JSONValue.double($0.value)) }
    guard case .forecast(let metrics) = self else { return .object(members) }
    let isDefined = { (value: JSONValue) in
      if case .double(let number) = value { !number.isNaN } else { true }
    }
    return .object(members + metrics.baselineMembers.filter { isDefined($0.value) })
  }

  /// The figures in a table of the parts of the data, with headings.
  var columns: [(heading: String, value: Double)] {
    guard case .classification(let metrics) = self else { return mainFigures.map { ($0.name, $0.value) } }
    return [
      ("accuracy", metrics.accuracy), ("balanced", metrics.balancedAccuracy),
      ("MCC", metrics.matthewsCorrelation), ("ROC AUC", metrics.areaUnderROC),
      ("PR AUC", metrics.averagePrecision), ("ECE", metrics.calibrationError),
    ]
  }
}
