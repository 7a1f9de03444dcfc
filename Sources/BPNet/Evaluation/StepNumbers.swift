/// The results of one back-propagation step, layer by layer: an `Explanation` without the factors that its
/// results are computed from.
package struct StepNumbers: Sendable, Equatable {
  /// The net inputs z, a list for each layer.
  package var z: [[Double]]
  /// The outputs f(z), a list for each layer.
  package var outputs: [[Double]]
  /// The loss, summed over the outputs.
  package var loss: Double
  /// The loss of each output.
  package var perOutputLoss: [Double]
  /// The error terms ∂L/∂z, a list for each layer.
  package var delta: [[Double]]
  /// The gradients ∂L/∂W, a matrix `[out][in]` for each layer.
  package var weightGradient: [[[Double]]]
  /// The gradients ∂L/∂b, a list for each layer.
  package var biasGradient: [[Double]]
  /// The weights W after the step, a matrix `[out][in]` for each layer.
  package var weightsAfter: [[[Double]]]
  /// The biases b after the step, a list for each layer.
  package var biasesAfter: [[Double]]
  /// The gradient ∂L/∂a of each layer's trained slope a; nil for a layer without one.
  package var slopeGradient: [Double?]
  /// The slope a of each layer after the step; nil for a layer without a trained slope.
  package var slopesAfter: [Double?]

  /// The numbers of an explained step.
  package init(_ explanation: Explanation) {
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
  /// The numbers by name, such as `weights_after`; slopes only if a layer has a trained one.
  package var json: JSONValue {
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
  package init(_ numbers: [Double]) {
    self = .array(numbers.map(JSONValue.double))
  }

  /// A list of lists of numbers.
  package init(_ rows: [[Double]]) {
    self = .array(rows.map { JSONValue($0) })
  }

  /// A list of matrices.
  package init(_ matrices: [[[Double]]]) {
    self = .array(matrices.map { JSONValue($0) })
  }
}
