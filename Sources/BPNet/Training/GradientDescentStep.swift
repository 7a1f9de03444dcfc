/// One training step, again and again, in memory made once: a step allocates nothing and locks nothing.
///
/// It has two halves. The first takes the samples forward and back and needs the weights as they are; the
/// second makes the gradients and updates the weights. The first is divided over samples and the second over
/// weights, so that a team of threads meets twice a step; neither division changes a bit of the result.
final class GradientDescentStep<Element: Scalar> {
  /// The most rows that go through the network at once; a larger batch goes in parts.
  static var maximumPassRows: Int { 4096 }

  let workspace: Workspace<Element>
  private let data: Dataset<Element>
  private let loss: LossKernel<Element>
  /// What the mean divides by beside the number of rows; nil for the sum.
  private let meanDivisor: Double?
  private let update: ParameterUpdate<Element>
  private let team: ThreadTeam?
  /// The scratch memory of the members of the team but the first.
  private let scratches: [AlignedBuffer<UInt8>]
  /// What the team works on now.
  @exclusivity(unchecked) private var pass: Pass

  /// One pass, and the half of it that is under way.
  private struct Pass {
    var network: UnsafePointer<Network<Element>>?
    var rows = UnsafeBufferPointer<Int32>(start: nil, count: 0)
    var areConsecutive = false
    var scale: Element = 1
    var weightUnit = 1.0
    var continues = false
    var isSecondHalf = false
    var lossSum = 0.0
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
    self.workspace = Workspace(topology: network.topology, rowCapacity: passRows, purpose: .training)
    self.scratches = (1..<max(members, 1)).map { _ in
      AlignedBuffer(uninitializedCount: kernelScratchByteCount)
    }
    self.data = data
    self.loss = configuration.loss.function.kernel(as: Element.self)
    self.meanDivisor =
      configuration.reduction == .mean
      ? configuration.loss.function.meanDivisor(outputCount: data.outputCount) : nil
    self.update = ParameterUpdate(
      layout: network.layout, configuration: configuration, passRows: passRows,
      needsWholeGradient: batchSize > passRows, memberCount: members)
    self.pass = Pass()
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
    let (scale, weightUnit) = scaling(of: rows)
    guard rows.count > workspace.rowCapacity else {
      let lossSum = runPass(
        network, rows: rows, areConsecutive: areConsecutive, scale: scale, weightUnit: weightUnit,
        continues: false)
      update.finish(network)
      return lossSum
    }
    var lossSum = 0.0
    for start in stride(from: 0, to: rows.count, by: workspace.rowCapacity) {
      let part = UnsafeBufferPointer(
        rebasing: rows[start..<min(start + workspace.rowCapacity, rows.count)])
      lossSum += runPass(
        network, rows: part, areConsecutive: areConsecutive, scale: scale, weightUnit: weightUnit,
        continues: start > 0)
    }
    update.finish(network)
    return lossSum
  }

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
    weightUnit: Double, continues: Bool
  ) -> Double {
    guard let team else {
      let input = gather(rows, from: 0, areConsecutive: areConsecutive)
      network.backpropagate(
        input: input, loss: loss, scale: scale, weights: passWeights(rows, unit: weightUnit),
        workspace: workspace)
      update.run(network, input: input, workspace: workspace, continues: continues)
      return loss.sum(workspace.batch[0..<rows.count], weights: data.weights, rows: rows)
    }
    return withUnsafePointer(to: network) { network in
      pass = Pass(
        network: network, rows: rows, areConsecutive: areConsecutive, scale: scale, weightUnit: weightUnit,
        continues: continues)
      team.run(self)
      pass.isSecondHalf = true
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
    if pass.isSecondHalf {
      update.run(
        network, input: passInput, workspace: workspace, continues: pass.continues, member: member,
        scratch: scratch)
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
