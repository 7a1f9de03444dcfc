/// All numbers of one back-propagation step, layer by layer, and nothing else: what is left of an
/// `Explanation` when its reasons are taken away.
public struct StepNumbers: Sendable, Equatable {
  /// Net inputs, one list a layer.
  public var z: [[Double]]
  /// f(z), one list a layer.
  public var outputs: [[Double]]
  /// The loss, summed over the outputs.
  public var loss: Double
  /// The loss of each output.
  public var perOutputLoss: [Double]
  /// Error terms ∂L/∂z, one list a layer.
  public var delta: [[Double]]
  /// ∂L/∂W, one matrix `[out][in]` a layer.
  public var weightGradient: [[[Double]]]
  /// ∂L/∂b, one list a layer.
  public var biasGradient: [[Double]]
  /// W after the step, one matrix `[out][in]` a layer.
  public var weightsAfter: [[[Double]]]
  /// b after the step, one list a layer.
  public var biasesAfter: [[Double]]
  /// ∂L/∂a of the slope a that a layer trains, one a layer; nil where it trains none.
  public var slopeGradient: [Double?]
  /// a after the step, one a layer; nil where it trains none.
  public var slopesAfter: [Double?]

  /// The numbers of an explained step.
  public init(_ explanation: Explanation) {
    self.z = explanation.layers.map(\.z)
    self.outputs = explanation.layers.map(\.outputs)
    self.loss = explanation.loss
    self.perOutputLoss = explanation.perOutputLoss
    self.delta = explanation.layers.map(\.delta)
    self.weightGradient = explanation.layers.map(\.weightGradient)
    self.biasGradient = explanation.layers.map(\.biasGradient)
    self.weightsAfter = explanation.layers.map(\.weightsAfter)
    self.biasesAfter = explanation.layers.map(\.biasesAfter)
    self.slopeGradient = explanation.layers.map(\.slope?.gradient)
    self.slopesAfter = explanation.layers.map(\.slope?.after)
  }
}

extension StepNumbers {
  /// The numbers under their names, such as `weights_after`; those of slopes where a layer trains one.
  public var json: JSONValue {
    var members: [(key: String, value: JSONValue)] = [
      ("z", JSONValue(z)), ("outputs", JSONValue(outputs)), ("loss", .double(loss)),
      ("per_output_loss", JSONValue(perOutputLoss)), ("delta", JSONValue(delta)),
      ("weight_gradient", JSONValue(weightGradient)), ("bias_gradient", JSONValue(biasGradient)),
      ("weights_after", JSONValue(weightsAfter)), ("biases_after", JSONValue(biasesAfter)),
    ]
    if slopesAfter.contains(where: { $0 != nil }) {
      for (name, values) in [("slope_gradient", slopeGradient), ("slopes_after", slopesAfter)] {
        members.append((name, .array(values.map { $0.map(JSONValue.double) ?? .null })))
      }
    }
    return .object(members)
  }
}

extension JSONValue {
  /// A list of numbers.
  public init(_ numbers: [Double]) {
    self = .array(numbers.map(JSONValue.double))
  }

  /// A list of lists of numbers.
  public init(_ rows: [[Double]]) {
    self = .array(rows.map { JSONValue($0) })
  }

  /// A list of matrices.
  public init(_ matrices: [[[Double]]]) {
    self = .array(matrices.map { JSONValue($0) })
  }
}
