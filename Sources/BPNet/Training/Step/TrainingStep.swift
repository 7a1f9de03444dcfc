/// A training step: from a batch to updated parameters, as often as it is taken.
///
/// All memory is allocated in advance: a step allocates nothing and takes no lock. A step has up to three
/// phases, each shared among the threads of a team; without a team the calling thread is the only member. The
/// number of members does not change a bit of the result.
final class TrainingStep<Element: Scalar> {
  /// What the plan was made for.
  let problem: StepProblem
  let plan: StepPlan
  let engine: GradientEngine<Element>
  /// Updates the parameters from gradients; nil if a step only computes gradients.
  let updater: Updater<Element>?
  /// The threads that share a step; nil if a single thread does all of it.
  let team: ThreadTeam?
  private let measuresGradient: Bool
  /// The number of steps taken.
  @exclusivity(unchecked) var counts = StepCounts()
  /// The schedule's factor of the learning rate.
  @exclusivity(unchecked) var learningRateFactor = 1.0
  /// The norm of the last step's gradient, penalties included; NaN unless a stopping rule needs it.
  @exclusivity(unchecked) private(set) var gradientNorm = Double.nan
  @exclusivity(unchecked) private var pass = Pass<Element>()
  /// The samples of the next step, if they are known; of the next two if the plan looks ahead.
  @exclusivity(unchecked) private var next = UnsafeBufferPointer<Int32>(start: nil, count: 0)
  /// The sample whose net inputs are in `netInputs`, computed by the step before; -1 if there is none.
  @exclusivity(unchecked) private(set) var knownSample: Int32 = -1
  /// The first layer's net inputs of the next sample, if the plan looks ahead.
  private let netInputs: AlignedBuffer<Element>
  @exclusivity(unchecked) private var conditions = StepConditions()
  @exclusivity(unchecked) private var lossSum = 0.0
  @exclusivity(unchecked) private var shared = Shared()

  /// A part of a step that all members do at the same time.
  private enum Phase {
    /// Samples: forward pass, loss and backward pass.
    case propagate
    /// Panels: gradients and, unless the gradient is held whole, updates.
    case gradients
    /// Parameters: the update from the whole gradient.
    case update
  }

  /// The arguments of a phase for the members of a team; valid during the phase.
  private struct Shared {
    var phase = Phase.propagate
    var network: UnsafePointer<Network<Element>>?
    var data: UnsafePointer<Dataset<Element>>?
  }

  init(
    problem: StepProblem, plan: StepPlan, engine: GradientEngine<Element>, updater: Updater<Element>?,
    team: ThreadTeam?, measuresGradient: Bool
  ) {
    self.problem = problem
    self.plan = plan
    self.engine = engine
    self.updater = updater
    self.team = team
    self.measuresGradient = measuresGradient
    self.netInputs = AlignedBuffer(count: plan.netInputCount(problem.layout))
  }

  /// Takes one step over a batch.
  ///
  /// - Parameters:
  ///   - rows: the samples: at least one, and no more than the plan was made for.
  ///   - areConsecutive: whether each sample follows the one before in the data set.
  ///   - next: the samples of the next step if they are known, to be prefetched. A plan that looks ahead
  ///     computes with the first and prefetches the second, of the step after that. The next step has to be
  ///     over the same data and weights, or `forgetNextSample()` comes before it.
  /// - Returns: the sum of the loss over the batch, before the step.
  @specialized(where Element == Float)
  @specialized(where Element == Double)
  func take(
    network: inout Network<Element>, data: Dataset<Element>, rows: UnsafeBufferPointer<Int32>,
    areConsecutive: Bool, next: UnsafeBufferPointer<Int32> = UnsafeBufferPointer(start: nil, count: 0)
  ) -> Double {
    _ = network.uniqueParameters()
    self.next = next
    counts.add()
    let dropout = engine.workspace.dropout
    dropout?.begin(step: counts.total)
    if let updater {
      conditions = updater.conditions(ofStep: counts.sinceReset, learningRateFactor: learningRateFactor)
    }
    let (scale, weightUnit) = engine.scaling(of: rows, in: data)
    var sum = 0.0
    var start = 0
    while start < rows.count {
      let end = min(start + plan.passRows, rows.count)
      pass = Pass(
        rows: UnsafeBufferPointer(rebasing: rows[start..<end]), areConsecutive: areConsecutive,
        firstRow: start, netInputs: rows[start] == knownSample ? netInputs.base : nil, scale: scale,
        weightUnit: weightUnit)
      knownSample = -1
      if start > 0 { dropout?.begin(passAtRow: start) }
      forAllMembers(.propagate, network, data)
      if !plan.makesGradientOnTheWayBack { forAllMembers(.gradients, network, data) }
      sum += lossSum
      start = end
    }
    if plan.holdsWholeGradient { updateFromWholeGradient(network, data) }
    forgetNext()
    return sum
  }

  /// Forgets what has been computed for the next sample: it is not taken next, or weights change before.
  func forgetNextSample() { knownSample = -1 }

  /// The part of a step after the whole gradient of the batch has been computed.
  ///
  /// The only place between gradient and update: whatever needs the gradient of the batch belongs here.
  @inline(__always)
  private func updateFromWholeGradient(_ network: Network<Element>, _ data: Dataset<Element>) {
    engine.completeGradient()
    guard let updater else { return }
    if measuresGradient {
      gradientNorm = updater.penalizedNorm(of: engine.gradient, at: network.parameters)
    }
    conditions.gradientFactor = updater.clippingFactor(of: engine.gradient)
    guard plan.sharesUpdate else {
      return updater.update(network.parameters, from: engine.gradient, conditions, member: 0, of: 1)
    }
    forAllMembers(.update, network, data)
  }

