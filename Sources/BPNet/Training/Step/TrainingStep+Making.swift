extension TrainingStep {
  /// Steps that make the gradient of a loss over a data set, or some of it, and update nothing.
  convenience init(
    gradientOf network: Network<Element>, over data: Dataset<Element>, loss: Loss, reduction: Reduction
  ) {
    var configuration = TrainingConfiguration()
    configuration.loss = loss
    configuration.reduction = reduction
    configuration.optimizer = .lbfgs()
    self.init(network: network, data: data, configuration: configuration, batchSize: data.rowCount)
  }

  /// Steps as a configuration has them; without an update where its optimiser is a method for full batches,
  /// which takes gradients alone.
  ///
  /// - Parameters:
  ///   - data: the samples that steps are taken over; nil where they are not known yet.
  ///   - batchSize: the most samples of a step.
  ///   - maximumPassRows: the most rows that go through the network at once; no weight depends on it.
  ///   - threadCount: the threads that work together; no weight depends on it.
  convenience init(
    network: Network<Element>, data: Dataset<Element>?, configuration: TrainingConfiguration, batchSize: Int,
    maximumPassRows: Int = StepPlan.maximumPassRows, threadCount: Int = 1
  ) {
    let topology = network.topology
    let team = threadCount > 1 ? ThreadTeam(count: threadCount) : nil
    let workspace = Workspace<Element>(
      topology: topology, rowCapacity: min(batchSize, maximumPassRows), purpose: .training,
      dropout: configuration.makeDropout(topology: topology))
    let loss = configuration.loss.function
    let updater: Updater<Element>? =
      if case .rule(let rule) = configuration.optimizer.algorithm {
        Updater(network: network, rule: rule, configuration: configuration)
      } else { nil }
    var problem = StepProblem(
      configuration, layout: network.layout, batchSize: batchSize, threadCount: team?.count ?? 1,
      as: Element.self)
    problem.maximumPassRows = maximumPassRows
    problem.ruleTakesOuterProducts = updater?.routine.takesInputs ?? false
    let takesSingleSamples = data.map {
      loss.routines(as: Element.self).takesSingleSamples(of: $0, through: network, workspace: workspace)
    }
    problem.kernelsTakeSingleSamples = takesSingleSamples ?? false
    let plan = StepPlan(problem)
    self.init(
      plan: plan,
      engine: GradientEngine(
        network: network, workspace: workspace, loss: loss, reduction: configuration.reduction, plan: plan),
      updater: updater, team: plan.threadCount > 1 ? team : nil,
      measuresGradient: configuration.stopping.minimumGradient != nil)
  }
}

extension StepProblem {
  /// The part of the problem that follows from a configuration.
  init<Element: Scalar>(
    _ configuration: TrainingConfiguration, layout: ParameterLayout, batchSize: Int, threadCount: Int,
    as _: Element.Type
  ) {
    self.init(
      layout: layout, batchSize: batchSize, elementSize: MemoryLayout<Element>.stride,
      threadCount: threadCount, needsWholeGradient: configuration.needsWholeGradient,
      gradientIsUnchanged: configuration.clipping.value == nil && configuration.l1Penalty == 0,
      frozenLayers: configuration.frozenLayers)
  }
}
