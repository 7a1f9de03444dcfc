import BPNet
import CommandSupport

/// What `bpnet inspect` says.
struct InspectReport {
  let model: Model
  let withWeights: Bool

  func output(asJSON: Bool) -> String {
    asJSON ? json.description : text
  }

  // Numbers of the network are shown with the digits of its own precision.
  private func digits(_ value: Double) -> String { CSVText.number(value, model.precision) }

  private var json: JSONValue {
    let topology = model.topology
    var members: [(key: String, value: JSONValue)] = [
      ("task", .string(model.task.rawValue)), ("precision", .string(model.precision.rawValue)),
      ("topology", .string(topology.description)), ("inputs", .int(topology.inputCount)),
      ("layers", .array(topology.layers.indices.map(layerJSON))),
      ("parameters", .int(topology.parameterCount)), ("loss", .string(model.loss.description)),
      ("input_columns", .array(model.preprocessing.inputs.map(columnJSON))),
      ("target_columns", .array(model.preprocessing.targets.map(columnJSON))),
      ("weight_column", model.preprocessing.weights.map { .string($0.name) } ?? .null),
      ("labels", model.preprocessing.labels.map { .array($0.map(JSONValue.string)) } ?? .null),
      (
        "label_pairs",
        model.preprocessing.details?.labelPairs.map { .array($0.map(JSONValue.strings)) } ?? .null
      ),
      ("window", model.preprocessing.details?.window.map(JSONValue.int) ?? .null),
      ("horizon", model.preprocessing.details?.horizon.map(JSONValue.int) ?? .null),
      ("training", recordJSON), ("optimizer_state", stateJSON),
      ("weights_sha256", .string(model.weightsSHA256)),
    ]
    if let period = model.preprocessing.details?.period { members.append(("period", .int(period))) }
    if withWeights {
      members.append(
        ("weights", .array(topology.layers.indices.map { JSONValue(model.weights(ofLayer: $0)) })))
      members.append(
        (
          "biases",
          .array(
            topology.layers.indices.map { JSONValue(model.biases(ofLayer: $0)) })
        ))
    }
    return .object(members)
  }

  private func layerJSON(_ index: Int) -> JSONValue {
    let layer = model.topology.layers[index]
    var members: [(key: String, value: JSONValue)] = [
      ("inputs", .int(model.topology.inputCount(ofLayer: index))),
      ("outputs", .int(layer.outputCount)), ("activation", .string(layer.activation.description)),
      ("bias", .string(layer.bias.rawValue)),
    ]
    if let slope = model.slope(ofLayer: index) { members.append(("slope", .double(slope))) }
    return .object(members)
  }

  private func columnJSON(_ column: Preprocessing.Column) -> JSONValue {
    [
      "name": .string(column.name), "offset": .double(column.scaling.offset),
      "scale": .double(column.scaling.scale), "missing": column.replacement.map(JSONValue.double) ?? .null,
    ]
  }

  private var stateJSON: JSONValue {
    guard let state = model.optimizerProgress else { return .null }
    return [
      "optimizer": .string(state.optimizer.description), "steps": .int(state.stepCount),
      "epochs": .int(state.epochCount),
    ]
  }

  private var recordJSON: JSONValue {
    let record = model.record
    let options = RecipeFacts(model).texts.map { (key: $0.name, value: JSONValue.string($0.text)) }
    var members: [(key: String, value: JSONValue)] = [
      ("previous_epochs", .int(record.previousEpochs ?? 0)), ("epochs", .int(record.epochs)),
      ("best_epoch", .int(record.bestEpoch)),
      ("stop_reason", record.stopReason.map { .string($0.rawValue) } ?? .null),
      ("training_rows", .int(record.trainingRowCount)), ("validation_rows", .int(record.validationRowCount)),
      ("options", .object(options)),
    ]
    if let history = record.history { members.append(("history", .array(history.entries.map(entryJSON)))) }
    return .object(members)
  }

  private func entryJSON(_ entry: TrainingHistory.Entry) -> JSONValue {
    [
      "epoch": .int(entry.epoch), "training_loss": .double(entry.trainingLoss),
      "validation_loss": entry.validationLoss.map { .double($0) } ?? .null,
      "learning_rate": .double(entry.learningRate),
    ]
  }

