/// One training step, again and again: forward, loss, backward, update, in memory made once.
///
/// A step allocates nothing and locks nothing. Its order for the layers k = K…1: pass the error terms on
/// to layer k − 1 while Wᵏ is still as the forward pass saw it, then make the gradient of Wᵏ panel by panel
/// and update each panel while it is in cache.
struct GradientDescentStep<Element: Scalar> {
  /// The most rows that go through the network at once; a larger batch goes in parts.
  static var maximumPassRows: Int { 4096 }

  /// The elements of a panel of the gradient, so that it, the weights and the velocities that belong to
  /// it stay in the first-level cache together.
  static var panelElementCount: Int { 2048 }

  let workspace: Workspace<Element>
  private let rule: any UpdateRule
  private let loss: any LossFunction
  private let reduction: Reduction
  private let weightLearningRate: Element
  private let biasLearningRate: Element
  private let weightDecay: Element
  private let layout: ParameterLayout
  private let states: AlignedBuffer<Element>
  /// Room for the widest panel, or for all gradients where a batch goes in parts.
  private let gradients: AlignedBuffer<Element>
  private let biasGradients: AlignedBuffer<Element>
  private let holdsWholeGradient: Bool

  /// - Parameters:
  ///   - batchSize: the most rows of a batch.
  ///   - maximumPassRows: the most rows that go through the network at once; no weight depends on it.
  init(
    network: Network<Element>, configuration: TrainingConfiguration, batchSize: Int,
    maximumPassRows: Int = GradientDescentStep.maximumPassRows
  ) {
    let layout = network.layout
    let passRows = min(batchSize, maximumPassRows)
    self.workspace = Workspace(topology: network.topology, rowCapacity: passRows, purpose: .training)
    self.rule = configuration.optimizer.rule
    self.loss = configuration.loss.function
    self.reduction = configuration.reduction
    self.weightLearningRate = Element(configuration.learningRate)
    self.biasLearningRate = Element(configuration.biasLearningRate ?? configuration.learningRate)
    self.weightDecay = Element(configuration.weightDecay)
    self.layout = layout
    self.states = AlignedBuffer(count: configuration.optimizer.rule.stateCount * layout.count)
    self.holdsWholeGradient = batchSize > passRows
    let widestPanel = layout.layers.map { GradientDescentStep.panelRows($0) * $0.outputCount }.max() ?? 0
    self.gradients = AlignedBuffer(count: holdsWholeGradient ? layout.count : widestPanel)
    self.biasGradients = AlignedBuffer(
      count: holdsWholeGradient ? 0 : layout.layers.map(\.outputCount).max() ?? 0)
  }

  /// Takes one step over a batch.
  ///
  /// - Parameters:
  ///   - rows: the samples, at least one.
  ///   - areConsecutive: whether each row follows the one before in the data.
  ///   - computesLoss: whether the result means anything.
  /// - Returns: the sum of the loss over the batch, before the step.
  @specialized(where Element == Float)
  @specialized(where Element == Double)
  func run(
    network: inout Network<Element>, data: Dataset<Element>, rows: UnsafeBufferPointer<Int32>,
    areConsecutive: Bool, computesLoss: Bool
  ) -> Double {
    _ = network.uniqueParameters()
    let divisor =
      reduction == .mean ? Double(rows.count) * loss.meanDivisor(outputCount: data.outputCount) : 1
    let scale = Element(1 / divisor)
    if !holdsWholeGradient {
      let input = gather(rows, of: data, areConsecutive: areConsecutive)
      let lossSum = pass(network, input: input, scale: scale, computesLoss: computesLoss)
      for index in layout.layers.indices.reversed() {
        network.propagateErrors(fromLayer: index, rows: rows.count, workspace: workspace)
        updateByPanels(network, layer: index, input: input)
      }
      return lossSum
    }
    var lossSum = 0.0
    for start in stride(from: 0, to: rows.count, by: workspace.rowCapacity) {
      let part = UnsafeBufferPointer(
        rebasing: rows[start..<min(start + workspace.rowCapacity, rows.count)])
      let input = gather(part, of: data, areConsecutive: areConsecutive)
      lossSum += pass(network, input: input, scale: scale, computesLoss: computesLoss)
      network.computeGradients(
        input: input, workspace: workspace, continues: start > 0, into: gradients.base)
    }
    updateAll(network)
    return lossSum
  }

