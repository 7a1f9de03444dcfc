extension Network {
  /// Passes a batch, whose targets are in the workspace, forward, and computes the error terms of the
  /// output layer: δ = scale · ∂L/∂z.
  ///
  /// - Returns: the outputs, for the value of the loss.
  @inline(__always)
  func computeOutputErrors(
    input: Matrix<Element>, loss: any LossFunction, scale: Element, workspace: Workspace<Element>
  ) -> LossBatch<Element> {
    let rows = input.rows
    forward(input: input, workspace: workspace, keepsLogits: loss.needsLogits)
    let batch = LossBatch(rows: rows, activation: topology.outputActivation, workspace: workspace)
    loss.errors(batch, scale: scale, into: workspace.errors[layout.layers.count - 1].prefix(rows))
    if !loss.errorsIncludeActivation {
      multiplyByOutputDerivative(rows: rows, workspace: workspace)
    }
    return batch
  }

  /// Passes the error terms of the output layer back and computes all gradients, laid out as the
  /// parameters.
  ///
  /// - Parameter continues: whether the gradients go on from what `gradients` holds.
  func computeGradients(
    input: Matrix<Element>, workspace: Workspace<Element>, continues: Bool,
    into gradients: UnsafeMutablePointer<Element>
  ) {
    for index in layout.layers.indices.reversed() {
      let layer = layout.layers[index]
      propagateErrors(fromLayer: index, rows: input.rows, workspace: workspace)
      computeWeightGradient(
        ofLayer: index, inputs: 0..<layer.inputCount, input: input, workspace: workspace,
        accumulate: continues, gradient: layer.weights(gradients).base,
        biasGradient: layer.biases(gradients))
    }
  }
}