  private var text: String {
    let topology = model.topology
    var parts = [
      """
      \(model.task.rawValue) \(sizes), \(NumberText.grouped(topology.parameterCount)) parameters, \
      \(model.precision.rawValue), loss \(model.loss)
      """
    ]
    var layers = TextTable([
      ("layer", .right), ("inputs", .right), ("outputs", .right), ("activation", .left), ("bias", .left),
    ])
    for (index, layer) in topology.layers.enumerated() {
      layers.add([
        "\(index + 1)", "\(topology.inputCount(ofLayer: index))", "\(layer.outputCount)",
        layer.activation.description
          + (model.slope(ofLayer: index).map { ", slope \(digits($0))" } ?? ""), layer.bias.rawValue,
      ])
    }
    parts.append(layers.shownText)
    parts.append(columnsText)
    if let labels = model.preprocessing.labels { parts.append("classes  \(list(labels))") }
    if let text = detailsText { parts.append(text) }
    parts.append(trainingText)
    if withWeights { parts += topology.layers.indices.map(neuronsText) }
    return parts.joined(separator: "\n\n")
  }

  /// The sizes of the layers on one line, those in the middle of very many left out.
  private var sizes: String {
    let count = model.topology.layers.count
    guard count > 100 else { return "\(model.topology)" }
    let texts = model.topology.description.split(separator: "-")
    return texts.prefix(20).joined(separator: "-") + "-…-" + texts.suffix(3).joined(separator: "-")
      + " (\(NumberText.grouped(count)) layers)"
  }

  /// The parameters of the task besides columns and classes.
  private var detailsText: String? {
    guard let details = model.preprocessing.details else { return nil }
    if let pairs = details.labelPairs {
      return zip(model.preprocessing.targets, pairs).map {
        "labels of \(Printable.escaped($0.name))  \(list($1))"
      }.joined(separator: "\n")
    }
    guard let window = details.window, let horizon = details.horizon else { return nil }
    return "window \(window), horizon \(horizon)" + (details.period.map { ", period \($0)" } ?? "")
  }

  private var columnsText: String {
    var table = TextTable([("column", .left), ("use", .left), ("offset", .right), ("scale", .right)])
    for (use, columns) in [("input", model.preprocessing.inputs), ("target", model.preprocessing.targets)] {
      for column in columns {
        table.add([column.name, use, "\(column.scaling.offset)", "\(column.scaling.scale)"])
      }
    }
    if let weights = model.preprocessing.weights { table.add([weights.name, "weight", "", ""]) }
    return table.shownText
  }

  private var trainingText: String {
    let record = model.record
    let reason = record.stopReason.map { ", stopped by \($0.rawValue)" } ?? ""
    let options = RecipeFacts(model).texts.map { Printable.escaped("\($0.name) \($0.text)") }
    let before = record.previousEpochs.map { " after \($0) before" } ?? ""
    let state =
      model.optimizerProgress.map {
        "of \($0.optimizer) after \(NumberText.grouped($0.stepCount, "step")), "
          + counted($0.epochCount, "epoch")
      } ?? "none"
    return """
      trained for \(counted(record.epochs, "epoch"))\(before) on \
      \(NumberText.grouped(record.trainingRowCount, "row"))\(reason); weights of epoch \(record.bestEpoch)
      \(options.joined(separator: ", "))
      optimizer state \(state)
      weights \(model.weightsSHA256)
      """
  }

  /// Texts of the model on one line.
  private func list(_ texts: [String]) -> String {
    texts.map { Printable.escaped($0.shortened(to: 1000)) }.joined(separator: ", ")
  }

  /// Every neuron's weights and bias.
  private func neuronsText(_ index: Int) -> String {
    let weights = model.weights(ofLayer: index)
    var lines = ["layer \(index + 1)"]
    for (neuron, bias) in model.biases(ofLayer: index).enumerated() {
      let row = weights[neuron].map(digits)
      lines.append("  neuron \(neuron + 1): weights \(row.joined(separator: " "))  bias \(digits(bias))")
    }
    return lines.joined(separator: "\n")
  }
}

extension JSONValue {
  /// An array of texts.
  fileprivate static func strings(_ texts: [String]) -> JSONValue { .array(texts.map(JSONValue.string)) }
}
