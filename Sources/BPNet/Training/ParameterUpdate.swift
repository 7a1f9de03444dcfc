/// The second half of a training step: gradients from error terms, and the optimiser's update.
///
/// Parameters of a large network are updated **panel by panel**: the gradient of some rows of a weight matrix
/// is made, and the rows are updated while all that belongs to them is in the first-level cache. A small
/// network's gradient is made whole, and one call of the optimiser updates all that is updated alike. What
/// a parameter becomes is the same either way.
struct ParameterUpdate<Element: Scalar> {
  /// The most elements of a gradient that is made whole: it stays in the first-level cache with the
  /// parameters and a state.
  private static var wholeGradientCount: Int { 4096 }
  /// The elements of a panel of the gradient.
  private static var panelElementCount: Int { 2048 }

  private let rule: UpdateKernel<Element>
  private let layout: ParameterLayout
  private let segments: [Segment]
  private let weightLearningRate: Element
  private let biasLearningRate: Element
  private let weightDecay: Element
  private let states: AlignedBuffer<Element>
  private let holdsWholeGradient: Bool
  /// Laid out as the parameters, or room for the widest panel.
  private let gradients: AlignedBuffer<Element>
  private let biasGradients: AlignedBuffer<Element>

  /// Consecutive parameters, gaps included, that are updated alike.
  private struct Segment {
    var range: Range<Int>
    let learningRate: Element
    let weightDecay: Element
  }

  /// - Parameter needsWholeGradient: whether a batch's gradient is added up over several passes.
  init(
    layout: ParameterLayout, configuration: TrainingConfiguration, batchSize: Int, needsWholeGradient: Bool
  ) {
    self.rule = configuration.optimizer.rule.kernel(as: Element.self)
    self.layout = layout
    let weightLearningRate = Element(configuration.learningRate)
    let biasLearningRate = Element(configuration.biasLearningRate ?? configuration.learningRate)
    let weightDecay = Element(configuration.weightDecay)
    self.weightLearningRate = weightLearningRate
    self.biasLearningRate = biasLearningRate
    self.weightDecay = weightDecay
    self.states = AlignedBuffer(count: configuration.optimizer.rule.stateCount * layout.count)
    self.holdsWholeGradient = needsWholeGradient || layout.count <= ParameterUpdate.wholeGradientCount
    self.segments = ParameterUpdate.segments(
      of: layout, weights: (weightLearningRate, weightDecay), biases: (biasLearningRate, 0))
    self.gradients = AlignedBuffer(
      count: holdsWholeGradient ? layout.count : ParameterUpdate.widestPanelCount(layout))
    self.biasGradients = AlignedBuffer(
      count: holdsWholeGradient ? 0 : ParameterUpdate.widestBiasCount(layout))
  }

  /// The elements of gradients that are held at a time.
  static func gradientCount(layout: ParameterLayout, needsWholeGradient: Bool) -> Int {
    needsWholeGradient || layout.count <= wholeGradientCount
      ? layout.count : widestPanelCount(layout) + widestBiasCount(layout)
  }

  private static func widestPanelCount(_ layout: ParameterLayout) -> Int {
    layout.layers.map { panelRows($0) * $0.outputCount }.max() ?? 0
  }

  private static func widestBiasCount(_ layout: ParameterLayout) -> Int {
    layout.layers.map(\.outputCount).max() ?? 0
  }

  /// The parameters that are updated, in as few segments as possible.
  ///
  /// Gaps have gradients of zero and stay zero, so a segment may run over them.
  private static func segments(
    of layout: ParameterLayout, weights: (learningRate: Element, decay: Element),
    biases: (learningRate: Element, decay: Element)
  ) -> [Segment] {
    var segments: [Segment] = []
    for layer in layout.layers {
      let weightRange = layer.weightOffset..<layer.weightOffset + layer.weightCount
      let biasRange = layer.biasOffset..<layer.biasOffset + layer.outputCount
      for (range, rates) in [(weightRange, weights), (biasRange, biases)] {
        if range == biasRange && layer.bias.isFrozen { continue }
        if let last = segments.last, last.range.upperBound + 16 > range.lowerBound,
          last.learningRate == rates.learningRate, last.weightDecay == rates.decay
        {
          segments[segments.count - 1].range = last.range.lowerBound..<range.upperBound
        } else {
          segments.append(Segment(range: range, learningRate: rates.learningRate, weightDecay: rates.decay))
        }
      }
    }
    return segments
  }
}

