/// One training step, again and again, in memory made once: a step allocates nothing and locks nothing.
///
/// It has two halves. The first takes the samples forward and back and needs the weights as they are; the
/// second makes the gradients and updates the weights. The first is divided over samples and the second over
/// weights, so that a team of threads meets twice a step; neither division changes a bit of the result.
final class GradientDescentStep<Element: Scalar> {
  /// The most rows that go through the network at once; a larger batch goes in parts.
  static var maximumPassRows: Int { 4096 }

  let workspace: Workspace<Element>
  let data: Dataset<Element>
  let loss: LossRoutines<Element>
  /// What the mean divides by beside the number of rows; nil for the sum.
  private let meanDivisor: Double?
  private let update: ParameterUpdate<Element>
  /// What takes single samples, where there is such a step.
  let singleSample: SingleSampleStep<Element>?
  private let clipping: GradientClipping
  /// Whether the norm of each step's gradient is wanted.
  private let measuresGradient: Bool
  /// Whether the gradient is all that is wanted, and no update.
  private let isGradientOnly: Bool
  /// The threads that share a step; nil where one takes all of it.
  let team: ThreadTeam?
  /// The scratch memory of the members of the team but the first.
  private let scratches: [AlignedBuffer<UInt8>]
  /// What the team works on now.
  @exclusivity(unchecked) private var pass: Pass
  /// The steps done since the optimiser's states had their first values.
  @exclusivity(unchecked) private(set) var stepCount = 0
  /// All steps done, those that led to the first weights included: by its number dropout chooses neurons.
  @exclusivity(unchecked) var totalStepCount = 0
  /// What the schedule multiplies the learning rate by.
  @exclusivity(unchecked) var learningRateFactor = 1.0
  /// The norm of the last step's gradient, penalties included; NaN unless a stopping rule asks for it.
  @exclusivity(unchecked) private(set) var gradientNorm = Double.nan

  /// One pass, and the half of it that is under way.
  private struct Pass {
    var network: UnsafePointer<Network<Element>>?
    var rows = UnsafeBufferPointer<Int32>(start: nil, count: 0)
    var areConsecutive = false
    var scale: Element = 1
    var weightUnit = 1.0
    var continues = false
    var conditions = StepConditions()
    var part = Part.samples
    var lossSum = 0.0
  }

  /// What of a pass is under way.
  private enum Part {
    /// Forward and back, over samples.
    case samples
    /// Gradients, and where they are not made whole the update, over weights.
    case weights
    /// The update from whole gradients, over weights.
    case update
  }

  /// The threads that work together.
  var threadCount: Int { team?.count ?? 1 }

  /// - Parameters:
  ///   - batchSize: the most rows of a batch.
  ///   - maximumPassRows: the most rows that go through the network at once; no weight depends on it.
  ///   - threadCount: the threads that work together; no weight depends on it.
  init(
    network: Network<Element>, data: Dataset<Element>, configuration: TrainingConfiguration, batchSize: Int,
    maximumPassRows: Int = GradientDescentStep.maximumPassRows, threadCount: Int = 1
  ) {
    let passRows = min(batchSize, maximumPassRows)
    let team = threadCount > 1 ? ThreadTeam(count: threadCount) : nil
    let members = team?.count ?? 1
    self.team = members > 1 ? team : nil
    self.workspace = Workspace(
      topology: network.topology, rowCapacity: passRows, purpose: .training,
      dropout: configuration.makeDropout(topology: network.topology))
    self.scratches = (1..<max(members, 1)).map { _ in
      AlignedBuffer(uninitializedCount: kernelScratchByteCount)
    }
    self.data = data
    let loss = configuration.loss.function.routines(as: Element.self)
    self.loss = loss
    let meanDivisor =
      configuration.reduction == .mean
      ? configuration.loss.function.meanDivisor(outputCount: data.outputCount) : nil
    self.meanDivisor = meanDivisor
    let rule: (any UpdateRule)? =
      if case .rule(let rule) = configuration.optimizer.algorithm { rule } else { nil }
    self.isGradientOnly = rule == nil
    self.clipping = configuration.clipping
    self.measuresGradient = configuration.stopping.minimumGradient != nil
    self.update = ParameterUpdate(
      layout: network.layout, kernels: network.kernels, configuration: configuration, rule: rule,
      passRows: passRows,
      needsWholeGradient: batchSize > passRows || configuration.needsWholeGradient, memberCount: members)
    let canRunSingly =
      members == 1 && rule != nil && !measuresGradient && clipping.norm == nil && update.isPlain
    self.singleSample =
      canRunSingly
      ? SingleSampleStep(
        network: network, data: data, loss: loss, scale: meanDivisor.map { Element(1 / $0) } ?? 1,
        workspace: workspace, gradient: update.wholeGradient) : nil
    self.pass = Pass()
  }

