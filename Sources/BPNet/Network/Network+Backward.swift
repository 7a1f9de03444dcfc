extension Network {
  /// Turns ∂L/∂ŷ in the error terms of the output layer into δ = ∂L/∂z.
  func multiplyByOutputDerivative(rows: Int, workspace: Workspace<Element>) {
    let last = layout.layers.count - 1
    let outputs = workspace.outputs[last].prefix(rows)
    let errors = workspace.errors[last].prefix(rows)
    guard let kernel = layout.layers[last].activation.kernel else {
      return kernels.multiplyBySoftmaxDerivative(outputs: outputs, errors: errors)
    }
    for row in 0..<rows {
      kernels.multiplyByDerivative(
        kernel.function, parameter: kernel.parameter, outputs: outputs.row(row), errors: errors.row(row),
        count: errors.columns)
    }
  }

  /// Computes the error terms of layer `index − 1` from those of layer `index`:
  /// δᵏ⁻¹ = f′(zᵏ⁻¹) ⊙ ((Wᵏ)ᵀ δᵏ).
  func propagateErrors(fromLayer index: Int, rows: Int, workspace: Workspace<Element>) {
    // Hidden layers have element-wise activations: a topology has softmax in its output layer only.
    guard index > 0, let kernel = layout.layers[index - 1].activation.kernel else { return }
    kernels.backward(
      errorsAbove: workspace.errors[index].prefix(rows), weights: layout.layers[index].weights(parameters),
      outputs: workspace.outputs[index - 1].prefix(rows), function: kernel.function,
      parameter: kernel.parameter, errors: workspace.errors[index - 1].prefix(rows),
      scratch: workspace.scratch)
  }

  /// Computes the rows `inputs` of the weight gradient of layer `index`, `[in][out]`, from the error terms,
  /// and with the first of them the bias gradient.
  ///
  /// - Parameters:
  ///   - input: the batch that entered the network.
  ///   - accumulate: whether the gradient goes on from what `gradient` and `biasGradient` hold.
  ///   - gradient: where row `inputs.lowerBound` goes; the others follow without a gap.
  func computeWeightGradient(
    ofLayer index: Int, inputs: Range<Int>, input: Matrix<Element>, workspace: Workspace<Element>,
    accumulate: Bool, gradient: UnsafeMutablePointer<Element>, biasGradient: UnsafeMutablePointer<Element>
  ) {
    let layerInput = index == 0 ? input : workspace.outputs[index - 1].prefix(input.rows)
    let part = Matrix(
      base: layerInput.base + inputs.lowerBound, rows: layerInput.rows, columns: inputs.count,
      stride: layerInput.stride)
    let errors = workspace.errors[index].prefix(input.rows)
    kernels.gradient(
      input: part, errors: errors, accumulate: accumulate,
      gradient: Matrix(base: gradient, rows: inputs.count, columns: errors.columns),
      biasGradient: inputs.lowerBound == 0 ? biasGradient : nil, scratch: workspace.scratch)
  }
}
