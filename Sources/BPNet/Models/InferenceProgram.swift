/// The computation of a trained model for one sample as a list of operations, with which its predictions can
/// be reproduced elsewhere.
///
/// The operations are applied in order to a vector, which is initially the sample: a value for each of
/// `columns` in the data's own units; for a forecast `window` such rows, concatenated, the oldest first.
/// `sources` says how words of the data become such values.
/// After the last operation it has the predicted numbers, whose meaning is `decision`.
///
/// `Model.predict` does not use the program. Tests compare an interpreter of it with `predict` for every
/// task, activation and loss. Numbers are in double precision; a model of `f32` rounds the scaled sample, the
/// constants of activations and the results of each operation up to the last `dense`, `activation` or
/// `softmax` to single precision, and agrees with double precision to about 10⁻⁶ of the outputs' range.
public struct InferenceProgram: Sendable, Equatable {
  /// One operation, from a vector x to a vector y.
  public enum Operation: Sendable, Equatable {
    /// yᵢ = (xᵢ − offsetᵢ) / scaleᵢ, where a missing xᵢ (NaN) is first replaced by replacementᵢ.
    ///
    /// A missing xᵢ without a replacement, or a yᵢ that is not finite in the model's precision, is an error.
    case scale(offsets: [Double], scales: [Double], replacements: [Double?])
    /// yⱼ = biasⱼ + Σᵢ weightⱼᵢ xᵢ, with weights `[out][in]`, row after row.
    case dense(weights: [Double], biases: [Double])
    /// yᵢ = f(xᵢ), with f as defined by `Activation`; the slope of a PReLU is the trained one.
    case activation(Activation)
    /// yᵢ = e^xᵢ / Σⱼ e^xⱼ.
    case softmax
    /// yᵢ = e^xᵢ: converts outputs that are logarithms to values.
    case exp
    /// y = (1 − x₀, x₀): converts the probability of the second of two classes to those of both.
    case complement
    /// yᵢ = xᵢ · scaleᵢ + offsetᵢ: converts outputs to the data's units.
    case unscale(offsets: [Double], scales: [Double])
  }

  /// The meaning of the predicted numbers.
  public enum Decision: Sendable, Equatable {
    /// Number i is the probability of class i. The prediction is the label of the largest, of equal ones the
    /// first.
    case largest(labels: [String])
    /// Number i is the probability of the second label of target i. The prediction is the second label of
    /// `pairs[i]` if the number is above `threshold`, else the first.
    case secondLabels(pairs: [[String]], names: [String], threshold: Double)
    /// Number i is the predicted value of `names[i]`: of a target, or of a step and series of a forecast.
    case values(names: [String])
  }

  /// The columns of the data, and the inputs that are made of each.
  public let sources: [Source]
  /// Whether a word that is none of a column's categories is 0 in each of its inputs; else it is an error.
  public let allowsUnknownWords: Bool
  /// The names of the input columns, in order.
  public let columns: [String]
  /// The number of rows of a sample: 1, or the window of a forecast.
  public let window: Int
  /// The precision in which the model computes.
  public let precision: Precision
  /// The operations, in order.
  public let operations: [Operation]
  /// The meaning of the numbers after the last operation.
  public let decision: Decision

  /// The number of values of a sample.
  public var inputCount: Int { columns.count * window }
}

extension Model {
  /// The model's computation as a list of operations.
  ///
  /// - Complexity: O(parameters).
  public var program: InferenceProgram { InferenceProgram(of: self) }
}

extension InferenceProgram {
  init(of model: Model) {
    let (topology, preprocessing) = (model.topology, model.preprocessing)
    sources = Source.all(of: preprocessing)
    allowsUnknownWords = preprocessing.unknownCategory == .zero
    columns = preprocessing.inputs.map(\.name)
    window = preprocessing.details?.window ?? 1
    precision = model.precision
    var operations = [Operation.scale(preprocessing.inputs, window: window)]
    for (index, layer) in topology.layers.enumerated() {
      operations.append(
        .dense(weights: Array(model.weights(ofLayer: index).joined()), biases: model.biases(ofLayer: index)))
      if let function = Operation.function(layer.activation, slope: model.slope(ofLayer: index)) {
        operations.append(function)
      }
    }
    if model.loss.response(ofOutput: topology.outputActivation) == .exp { operations.append(.exp) }
    switch preprocessing.definition.reading(by: preprocessing) {
    case .classes(let labels):
      decision = .largest(labels: labels)
    case .binary(let labels):
      operations.append(.complement)
      decision = .largest(labels: labels)
    case .labels(let pairs, let names):
      decision = .secondLabels(pairs: pairs, names: names, threshold: OutputReading.threshold)
    case .values(let scalings, let names):
      operations.append(.unscale(offsets: scalings.map(\.offset), scales: scalings.map(\.scale)))
      decision = .values(names: names)
    }
    self.operations = operations
  }
}

extension InferenceProgram.Operation {
  /// The scaling of the columns of `window` rows.
  fileprivate static func scale(_ columns: [Preprocessing.Column], window: Int) -> Self {
    let all = (0..<window).flatMap { _ in columns }
    return .scale(
      offsets: all.map(\.scaling.offset), scales: all.map(\.scaling.scale),
      replacements: all.map(\.replacement))
  }

  /// The operation of a layer's activation; nil for the identity.
  ///
  /// - Parameter slope: the trained slope, if the layer trains one.
  fileprivate static func function(_ activation: Activation, slope: Double?) -> Self? {
    switch activation {
    case .linear: nil
    case .softmax: .softmax
    default: .activation(slope.map { .prelu(slope: $0) } ?? activation)
    }
  }
}
