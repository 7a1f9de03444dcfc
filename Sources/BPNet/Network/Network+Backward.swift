extension Network {
  /// Computes the error terms of all layers from those of the output layer, for the workspace's rows `rows`:
  /// δᵏ⁻¹ = f′(zᵏ⁻¹) ⊙ ((Wᵏ)ᵀ δᵏ).
  ///
  /// - Parameter errorsAreOfOutputs: whether the output layer's errors hold ∂L/∂ŷ, which is first converted
  ///   to δ = ∂L/∂z.
  @inline(__always)
  func backward(
    rows: Range<Int>, workspace: Workspace<Element>, errorsAreOfOutputs: Bool,
    scratch: UnsafeMutableRawPointer? = nil
  ) {
    kernels.backward(
      workspace.layers, parameters: parameters, rows: rows, errorsAreOfOutputs: errorsAreOfOutputs,
      scratch: scratch ?? workspace.scratch)
  }

  /// Computes the error terms of all layers for the samples `input`, and the gradients of all parameters,
  /// laid out like them.
  ///
  /// - Parameter continues: whether the gradients are added to the contents of `gradients`.
  @inline(__always)
  func backward(
    input: Matrix<Element>, workspace: Workspace<Element>, errorsAreOfOutputs: Bool, continues: Bool,
    into gradients: UnsafeMutablePointer<Element>
  ) {
    kernels.backward(
      workspace.layers, parameters: parameters, input: input, errorsAreOfOutputs: errorsAreOfOutputs,
      accumulate: continues,
      into: gradients, scratch: workspace.scratch)
  }

  /// Computes the weight gradient of a panel from the error terms.
  ///
  /// If the panel brings the biases, it also computes the gradient of the layer's biases, followed by that of
  /// a trained slope.
  ///
  /// - Parameters:
  ///   - input: the inputs of the network.
  ///   - errors: the error terms of the panel's outputs.
  ///   - accumulate: whether the gradients are added to the contents of `gradient` and `biasGradient`.
  ///   - gradient: the destination of the panel's rows, without gaps.
  func computeWeightGradient(
    of panel: GradientPanel, input: Matrix<Element>, errors: Matrix<Element>, workspace: Workspace<Element>,
    accumulate: Bool, gradient: UnsafeMutablePointer<Element>, biasGradient: UnsafeMutablePointer<Element>,
    scratch: UnsafeMutableRawPointer
  ) {
    let layer = layout.layers[panel.layer]
    let layerInput = panel.layer == 0 ? input : workspace.outputs[panel.layer - 1].prefix(input.rows)
    let hasAllColumns = !layer.hasPanels
    kernels.gradient(
      input: layerInput.columns(panel.inputs), errors: errors, accumulate: accumulate,
      gradient: Matrix(base: gradient, rows: panel.inputs.count, columns: errors.columns),
      biasGradient: panel.bringsBiases && hasAllColumns ? biasGradient : nil, scratch: scratch)
    guard panel.bringsBiases else { return }
    if !hasAllColumns {
      // Without rows of weights only the gradient of the biases is left.
      let allErrors = workspace.errors[panel.layer].prefix(input.rows)
      kernels.gradient(
        input: layerInput.columns(0..<0), errors: allErrors, accumulate: accumulate,
        gradient: Matrix(base: gradient, rows: 0, columns: allErrors.columns), biasGradient: biasGradient,
        scratch: scratch)
    }
    guard layer.slopeCount == 1 else { return }
    kernels.slopeGradient(
      workspace.layers, layer: panel.layer, rows: input.rows, accumulate: accumulate,
      into: biasGradient + layer.outputCount)
  }
}
