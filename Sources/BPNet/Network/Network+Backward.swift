extension Network {
  /// Computes the error terms of all layers from those of the output layer, for the workspace's rows `rows`:
  /// δᵏ⁻¹ = f′(zᵏ⁻¹) ⊙ ((Wᵏ)ᵀ δᵏ).
  ///
  /// - Parameter errorsAreOfOutputs: whether the output layer's errors hold ∂L/∂ŷ, which is first converted
  ///   to δ = ∂L/∂z.
  @inline(__always)
  func backward(
    rows: Range<Int>, workspace: Network<Element>.Workspace, errorsAreOfOutputs: Bool,
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
    input: Matrix<Element>, workspace: Network<Element>.Workspace, errorsAreOfOutputs: Bool, continues: Bool,
    into gradients: UnsafeMutablePointer<Element>
  ) {
    kernels.backward(
      workspace.layers, parameters: parameters, input: input, errorsAreOfOutputs: errorsAreOfOutputs,
      accumulate: continues,
      into: gradients, scratch: workspace.scratch)
  }

  /// Computes rows of the weight gradient of layer `index` from error terms of all its outputs, or of those
  /// of some panels of its weights.
  ///
  /// - Parameters:
  ///   - inputs: the rows.
  ///   - input: the inputs of the network.
  ///   - errors: the error terms.
  ///   - accumulate: whether the gradients are added to the contents of `gradient` and `biasGradient`.
  ///   - gradient: the destination; with panels the stride is that of the first one, the columns are those of
  ///     all.
  ///   - pitch: the distance between the destinations of panels; nil if there are no further ones.
  ///   - biasGradient: the destination of the gradient of all the layer's biases, followed by that of a
  ///     trained slope, if they are to be computed too.
  func computeWeightGradient(
    ofLayer index: Int, inputs: Range<Int>, input: Matrix<Element>, errors: Matrix<Element>,
    workspace: Network<Element>.Workspace, accumulate: Bool, gradient: Matrix<Element>,
    pitch: Int?, biasGradient: UnsafeMutablePointer<Element>?, scratch: UnsafeMutableRawPointer
  ) {
    let layerInput = index == 0 ? input : workspace.outputs[index - 1].prefix(input.rows)
    let allErrors = workspace.errors[index].prefix(input.rows)
    let hasAllErrors = pitch == nil && errors.columns == allErrors.columns
    if let pitch {
      kernels.gradient(
        input: layerInput.columns(inputs), errors: errors, accumulate: accumulate, panels: gradient.base,
        pitch: pitch)
    } else {
      kernels.gradient(
        input: layerInput.columns(inputs), errors: errors, accumulate: accumulate, gradient: gradient,
        biasGradient: hasAllErrors ? biasGradient : nil, scratch: scratch)
    }
    guard let biasGradient else { return }
    if !hasAllErrors {
      // Without rows of weights only the gradient of the biases is left.
      kernels.gradient(
        input: layerInput.columns(0..<0), errors: allErrors, accumulate: accumulate,
        gradient: Matrix(base: gradient.base, rows: 0, columns: allErrors.columns),
        biasGradient: biasGradient,
        scratch: scratch)
    }
    guard layout.layers[index].slopeCount == 1 else { return }
    kernels.slopeGradient(
      workspace.layers, layer: index, rows: input.rows, accumulate: accumulate,
      into: biasGradient + allErrors.columns)
  }
}
