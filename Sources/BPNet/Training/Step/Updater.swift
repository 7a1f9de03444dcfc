/// Updates parameters from gradients, by an optimiser's rule with its states, learning rates, penalties and
/// clipping.
///
/// An updater knows neither samples nor a loss; gradients are given by their addresses. The update of one
/// parameter does not depend on the others, so several threads may update different ranges at once.
final class Updater<Element: Scalar> {
  /// The number of states: values that the rule keeps for each parameter.
  let stateCount: Int
  /// The rule.
  let routine: UpdateRoutine<Element>
  private let layout: ParameterLayout
  private let weightRates: Rates
  private let biasRates: Rates
  private let clipping: TrainingConfiguration.GradientClipping
  private let frozenLayers: Set<Int>
  /// In plain memory, because an array would be retained and released in each step.
  private let segments: AlignedBuffer<ParameterRange>
  /// The states, one after the other, each laid out as the parameters.
  private let states: AlignedBuffer<Element>
  private let initialStates: [(weights: Element, biases: Element)]

  /// The learning rate and penalties of a kind of parameters.
  private struct Rates: Equatable, BitwiseCopyable {
    let learningRate: Double
    let decay: Element
    let l1Penalty: Element
  }

  /// Consecutive parameters, gaps included, with the same rates.
  private struct ParameterRange: BitwiseCopyable {
    let start: Int
    var end: Int
    let rates: Rates
  }

  /// - Parameter kernels: those of the updates.
  init(
    network: Network<Element>, rule: any UpdateRule, configuration: TrainingConfiguration, kernels: KernelSet
  ) {
    let layout = network.layout
    let weightRates = Rates(
      learningRate: configuration.learningRate, decay: Element(configuration.weightDecay),
      l1Penalty: Element(configuration.l1Penalty))
    let biasRates = Rates(
      learningRate: configuration.biasLearningRate ?? configuration.learningRate, decay: 0, l1Penalty: 0)
    self.routine = rule.routine(as: Element.self, on: kernels)
    self.layout = layout
    self.weightRates = weightRates
    self.biasRates = biasRates
    self.clipping = configuration.clipping
    self.frozenLayers = configuration.frozenLayers
    self.segments = AlignedBuffer(
      copying: Updater.segments(
        of: layout, weights: weightRates, biases: biasRates, frozenLayers: configuration.frozenLayers))
    self.stateCount = rule.stateCount
    self.states = AlignedBuffer(count: rule.stateCount * layout.count)
    self.initialStates = (0..<rule.stateCount).map { index in
      func first(_ rates: Rates) -> Element {
        Element(rule.initialState(index, learningRate: rates.learningRate))
      }
      return (first(weightRates), first(biasRates))
    }
    resetStates()
  }

  /// The trained parameters, in as few segments as possible.
  ///
  /// Gaps have gradients of zero and stay zero, so a segment may include them. Frozen biases are not a gap: a
  /// slope that follows them does not begin at a cache line, and begins a segment of its own.
  private static func segments(
    of layout: ParameterLayout, weights: Rates, biases: Rates, frozenLayers: Set<Int>
  ) -> [ParameterRange] {
    var segments: [ParameterRange] = []
    for (index, layer) in layout.layers.enumerated() where !frozenLayers.contains(index) {
      for (range, rates) in [(layer.weightRange, weights), (layer.trainedBiasRange, biases)]
      where !range.isEmpty {
        if let last = segments.last, last.rates == rates,
          range.lowerBound - last.end < layout.alignment,
          range.lowerBound.isMultiple(of: layout.alignment)
        {
          segments[segments.count - 1].end = range.upperBound
        } else {
          segments.append(ParameterRange(start: range.lowerBound, end: range.upperBound, rates: rates))
        }
      }
    }
    return segments
  }
}

extension Updater {
  /// The conditions of a step, without the factor of its gradient.
  ///
  /// - Parameter number: the step since the last reset, counted from 1.
  @inline(__always)
  func conditions(ofStep number: Int, learningRateFactor: Double) -> StepConditions {
    guard let factors = routine.factors else { return StepConditions(learningRateFactor: learningRateFactor) }
    return StepConditions(learningRateFactor: learningRateFactor, factors: factors(number))
  }

