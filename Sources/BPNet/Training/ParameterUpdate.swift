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

  private let rule: UpdateKernel<Element>
  private let layout: ParameterLayout
  private let segments: [Segment]
  private let hasSharedBiases: Bool
  private let weights: Rates
  private let biases: Rates
  private let states: AlignedBuffer<Element>
  private let holdsWholeGradient: Bool
  /// Laid out as the parameters, where the gradient is made whole.
  private let gradient: AlignedBuffer<Element>
  private let members: [Member]

  private struct Rates: Equatable {
    let learningRate: Element
    let decay: Element
  }

  /// Consecutive parameters, gaps included, that are updated alike.
  private struct Segment {
    var range: Range<Int>
    let rates: Rates
  }

  /// What one thread makes and updates, with its memory for a panel and for biases.
  private struct Member {
    let panels: [GradientPanel]
    let gradient: AlignedBuffer<Element>
    let biasGradient: AlignedBuffer<Element>
  }

  /// - Parameters:
  ///   - passRows: the samples whose gradients are made at once.
  ///   - needsWholeGradient: whether a batch's gradient is added up over several passes.
  ///   - memberCount: the threads that share the work.
  init(
    layout: ParameterLayout, configuration: TrainingConfiguration, passRows: Int, needsWholeGradient: Bool,
    memberCount: Int
  ) {
    self.rule = configuration.optimizer.rule.kernel(as: Element.self)
    self.layout = layout
    let weights = Rates(
      learningRate: Element(configuration.learningRate), decay: Element(configuration.weightDecay))
    let biases = Rates(
      learningRate: Element(configuration.biasLearningRate ?? configuration.learningRate), decay: 0)
    self.weights = weights
    self.biases = biases
    self.states = AlignedBuffer(count: configuration.optimizer.rule.stateCount * layout.count)
    self.segments = ParameterUpdate.segments(of: layout, weights: weights, biases: biases)
    self.hasSharedBiases = layout.layers.contains { $0.bias.isShared }
    let isWhole = needsWholeGradient || layout.count <= ParameterUpdate.wholeGradientCount
    self.holdsWholeGradient = isWhole
    self.gradient = AlignedBuffer(count: isWhole ? layout.count : 0)
    self.members = GradientPanel.divide(
      layout, rows: passRows, elementSize: MemoryLayout<Element>.stride, memberCount: memberCount
    ).map { panels in
      Member(
        panels: panels,
        gradient: AlignedBuffer(count: isWhole ? 0 : panels.map(\.elementCount).max() ?? 0),
        biasGradient: AlignedBuffer(count: isWhole ? 0 : layout.layers.map(\.outputCount).max() ?? 0))
    }
  }

  /// The elements of gradients that are held at a time.
  static func gradientCount(
    layout: ParameterLayout, passRows: Int, needsWholeGradient: Bool, memberCount: Int
  ) -> Int {
    guard !needsWholeGradient, layout.count > wholeGradientCount else { return layout.count }
    let widestBiases = layout.layers.map(\.outputCount).max() ?? 0
    return GradientPanel.divide(
      layout, rows: passRows, elementSize: MemoryLayout<Element>.stride, memberCount: memberCount
    ).reduce(0) { $0 + ($1.map(\.elementCount).max() ?? 0) + widestBiases }
  }

  /// The parameters that are updated, in as few segments as possible.
  ///
  /// Gaps have gradients of zero and stay zero, so a segment may run over them.
  private static func segments(of layout: ParameterLayout, weights: Rates, biases: Rates) -> [Segment] {
    var segments: [Segment] = []
    for layer in layout.layers {
      let weightRange = layer.weightOffset..<layer.weightOffset + layer.weightCount
      let biasRange = layer.biasOffset..<layer.biasOffset + layer.outputCount
      for (range, rates) in [(weightRange, weights), (biasRange, biases)] {
        if range == biasRange && layer.bias.isFrozen { continue }
        if let last = segments.last, last.rates == rates,
          range.lowerBound - last.range.upperBound < ParameterLayout.alignment
        {
          segments[segments.count - 1].range = last.range.lowerBound..<range.upperBound
        } else {
          segments.append(Segment(range: range, rates: rates))
        }
      }
    }
    return segments
  }
}

