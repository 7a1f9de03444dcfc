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
    input: Matrix<Element>, row: Int = 0, loss: LossKernel<Element>, scale: Element,
    weights: PassWeights? = nil, workspace: Workspace<Element>, scratch: UnsafeMutableRawPointer? = nil
  ) {
    let rows = row..<row + input.rows
    forward(
      input: input, row: row, workspace: workspace, keepsLogits: loss.needsLogits, scratch: scratch)
    loss.errors(workspace.batch[rows], scale, workspace.outputErrors[rows])
    if let weights { weights.scale(workspace.outputErrors[rows]) }
    backward(
      rows: rows, workspace: workspace, fromOutputs: !loss.errorsIncludeActivation, scratch: scratch)
  }
}
