import BPNet

/// A kind of picture, by the name that asks for it.
///
/// To add one: a file in `Kinds` with a function that draws it, and a line in `all`.
public struct PictureKind: Sendable {
  /// What a picture is made of.
  public enum Source: Sendable {
    /// A model alone.
    case model
    /// A model and labelled data.
    case modelAndData
    /// The losses of the epochs: a model that keeps them, or the lines of a training's log.
    case losses
    /// The lines that a search prints as JSON.
    case trials
    /// Nothing, or a model.
    case optionalModel
  }

  /// The name, as in `bpnet plot NAME`.
  public let name: String
  /// What it shows, in one line.
  public let summary: String
  /// What it is made of.
  public let source: Source
  let draw: @Sendable (PictureRequest) throws(BPNetError) -> Picture

  init(
    _ name: String, _ source: Source, _ summary: String,
    draw: @escaping @Sendable (PictureRequest) throws(BPNetError) -> Picture
  ) {
    (self.name, self.source, self.summary, self.draw) = (name, source, summary, draw)
  }

  /// All kinds, in the order of lists.
  public static let all: [PictureKind] = [
    loss, fit, boundary, confusion, roc, precisionRecall, calibration, predicted, residuals, forecast,
    weights,
    activations, network, search,
  ]

  /// Draws a picture of this kind.
  ///
  /// - Throws: `BPNetError.invalidArgument` if the model, the data or a choice do not fit the kind, and what
  ///   predictions throw.
  public func picture(of request: PictureRequest) throws(BPNetError) -> Picture { try draw(request) }
}

/// What a picture is to be made of.
public struct PictureRequest: Sendable {
  /// The model.
  public var model: Model?
  /// Labelled data.
  public var table: Table?
  /// What the model does with cells that it cannot use as they are.
  public var use = Model.TableUse()
  /// The losses of the epochs; nil means those that the model keeps.
  public var history: TrainingHistory?
  /// The names of the inputs that vary, where a picture has room for one or two.
  ///
  /// The others stay at their means. Empty if the model has no more than that.
  public var inputs: [String] = []
  /// The target, or the class, of which the picture is; nil means the first one, or all.
  public var target: String?
  /// The rows by which a series is continued; nil means as many as a forecast is made from.
  public var steps: Int?
  /// The width and height of inputs that are an image; nil means a square, if they can be one.
  public var shape: (width: Int, height: Int)?
  /// The activations; empty means those of the model, or all.
  public var activations: [Activation] = []
  /// The lines that a search or a training printed.
  public var lines = ""
  /// The file of `lines`, for messages.
  public var source = "input"

  /// The outcomes of the samples to draw; nil means those of all rows of the data.
  package var outcomes: Metrics.Outcomes?

  /// A request without anything.
  public init() {}

  /// The model.
  ///
  /// - Throws: `BPNetError.invalidArgument` if there is none.
  func requireModel() throws(BPNetError) -> Model {
    guard let model else {
      throw .invalidArgument(name: "MODEL", found: "nothing", expected: "a model file")
    }
    return model
  }

  /// The data.
  ///
  /// - Throws: `BPNetError.invalidArgument` if there are none.
  func requireTable() throws(BPNetError) -> Table {
    guard let table else {
      throw .invalidArgument(name: "DATA", found: "nothing", expected: "labelled data")
    }
    return table
  }

  /// The probabilities and classes of the data.
  ///
  /// - Throws: `BPNetError.invalidArgument` for a model of numbers.
  func classOutcomes(for kind: String) throws(BPNetError) -> ClassOutcomes {
    let outcomes = try samples { model in
      model.task == .classify && (model.preprocessing.labels != nil || model.preprocessing.details == nil)
        ? nil : mismatch(kind, "a model of classes in one target column")
    }
    guard case .classes(let probabilities, let actual, let labels) = outcomes.values, !actual.isEmpty else {
      throw mismatch(kind, "a model of classes in one target column")
    }
    return ClassOutcomes(probabilities: probabilities, actual: actual, labels: labels)
  }

  /// The probabilities of classes, or of several targets' second labels.
  ///
  /// - Throws: `BPNetError.invalidArgument` for a model of numbers.
  func classifiedOutcomes(for kind: String) throws(BPNetError) -> ClassifiedOutcomes {
    let outcomes = try samples { model in
      model.task == .classify ? nil : mismatch(kind, "a model of classes")
    }
    switch outcomes.values {
    case .classes(let probabilities, let actual, let labels) where !actual.isEmpty:
      return .classes(ClassOutcomes(probabilities: probabilities, actual: actual, labels: labels))
    case .labels(let probabilities, let actual, let pairs, let names) where !actual.isEmpty:
      return .labels(
        LabelOutcomes(probabilities: probabilities, actual: actual, pairs: pairs, targets: names))
    default: throw mismatch(kind, "a model of classes")
    }
  }

