extension Network {
  /// Computes the outputs of every layer for the rows of `input`, into the workspace's rows from `row` on.
  ///
  /// - Parameter keepsLogits: whether the output layer's net inputs are written to `workspace.logits` too;
  ///   never true for an inference workspace.
  @inline(__always)
  func forward(
    input: Matrix<Element>, row: Int = 0, workspace: Network<Element>.Workspace, keepsLogits: Bool,
    scratch: UnsafeMutableRawPointer? = nil
  ) {
    kernels.forward(
      workspace.layers, parameters: parameters, row: row, input: input, keepsLogits: keepsLogits,
      scratch: scratch ?? workspace.scratch)
  }

  /// Computes the outputs of every layer for a sample from the net inputs of the first layer, into row 0 of
  /// the workspace.
  @inline(__always)
  func forward(
    fromNetInputs netInputs: UnsafeMutablePointer<Element>, workspace: Network<Element>.Workspace,
    keepsLogits: Bool, scratch: UnsafeMutableRawPointer
  ) {
    kernels.forward(
      workspace.layers, parameters: parameters, fromNetInputs: netInputs, keepsLogits: keepsLogits,
      scratch: scratch)
  }

  /// Computes the outputs for a batch of inputs.
  ///
  /// Allocates nothing; a network in a `let` may run in many threads at once, each with a workspace of
  /// its own.
  ///
  /// - Parameters:
  ///   - inputs: rows of `topology.inputCount` elements, one after the other.
  ///   - outputs: the destination, rows of `topology.outputCount` elements.
  ///   - workspace: memory made for this topology.
  /// - Precondition: `inputs` has whole rows, no more than the workspace's capacity, and `outputs` has room
  ///   for as many.
  @specialized(where Element == Float)
  @specialized(where Element == Double)
  public func predict(
    _ inputs: UnsafeBufferPointer<Element>, into outputs: UnsafeMutableBufferPointer<Element>,
    workspace: Network<Element>.Workspace
  ) {
    let rows = inputs.count / topology.inputCount
    precondition(inputs.count == rows * topology.inputCount, "inputs are whole rows")
    precondition(outputs.count >= rows * topology.outputCount, "outputs have room for each row")
    precondition(workspace.topology == topology, "the workspace is made for this topology")
    precondition(rows <= workspace.rowCapacity, "the rows are within the workspace's capacity")
    guard rows > 0, let source = inputs.baseAddress, let destination = outputs.baseAddress else { return }
    // Never written, although a matrix has a mutable pointer.
    let input = Matrix(
      base: UnsafeMutablePointer(mutating: source), rows: rows, columns: topology.inputCount)
    forward(input: input, workspace: workspace, keepsLogits: false)
    let result = workspace.outputs[layout.layers.count - 1]
    for row in 0..<rows {
      (destination + row * topology.outputCount).update(from: result.row(row), count: topology.outputCount)
    }
  }

  /// Computes the outputs for a batch of inputs, as `predict(_:into:workspace:)` with buffers does.
  public func predict(
    _ inputs: Span<Element>, into outputs: inout MutableSpan<Element>, workspace: Network<Element>.Workspace
  ) {
    inputs.withUnsafeBufferPointer { inputs in
      outputs.withUnsafeMutableBufferPointer { outputs in
        predict(inputs, into: outputs, workspace: workspace)
      }
    }
  }

  /// The outputs for a batch of inputs: rows of `topology.inputCount` elements give rows of
  /// `topology.outputCount` elements.
  ///
  /// - Precondition: `inputs` has whole rows.
  /// - Complexity: O(rows · parameters).
  public func predict(_ inputs: [Element]) -> [Element] {
    precondition(inputs.count.isMultiple(of: topology.inputCount), "inputs are whole rows")
    let rows = inputs.count / topology.inputCount
    let rowsAtOnce = Swift.max(1, Swift.min(rows, 256))
    let workspace = Network<Element>.Workspace(topology: topology, rowCapacity: rowsAtOnce)
    return [Element](unsafeUninitializedCapacity: rows * topology.outputCount) { outputs, count in
      inputs.withUnsafeBufferPointer { inputs in
        for start in stride(from: 0, to: rows, by: rowsAtOnce) {
          let end = Swift.min(start + rowsAtOnce, rows)
          predict(
            UnsafeBufferPointer(rebasing: inputs[start * topology.inputCount..<end * topology.inputCount]),
            into: UnsafeMutableBufferPointer(
              rebasing: outputs[start * topology.outputCount..<end * topology.outputCount]),
            workspace: workspace)
        }
      }
      count = rows * topology.outputCount
    }
  }
}
