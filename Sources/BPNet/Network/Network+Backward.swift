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

  /// Computes rows of the weight gradient of layer `index`, `[in][out]`, from the error terms.
  ///
  /// If row 0 is among them, it also computes the bias gradient, followed by that of a trained slope.
  ///
  /// - Parameters:
  ///   - inputs: the rows.
  ///   - input: the inputs of the network.
  ///   - accumulate: whether the gradients are added to the contents of `gradient` and `biasGradient`.
  ///   - gradient: the destination of row `inputs.lowerBound`; the others follow without a gap.
  func computeWeightGradient(
    ofLayer index: Int, inputs: Range<Int>, input: Matrix<Element>, workspace: Workspace<Element>,
    accumulate: Bool, gradient: UnsafeMutablePointer<Element>, biasGradient: UnsafeMutablePointer<Element>,
    scratch: UnsafeMutableRawPointer
  ) {
    let layerInput = index == 0 ? input : workspace.outputs[index - 1].prefix(input.rows)
    let part = Matrix(
      base: layerInput.base + inputs.lowerBound, rows: layerInput.rows, columns: inputs.count,
      stride: layerInput.stride)
    let errors = workspace.errors[index].prefix(input.rows)
    kernels.gradient(
      input: part, errors: errors, accumulate: accumulate,
      gradient: Matrix(base: gradient, rows: inputs.count, columns: errors.columns),
      biasGradient: inputs.lowerBound == 0 ? biasGradient : nil, scratch: scratch)
    guard inputs.lowerBound == 0, layout.layers[index].slopeCount == 1 else { return }
    kernels.slopeGradient(
      workspace.layers, layer: index, rows: input.rows, accumulate: accumulate,
      into: biasGradient + errors.columns)
  }
}