  /// Counts a step that begins.
  @inline(__always)
  func countStep() {
    stepCount &+= 1
    totalStepCount &+= 1
  }

  /// The update of single samples' steps.
  func wholeUpdate(of network: inout Network<Element>) -> WholeUpdate<Element> {
    update.wholeUpdate(parameters: network.uniqueParameters(), learningRateFactor: learningRateFactor)
  }

  /// Takes one step over a batch.
  ///
  /// - Parameters:
  ///   - rows: the samples, at least one.
  ///   - areConsecutive: whether each row follows the one before in the data.
  ///   - next: the samples of the next step, as far as they are known, to ask for in time.
  /// - Returns: the sum of the loss over the batch, before the step.
  @specialized(where Element == Float)
  @specialized(where Element == Double)
  func run(
    network: inout Network<Element>, rows: UnsafeBufferPointer<Int32>, areConsecutive: Bool,
    next: UnsafeBufferPointer<Int32> = UnsafeBufferPointer(start: nil, count: 0)
  ) -> Double {
    _ = network.uniqueParameters()
    data.prefetchInputs(next)
    countStep()
    workspace.dropout?.begin(step: totalStepCount)
    let conditions = update.conditions(ofStep: stepCount, learningRateFactor: learningRateFactor)
    let (scale, weightUnit) = scaling(of: rows)
    guard rows.count > workspace.rowCapacity else {
      let lossSum = runPass(
        network, rows: rows, areConsecutive: areConsecutive, scale: scale, weightUnit: weightUnit,
        continues: false, conditions)
      finish(network, conditions)
      return lossSum
    }
    var lossSum = 0.0
    for start in stride(from: 0, to: rows.count, by: workspace.rowCapacity) {
      let part = UnsafeBufferPointer(
        rebasing: rows[start..<min(start + workspace.rowCapacity, rows.count)])
      workspace.dropout?.begin(passAtRow: start)
      lossSum += runPass(
        network, rows: part, areConsecutive: areConsecutive, scale: scale, weightUnit: weightUnit,
        continues: start > 0, conditions)
    }
    finish(network, conditions)
    return lossSum
  }

  /// What is left to do of a step when all gradients are made.
  @inline(__always)
  private func finish(_ network: Network<Element>, _ conditions: StepConditions) {
    update.completeGradient()
    if clipping.norm == nil, !measuresGradient, !isGradientOnly, team == nil {
      update.finish(network, conditions: conditions)
    } else {
      finishAsked(network, conditions)
    }
  }

  private func finishAsked(_ network: Network<Element>, _ conditions: StepConditions) {
    guard !isGradientOnly else { return }
    var conditions = conditions
    if measuresGradient { gradientNorm = update.penalizedGradientNorm(network) }
    if clipping.norm != nil { conditions.gradientFactor = clipping.factor(norm: update.gradientNorm()) }
    guard let team, update.canShareFinish else {
      return update.finish(network, conditions: conditions)
    }
    withUnsafePointer(to: network) { network in
      pass = Pass(network: network, conditions: conditions, part: .update)
      team.run(self)
    }
  }

  /// Gives the optimiser's states their first values.
  func resetStates() {
    update.resetStates()
    stepCount = 0
  }

  /// The optimiser's states, each as a network of the topology of `network`.
  func copyStates(of network: Network<Element>) -> [Network<Element>] {
    (0..<update.stateCount).map { index in
      var state = Network<Element>(topology: network.topology, kernels: network.kernels)
      state.uniqueParameters().update(from: update.state(index), count: network.layout.count)
      return state
    }
  }

  /// Goes on from `states` after so many steps.
  ///
  /// - Precondition: there are as many as the optimiser has, of the network's topology.
  func restoreStates(_ states: [Network<Element>], stepCount: Int) {
    precondition(states.count == update.stateCount, "the states of this optimiser")
    for (index, state) in states.enumerated() {
      update.state(index).update(from: state.parameters, count: state.layout.count)
    }
    self.stepCount = stepCount
  }

  /// The gradient of the last step's batch, laid out as the parameters.
  ///
  /// - Precondition: the configuration needs whole gradients.
  var gradient: UnsafeMutablePointer<Element> { update.wholeGradient }