extension ParameterUpdate {
  /// Makes the gradients of the pass over `input`; unless they are made whole, updates all parameters, too.
  ///
  /// - Parameter continues: whether the gradients are added to those of the pass before.
  @inline(__always)
  func run(
    _ network: Network<Element>, input: Matrix<Element>, workspace: Workspace<Element>, continues: Bool
  ) {
    if holdsWholeGradient {
      network.computeGradients(
        input: input, workspace: workspace, continues: continues, into: gradient.base)
    } else {
      run(
        network, input: input, workspace: workspace, continues: continues, member: 0,
        scratch: workspace.scratch)
    }
  }

  /// The part of `run` of one of several threads.
  func run(
    _ network: Network<Element>, input: Matrix<Element>, workspace: Workspace<Element>, continues: Bool,
    member index: Int, scratch: UnsafeMutableRawPointer
  ) {
    let member = members[index]
    for panel in member.panels {
      let layer = layout.layers[panel.layer]
      let offset = layer.weightOffset + panel.inputs.lowerBound * layer.outputCount
      let weightGradient = holdsWholeGradient ? gradient.base + offset : member.gradient.base
      let biasGradient = holdsWholeGradient ? layer.biases(gradient.base) : member.biasGradient.base
      network.computeWeightGradient(
        ofLayer: panel.layer, inputs: panel.inputs, input: input, workspace: workspace,
        accumulate: continues, gradient: weightGradient, biasGradient: biasGradient, scratch: scratch)
      if holdsWholeGradient { continue }
      update(network, offset..<offset + panel.elementCount, gradient: weightGradient, rates: weights)
      if panel.inputs.lowerBound == 0 { updateBiases(network, layer, gradient: biasGradient) }
    }
  }

  /// Updates all parameters, where the gradient is made whole.
  @inline(__always)
  func finish(_ network: Network<Element>) {
    guard holdsWholeGradient else { return }
    if hasSharedBiases {
      for layer in layout.layers where layer.bias.isShared {
        sumSharedBiasGradient(layer.biases(gradient.base), count: layer.outputCount)
      }
    }
    for segment in segments {
      update(
        network, segment.range, gradient: gradient.base + segment.range.lowerBound, rates: segment.rates)
    }
  }

  private func updateBiases(
    _ network: Network<Element>, _ layer: ParameterLayout.Layer, gradient: UnsafeMutablePointer<Element>
  ) {
    guard !layer.bias.isFrozen else { return }
    if layer.bias.isShared { sumSharedBiasGradient(gradient, count: layer.outputCount) }
    update(
      network, layer.biasOffset..<layer.biasOffset + layer.outputCount, gradient: gradient, rates: biases)
  }

  @inline(__always)
  private func update(
    _ network: Network<Element>, _ range: Range<Int>, gradient: UnsafeMutablePointer<Element>, rates: Rates
  ) {
    rule(
      ParameterSlice(
        count: range.count, parameters: network.parameters + range.lowerBound, gradient: gradient,
        states: states.base + range.lowerBound, stateStride: layout.count,
        learningRate: rates.learningRate, weightDecay: rates.decay))
  }
}

/// Makes the gradients of a layer's biases that of the one bias that all its neurons read: their sum, in each
/// place, so that equal copies of the bias stay equal.
func sumSharedBiasGradient<Element: Scalar>(_ gradient: UnsafeMutablePointer<Element>, count: Int) {
  var sum: Element = 0
  for neuron in 0..<count { sum += gradient[neuron] }
  gradient.update(repeating: sum, count: count)
}
