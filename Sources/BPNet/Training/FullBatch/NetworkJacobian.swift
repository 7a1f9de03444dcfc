/// The residuals ŷ − y of a network over a data set, and their derivatives with respect to the trained
/// parameters.
///
/// Samples are taken in blocks, in memory that is allocated once. For each output of a block one backward
/// pass, which starts with an error term of 1 at this output, gives a matrix J with a row for each sample, in
/// double precision.
final class NetworkJacobian<Element: Scalar> {
  /// The approximate bytes of J for a block, so that it is still in the cache when it is multiplied.
  private static var blockByteCount: Int { 1 << 20 }

  let parameters: TrainedParameters
  let data: Dataset<Element>
  private let kernels: KernelSet
  private let workspace: Network<Element>.Workspace
  private let derivatives: Matrix<Double>
  /// The residuals of one output.
  private let residuals: UnsafeMutablePointer<Double>
  private let storage: AlignedBuffer<Double>
  private let rows: AlignedBuffer<Int32>

  init(network: Network<Element>, data: Dataset<Element>, parameters: TrainedParameters) {
    self.parameters = parameters
    self.data = data
    kernels = network.kernels
    let rowCount = NetworkJacobian.blockRows(parameterCount: parameters.count, rowCount: data.rowCount)
    workspace = Network<Element>.Workspace(
      topology: network.topology, rowCapacity: rowCount, purpose: .training)
    storage = AlignedBuffer(count: rowCount * (parameters.count + 1))
    derivatives = Matrix(base: storage.base, rows: rowCount, columns: parameters.count)
    residuals = storage.base + rowCount * parameters.count
    rows = AlignedBuffer(count: rowCount)
  }

  /// The number of samples of a block.
  ///
  /// Each block's product reads and writes the whole Hessian, so blocks should have many samples.
  static func blockRows(parameterCount: Int, rowCount: Int) -> Int {
    let fitting = blockByteCount / (MemoryLayout<Double>.stride * max(parameterCount, 1))
    return max(1, min(rowCount, max(64, min(fitting, 256))))
  }

  /// The bytes of the derivatives for a number of parameters and samples; `Int.max` on overflow.
  static func byteCount(parameterCount: Int, rowCount: Int) -> Int {
    DenseVector.byteCount(
      vectors: blockRows(parameterCount: parameterCount, rowCount: rowCount), count: parameterCount)
  }

  /// Σ residual² over all samples and outputs.
  @specialized(where Element == Float)
  @specialized(where Element == Double)
  func sumOfSquares(_ network: Network<Element>) -> Double {
    var sum = 0.0
    forEachBlock(network) { _, batch in sum += squaredResiduals(batch) }
    return sum
  }

  /// Σ residual², Jᵀr and JᵀJ over all samples and outputs.
  ///
  /// - Parameters:
  ///   - gradient: the destination of Jᵀr.
  ///   - hessian: the destination of JᵀJ, row-major, only on and above the diagonal.
  @specialized(where Element == Float)
  @specialized(where Element == Double)
  func products(
    _ network: Network<Element>, gradient: UnsafeMutablePointer<Double>,
    hessian: UnsafeMutablePointer<Double>
  ) -> Double {
    var sum = 0.0
    gradient.update(repeating: 0, count: parameters.count)
    hessian.update(repeating: 0, count: parameters.count * parameters.count)
    forEachBlock(network) { input, batch in
      sum += squaredResiduals(batch)
      for output in 0..<data.outputCount {
        differentiate(network, output: output, input: input)
        for row in 0..<input.rows {
          residuals[row] = Double(batch.outputs.row(row)[output]) - Double(batch.targets.row(row)[output])
        }
        addProducts(rows: input.rows, gradient: gradient, hessian: hessian)
      }
    }
    return sum
  }

  private func squaredResiduals(_ batch: OutputBatch<Element>) -> Double {
    let (outputs, targets) = (batch.outputs.base, batch.targets.base)
    return batch.sum { offset in
      let residual = Double(outputs[offset]) - Double(targets[offset])
      return residual * residual
    }
  }

