/// The memory that training one network on one data set takes, by formula.
///
/// Parameters × (weights, optimiser states) + the gradient that a step holds + the workspace of a pass + the
/// data. Two things come on top that do not grow with the network: the process itself, and as much of the
/// products' scratch as they touch, a few megabytes at most.
///
/// `Workspace`, `GradientEngine`, `Updater`, `Trainer` and `Dataset` make what is counted here; a test
/// compares the sum with what they allocate.
package struct TrainingMemory: Sendable {
  /// The weights and biases.
  package let parameterByteCount: Int
  /// What the optimiser keeps for each parameter.
  package let stateByteCount: Int
  /// The widest panel of a layer's gradient, or the gradients of all layers where the network is small or a
  /// batch goes through it in parts.
  package let gradientByteCount: Int
  /// A batch's inputs, targets, outputs and error terms; `Int.max` if it is more than can be counted.
  package let workspaceByteCount: Int
  /// The samples, and their order.
  package let dataByteCount: Int
  /// What a method for full batches works with; `Int.max` if it is more than can be counted.
  package let solverByteCount: Int

  /// The sum.
  ///
  /// `Int.max` if it is more than can be counted.
  package var byteCount: Int {
    MemoryBudget.sum([
      parameterByteCount, stateByteCount, gradientByteCount, workspaceByteCount, dataByteCount,
      solverByteCount,
    ])
  }

  /// The memory of a `Trainer` without validation data.
  ///
  /// - Parameters:
  ///   - rowCount: the samples, at least one.
  ///   - threadCount: the threads that work together.
  ///   - holdsClasses: whether a sample's target is the number of its class, and not numbers.
  ///   - isWeighted: whether samples have weights of their own.
  package init<Element: Scalar>(
    topology: Topology, rowCount: Int, holdsClasses: Bool, configuration: TrainingConfiguration,
    threadCount: Int = 1, isWeighted: Bool = false, as _: Element.Type
  ) {
    let elementSize = MemoryLayout<Element>.stride
    let indexSize = MemoryLayout<Int32>.stride
    let layout = ParameterLayout(topology)
    let batchSize = configuration.batchSize.count(rowCount: rowCount)
    let plan = StepPlan(
      StepProblem(
        configuration, layout: layout, batchSize: batchSize, threadCount: threadCount, as: Element.self))
    parameterByteCount = layout.count * elementSize
    stateByteCount = configuration.optimizer.stateCount * parameterByteCount
    gradientByteCount = elementSize * plan.gradientElementCount(layout)
    workspaceByteCount =
      Workspace<Element>.Plan(
        topology: topology, rowCapacity: plan.passRows, purpose: .training, drops: configuration.dropout > 0
      ).byteCount
    let targetSize = holdsClasses ? indexSize : topology.outputCount * elementSize
    let weightSize =
      (isWeighted ? MemoryLayout<Double>.stride : 0)
      + (configuration.classWeights == nil ? 0 : MemoryLayout<Double>.stride)
    dataByteCount =
      rowCount * (topology.inputCount * elementSize + targetSize + weightSize) + (rowCount + batchSize)
      * indexSize
    guard case .fullBatch(let method) = configuration.optimizer.algorithm else {
      solverByteCount = 0
      return
    }
    solverByteCount = FullBatchEngine<Element>.byteCount(
      method, topology: topology, layout: layout, rowCount: rowCount, configuration: configuration)
  }
}
