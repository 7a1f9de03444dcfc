import BPNet
import CommandSupport

/// What `bpnet train` says at the end.
struct TrainReport<Element: Scalar> {
  private let selection: TrainingSelection<Element>
  private let seconds: Double
  /// Nil if no model was written.
  private let modelPath: String?

  init(selection: TrainingSelection<Element>, seconds: Double, modelPath: String?) {
    self.selection = selection
    self.seconds = seconds
    self.modelPath = modelPath
  }

  private var best: TrainingResult<Element> { selection.best }
  private var prepared: PreparedTraining<Element> { best.prepared }
  private var model: Model { best.model }

  /// Over all runs; what is evaluated beside training does not count.
  private var samplesPerSecond: Double {
    let epochs = selection.attempts.reduce(0) { $0 + $1.summary.epochs }
    let seconds = selection.attempts.reduce(0) { $0 + $1.summary.trainingSeconds }
    return seconds > 0 ? Double(epochs) * Double(prepared.training.rowCount) / seconds : 0
  }

  /// That of the best run, unless the command was stopped.
  private var stopReason: StopReason {
    selection.isStopped && best.summary.stopReason != .diverged ? .signal : best.summary.stopReason
  }

  private var optimizer: Optimizer { prepared.configuration.optimizer }

  /// The optimiser's numbers, by the names of their options.
  private var constants: JSONValue {
    .object(optimizer.constants.sorted { $0.key < $1.key }.map { ($0.key, .double($0.value)) })
  }

  /// One object, as the contract has it.
  var json: JSONValue {
    let (training, validation) = (best.training, best.validation)
    let members: [(key: String, value: JSONValue)] = [
      ("task", .string(prepared.task.rawValue)), ("epochs", .int(best.summary.epochs)),
      ("best_epoch", .int(best.summary.bestEpoch)), ("stop_reason", .string(stopReason.rawValue)),
      ("train_loss", .double(training.loss)),
      ("validation_loss", validation.map { .double($0.loss) } ?? .null),
      ("metrics", (validation ?? training).metrics.json), ("train_metrics", training.metrics.json),
      ("validation_metrics", validation.map(\.metrics.json) ?? .null),
      ("parameters", .int(model.topology.parameterCount)), ("seconds", .double(seconds)),
      ("samples_per_second", .double(samplesPerSecond)),
      ("weights_sha256", .string(model.weightsSHA256)),
      ("isa", .string(model.kernels.name)), ("threads", .int(best.summary.threadCount)),
      ("optimizer", .string(optimizer.name)), ("optimizer_constants", constants),
      ("model", modelPath.map(JSONValue.string) ?? .null),
    ]
    let runs = selection.attempts.count > 1 ? [("restarts", AttemptReport(selection).json)] : []
    return .object(members + runs)
  }

  /// Lines for people.
  var text: String {
    let (training, validation, summary) = (best.training, best.validation, best.summary)
    var table = TextTable([("", .left), ("rows", .right), ("loss", .right)] + training.metrics.columns)
    func add(_ name: String, _ rows: Int, _ part: (loss: Double, metrics: Metrics)) {
      table.add(
        [name, NumberText.grouped(rows), NumberText.significant(part.loss, digits: 5)] + part.metrics.cells)
    }
    add("training", prepared.training.rowCount, training)
    if let validation, let data = prepared.validation { add("validation", data.rowCount, validation) }
    let best = summary.bestEpoch < summary.epochs ? ", weights of epoch \(summary.bestEpoch)" : ""
    return """
      \(table.text)
      stopped by \(stopReason.rawValue) after \(summary.epochs) epochs\(best) and \
      \(NumberText.duration(seconds: seconds)), \(NumberText.grouped(samplesPerSecond)) samples/s
      weights \(model.weightsSHA256)
      model   \(modelPath ?? "none")

      """
  }
}

extension Metrics {
  /// The metrics by their names.
  var json: JSONValue { .object(named.map { ($0.name, .double($0.value)) }) }

  /// The headings of a table's columns.
  var columns: [(heading: String, alignment: TextTable.Alignment)] { named.map { ($0.name, .right) } }

  /// The values, for a table.
  var cells: [String] { named.map { metricCell($0.value) } }
}
