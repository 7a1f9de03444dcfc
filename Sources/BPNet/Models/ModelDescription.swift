/// What a model file says beside its tensors, as JSON under the key `bpnet` of its metadata.
struct ModelDescription: Codable {
  /// The key of the metadata.
  static let key = "bpnet"
  /// The newest version, with details of the task or an optimiser's state: this library reads all up to it.
  ///
  /// A model that has neither is written in version 1, so that programs that know no others can read it.
  static let currentFormat = 2

  let format: Int
  let precision: Precision
  let inputCount: Int
  let layers: [Layer]
  let preprocessing: Preprocessing
  let loss: String
  let reduction: Reduction
  let record: TrainingRecord
  let optimizerState: OptimizerStateDescription?

  init<Element: Scalar>(of model: TypedModel<Element>) {
    let isOldest = model.preprocessing.details == nil && model.optimizerState == nil
    self.format = isOldest ? 1 : ModelDescription.currentFormat
    self.precision = Element.precision
    self.inputCount = model.network.topology.inputCount
    self.layers = model.network.topology.layers
    self.preprocessing = model.preprocessing
    self.loss = model.loss.description
    self.reduction = model.reduction
    self.record = model.record
    self.optimizerState = model.optimizerState.map(OptimizerStateDescription.init)
  }

  /// What is wrong with the description, if anything: all that a model takes for granted.
  var fault: (found: String, expected: String)? {
    if format > ModelDescription.currentFormat || format < 1 {
      return (
        "format \(format)",
        "format 1 to \(ModelDescription.currentFormat), or a newer version of this program"
      )
    }
    let columns = preprocessing.inputs + preprocessing.targets + [preprocessing.weights].compactMap { $0 }
    if let column = columns.first(where: { !$0.scaling.isUsable || !($0.replacement?.isFinite ?? true) }) {
      return ("scaling of column \"\(column.name)\"", "finite numbers and a scale other than 0")
    }
    if let column = columns.first(where: { $0.position < 0 || $0.position >= preprocessing.columnCount }) {
      return ("column \"\(column.name)\" at \(column.position)", "a place below \(preprocessing.columnCount)")
    }
    if !(record.learningRate > 0) || !(record.biasLearningRate ?? 1 > 0) || !(record.weightDecay >= 0) {
      return ("learning rates or a weight decay that cannot be", "rates above 0 and a decay of at least 0")
    }
    if let fault = optimizerState?.fault { return fault }
    if preprocessing.inputs.isEmpty || preprocessing.targets.isEmpty {
      return ("no input or no target column", "at least one of each")
    }
    if let labels = preprocessing.labels {
      if labels.isEmpty || Set(labels.map { Array($0.utf8) }).count != labels.count {
        return ("\(labels.count) labels", "at least one, all different")
      }
      if preprocessing.targets.count != 1 {
        return ("\(preprocessing.targets.count) target columns", "one column of classes")
      }
    }
    if let details = preprocessing.details, !details.isWhole {
      return (
        "details of the task \(details.kind.rawValue) that do not belong together", "just what it needs"
      )
    }
    return preprocessing.definition.fault(in: preprocessing)
  }
}

extension ColumnScaling {
  /// Whether the scaling can be applied and undone.
  fileprivate var isUsable: Bool { offset.isFinite && scale.isFinite && scale != 0 }
}