  /// Updates the weights of a panel and, for a layer's first panel, the layer's biases and slope.
  @inline(__always)
  func update(
    _ panel: GradientPanel, of parameters: UnsafeMutablePointer<Element>,
    from gradient: GradientEngine<Element>.PanelGradient, _ conditions: StepConditions
  ) {
    let updateSlice = routine.update
    for part in 0..<panel.partCount {
      updateSlice(
        clippedSlice(
          panel.weights(ofPart: part), of: parameters,
          gradient: gradient.weights + part * panel.partElementCount, rates: weightRates, conditions))
    }
    guard panel.bringsBiases else { return }
    let layer = layout.layers[panel.layer]
    let range = layer.trainedBiasRange
    guard !range.isEmpty else { return }
    updateSlice(
      clippedSlice(
        range, of: parameters, gradient: gradient.biases + (range.lowerBound - layer.biasOffset),
        rates: biasRates, conditions))
  }

  /// Updates the weights of a panel from the inputs and error terms of a single sample.
  ///
  /// - Parameter next: the next sample, whose net inputs the panel's share is added to.
  @inline(__always)
  func update(
    _ panel: GradientPanel, of parameters: UnsafeMutablePointer<Element>,
    inputs: UnsafeBufferPointer<Element>, errors: UnsafeMutablePointer<Element>, _ conditions: StepConditions,
    next: NextSample<Element>?
  ) {
    var slice = slice(
      panel.offset..<panel.offset + panel.elementCount, of: parameters, gradient: errors, rates: weightRates,
      conditions)
    slice.inputs = inputs
    slice.columnCount = panel.outputs.count
    slice.next = next
    routine.update(slice)
  }

  /// Updates one thread's share of all trained parameters from the whole gradient.
  ///
  /// - Parameters:
  ///   - gradient: the gradient, laid out as the parameters.
  ///   - member: the number of the share, from 0 to `count` − 1.
  @inline(__always)
  func update(
    _ parameters: UnsafeMutablePointer<Element>, from gradient: UnsafeMutablePointer<Element>,
    _ conditions: StepConditions, member: Int, of count: Int
  ) {
    // A local, because a property would be retained and released for each segment.
    let updateSlice = routine.update
    for index in 0..<segments.count {
      let segment = segments.base[index]
      let size = segment.end - segment.start
      let start = segment.start + (count == 1 ? 0 : size * member / count)
      let end = segment.start + (count == 1 ? size : size * (member + 1) / count)
      updateSlice(
        clippedSlice(
          start..<end, of: parameters, gradient: gradient + start, rates: segment.rates, conditions))
    }
  }

  /// Calls `body` with the slices of all trained parameters, for many updates from whole gradients that the
  /// rule gets unchanged.
  ///
  /// The slices are in plain memory, because an array would be retained and released in each step.
  @inline(__always)
  func withSlices<Result>(
    of parameters: UnsafeMutablePointer<Element>, gradient: UnsafeMutablePointer<Element>,
    learningRateFactor: Double, _ body: (UnsafeMutableBufferPointer<ParameterSlice<Element>>) -> Result
  ) -> Result {
    let conditions = StepConditions(learningRateFactor: learningRateFactor)
    return withUnsafeTemporaryAllocation(of: ParameterSlice<Element>.self, capacity: segments.count) {
      slices in
      for index in 0..<segments.count {
        let segment = segments.base[index]
        slices.initializeElement(
          at: index,
          to: slice(
            segment.start..<segment.end, of: parameters, gradient: gradient + segment.start,
            rates: segment.rates, conditions))
      }
      return body(slices)
    }
  }