  /// Brings a batch's inputs and targets together.
  ///
  /// Consecutive inputs are read where they lie.
  private func gather(
    _ rows: UnsafeBufferPointer<Int32>, of data: Dataset<Element>, areConsecutive: Bool
  ) -> Matrix<Element> {
    data.gatherTargets(rows, into: workspace.targets)
    if areConsecutive {
      let first = Int(rows[0])
      if let input = data.consecutiveInputs(first..<first + rows.count) { return input }
    }
    let input = workspace.input.prefix(rows.count)
    data.gatherInputs(rows, into: input)
    return input
  }

  /// Forward, and the error terms of the output layer.
  private func pass(
    _ network: Network<Element>, input: Matrix<Element>, scale: Element, computesLoss: Bool
  ) -> Double {
    let batch = network.computeOutputErrors(input: input, loss: loss, scale: scale, workspace: workspace)
    return computesLoss ? loss.sum(batch) : 0
  }
}

extension GradientDescentStep {
  /// The rows of weights that a panel takes.
  private static func panelRows(_ layer: ParameterLayout.Layer) -> Int {
    min(layer.inputCount, max(1, panelElementCount / layer.outputCount))
  }

  /// Makes the gradient of a layer and updates the layer, a panel at a time.
  private func updateByPanels(_ network: Network<Element>, layer index: Int, input: Matrix<Element>) {
    let layer = layout.layers[index]
    let panelRows = GradientDescentStep.panelRows(layer)
    for first in stride(from: 0, to: layer.inputCount, by: panelRows) {
      let inputs = first..<min(first + panelRows, layer.inputCount)
      network.computeWeightGradient(
        ofLayer: index, inputs: inputs, input: input, workspace: workspace, accumulate: false,
        gradient: gradients.base, biasGradient: biasGradients.base)
      updateWeights(network, layer: layer, inputs: inputs, gradient: gradients.base)
    }
    updateBiases(network, layer: layer, gradient: biasGradients.base)
  }

  /// Updates all layers from whole gradients.
  private func updateAll(_ network: Network<Element>) {
    for layer in layout.layers {
      updateWeights(
        network, layer: layer, inputs: 0..<layer.inputCount, gradient: layer.weights(gradients.base).base)
      updateBiases(network, layer: layer, gradient: layer.biases(gradients.base))
    }
  }

  private func updateWeights(
    _ network: Network<Element>, layer: ParameterLayout.Layer, inputs: Range<Int>,
    gradient: UnsafeMutablePointer<Element>
  ) {
    let offset = layer.weightOffset + inputs.lowerBound * layer.outputCount
    rule.update(
      ParameterSlice(
        count: inputs.count * layer.outputCount, parameters: network.parameters + offset, gradient: gradient,
        states: states.base + offset, stateStride: layout.count, learningRate: weightLearningRate,
        weightDecay: weightDecay))
  }

  private func updateBiases(
    _ network: Network<Element>, layer: ParameterLayout.Layer, gradient: UnsafeMutablePointer<Element>
  ) {
    guard !layer.bias.isFrozen else { return }
    if layer.bias.isShared {
      sumSharedBiasGradient(gradient, count: layer.outputCount)
    }
    rule.update(
      ParameterSlice(
        count: layer.outputCount, parameters: layer.biases(network.parameters), gradient: gradient,
        states: states.base + layer.biasOffset, stateStride: layout.count, learningRate: biasLearningRate,
        weightDecay: 0))
  }
}

/// Makes the gradients of a layer's biases that of the one bias that all its neurons read: their sum, in each
/// place, so that equal copies of the bias stay equal.
func sumSharedBiasGradient<Element: Scalar>(_ gradient: UnsafeMutablePointer<Element>, count: Int) {
  var sum: Element = 0
  for neuron in 0..<count { sum += gradient[neuron] }
  gradient.update(repeating: sum, count: count)
}
