import Synchronization

/// The loss and the outputs of a network over a whole data set, on one or more threads.
///
/// The memory is allocated once. An evaluator belongs to one thread at a time; the team's other threads only
/// help it.
final class LossEvaluator<Element: Scalar> {
  /// The rows of one pass.
  ///
  /// A constant, because the order in which losses are summed depends on it.
  static var passRows: Int { 256 }

  private let data: Dataset<Element>
  private let loss: any LossFunction
  private let routines: LossRoutines<Element>
  private let reduction: TrainingConfiguration.Reduction
  /// The memory of each member of the team.
  private let memories: [MemberMemory]
  private let team: ThreadTeam?
  /// The loss of each pass, summed over its rows.
  private let sums: AlignedBuffer<Double>
  /// The next pass that is not taken: members take passes as they become free, so a slow one takes fewer.
  private let nextPass = Atomic<Int>(0)
  @exclusivity(unchecked) private var work = Work()

  /// The memory of one member.
  private struct MemberMemory {
    let workspace: Network<Element>.Workspace
    let rows: AlignedBuffer<Int32>
  }

  /// The evaluation under way, as all members read it.
  private struct Work {
    var network: UnsafePointer<Network<Element>>?
    var measuresLoss = false
    /// The destination of the outputs of the rows; nil if only the loss is asked for.
    var outputs: UnsafeMutablePointer<Double>?
    var response = Loss.Response.identity
    /// The passes that are computed; nil means all.
    var passes: Range<Int>?
  }

  /// An evaluator on one thread, or on as many of `team` as there are passes.
  ///
  /// - Parameter mostThreads: the most threads of the team that take part; nil means all.
  init(
    topology: Topology, data: Dataset<Element>, loss: Loss, reduction: TrainingConfiguration.Reduction,
    team: ThreadTeam? = nil,
    mostThreads: Int? = nil
  ) {
    self.data = data
    self.loss = loss.function
    self.routines = loss.function.routines(as: Element.self)
    self.reduction = reduction
    let rowCapacity = min(LossEvaluator.passRows, data.rowCount)
    self.sums = AlignedBuffer(count: LossEvaluator.passCount(rowCount: data.rowCount))
    let members = min(team?.count ?? 1, max(sums.count, 1), mostThreads ?? .max)
    self.team = members > 1 ? team : nil
    self.memories = (0..<members).map { _ in
      MemberMemory(
        workspace: Network<Element>.Workspace(
          topology: topology, rowCapacity: rowCapacity, purpose: .evaluation),
        rows: AlignedBuffer(count: rowCapacity))
    }
  }

  /// The number of threads that take passes.
  var threadCount: Int { memories.count }

  /// The number of passes over `rowCount` rows.
  static func passCount(rowCount: Int) -> Int { (rowCount + passRows - 1) / passRows }

  /// The loss over the data: the mean, or the sum where gradients are summed; weighted if the samples have
  /// weights.
  func loss(of network: Network<Element>) -> Double {
    evaluate(network, Work(measuresLoss: true))
    return reducedLoss
  }

  /// The outputs for all samples, `[rows][outputs]`.
  ///
  /// - Parameter response: the function that is applied to each output.
  func outputs(of network: Network<Element>, response: Loss.Response = .identity) -> [Double] {
    collectOutputs(of: network, Work(response: response))
  }

  /// The loss and the outputs, from one forward pass.
  func lossAndOutputs(
    of network: Network<Element>, response: Loss.Response = .identity
  ) -> (loss: Double, outputs: [Double]) {
    let outputs = collectOutputs(of: network, Work(measuresLoss: true, response: response))
    return (reducedLoss, outputs)
  }

  private func collectOutputs(of network: Network<Element>, _ work: Work) -> [Double] {
    let count = data.rowCount * network.topology.outputCount
    return [Double](unsafeUninitializedCapacity: count) { outputs, initializedCount in
      var work = work
      work.outputs = outputs.baseAddress
      evaluate(network, work)
      initializedCount = count
    }
  }

  /// The number of samples.
  var rowCount: Int { data.rowCount }

  /// Computes the outputs for some rows, the first of which begins a pass and the last ends one.
  func evaluateBlock(
    _ rows: Range<Int>, of network: Network<Element>, response: Loss.Response, measuresLoss: Bool,
    into outputs: UnsafeMutablePointer<Double>
  ) {
    let passes = rows.lowerBound / LossEvaluator.passRows..<LossEvaluator.passCount(rowCount: rows.upperBound)
    evaluate(
      network, Work(measuresLoss: measuresLoss, outputs: outputs, response: response, passes: passes))
  }

  /// The loss of the last evaluation of all passes: their sums, added in the order of the passes.
  var reducedLoss: Double {
    var sum = 0.0
    for pass in 0..<sums.count { sum += sums.base[pass] }
    return BPNet.reducedLoss(sum, loss: loss, reduction: reduction, data: data)
  }