  @inline(__always)
  private func forAllMembers(_ phase: Phase, _ network: Network<Element>, _ data: Dataset<Element>) {
    guard let team else { return perform(phase, member: 0, network, data) }
    withUnsafePointer(to: network) { network in
      withUnsafePointer(to: data) { data in
        shared = Shared(phase: phase, network: network, data: data)
        team.run(self)
      }
    }
  }

  @inline(__always)
  private func perform(
    _ phase: Phase, member: Int, _ network: Network<Element>, _ data: Dataset<Element>
  ) {
    switch phase {
    case .propagate where plan.makesGradientOnTheWayBack:
      prefetchNext(data, member: 0, of: 1)
      engine.propagateWithGradient(pass, of: data, through: network)
      lossSum = engine.lossSum(of: pass, in: data, kernels: network.kernels)
    case .propagate:
      let (count, members) = (pass.rows.count, plan.threadCount)
      prefetchNext(data, member: member, of: members)
      engine.propagate(
        pass, share: count * member / members..<count * (member + 1) / members, of: data, through: network,
        member: member)
    case .gradients:
      makeGradients(network, data, member: member)
      // One member computes the whole sum, whose order must not depend on the number of members.
      if member == 0 { lossSum = engine.lossSum(of: pass, in: data, kernels: network.kernels) }
    case .update:
      updater?.update(
        network.parameters, from: engine.gradient, conditions, member: member, of: plan.threadCount)
    }
  }

  /// Has a member's share of the next step's inputs prefetched while it computes this one.
  @inline(__always)
  private func prefetchNext(_ data: Dataset<Element>, member: Int, of count: Int) {
    guard !next.isEmpty, !pass.continues, !plan.looksAhead else { return }
    let share = next.count * member / count..<next.count * (member + 1) / count
    data.prefetchInputs(
      UnsafeBufferPointer(rebasing: next[share]),
      duringProductsWith: engine.memory(ofMember: member).scratch)
  }

  /// Ends the prefetching before the indices of the samples may change.
  @inline(__always)
  private func forgetNext() {
    guard !next.isEmpty else { return }
    next = UnsafeBufferPointer(start: nil, count: 0)
    guard !plan.looksAhead else { return }
    for member in 0..<plan.threadCount { Prefetch.forgetRows(in: engine.memory(ofMember: member).scratch) }
  }

  /// Computes the gradients of a member's panels and, unless the gradient is held whole, updates the panels'
  /// parameters.
  ///
  /// Properties are copied to locals first: a class property is retained and released at each use.
  private func makeGradients(_ network: Network<Element>, _ data: Dataset<Element>, member: Int) {
    let (engine, pass, conditions) = (engine, pass, conditions)
    let memory = engine.memory(ofMember: member)
    let input = engine.input(of: pass, in: data)
    guard !plan.holdsWholeGradient, let updater else {
      for panel in plan.panels[member] {
        _ = engine.makeGradient(of: panel, pass, input: input, network: network, memory)
      }
      return
    }
    let sample = nextSample(in: data)
    for panel in plan.panels[member] {
      let part = panel.layer == 0 ? sample?.part(panel) : nil
      if part != nil { prefetchInputs(for: panel, of: data) }
      if panel.isOuterProduct {
        let isTogether = panel.hasWholeVectors(elementSize: MemoryLayout<Element>.stride)
        let (inputs, errors) = engine.outerProduct(of: panel, input: input)
        updater.update(
          panel, of: network.parameters, inputs: inputs, errors: errors, conditions,
          next: isTogether ? part : nil)
        if isTogether { continue }
      } else {
        let gradient = engine.makeGradient(of: panel, pass, input: input, network: network, memory)
        updater.update(panel, of: network.parameters, from: gradient, conditions)
      }
      if let part { engine.addNetInputs(of: panel, to: part, network: network, memory) }
    }
    if sample != nil { knownSample = next[0] }
  }

  /// The next step's sample, if the plan looks ahead and its inputs are stored as the network takes them.
  @inline(__always)
  private func nextSample(in data: Dataset<Element>) -> NextSample<Element>? {
    guard plan.looksAhead, !next.isEmpty else { return nil }
    let row = Int(next[0])
    guard let input = data.consecutiveInputs(row..<row + 1) else { return nil }
    return NextSample(inputs: UnsafePointer(input.base), netInputs: netInputs.base)
  }

  /// Prefetches the inputs for a panel of the first layer of the sample after the next one.
  @inline(__always)
  private func prefetchInputs(for panel: GradientPanel, of data: Dataset<Element>) {
    guard next.count > 1, panel.outputs.lowerBound == 0 else { return }
    let row = Int(next[1])
    guard let input = data.consecutiveInputs(row..<row + 1) else { return }
    Prefetch.linesForLater(
      input.base + panel.inputs.lowerBound,
      byteCount: panel.inputs.count * MemoryLayout<Element>.stride)
  }
}

extension StepPlan {
  /// The number of net inputs that a step computes for the next sample.
  func netInputCount(_ layout: ParameterLayout) -> Int { looksAhead ? layout.layers[0].outputCount : 0 }
}

extension NextSample {
  /// The sample for a panel of the first layer.
  @inline(__always)
  fileprivate func part(_ panel: GradientPanel) -> NextSample {
    NextSample(
      inputs: inputs + panel.inputs.lowerBound, netInputs: netInputs + panel.outputs.lowerBound)
  }
}

extension TrainingStep: TeamWork {
  @specialized(where Element == Float)
  @specialized(where Element == Double)
  func run(member: Int) {
    guard let network = shared.network?.pointee, let data = shared.data?.pointee else { return }
    perform(shared.phase, member: member, network, data)
  }
}
