/// The content of a model file besides its tensors: JSON under the key `bpnet` of its metadata.
struct ModelDescription {
  /// The key of the metadata.
  static let key = "bpnet"
  /// The version of the format that is written; this and all earlier ones can be read.
  ///
  /// Versions 1 and 2 had the choices of training as texts of options (`TextRecord`); version 1 had neither
  /// details of a task nor an optimiser's state.
  static let currentFormat = 3

  let format: Int
  let precision: Precision
  let inputCount: Int
  let layers: [Layer]
  let preprocessing: Preprocessing
  let record: TrainingRecord
  let optimizerState: OptimizerStateDescription?

  init<Element: Scalar>(of model: TypedModel<Element>) {
    self.format = ModelDescription.currentFormat
    self.precision = Element.precision
    self.inputCount = model.network.topology.inputCount
    self.layers = model.network.topology.layers
    self.preprocessing = model.preprocessing
    self.record = model.record
    self.optimizerState = model.optimizerState.map(OptimizerStateDescription.init)
  }

  /// A violation of what a model relies on; nil if the description is valid.
  var fault: (found: String, expected: String)? {
    let columns = preprocessing.inputs + preprocessing.targets + [preprocessing.weights].compactMap { $0 }
    if let column = columns.first(where: { !$0.scaling.isUsable || !($0.replacement?.isFinite ?? true) }) {
      return ("scaling of column \"\(column.name)\"", "finite numbers and a scale other than 0")
    }
    if let column = columns.first(where: { $0.position < 0 || $0.position >= preprocessing.columnCount }) {
      return ("column \"\(column.name)\" at \(column.position)", "a place below \(preprocessing.columnCount)")
    }
    if let fault = record.fault(layerCount: layers.count) ?? optimizerState?.fault { return fault }
    if preprocessing.inputs.isEmpty || preprocessing.targets.isEmpty {
      return ("no input or no target column", "at least one of each")
    }
    if let labels = preprocessing.labels {
      if labels.isEmpty || Set(labels.map { Array($0.utf8) }).count != labels.count {
        return (counted(labels.count, "label"), "at least one, all different")
      }
      if preprocessing.targets.count != 1 {
        return ("\(preprocessing.targets.count) target columns", "one column of classes")
      }
    }
    if let details = preprocessing.details, !details.matchesKind {
      return (
        "details of the task \(details.kind.rawValue) that do not belong together", "just what it needs"
      )
    }
    return preprocessing.definition.fault(in: preprocessing)
  }
}

extension ModelDescription: Codable {
  /// The keys of versions 1 and 2 that are now in the record.
  private enum OldKeys: String, CodingKey {
    case loss, reduction
  }

  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    format = try container.decode(Int.self, forKey: .format)
    guard 1...ModelDescription.currentFormat ~= format else {
      throw BPNetError.invalidArgument(
        name: "format", found: "\(format)",
        expected: "1 to \(ModelDescription.currentFormat), or a newer version of this program")
    }
    precision = try container.decode(Precision.self, forKey: .precision)
    inputCount = try container.decode(Int.self, forKey: .inputCount)
    layers = try container.decode([Layer].self, forKey: .layers)
    preprocessing = try container.decode(Preprocessing.self, forKey: .preprocessing)
    optimizerState = try container.decodeIfPresent(OptimizerStateDescription.self, forKey: .optimizerState)
    guard format < 3 else {
      record = try container.decode(TrainingRecord.self, forKey: .record)
      return
    }
    let old = try decoder.container(keyedBy: OldKeys.self)
    var record = try container.decode(TextRecord.self, forKey: .record).record(
      loss: old.decode(Loss.self, forKey: .loss),
      reduction: old.decode(TrainingConfiguration.Reduction.self, forKey: .reduction),
      preprocessing: preprocessing)
    record.recipe.record(try Topology(inputCount: inputCount, layers: layers), preprocessing)
    self.record = record
  }
}

extension ColumnScaling {
  /// Whether the scaling can be applied and undone.
  fileprivate var isUsable: Bool { offset.isFinite && scale.isFinite && scale != 0 }
}
