/// What the choice of a `StepPlan` depends on.
struct StepProblem {
  let layout: ParameterLayout
  /// The most samples of a step.
  let batchSize: Int
  /// The bytes of a parameter.
  let elementSize: Int
  /// The threads that may take part.
  let threadCount: Int
  /// The most rows that go through the network at once.
  var maximumPassRows = StepPlan.maximumPassRows
  /// Whether somebody wants the gradient of the batch as a whole: clipping by its norm, the rule of the least
  /// gradient, a full-batch method.
  var needsWholeGradient = false
  /// Whether each number of the gradient reaches the optimiser's rule as it is: neither clipped nor joined by
  /// the derivative of an L1 penalty.
  var gradientIsUnchanged = false
  /// Whether the kernels take a sample of this data set through this network and back by one call.
  var kernelsTakeSingleSamples = false
  /// Whether the optimiser's rule takes inputs and error terms in place of a gradient.
  var ruleTakesOuterProducts = false
  /// The layers, counted from 0, that are not trained.
  var frozenLayers: Set<Int> = []

  /// Whether weights may be updated from the inputs and error terms of a single sample.
  var allowsOuterProducts: Bool { batchSize == 1 && ruleTakesOuterProducts && gradientIsUnchanged }
}

/// How steps over batches of one size are taken: decided once for a run, here and nowhere else.
///
/// No plan changes a bit of the result, so a plan is a matter of speed alone.
///
/// | form | chosen where | reason |
/// |---|---|---|
/// | `singleSamples` | single samples, one thread, layers so small that the kernels | the calls of a |
/// | | take them by one call, a gradient that goes to the rule unchanged | general step cost most |
/// | `wholeGradient` | at most 4,096 parameters | all of it is in the first-level cache |
/// | | somebody wants the whole gradient before the first update | it has to exist |
/// | | a batch is larger than a pass | the passes' gradients are added up |
/// | `panels` | all others | weights and states are touched once |
///
/// A panel is some rows of a layer's weights, which are updated while their gradient is in the first-level
/// cache.
///
/// Several threads divide samples on the way forward and back, and panels after that; two meetings a step.
struct StepPlan: Equatable, Sendable {
  /// The forms that a step may have.
  enum Form: Sendable {
    /// One call of the kernels for a sample forward, back and its gradient; then the update of all
    /// parameters.
    case singleSamples
    /// The gradient of all parameters, and then the update of all.
    case wholeGradient
    /// Gradient and update of some rows of weights after the other.
    case panels
  }

  /// The most rows that go through the network at once; a larger batch goes in several passes.
  static let maximumPassRows = 4096
  /// The most parameters whose gradient is made whole for speed: it stays in the first-level cache with the
  /// parameters and a state.
  static let largestWholeGradient = 4096

  let form: Form
  /// The rows that go through the network at once.
  let passRows: Int
  /// The panels of each thread.
  let panels: [[GradientPanel]]
  /// Whether threads share the update from a whole gradient: not worth a meeting for a small network.
  let sharesUpdate: Bool

  /// The plan for a problem.
  init(_ problem: StepProblem) {
    passRows = min(problem.batchSize, problem.maximumPassRows)
    let isSmall = problem.layout.count <= StepPlan.largestWholeGradient
    if problem.batchSize == 1, problem.threadCount == 1, isSmall, !problem.needsWholeGradient,
      problem.gradientIsUnchanged, problem.kernelsTakeSingleSamples,
      !problem.layout.layers.contains(where: \.bias.isShared)
    {
      form = .singleSamples
    } else if isSmall || problem.needsWholeGradient || problem.batchSize > passRows {
      form = .wholeGradient
    } else {
      form = .panels
    }
    sharesUpdate = !isSmall
    panels = GradientPanel.divide(problem, rows: passRows, updates: form == .panels)
  }

  /// Whether the gradient of all parameters exists between its making and the update.
  var holdsWholeGradient: Bool { form != .panels }

  /// The threads that work together.
  var threadCount: Int { panels.count }

  /// The elements of gradients that are held at a time.
  func gradientElementCount(_ layout: ParameterLayout) -> Int {
    guard !holdsWholeGradient else { return layout.count }
    return panels.reduce(0) { $0 + ($1.map(\.elementCount).max() ?? 0) + layout.widestBiasCount }
  }
}

extension TrainingConfiguration {
  /// The threads that steps of `batchSize` samples through networks of this topology are shared among.
  func threadCount(topology: Topology, batchSize: Int) -> Int {
    WorkSharing.awake.threadCount(
      operationsPerSample: topology.trainingOperationsPerSample, sampleCount: batchSize, limit: threads)
  }
}
