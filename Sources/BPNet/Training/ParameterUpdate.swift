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

  private let kernel: UpdateRoutine<Element>
  private let layout: ParameterLayout
  private let segments: [Segment]
  private let hasSharedBiases: Bool
  private let frozenLayers: Set<Int>
  private let clipping: GradientClipping
  private let weights: Rates
  private let biases: Rates
  /// The optimiser's states, one after the other, each laid out as the parameters.
  private let states: AlignedBuffer<Element>
  private let initialStates: [(weights: Element, biases: Element)]
  /// Whether the gradient is made whole.
  let holdsWholeGradient: Bool
  /// Laid out as the parameters, where the gradient is made whole.
  private let gradient: AlignedBuffer<Element>
  private let members: [Member]

  /// What parameters that are updated alike have in common.
  private struct Rates: Equatable {
    let learningRate: Double
    let decay: Element
    let l1Penalty: Element
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
  ///   - rule: what updates the parameters; nil if the gradient is all that is wanted.
  ///   - passRows: the samples whose gradients are made at once.
  ///   - needsWholeGradient: whether the gradient is needed as a whole before the update.
  ///   - memberCount: the threads that share the work.
  init(
    layout: ParameterLayout, kernels: KernelSet, configuration: TrainingConfiguration,
    rule: (any UpdateRule)?, passRows: Int, needsWholeGradient: Bool, memberCount: Int
  ) {
    self.kernel = rule?.routine(as: Element.self, on: kernels) ?? UpdateRoutine { _ in }
    self.layout = layout
    let weights = Rates(
      learningRate: configuration.learningRate, decay: Element(configuration.weightDecay),
      l1Penalty: Element(configuration.l1Penalty))
    let biases = Rates(
      learningRate: configuration.biasLearningRate ?? configuration.learningRate, decay: 0, l1Penalty: 0)
    self.weights = weights
    self.biases = biases
    self.clipping = configuration.clipping
    self.frozenLayers = configuration.frozenLayers
    let stateCount = rule?.stateCount ?? 0
    self.states = AlignedBuffer(count: stateCount * layout.count)
    self.initialStates = (0..<stateCount).map { index in
      func first(_ rates: Rates) -> Element {
        Element(rule?.initialState(index, learningRate: rates.learningRate) ?? 0)
      }
      return (first(weights), first(biases))
    }
    self.segments = ParameterUpdate.segments(
      of: layout, weights: weights, biases: biases, frozenLayers: configuration.frozenLayers)
    self.hasSharedBiases = layout.layers.contains { $0.bias.isShared }
    let isWhole = needsWholeGradient || layout.count <= ParameterUpdate.wholeGradientCount
    self.holdsWholeGradient = isWhole
    self.gradient = AlignedBuffer(count: isWhole ? layout.count : 0)
    self.members = GradientPanel.divide(
      layout, rows: passRows, elementSize: MemoryLayout<Element>.stride, memberCount: memberCount
    ).map { panels in
      let frozen = configuration.frozenLayers
      let panels = frozen.isEmpty ? panels : panels.filter { !frozen.contains($0.layer) }
      return Member(
        panels: panels,
        gradient: AlignedBuffer(count: isWhole ? 0 : panels.map(\.elementCount).max() ?? 0),
        biasGradient: AlignedBuffer(count: isWhole ? 0 : layout.widestBiasCount))
    }
    resetStates()
  }

  /// Gives every state its first value.
  func resetStates() {
    for (index, initial) in initialStates.enumerated() {
      let base = states.base + index * layout.count
      for layer in layout.layers {
        (base + layer.weightOffset).update(repeating: initial.weights, count: layer.weightCount)
        (base + layer.biasOffset).update(
          repeating: initial.biases, count: layer.outputCount + layer.slopeCount)
      }
    }
  }

  /// The number of states.
  var stateCount: Int { initialStates.count }

  /// State `index`, laid out as the parameters.
  func state(_ index: Int) -> UnsafeMutablePointer<Element> { states.base + index * layout.count }

  /// The elements of gradients that are held at a time.
  static func gradientCount(
    layout: ParameterLayout, passRows: Int, needsWholeGradient: Bool, memberCount: Int
  ) -> Int {
    guard !needsWholeGradient, layout.count > wholeGradientCount else { return layout.count }
    return GradientPanel.divide(
      layout, rows: passRows, elementSize: MemoryLayout<Element>.stride, memberCount: memberCount
    ).reduce(0) { $0 + ($1.map(\.elementCount).max() ?? 0) + layout.widestBiasCount }
  }

  /// The parameters that are updated, in as few segments as possible.
  ///
  /// Gaps have gradients of zero and stay zero, so a segment may run over them. Behind frozen biases, which are no
  /// gap, comes a slope that does not begin at a cache line.
  private static func segments(
    of layout: ParameterLayout, weights: Rates, biases: Rates, frozenLayers: Set<Int>
  ) -> [Segment] {
    var segments: [Segment] = []
    for (index, layer) in layout.layers.enumerated() where !frozenLayers.contains(index) {
      let weightRange = layer.weightOffset..<layer.weightOffset + layer.weightCount
      for (range, rates) in [(weightRange, weights), (layer.trainedBiasRange, biases)] where !range.isEmpty {
        if let last = segments.last, last.rates == rates,
          range.lowerBound - last.range.upperBound < layout.alignment,
          range.lowerBound.isMultiple(of: layout.alignment)
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
  /// What a step needs to know beside the gradients.
  ///
  /// - Parameter number: the step, counted from 1.
  @inline(__always)
  func conditions(ofStep number: Int, learningRateFactor: Double) -> StepConditions {
    guard let factors = kernel.factors else { return StepConditions(learningRateFactor: learningRateFactor) }
    return StepConditions(learningRateFactor: learningRateFactor, factors: factors(number))
  }

  /// Makes the gradients of the pass over `input` from its error terms, as one of several threads.
  ///
  /// Unless they are made whole, it updates all parameters, too.
  ///
  /// - Parameter continues: whether the gradients are added to those of the pass before.
  func run(
    _ network: Network<Element>, input: Matrix<Element>, workspace: Workspace<Element>, continues: Bool,
    conditions: StepConditions, member index: Int, scratch: UnsafeMutableRawPointer
  ) {
    let member = members[index]
    for panel in member.panels {
      let layer = layout.layers[panel.layer]
      if updatesFromInputs(panel, rows: input.rows) {
        updateFromInputs(network, panel, input: input, workspace: workspace, conditions)
        continue
      }
      let offset = layer.weightOffset + panel.inputs.lowerBound * layer.outputCount
      let weightGradient = holdsWholeGradient ? gradient.base + offset : member.gradient.base
      let biasGradient = holdsWholeGradient ? layer.biases(gradient.base) : member.biasGradient.base
      network.computeWeightGradient(
        ofLayer: panel.layer, inputs: panel.inputs, input: input, workspace: workspace,
        accumulate: continues, gradient: weightGradient, biasGradient: biasGradient, scratch: scratch)
      if holdsWholeGradient { continue }
      update(
        network, offset..<offset + panel.elementCount, gradient: weightGradient, rates: weights, conditions)
      if panel.inputs.lowerBound == 0 { updateBiases(network, layer, gradient: biasGradient, conditions) }
    }
  }

  /// Whether a panel's weights are updated from inputs and error terms of the only sample, without their gradient.
  ///
  /// The first panel is not: it brings the gradient of the biases along. Nor are rows that are no multiple of the
  /// update's vectors, whose ends one by one would take longer than the gradient.
  @inline(__always)
  private func updatesFromInputs(_ panel: GradientPanel, rows: Int) -> Bool {
    rows == 1 && kernel.takesInputs && !holdsWholeGradient && panel.inputs.lowerBound > 0
      && layout.layers[panel.layer].outputCount.isMultiple(of: 8) && clipping.value == nil
      && weights.l1Penalty == 0
  }

  private func updateFromInputs(
    _ network: Network<Element>, _ panel: GradientPanel, input: Matrix<Element>,
    workspace: Workspace<Element>, _ conditions: StepConditions
  ) {
    let layer = layout.layers[panel.layer]
    let offset = layer.weightOffset + panel.inputs.lowerBound * layer.outputCount
    let layerInput = panel.layer == 0 ? input.base : workspace.outputs[panel.layer - 1].base
    var slice = slice(
      offset..<offset + panel.elementCount, of: network.parameters,
      gradient: workspace.errors[panel.layer].base, rates: weights, conditions)
    slice.inputs = UnsafeBufferPointer(start: layerInput + panel.inputs.lowerBound, count: panel.inputs.count)
    kernel.update(slice)
  }

  /// Completes the gradient, where it is made whole: it is now that of the batch's loss.
  @inline(__always)
  func completeGradient() {
    guard holdsWholeGradient, hasSharedBiases else { return }
    for layer in layout.layers where layer.bias.isShared {
      sumSharedBiasGradient(layer.biases(gradient.base), count: layer.outputCount)
    }
  }

  /// Whether the gradient is made whole, and goes to the rule as it is.
  var isPlain: Bool {
    holdsWholeGradient && !hasSharedBiases && clipping.value == nil
      && segments.allSatisfy { $0.rates.l1Penalty == 0 }
  }

  /// All updates from one whole gradient after the other.
  ///
  /// - Precondition: `isPlain`.
  func wholeUpdate(
    parameters: UnsafeMutablePointer<Element>, learningRateFactor: Double
  ) -> WholeUpdate<Element> {
    let conditions = StepConditions(learningRateFactor: learningRateFactor)
    return WholeUpdate(
      parameters: parameters, gradient: gradient.base, kernel: kernel,
      slices: segments.map { segment in
        let gradient = gradient.base + segment.range.lowerBound
        return slice(segment.range, of: parameters, gradient: gradient, rates: segment.rates, conditions)
      })
  }

  /// Updates all parameters, where the gradient is made whole.
  @inline(__always)
  func finish(_ network: Network<Element>, conditions: StepConditions) {
    guard holdsWholeGradient else { return }
    for segment in segments {
      update(
        network, segment.range, gradient: gradient.base + segment.range.lowerBound, rates: segment.rates,
        conditions)
    }
  }

  /// The part of `finish` of one of `count` threads.
  func finish(_ network: Network<Element>, conditions: StepConditions, member: Int, of count: Int) {
    for segment in segments {
      let size = segment.range.count
      let start = segment.range.lowerBound + size * member / count
      let end = segment.range.lowerBound + size * (member + 1) / count
      update(
        network, start..<end, gradient: gradient.base + start, rates: segment.rates, conditions)
    }
  }

  private func updateBiases(
    _ network: Network<Element>, _ layer: ParameterLayout.Layer, gradient: UnsafeMutablePointer<Element>,
    _ conditions: StepConditions
  ) {
    let range = layer.trainedBiasRange
    guard !range.isEmpty else { return }
    if layer.bias.isShared { sumSharedBiasGradient(gradient, count: layer.outputCount) }
    update(
      network, range, gradient: gradient + (range.lowerBound - layer.biasOffset), rates: biases, conditions)
  }

  @inline(__always)
  private func update(
    _ network: Network<Element>, _ range: Range<Int>, gradient: UnsafeMutablePointer<Element>, rates: Rates,
    _ conditions: StepConditions
  ) {
    let slice = slice(range, of: network.parameters, gradient: gradient, rates: rates, conditions)
    if clipping.value != nil || conditions.gradientFactor != 1 || rates.l1Penalty != 0 {
      prepareGradient(
        gradient, parameters: slice.parameters, count: range.count, l1Penalty: rates.l1Penalty, conditions)
    }
    kernel.update(slice)
  }

  /// What the rule gets of the parameters `range`.
  @inline(__always)
  private func slice(
    _ range: Range<Int>, of parameters: UnsafeMutablePointer<Element>,
    gradient: UnsafeMutablePointer<Element>, rates: Rates, _ conditions: StepConditions
  ) -> ParameterSlice<Element> {
    ParameterSlice(
      count: range.count, parameters: parameters + range.lowerBound, gradient: gradient,
      states: states.base + range.lowerBound, stateStride: layout.count,
      learningRate: Element(rates.learningRate * conditions.learningRateFactor), weightDecay: rates.decay,
      factors: conditions.factors)
  }

  /// Clips gradients, and adds the derivative of the L1 penalty.
  @specialized(where Element == Float)
  @specialized(where Element == Double)
  private func prepareGradient(
    _ gradient: UnsafeMutablePointer<Element>, parameters: UnsafeMutablePointer<Element>, count: Int,
    l1Penalty: Element, _ conditions: StepConditions
  ) {
    let factor = Element(conditions.gradientFactor)
    let bound = clipping.value.map { Element($0) } ?? .infinity
    for index in 0..<count {
      let scaled = gradient[index] * factor
      let clipped = scaled > bound ? bound : scaled < -bound ? -bound : scaled
      let parameter = parameters[index]
      gradient[index] = clipped + (parameter > 0 ? l1Penalty : parameter < 0 ? -l1Penalty : 0)
    }
  }
}

extension ParameterUpdate {
  /// The norm of the gradient of the batch's loss over all trained parameters.
  ///
  /// - Precondition: the gradient is made whole, and completed.
  /// - Complexity: O(parameters).
  func gradientNorm() -> Double {
    norm { index, _ in Double(gradient.base[index]) }
  }

  /// The norm of the gradient of the loss with its penalties.
  ///
  /// - Precondition: the gradient is made whole, and completed.
  /// - Complexity: O(parameters).
  func penalizedGradientNorm(_ network: Network<Element>) -> Double {
    norm { index, rates in
      let parameter = Double(network.parameters[index])
      let sign = parameter > 0 ? 1.0 : parameter < 0 ? -1 : 0
      return Double(gradient.base[index]) + Double(rates.decay) * parameter + Double(rates.l1Penalty) * sign
    }
  }

  /// √Σ element², in a fixed order, over the parameters that are updated.
  ///
  /// One bias for all neurons of a layer counts once.
  private func norm(_ element: (Int, Rates) -> Double) -> Double {
    var sum = 0.0
    func add(_ offset: Int, _ count: Int, _ rates: Rates) {
      sum += FixedOrderSum.sum(count: count) { index in
        let value = element(offset + index, rates)
        return value * value
      }
    }
    for (index, layer) in layout.layers.enumerated() where !frozenLayers.contains(index) {
      add(layer.weightOffset, layer.weightCount, weights)
      if !layer.bias.isFrozen { add(layer.biasOffset, layer.bias.isShared ? 1 : layer.outputCount, biases) }
      if layer.slopeCount == 1 { add(layer.slopeOffset, 1, biases) }
    }
    return sum.squareRoot()
  }

  /// Whether several threads may share `finish`: not worth it for a small network.
  var canShareFinish: Bool { holdsWholeGradient && layout.count > ParameterUpdate.wholeGradientCount }

  /// Where the gradient is made whole: laid out as the parameters.
  var wholeGradient: UnsafeMutablePointer<Element> { gradient.base }
}

extension ParameterLayout {
  /// The most biases of a layer, a slope that follows them included.
  fileprivate var widestBiasCount: Int { layers.map { $0.outputCount + $0.slopeCount }.max() ?? 0 }
}

extension ParameterLayout.Layer {
  /// What is updated at the biases' rate: the biases, unless they are frozen, and the slope, if there is one.
  fileprivate var trainedBiasRange: Range<Int> {
    (bias.isFrozen ? slopeOffset : biasOffset)..<slopeOffset + slopeCount
  }
}

/// Makes the gradients of a layer's biases that of the one bias that all its neurons read: their sum, in each
/// place, so that equal copies of the bias stay equal.
func sumSharedBiasGradient<Element: Scalar>(_ gradient: UnsafeMutablePointer<Element>, count: Int) {
  var sum: Element = 0
  for neuron in 0..<count { sum += gradient[neuron] }
  gradient.update(repeating: sum, count: count)
}