  /// The predicted and true numbers of one target.
  ///
  /// - Throws: `BPNetError.invalidArgument` for a model of classes, or a target that it has not.
  func valueOutcomes(for kind: String) throws(BPNetError) -> ValueOutcomes {
    let outcomes = try samples { model in
      model.task != .classify ? nil : mismatch(kind, "a model that predicts numbers")
    }
    guard case .values(let predicted, let actual, let names) = outcomes.values, !actual.isEmpty else {
      throw mismatch(kind, "a model that predicts numbers")
    }
    let column = try index(of: target, among: names)
    let places = stride(from: column, to: actual.count, by: names.count)
    return ValueOutcomes(
      predicted: places.map { predicted[$0] }, actual: places.map { actual[$0] }, name: names[column])
  }

  /// The outcomes that were given, or those of the model.
  ///
  /// - Parameter fault: why a model has not the outcomes that are wanted; nil if it has.
  private func samples(fault: (Model) -> BPNetError?) throws(BPNetError) -> Metrics.Outcomes {
    if let outcomes { return outcomes }
    let model = try requireModel()
    if let fault = fault(model) { throw fault }
    return try model.outcomes(of: try requireTable(), use: use)
  }

  /// The place of a target or class; 0 for nil.
  func index(of target: String?, among names: [String]) throws(BPNetError) -> Int {
    guard let target else { return 0 }
    if let index = names.firstIndex(of: target) { return index }
    throw .invalidArgument(
      name: "target", found: target.shortened(to: 60),
      expected: "one of \(names.prefix(12).joined(separator: ", ").shortened(to: 200))")
  }

  /// The inputs that vary.
  ///
  /// - Throws: `BPNetError.invalidArgument` unless there are `count`, each one of the model's.
  func varyingInputs(_ count: Int, of model: Model) throws(BPNetError) -> [Int] {
    let names = model.preprocessing.inputs.map(\.name)
    if inputs.isEmpty, names.count == count, model.preprocessing.inputCount == count {
      return Array(0..<count)
    }
    let expected =
      counted(count, "input") + " of " + names.prefix(8).joined(separator: ", ")
      + (names.count > 8 ? ", …" : "")
    guard inputs.count == count, Set(inputs).count == count, model.preprocessing.inputCount == names.count
    else {
      throw .invalidArgument(
        name: "inputs",
        found: inputs.isEmpty ? "a model of \(counted(names.count, "input"))" : inputs.joined(separator: ","),
        expected: expected.shortened(to: 200))
    }
    return try inputs.map { (name) throws(BPNetError) in
      guard let index = names.firstIndex(of: name) else {
        throw .invalidArgument(
          name: "inputs", found: name.shortened(to: 60), expected: expected.shortened(to: 200))
      }
      return index
    }
  }

  func mismatch(_ kind: String, _ expected: String) -> BPNetError {
    let found = model.map { "\(kind) of a \($0.task.rawValue) model" } ?? kind
    return .invalidArgument(name: "KIND", found: found, expected: expected)
  }
}

/// Probabilities of classes, `[samples][classes]`, and true classes.
struct ClassOutcomes {
  let probabilities: [Double]
  let actual: [Int]
  let labels: [String]

  /// Each sample's probability of a class.
  func scores(ofClass index: Int) -> [Double] {
    actual.indices.map { probabilities[$0 * labels.count + index] }
  }

  var metrics: Metrics.Classification {
    Metrics.Classification(outputs: probabilities, actual: actual, classCount: labels.count)
  }
}

/// Probabilities of the second labels of several targets, `[samples][targets]`, and 1 where these are true.
struct LabelOutcomes {
  let probabilities: [Double]
  let actual: [Int]
  let pairs: [[String]]
  let targets: [String]

  /// The second labels, each with its target.
  var labels: [String] { zip(targets, pairs).map { "\($0)=\($1.last ?? "")" } }

  func scores(ofTarget index: Int) -> [Double] {
    stride(from: index, to: probabilities.count, by: targets.count).map { probabilities[$0] }
  }

  func isSecond(ofTarget index: Int) -> [Bool] {
    stride(from: index, to: actual.count, by: targets.count).map { actual[$0] == 1 }
  }
}

/// What a model of classes predicts.
enum ClassifiedOutcomes {
  case classes(ClassOutcomes)
  case labels(LabelOutcomes)
}

/// Predicted and true numbers of one target.
struct ValueOutcomes {
  let predicted: [Double]
  let actual: [Double]
  let name: String
}