  /// Computes the outputs of all samples, block by block, and calls `body` with each block.
  private func forEachBlock(
    _ network: Network<Element>, _ body: (_ input: Matrix<Element>, _ batch: OutputBatch<Element>) -> Void
  ) {
    for start in stride(from: 0, to: data.rowCount, by: workspace.rowCapacity) {
      let count = min(workspace.rowCapacity, data.rowCount - start)
      for position in 0..<count { rows.base[position] = Int32(start + position) }
      let block = UnsafeBufferPointer(start: rows.base, count: count)
      let input = data.inputs(block, consecutiveFrom: start, room: workspace.input)
      data.gatherTargets(block, into: workspace.targets)
      network.forward(input: input, workspace: workspace, keepsLogits: false)
      body(input, workspace.batch[0..<count])
    }
  }
}

extension NetworkJacobian {
  /// Computes the derivatives of one output for the block whose outputs have just been computed.
  @inline(__always)
  private func differentiate(_ network: Network<Element>, output: Int, input: Matrix<Element>) {
    for row in 0..<input.rows {
      let errors = workspace.outputErrors.row(row)
      errors.update(repeating: 0, count: data.outputCount)
      errors[output] = 1
    }
    network.backward(rows: 0..<input.rows, workspace: workspace, errorsAreOfOutputs: true)
    for segment in parameters.segments {
      let errors = workspace.errors[segment.layer]
      let layerInput = segment.layer == 0 ? input : workspace.outputs[segment.layer - 1]
      for row in 0..<input.rows {
        let destination = derivatives.row(row) + segment.range.lowerBound
        switch segment.kind {
        case .weights:
          NetworkJacobian.writeProduct(
            layerInput.row(row), count: layerInput.columns, errors.row(row), count: errors.columns,
            to: destination)
        case .biases where segment.copies > 1:
          destination[0] = FixedOrderSum.sum(count: segment.copies) { Double(errors.row(row)[$0]) }
        case .biases:
          for index in 0..<segment.range.count { destination[index] = Double(errors.row(row)[index]) }
        case .slope: destination[0] = Double(workspace.slopeTerm(ofLayer: segment.layer, row: row))
        }
      }
    }
  }

  /// Writes x δᵀ, the derivatives with respect to the weights `[in][out]`.
  @inline(__always)
  private static func writeProduct(
    _ inputs: UnsafeMutablePointer<Element>, count inputCount: Int, _ errors: UnsafeMutablePointer<Element>,
    count errorCount: Int, to destination: UnsafeMutablePointer<Double>
  ) {
    for index in 0..<inputCount {
      let input = Double(inputs[index])
      let row = destination + index * errorCount
      for neuron in 0..<errorCount { row[neuron] = input * Double(errors[neuron]) }
    }
  }

  /// Adds Jᵀr and JᵀJ of the first rows of J; JᵀJ in bands of rows, each from the diagonal on.
  private func addProducts(
    rows: Int, gradient: UnsafeMutablePointer<Double>, hessian: UnsafeMutablePointer<Double>
  ) {
    let count = parameters.count
    func columns(_ range: Range<Int>) -> Matrix<Double> {
      Matrix(
        base: derivatives.base + range.lowerBound, rows: rows, columns: range.count,
        stride: derivatives.stride)
    }
    kernels.gradient(
      input: columns(0..<count), errors: Matrix(base: residuals, rows: rows, columns: 1), accumulate: true,
      gradient: Matrix(base: gradient, rows: count, columns: 1), biasGradient: nil,
      scratch: workspace.scratch)
    for first in stride(from: 0, to: count, by: 128) {
      let part = first..<min(first + 128, count)
      kernels.gradient(
        input: columns(part), errors: columns(first..<count), accumulate: true,
        gradient: Matrix(
          base: hessian + first * (count + 1), rows: part.count, columns: count - first, stride: count),
        biasGradient: nil, scratch: workspace.scratch)
    }
  }
}
