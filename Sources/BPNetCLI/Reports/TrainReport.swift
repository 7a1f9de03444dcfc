import BPNet
import CommandSupport

/// What `bpnet train` says at the end.
struct TrainReport<Element: Scalar> {
  private let model: Model<Element>
  private let prepared: PreparedTraining<Element>
  private let summary: Trainer<Element>.Summary
  private let seconds: Double
  /// Nil if no model was written.
  private let modelPath: String?
  private let training: (loss: Double, metrics: Metrics)
  private let validation: (loss: Double, metrics: Metrics)?

  init(
    model: Model<Element>, prepared: PreparedTraining<Element>, summary: Trainer<Element>.Summary,
    seconds: Double, modelPath: String?
  ) {
    self.model = model
    self.prepared = prepared
    self.summary = summary
    self.seconds = seconds
    self.modelPath = modelPath
    self.training = model.evaluate(prepared.training)
    self.validation = prepared.validation.map { model.evaluate($0) }
  }

  private var samplesPerSecond: Double {
    seconds > 0 ? Double(summary.epochs * prepared.training.rowCount) / seconds : 0
  }

  /// One object, as the contract has it.
  var json: JSONValue {
    [
      "task": .string(prepared.task.rawValue), "epochs": .int(summary.epochs),
      "best_epoch": .int(summary.bestEpoch), "stop_reason": .string(summary.stopReason.rawValue),
      "train_loss": .double(training.loss), "validation_loss": validation.map { .double($0.loss) } ?? .null,
      "metrics": (validation ?? training).metrics.json, "train_metrics": training.metrics.json,
      "validation_metrics": validation.map(\.metrics.json) ?? .null,
      "parameters": .int(model.network.topology.parameterCount), "seconds": .double(seconds),
      "samples_per_second": .double(samplesPerSecond), "weights_sha256": .string(model.network.weightsSHA256),
      "isa": .string(model.network.kernels.name), "threads": .int(1),
      "model": modelPath.map(JSONValue.string) ?? .null,
    ]
  }

  /// Lines for people.
  var text: String {
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
      stopped by \(summary.stopReason.rawValue) after \(summary.epochs) epochs\(best) and \
      \(NumberText.duration(seconds: seconds)), \(NumberText.grouped(samplesPerSecond)) samples/s
      weights \(model.network.weightsSHA256)
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
  var cells: [String] {
    named.map { NumberText.significant($0.value, digits: 4) }
  }
}
