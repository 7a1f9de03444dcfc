/// One training step, again and again, in memory made once: a step allocates nothing and locks nothing.
///
/// It has two halves. The first takes the samples forward and back and needs the weights as they are; the
/// second makes the gradients and updates the weights. The first can be divided over samples and the second
/// over weights without changing a bit of the result.
struct GradientDescentStep<Element: Scalar> {
  /// The most rows that go through the network at once; a larger batch goes in parts.
  static var maximumPassRows: Int { 4096 }

  let workspace: Workspace<Element>
  private let data: Dataset<Element>
  private let loss: LossKernel<Element>
  /// What the mean divides by beside the number of rows; nil for the sum.
  private let meanDivisor: Double?
  private let update: ParameterUpdate<Element>

  /// - Parameters:
  ///   - batchSize: the most rows of a batch.
  ///   - maximumPassRows: the most rows that go through the network at once; no weight depends on it.
  init(
    network: Network<Element>, data: Dataset<Element>, configuration: TrainingConfiguration, batchSize: Int,
    maximumPassRows: Int = GradientDescentStep.maximumPassRows
  ) {
    let passRows = min(batchSize, maximumPassRows)
    self.workspace = Workspace(topology: network.topology, rowCapacity: passRows, purpose: .training)
    self.data = data
    self.loss = configuration.loss.function.kernel(as: Element.self)
    self.meanDivisor =
      configuration.reduction == .mean
      ? configuration.loss.function.meanDivisor(outputCount: data.outputCount) : nil
    self.update = ParameterUpdate(
      layout: network.layout, configuration: configuration, batchSize: batchSize,
      needsWholeGradient: batchSize > passRows)
  }

  /// Takes one step over a batch.
  ///
  /// - Parameters:
  ///   - rows: the samples, at least one.
  ///   - areConsecutive: whether each row follows the one before in the data.
  /// - Returns: the sum of the loss over the batch, before the step.
  @specialized(where Element == Float)
  @specialized(where Element == Double)
  func run(
    network: inout Network<Element>, rows: UnsafeBufferPointer<Int32>, areConsecutive: Bool
  ) -> Double {
    _ = network.uniqueParameters()
    let scale = Element(1 / (meanDivisor.map { Double(rows.count) * $0 } ?? 1))
    if rows.count <= workspace.rowCapacity {
      let input = gather(rows, areConsecutive: areConsecutive)
      let lossSum = pass(network, input: input, scale: scale)
      update.run(network, input: input, workspace: workspace)
      return lossSum
    }
    var lossSum = 0.0
    for start in stride(from: 0, to: rows.count, by: workspace.rowCapacity) {
      let part = UnsafeBufferPointer(
        rebasing: rows[start..<min(start + workspace.rowCapacity, rows.count)])
      let input = gather(part, areConsecutive: areConsecutive)
      lossSum += pass(network, input: input, scale: scale)
      update.addGradient(network, input: input, workspace: workspace, continues: start > 0)
    }
    update.applyWholeGradient(network)
    return lossSum
  }

  /// Brings a batch's inputs and targets together.
  ///
  /// Consecutive inputs are read where they lie.
  private func gather(_ rows: UnsafeBufferPointer<Int32>, areConsecutive: Bool) -> Matrix<Element> {
    data.gatherTargets(rows, into: workspace.targets)
    if areConsecutive {
      let first = Int(rows[0])
      return data.inputs(of: first..<first + rows.count)
    }
    let input = workspace.input.prefix(rows.count)
    data.gatherInputs(rows, into: input)
    return input
  }

  /// Forward and back.
  ///
  /// - Returns: the sum of the loss.
  private func pass(_ network: Network<Element>, input: Matrix<Element>, scale: Element) -> Double {
    network.backpropagate(input: input, loss: loss, scale: scale, workspace: workspace)
    return loss.sum(workspace.batch[0..<input.rows])
  }
}