  private func evaluate(_ network: Network<Element>, _ work: Work) {
    withUnsafePointer(to: network) { network in
      self.work = work
      self.work.network = network
      nextPass.store(work.passes?.lowerBound ?? 0, ordering: .relaxed)
      if let team { team.run(self) } else { run(member: 0) }
      self.work = Work()
    }
  }
}

extension LossEvaluator: TeamWork {
  @specialized(where Element == Float)
  @specialized(where Element == Double)
  func run(member: Int) {
    guard let network = work.network?.pointee, member < memories.count else { return }
    let memory = memories[member]
    let end = work.passes?.upperBound ?? sums.count
    while true {
      let pass = nextPass.add(1, ordering: .relaxed).oldValue
      guard pass < end else { return }
      evaluate(pass: pass, of: network, in: memory)
    }
  }

  @inline(__always)
  private func evaluate(pass: Int, of network: Network<Element>, in memory: MemberMemory) {
    let workspace = memory.workspace
    let start = pass * LossEvaluator.passRows
    let count = min(LossEvaluator.passRows, data.rowCount - start)
    for position in 0..<count { memory.rows.base[position] = Int32(start + position) }
    let rows = UnsafeBufferPointer(start: UnsafePointer(memory.rows.base), count: count)
    let input = data.inputs(rows, consecutiveFrom: start, room: workspace.input)
    let batch = workspace.batch[0..<count]
    network.forward(
      input: input, workspace: workspace, keepsLogits: work.measuresLoss && routines.needsLogits)
    if work.measuresLoss {
      data.gatherTargets(rows, into: batch.targets)
      sums.base[pass] = routines.sum(
        batch, weights: data.weights, rows: rows, kernels: network.kernels)
    }
    if let outputs = work.outputs {
      let first = (work.passes?.lowerBound ?? 0) * LossEvaluator.passRows
      store(batch.outputs, at: outputs + (start - first) * batch.outputs.columns)
    }
  }

  private func store(_ outputs: Matrix<Element>, at destination: UnsafeMutablePointer<Double>) {
    let response = work.response
    for row in 0..<outputs.rows {
      let (source, destination) = (outputs.row(row), destination + row * outputs.columns)
      for column in 0..<outputs.columns {
        (destination + column).initialize(to: response.value(of: Double(source[column])))
      }
    }
  }
}

/// The loss of a data set as it is reported, from the sum over its samples.
///
/// The mean divides by the same number as the gradient does: the sum of the samples' weights, times the
/// loss's own divisor.
func reducedLoss<Element: Scalar>(
  _ sum: Double, loss: any LossFunction, reduction: TrainingConfiguration.Reduction, data: Dataset<Element>
) -> Double {
  switch reduction {
  case .mean: sum / (data.weightSum * loss.meanDivisor(outputCount: data.outputCount))
  case .sum: sum
  }
}

extension LossEvaluator {
  /// An evaluator for a trainer, on as many threads as make it faster.
  ///
  /// - Parameter awake: the threads that share the trainer's steps: they are still spinning, so sharing costs
  ///   them less than threads that sleep.
  convenience init(
    topology: Topology, data: Dataset<Element>, loss: Loss, configuration: TrainingConfiguration,
    awake: ThreadTeam?
  ) {
    let useful = LossEvaluator.threadCount(
      topology: topology, rowCount: data.rowCount, sharing: .awake, limit: configuration.threads)
    let team =
      awake ?? LossEvaluator.makeTeam(topology: topology, data: data, threads: configuration.threads)
    self.init(
      topology: topology, data: data, loss: loss, reduction: configuration.reduction, team: team,
      mostThreads: useful)
  }

  /// New threads for passes over a data set; nil where more than one would not be faster.
  ///
  /// - Parameter threads: the most; nil means one for each available processor.
  static func makeTeam(topology: Topology, data: Dataset<Element>, threads: Int?) -> ThreadTeam? {
    let count = threadCount(
      topology: topology, rowCount: data.rowCount, sharing: .asleep, limit: threads)
    return count > 1 ? ThreadTeam(count: count) : nil
  }

  /// The memory of passes over `rowCount` rows without what is made of the outputs, in bytes.
  ///
  /// - Parameter threads: the most; nil means one for each available processor.
  static func byteCount(topology: Topology, rowCount: Int, threads: Int?) -> Int {
    let count = threadCount(topology: topology, rowCount: rowCount, sharing: .asleep, limit: threads)
    let workspace = Network<Element>.Workspace.Plan(
      topology: topology, rowCapacity: min(rowCount, passRows), purpose: .evaluation)
    let ofThread = [workspace.byteCount, KernelScratch.byteCount, SystemThread.stackByteCount]
    return MemoryBudget.sum([Int](repeating: MemoryBudget.sum(ofThread), count: count))
  }

  /// The number of threads that make passes over `rowCount` rows fastest.
  ///
  /// - Parameter limit: the most; nil means one for each available processor.
  static func threadCount(topology: Topology, rowCount: Int, sharing: WorkSharing, limit: Int?) -> Int {
    min(
      sharing.threadCount(
        operationsPerSample: topology.forwardOperationsPerSample, sampleCount: rowCount, limit: limit),
      passCount(rowCount: rowCount))
  }
}
