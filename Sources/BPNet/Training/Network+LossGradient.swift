extension Network {
  /// Passes samples, whose targets are in the workspace, forward and back: computes the outputs and the error
  /// terms δ = scale · ∂L/∂z of all layers.
  ///
  /// - Parameters:
  ///   - row: where the samples begin in the workspace.
  ///   - weights: what each sample's error terms are multiplied by; nil for none.
  ///   - scratch: the memory of another thread than the one that owns the workspace.
  @inline(__always)
  func backpropagate(
    input: Matrix<Element>, row: Int = 0, loss: LossRoutines<Element>, scale: Element,
    weights: PassWeights? = nil, workspace: Workspace<Element>, scratch: UnsafeMutableRawPointer? = nil
  ) {
    let rows = row..<row + input.rows
    computeOutputErrors(
      input: input, rows: rows, loss: loss, scale: scale, weights: weights, workspace: workspace,
      scratch: scratch)
    backward(
      rows: rows, workspace: workspace, fromOutputs: !loss.errorsIncludeActivation, scratch: scratch)
  }

  /// Passes samples forward and back as `backpropagate` does, from the first row of the workspace on, and computes all
  /// gradients over them, laid out as the parameters.
  ///
  /// - Parameter continues: whether the gradients go on from what `gradients` holds.
  @inline(__always)
  func computeGradients(
    input: Matrix<Element>, loss: LossRoutines<Element>, scale: Element, weights: PassWeights? = nil,
    workspace: Workspace<Element>, continues: Bool, into gradients: UnsafeMutablePointer<Element>
  ) {
    computeOutputErrors(
      input: input, rows: 0..<input.rows, loss: loss, scale: scale, weights: weights, workspace: workspace)
    backward(
      input: input, workspace: workspace, fromOutputs: !loss.errorsIncludeActivation, continues: continues,
      into: gradients)
  }

  /// Computes the outputs of samples, and from them the errors of the output layer.
  @inline(__always)
  private func computeOutputErrors(
    input: Matrix<Element>, rows: Range<Int>, loss: LossRoutines<Element>, scale: Element,
    weights: PassWeights?, workspace: Workspace<Element>, scratch: UnsafeMutableRawPointer? = nil
  ) {
    forward(
      input: input, row: rows.lowerBound, workspace: workspace, keepsLogits: loss.needsLogits,
      scratch: scratch)
    loss.errors(workspace.batch[rows], scale, workspace.outputErrors[rows])
    if let weights { weights.scale(workspace.outputErrors[rows]) }
  }
}