  /// The arguments of the rule for a range of parameters, after clipping their gradients and adding the L1
  /// penalty's.
  @inline(__always)
  private func clippedSlice(
    _ range: Range<Int>, of parameters: UnsafeMutablePointer<Element>,
    gradient: UnsafeMutablePointer<Element>, rates: Rates, _ conditions: StepConditions
  ) -> ParameterSlice<Element> {
    let slice = slice(range, of: parameters, gradient: gradient, rates: rates, conditions)
    if clipping.value != nil || conditions.gradientFactor != 1 || rates.l1Penalty != 0 {
      clipAndPenalize(
        gradient, parameters: slice.parameters, count: range.count, l1Penalty: rates.l1Penalty, conditions)
    }
    return slice
  }

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
  private func clipAndPenalize(
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

extension Updater {
  /// The factor that clips a whole gradient's norm; 1 if the norm is within its limit or has none.
  ///
  /// - Complexity: O(parameters) where the norm is clipped.
  func clippingFactor(of gradient: UnsafePointer<Element>) -> Double {
    guard clipping.norm != nil else { return 1 }
    return clipping.factor(norm: norm { index, _ in Double(gradient[index]) })
  }

  /// The norm of the gradient of the loss with its penalties, over the trained parameters.
  ///
  /// - Complexity: O(parameters).
  func penalizedNorm(
    of gradient: UnsafePointer<Element>, at parameters: UnsafePointer<Element>
  ) -> Double {
    norm { index, rates in
      let parameter = Double(parameters[index])
      let sign = parameter > 0 ? 1.0 : parameter < 0 ? -1 : 0
      return Double(gradient[index]) + Double(rates.decay) * parameter + Double(rates.l1Penalty) * sign
    }
  }

  /// The square root of the sum of the elements' squares, in a fixed order, over the trained parameters.
  ///
  /// A bias that all neurons of a layer share counts once.
  private func norm(_ element: (Int, Rates) -> Double) -> Double {
    var sum = 0.0
    func add(_ offset: Int, _ count: Int, _ rates: Rates) {
      sum += FixedOrderSum.sum(count: count) { index in
        let value = element(offset + index, rates)
        return value * value
      }
    }
    for (index, layer) in layout.layers.enumerated() where !frozenLayers.contains(index) {
      var weights = FixedOrderSum.Runs()
      layer.forEachWeightRun { offset, count in
        weights.add(count: count) { index in
          let value = element(offset + index, weightRates)
          return value * value
        }
      }
      sum += weights.total
      if !layer.bias.isFrozen {
        add(layer.biasOffset, layer.bias.isShared ? 1 : layer.outputCount, biasRates)
      }
      if layer.slopeCount == 1 { add(layer.slopeOffset, 1, biasRates) }
    }
    return sum.squareRoot()
  }
}

extension Updater {
  /// Sets every state to its initial value, and gaps to zero.
  func resetStates() {
    states.base.update(repeating: 0, count: states.count)
    for (index, initial) in initialStates.enumerated() {
      let base = state(index)
      for layer in layout.layers {
        layer.forEachWeightRun { offset, count in
          (base + offset).update(repeating: initial.weights, count: count)
        }
        (base + layer.biasOffset).update(
          repeating: initial.biases, count: layer.outputCount + layer.slopeCount)
      }
    }
  }

  /// Copies all states to `destination`, one after the other.
  func copyStates(to destination: AlignedBuffer<Element>) {
    destination.base.update(from: states.base, count: states.count)
  }

  /// Copies all states from `source`, where `copyStates` wrote them.
  func restoreStates(_ source: AlignedBuffer<Element>) {
    states.base.update(from: source.base, count: states.count)
  }

  /// The states, each as a network of the topology of `network`.
  func exportStates(of network: Network<Element>) -> [Network<Element>] {
    (0..<stateCount).map { index in
      var result = Network<Element>(topology: network.topology, kernels: network.kernels)
      result.uniqueParameters().update(from: state(index), count: layout.count)
      return result
    }
  }

  /// Replaces the states by exported ones.
  ///
  /// - Returns: false if their number is not the rule's; nothing is changed then.
  func importStates(_ networks: [Network<Element>]) -> Bool {
    guard networks.count == stateCount else { return false }
    for (index, network) in networks.enumerated() {
      state(index).update(from: network.parameters, count: layout.count)
    }
    return true
  }

  private func state(_ index: Int) -> UnsafeMutablePointer<Element> { states.base + index * layout.count }
}

extension ParameterLayout {
  /// The largest number of biases of a layer, together with the slope that follows them.
  var widestBiasCount: Int { layers.map { $0.outputCount + $0.slopeCount }.max() ?? 0 }
}

extension ParameterLayout.Layer {
  /// The range of the parameters with the biases' learning rate: the biases unless they are frozen, and the
  /// slope if there is one.
  fileprivate var trainedBiasRange: Range<Int> {
    (bias.isFrozen ? slopeOffset : biasOffset)..<slopeOffset + slopeCount
  }
}
