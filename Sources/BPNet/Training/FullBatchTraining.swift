/// The training of a network by a method for full batches: an iteration an epoch, in memory made once.
final class FullBatchTraining<Element: Scalar> {
  private let solver: any FullBatchSolver
  private let objective: any Objective
  private let parameters: TrainedParameters
  private let penalty: WeightPenalty
  /// The trained parameters, as the method sees them.
  private let vector: AlignedBuffer<Double>
  /// What the last iteration came to.
  private(set) var last: FullBatchIteration?

  /// Nil where the configuration's optimiser is not a method for full batches.
  ///
  /// - Parameters:
  ///   - step: makes gradients over full batches.
  ///   - rows: the numbers of all samples, in order.
  init?(
    network: Network<Element>, data: Dataset<Element>, configuration: TrainingConfiguration,
    step: GradientDescentStep<Element>, rows: AlignedBuffer<Int32>
  ) {
    guard case .fullBatch(let method) = configuration.optimizer.algorithm else { return nil }
    let general = NetworkObjective(
      network: network, data: data, configuration: configuration, step: step, rows: rows)
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

  /// Replaces the network by the one that an iteration leads to.
  ///
  /// - Returns: the loss of the new network, without weight decay.
  @specialized(where Element == Float)
  @specialized(where Element == Double)
  func iterate(_ network: inout Network<Element>) -> Double {
    parameters.pack(network.parameters, into: vector.base)
    let iteration = solver.iterate(objective, parameters: vector.base)
    parameters.unpack(vector.base, into: network.uniqueParameters())
    last = iteration
    return iteration.value - penalty.value(vector.base)
  }

  /// The numbers that the next iterations depend on beside the network.
  var state: [Double] { solver.state }

  /// Takes up the state of another run; false if it is none of this method and size.
  func restore(_ state: [Double]) -> Bool { solver.restore(state) }
}

extension FullBatchTraining {
  /// The bytes that the method takes beside the network, the samples and a step's memory; `Int.max` on overflow.
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
      let workspace = Workspace<Element>.elementCount(topology: topology, rowCapacity: rows)
      parts += [
        NetworkJacobian<Element>.byteCount(parameterCount: count, rowCount: rowCount),
        layout.count * MemoryLayout<Element>.stride,
        workspace == Int.max ? workspace : workspace * MemoryLayout<Element>.stride,
      ]
    }
    return parts.reduce(0) { total, part in
      let (sum, overflow) = total.addingReportingOverflow(part)
      return overflow ? Int.max : sum
    }
  }

  /// Checks that a method for full batches has the memory that it takes.
  ///
  /// - Throws: `BPNetError.invalidArgument` under the name `optimizer`.
  static func checkMemory(
    _ topology: Topology, data: Dataset<Element>, configuration: TrainingConfiguration
  ) throws(BPNetError) {
    guard case .fullBatch(let method) = configuration.optimizer.algorithm else { return }
    let memory = TrainingMemory(
      topology: topology, rowCount: data.rowCount, holdsClasses: false, configuration: configuration,
      as: Element.self)
    try MemoryBudget.check(
      memory.byteCount, name: "optimizer",
      subject: "\(method.name) for \(topology.parameterCount) weights and biases, which needs")
  }
}
