extension TrainingStep {
  /// A step that computes the gradient of a loss over samples of a data set, and updates nothing.
  convenience init(
    gradientOf network: Network<Element>, over data: Dataset<Element>, loss: Loss,
    reduction: TrainingConfiguration.Reduction
  ) {
    var configuration = TrainingConfiguration()
    configuration.loss = loss
    configuration.reduction = reduction
    configuration.optimizer = .lbfgs()
    self.init(network: network, data: data, configuration: configuration, batchSize: data.rowCount)
  }

  /// A step for a configuration; without an update if its optimiser is a full-batch method, which needs only
  /// gradients.
  ///
  /// - Parameters:
  ///   - data: the samples that steps are taken over; nil if they are not known yet.
  ///   - batchSize: the maximum number of samples of a step.
  ///   - maximumPassRows: the maximum number of rows of a pass; the result does not depend on it.
  ///   - threadCount: the number of threads that share a step; the result does not depend on it.
  convenience init(
    network: Network<Element>, data: Dataset<Element>?, configuration: TrainingConfiguration, batchSize: Int,
    maximumPassRows: Int = StepPlan.maximumPassRows, threadCount: Int = 1
  ) {
    let topology = network.topology
    let team = threadCount > 1 ? ThreadTeam(count: threadCount) : nil
    let workspace = Network<Element>.Workspace(
      topology: topology, rowCapacity: min(batchSize, maximumPassRows), purpose: .training,
      dropout: configuration.makeDropout(topology: topology))
    let loss = configuration.loss.function
    let updater: Updater<Element>? =
      if case .rule(let rule) = configuration.optimizer.algorithm {
        Updater(
          network: network, rule: rule, configuration: configuration,
          kernels: network.updateKernels(batchSize: batchSize, workspace: workspace))
      } else { nil }
    var problem = StepProblem(
      configuration, layout: network.layout, batchSize: batchSize, threadCount: team?.count ?? 1,
      as: Element.self)
    problem.maximumPassRows = maximumPassRows
    problem.kernels = network.kernels
    problem.ruleTakesOuterProducts = updater?.routine.takesInputs ?? false
    let takesSingleSamples = data.map {
      loss.routines(as: Element.self).takesSingleSamples(of: $0, through: network, workspace: workspace)
    }
    problem.kernelsTakeSingleSamples = takesSingleSamples ?? false
    let plan = StepPlan(problem)
    self.init(
      problem: problem, plan: plan,
      engine: GradientEngine(
        network: network, workspace: workspace, loss: loss, reduction: configuration.reduction, plan: plan),
      updater: updater, team: plan.threadCount > 1 ? team : nil,
      measuresGradient: configuration.stopping.minimumGradient != nil)
  }
}

extension TrainingStep {
  /// This step, and others that share its workspace and its optimiser's states among fewer threads: half of
  /// them, and one.
  ///
  /// Only for a step in panels: one that holds the whole gradient would need another one for each.
  func withFewerThreads(
    network: Network<Element>, configuration: TrainingConfiguration
  ) -> [TrainingStep<Element>] {
    guard plan.form == .panels, plan.threadCount > 1 else { return [self] }
    let counts = plan.threadCount > 2 ? [plan.threadCount / 2, 1] : [1]
    return [self]
      + counts.map { count in
        let team = count > 1 ? ThreadTeam(count: count) : nil
        var problem = problem
        problem.threadCount = team?.count ?? 1
        let plan = StepPlan(problem)
        return TrainingStep(
          problem: problem, plan: plan,
          engine: GradientEngine(
            network: network, workspace: engine.workspace, loss: configuration.loss.function,
            reduction: configuration.reduction, plan: plan),
          updater: updater, team: plan.threadCount > 1 ? team : nil, measuresGradient: false)
      }
  }
}

extension Network {
  /// The kernels of updates.
  ///
  /// For single samples those of the forward and backward pass: a wider vector would have to wait until the
  /// gradient, which was stored in shorter ones, is in the cache.
  fileprivate func updateKernels(batchSize: Int, workspace: Network<Element>.Workspace) -> KernelSet {
    batchSize == 1 ? kernels.forSteps(workspace.layers) ?? kernels : kernels
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
      frozenLayers: configuration.frozenLayers, wantedForm: configuration.stepForm)
  }
}