extension ParameterUpdate {
  /// Makes the gradients of the pass over `input`, and updates all parameters.
  @inline(__always)
  func run(_ network: Network<Element>, input: Matrix<Element>, workspace: Workspace<Element>) {
    if holdsWholeGradient {
      addGradient(network, input: input, workspace: workspace, continues: false)
      applyWholeGradient(network)
    } else {
      for index in layout.layers.indices {
        updateByPanels(network, layer: index, input: input, workspace: workspace)
      }
    }
  }

  /// Adds the gradient of the pass over `input` to that of the passes before.
  ///
  /// - Parameter continues: whether there was a pass before.
  @inline(__always)
  func addGradient(
    _ network: Network<Element>, input: Matrix<Element>, workspace: Workspace<Element>, continues: Bool
  ) {
    network.computeGradients(
      input: input, workspace: workspace, continues: continues, into: gradients.base)
  }

  /// Updates all parameters from the gradient that `addGradient` has made.
  @inline(__always)
  func applyWholeGradient(_ network: Network<Element>) {
    for layer in layout.layers where layer.bias.isShared {
      sumSharedBiasGradient(layer.biases(gradients.base), count: layer.outputCount)
    }
    for segment in segments {
      update(
        network, segment.range, gradient: gradients.base + segment.range.lowerBound,
        learningRate: segment.learningRate, weightDecay: segment.weightDecay)
    }
  }

  private func update(
    _ network: Network<Element>, _ range: Range<Int>, gradient: UnsafeMutablePointer<Element>,
    learningRate: Element, weightDecay: Element
  ) {
    rule(
      ParameterSlice(
        count: range.count, parameters: network.parameters + range.lowerBound, gradient: gradient,
        states: states.base + range.lowerBound, stateStride: layout.count, learningRate: learningRate,
        weightDecay: weightDecay))
  }
}

extension ParameterUpdate {
  /// The rows of weights that a panel takes.
  private static func panelRows(_ layer: ParameterLayout.Layer) -> Int {
    min(layer.inputCount, max(1, panelElementCount / layer.outputCount))
  }

  /// Makes the gradient of a layer and updates the layer, a panel at a time.
  private func updateByPanels(
    _ network: Network<Element>, layer index: Int, input: Matrix<Element>, workspace: Workspace<Element>
  ) {
    let layer = layout.layers[index]
    let panelRows = ParameterUpdate.panelRows(layer)
    for first in stride(from: 0, to: layer.inputCount, by: panelRows) {
      let inputs = first..<min(first + panelRows, layer.inputCount)
      network.computeWeightGradient(
        ofLayer: index, inputs: inputs, input: input, workspace: workspace, gradient: gradients.base,
        biasGradient: biasGradients.base, scratch: workspace.scratch)
      let offset = layer.weightOffset + inputs.lowerBound * layer.outputCount
      update(
        network, offset..<offset + inputs.count * layer.outputCount, gradient: gradients.base,
        learningRate: weightLearningRate, weightDecay: weightDecay)
    }
    guard !layer.bias.isFrozen else { return }
    if layer.bias.isShared {
      sumSharedBiasGradient(biasGradients.base, count: layer.outputCount)
    }
    update(
      network, layer.biasOffset..<layer.biasOffset + layer.outputCount, gradient: biasGradients.base,
      learningRate: biasLearningRate, weightDecay: 0)
  }
}

/// Makes the gradients of a layer's biases that of the one bias that all its neurons read: their sum, in each
/// place, so that equal copies of the bias stay equal.
func sumSharedBiasGradient<Element: Scalar>(_ gradient: UnsafeMutablePointer<Element>, count: Int) {
  var sum: Element = 0
  for neuron in 0..<count { sum += gradient[neuron] }
  gradient.update(repeating: sum, count: count)
}
