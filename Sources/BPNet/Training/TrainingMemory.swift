/// The memory that training one network on one data set takes, computed in advance.
///
/// It is the sum of parameters, optimiser states, the gradient that a step holds, the workspace of a pass and
/// the data. Three things are left out that do not grow with the network: the process itself, as much of the
/// products' scratch memory as they touch, a few megabytes at most, and the panels of steps among fewer
/// threads, which are tried where there are several.
///
/// `Network.Workspace`, `GradientEngine`, `TrainingStep`, `Updater`, `Trainer` and `Dataset` allocate what is
/// counted here; a test compares the sum with what they allocate.
package struct TrainingMemory: Sendable {
  /// The weights, biases and slopes.
  package let parameterByteCount: Int
  /// The optimiser's states, each as large as the parameters.
  package let stateByteCount: Int
  /// The whole gradient, or those of panels that a thread holds at a time, depending on the step's plan, the
  /// error terms that a thread copies for a panel, and the net inputs of the next sample.
  package let gradientByteCount: Int
  /// A pass's inputs, targets, outputs and error terms; `Int.max` on overflow.
  package let workspaceByteCount: Int
  /// The samples, and the numbers that order them.
  package let dataByteCount: Int
  /// The memory of a method for full batches; `Int.max` on overflow.
  package let solverByteCount: Int

  /// The sum; `Int.max` on overflow.
  package var byteCount: Int { MemoryBudget.sum([byteCountBesidesData, dataByteCount]) }

  /// The sum without the data, for a check when these are in memory already; `Int.max` on overflow.
  var byteCountBesidesData: Int {
    MemoryBudget.sum([
      parameterByteCount, stateByteCount, gradientByteCount, workspaceByteCount, solverByteCount,
    ])
  }

  /// The memory of a `Trainer` without validation data.
  ///
  /// - Parameters:
  ///   - rowCount: the number of samples, at least one.
  ///   - holdsClasses: whether a sample's target is the number of its class.
  ///   - threadCount: the number of threads that share a step.
  ///   - isWeighted: whether samples have weights of their own.
  package init<Element: Scalar>(
    topology: Topology, rowCount: Int, holdsClasses: Bool, configuration: TrainingConfiguration,
    threadCount: Int = 1, isWeighted: Bool = false, as _: Element.Type
  ) {
    let elementSize = MemoryLayout<Element>.stride
    let indexSize = MemoryLayout<Int32>.stride
    let layout = ParameterLayout(topology, elementSize: elementSize)
    let batchSize = configuration.batchSize.count(rowCount: rowCount)
    var problem = StepProblem(
      configuration, layout: layout, batchSize: batchSize, threadCount: threadCount, as: Element.self)
    problem.kernels = try? KernelSet.selected()
    if case .rule(let rule) = configuration.optimizer.algorithm, let kernels = problem.kernels {
      problem.ruleTakesOuterProducts = rule.routine(as: Element.self, on: kernels).takesInputs
    }
    let plan = StepPlan(problem)
    parameterByteCount = layout.count * elementSize
    stateByteCount = configuration.optimizer.stateCount * parameterByteCount
    let copiedCount = plan.panels.indices.reduce(0) { $0 + plan.copiedErrorCount(member: $1) }
    gradientByteCount =
      elementSize * (plan.gradientElementCount(layout) + plan.netInputCount(layout) + copiedCount)
    workspaceByteCount =
      Network<Element>.Workspace.Plan(
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