  /// What the error terms of a batch are multiplied by, and the unit of its samples' weights.
  ///
  /// Powers of 2 apart, samples that weigh the same are divided as those without weights.
  @inline(__always)
  private func scaling(of rows: UnsafeBufferPointer<Int32>) -> (scale: Element, weightUnit: Double) {
    guard let meanDivisor else { return (1, 1) }
    guard let weights = data.weights else { return (Element(1 / (Double(rows.count) * meanDivisor)), 1) }
    let sum = weights.sum(of: rows)
    let unit = PassWeights.unit(forSum: sum)
    return (sum > 0 ? Element(1 / (sum * unit * meanDivisor)) : 1, unit)
  }

  /// The weights of the samples of a pass, if they have any.
  @inline(__always)
  private func passWeights(_ rows: UnsafeBufferPointer<Int32>, unit: Double) -> PassWeights? {
    data.weights.map { PassWeights(weights: $0, rows: rows, unit: unit) }
  }

  /// Takes samples forward and back, and makes their gradients or updates the weights.
  ///
  /// - Parameter continues: whether the gradients are added to those of the pass before.
  /// - Returns: the sum of the loss.
  @inline(__always)
  private func runPass(
    _ network: Network<Element>, rows: UnsafeBufferPointer<Int32>, areConsecutive: Bool, scale: Element,
    weightUnit: Double, continues: Bool, _ conditions: StepConditions
  ) -> Double {
    guard let team else {
      let input = gather(rows, from: 0, areConsecutive: areConsecutive)
      let weights = passWeights(rows, unit: weightUnit)
      if update.holdsWholeGradient {
        network.computeGradients(
          input: input, loss: loss, scale: scale, weights: weights, workspace: workspace,
          continues: continues, into: update.wholeGradient)
      } else {
        network.backpropagate(input: input, loss: loss, scale: scale, weights: weights, workspace: workspace)
        update.run(
          network, input: input, workspace: workspace, continues: continues, conditions: conditions,
          member: 0, scratch: workspace.scratch)
      }
      return loss.sum(workspace.batch[0..<rows.count], weights: data.weights, rows: rows)
    }
    return withUnsafePointer(to: network) { network in
      pass = Pass(
        network: network, rows: rows, areConsecutive: areConsecutive, scale: scale, weightUnit: weightUnit,
        continues: continues, conditions: conditions)
      team.run(self)
      pass.part = .weights
      team.run(self)
      return pass.lossSum
    }
  }

  /// Brings inputs and targets of samples together, from row `row` of the workspace on.
  ///
  /// Consecutive inputs are read where they lie.
  @inline(__always)
  private func gather(
    _ rows: UnsafeBufferPointer<Int32>, from row: Int, areConsecutive: Bool
  ) -> Matrix<Element> {
    let places = row..<row + rows.count
    data.gatherTargets(rows, into: workspace.targets[places])
    if areConsecutive {
      let first = Int(rows[0])
      if let input = data.consecutiveInputs(first..<first + rows.count) { return input }
    }
    data.gatherInputs(rows, into: workspace.input[places])
    return workspace.input[places]
  }
}

extension GradientDescentStep: TeamWork {
  @specialized(where Element == Float)
  @specialized(where Element == Double)
  func run(member: Int) {
    guard let network = pass.network?.pointee else { return }
    let scratch = member == 0 ? workspace.scratch : UnsafeMutableRawPointer(scratches[member - 1].base)
    switch pass.part {
    case .samples: break
    case .update:
      return update.finish(network, conditions: pass.conditions, member: member, of: threadCount)
    case .weights:
      update.run(
        network, input: passInput, workspace: workspace, continues: pass.continues,
        conditions: pass.conditions, member: member, scratch: scratch)
      // Sums have an order of their own, so one member takes all of it.
      if member == 0 {
        pass.lossSum = loss.sum(
          workspace.batch[0..<pass.rows.count], weights: data.weights, rows: pass.rows)
      }
      return
    }
    let part = share(of: pass.rows.count, member: member)
    guard !part.isEmpty else { return }
    let input = gather(
      UnsafeBufferPointer(rebasing: pass.rows[part]), from: part.lowerBound,
      areConsecutive: pass.areConsecutive)
    network.backpropagate(
      input: input, row: part.lowerBound, loss: loss, scale: pass.scale,
      weights: passWeights(pass.rows, unit: pass.weightUnit)?[part], workspace: workspace, scratch: scratch)
  }

  /// The inputs of the whole pass, where the first half has left them.
  private var passInput: Matrix<Element> {
    if pass.areConsecutive {
      let first = Int(pass.rows[0])
      if let input = data.consecutiveInputs(first..<first + pass.rows.count) { return input }
    }
    return workspace.input.prefix(pass.rows.count)
  }

  private func share(of count: Int, member: Int) -> Range<Int> {
    count * member / threadCount..<count * (member + 1) / threadCount
  }
}
