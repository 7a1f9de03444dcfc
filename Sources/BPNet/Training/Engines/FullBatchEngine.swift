/// Epochs of a full-batch method: each is one iteration, in memory that is allocated once.
final class FullBatchEngine<Element: Scalar>: EpochEngine {
  let team: ThreadTeam?
  let plan: StepPlan
  private let solver: any FullBatchSolver
  private let objective: any Objective
  private let parameters: TrainedParameters
  private let penalty: WeightPenalty
  /// The trained parameters as the method's vector.
  private let vector: AlignedBuffer<Double>

  /// - Parameter step: computes gradients over full batches.
  init(
    _ method: any FullBatchMethod, network: Network<Element>, data: Dataset<Element>,
    configuration: TrainingConfiguration, step: TrainingStep<Element>
  ) {
    (team, plan) = (step.team, step.plan)
    let general = NetworkObjective(network: network, data: data, configuration: configuration, step: step)
    parameters = general.parameters
    penalty = WeightPenalty(parameters: parameters, decay: configuration.weightDecay)
    vector = AlignedBuffer(count: parameters.count)
    solver = method.makeSolver(parameterCount: parameters.count, kernels: network.kernels)
    let loss = configuration.loss.function
    if method.needsLeastSquares, let factor = loss.squaredErrorFactor {
      objective = NetworkLeastSquares(
        general, network: network, data: data, weightDecay: configuration.weightDecay,
        factor: reducedLoss(factor, loss: loss, reduction: configuration.reduction, data: data))
    } else {
      objective = general
    }
  }

  /// Replaces the network by the result of one iteration.
  ///
  /// The loss of the result is the new network's, without weight decay.
  @specialized(where Element == Float)
  @specialized(where Element == Double)
  func runEpoch(
    _ network: inout Network<Element>, _ control: inout RunControl, shouldStop: () -> Bool
  ) -> EpochResult? {
    if shouldStop() { return nil }
    parameters.pack(network.parameters, into: vector.base)
    let iteration = solver.iterate(objective, parameters: vector.base)
    parameters.unpack(vector.base, into: network.uniqueParameters())
    // An iteration counts as one step, however many gradients it computes.
    control.steps = StepCounts(sinceReset: control.epochCount + 1, total: control.epochCount + 1)
    return EpochResult(
      loss: iteration.value - penalty.value(vector.base), gradientNorm: iteration.gradientNorm,
      isStalled: iteration.isStalled, figures: iteration.details)
  }

  func step(
    _ network: inout Network<Element>, on data: Dataset<Element>, rows: UnsafeBufferPointer<Int32>,
    _ control: inout RunControl
  ) -> Double {
    preconditionFailure("a full-batch method has no steps over some samples")
  }

  func resetStates() { _ = solver.restore([]) }

  func save(to snapshot: RunSnapshot<Element>) { snapshot.vector = solver.state }

  func restore(from snapshot: RunSnapshot<Element>) { _ = solver.restore(snapshot.vector) }

  func exportStates(of network: Network<Element>) -> OptimizerState<Element>.Values { .vector(solver.state) }

  func importStates(_ values: OptimizerState<Element>.Values) -> Bool {
    guard case .vector(let numbers) = values else { return false }
    return solver.restore(numbers)
  }
}

extension FullBatchEngine {
  /// The bytes that the method needs besides the network, the samples and a step's memory; `Int.max` on
  /// overflow.
  static func byteCount(
    _ method: any FullBatchMethod, topology: Topology, layout: ParameterLayout, rowCount: Int,
    configuration: TrainingConfiguration
  ) -> Int {
    let count = TrainedParameters(layout, frozenLayers: configuration.frozenLayers).count
    var parts = [
      method.workingByteCount(parameterCount: count), DenseVector.byteCount(vectors: 1, count: count),
      layout.count * MemoryLayout<Element>.stride,
    ]
    if method.needsLeastSquares {
      let rows = NetworkJacobian<Element>.blockRows(parameterCount: count, rowCount: rowCount)
      let workspace = Network<Element>.Workspace.Plan(
        topology: topology, rowCapacity: rows, purpose: .training)
      parts += [
        NetworkJacobian<Element>.byteCount(parameterCount: count, rowCount: rowCount),
        layout.count * MemoryLayout<Element>.stride,
        workspace.byteCount,
      ]
    }
    return MemoryBudget.sum(parts)
  }

  /// Checks that there is enough memory for a full-batch method.
  ///
  /// - Throws: `BPNetError.invalidArgument` under the name `optimizer`.
  static func checkMemory(
    _ topology: Topology, data: Dataset<Element>, configuration: TrainingConfiguration
  ) throws(BPNetError) {
    guard case .fullBatch(let method) = configuration.optimizer.algorithm else { return }
    let memory = TrainingMemory(
      topology: topology, rowCount: data.rowCount, holdsClasses: false, configuration: configuration,
      as: Element.self)
    try MemoryBudget.checkAvailable(
      memory.byteCountBesidesData, name: "optimizer",
      subject: "\(method.name) for \(topology.parameterCount) weights and biases, which needs")
  }
}
