/// Runs a network over a whole data set, in memory made once.
struct LossEvaluator<Element: Scalar> {
  /// The rows of one pass.
  ///
  /// Fixed, since the order in which losses are summed depends on it.
  static var passRows: Int { 256 }

  private let data: Dataset<Element>
  private let loss: any LossFunction
  private let kernel: LossKernel<Element>
  private let reduction: Reduction
  private let workspace: Workspace<Element>

  init(topology: Topology, data: Dataset<Element>, loss: Loss, reduction: Reduction) {
    self.data = data
    self.loss = loss.function
    self.kernel = loss.function.kernel(as: Element.self)
    self.reduction = reduction
    self.workspace = Workspace(
      topology: topology, rowCapacity: min(LossEvaluator.passRows, data.rowCount), purpose: .evaluation)
  }

  /// The loss over the data: the mean, or the sum where gradients are summed; both by the samples' weights, if
  /// they have any.
  ///
  /// - Parameter visit: called with each sample's outputs, in order.
  func loss(
    of network: Network<Element>, visit: ((UnsafeBufferPointer<Element>) -> Void)? = nil
  ) -> Double {
    var sum = 0.0
    forEachPass(of: network, keepsLogits: kernel.needsLogits) { rows, batch in
      data.gatherTargets(rows, into: batch.targets)
      sum += kernel.sum(batch, weights: data.weights, rows: rows)
      guard let visit else { return }
      for row in 0..<rows.count {
        visit(UnsafeBufferPointer(start: batch.outputs.row(row), count: batch.outputs.columns))
      }
    }
    return reducedLoss(sum, loss: loss, reduction: reduction, data: data)
  }

  /// Calls `body` with each sample's number and its outputs, in order.
  func forEachOutput(
    of network: Network<Element>, _ body: (Int, UnsafeBufferPointer<Element>) -> Void
  ) {
    forEachPass(of: network, keepsLogits: false) { rows, batch in
      for (position, row) in rows.enumerated() {
        body(Int(row), UnsafeBufferPointer(start: batch.outputs.row(position), count: batch.outputs.columns))
      }
    }
  }

  private func forEachPass(
    of network: Network<Element>, keepsLogits: Bool,
    _ body: (UnsafeBufferPointer<Int32>, LossBatch<Element>) -> Void
  ) {
    var rows = ContiguousArray<Int32>(repeating: 0, count: workspace.rowCapacity)
    for start in stride(from: 0, to: data.rowCount, by: workspace.rowCapacity) {
      let count = min(workspace.rowCapacity, data.rowCount - start)
      for position in 0..<count { rows[position] = Int32(start + position) }
      rows.withUnsafeBufferPointer { rows in
        let rows = UnsafeBufferPointer(rebasing: rows[..<count])
        let input = data.inputs(rows, consecutiveFrom: start, room: workspace.input)
        network.forward(input: input, workspace: workspace, keepsLogits: keepsLogits)
        body(rows, workspace.batch[0..<count])
      }
    }
  }
}

/// A loss summed over a data set, as it is reported: divided as its gradient is, which for the mean is by the sum
/// of the samples' weights.
func reducedLoss<Element: Scalar>(
  _ sum: Double, loss: any LossFunction, reduction: Reduction, data: Dataset<Element>
) -> Double {
  switch reduction {
  case .mean: sum / (data.weightSum * loss.meanDivisor(outputCount: data.outputCount))
  case .sum: sum
  }
}
