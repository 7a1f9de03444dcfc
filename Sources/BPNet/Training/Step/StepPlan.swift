/// The facts that the choice of a `StepPlan` depends on.
struct StepProblem {
  let layout: ParameterLayout
  /// The maximum number of samples of a step.
  let batchSize: Int
  /// The bytes of a parameter.
  let elementSize: Int
  /// The number of threads that are available.
  var threadCount: Int
  /// The maximum number of rows of a pass.
  var maximumPassRows = StepPlan.maximumPassRows
  /// Whether the gradient of the whole batch is needed before the update: for clipping by norm, for the
  /// stopping rule on the gradient, or for a full-batch method.
  var needsWholeGradient = false
  /// Whether the optimiser's rule gets each element of the gradient unchanged: neither clipped nor with the
  /// derivative of an L1 penalty.
  var gradientIsUnchanged = false
  /// Whether one kernel call does the forward and backward pass of a sample of this data set.
  var kernelsTakeSingleSamples = false
  /// Whether the optimiser's rule accepts inputs and error terms instead of a gradient.
  var ruleTakesOuterProducts = false
  /// The layers, counted from 0, that are not trained.
  var frozenLayers: Set<Int> = []
  /// The kernels of gradients; nil for panels that are not made for any tiles.
  var kernels: KernelSet?
  /// The form that is wanted for measuring, if steps can have it; nil for the one that should be fastest.
  var wantedForm: StepForm?

  /// The tiles that gradients of so many columns, over so many samples, are computed by.
  func gradientTile(samples: Int, columns: Int) -> TileShape {
    kernels?.gradientTile(samples: samples, columns: columns, elementSize: elementSize)
      ?? TileShape(rows: 1, columns: weightPanelColumnCount)
  }

  /// Whether weights may be updated from the inputs and error terms of a single sample.
  var allowsOuterProducts: Bool { batchSize == 1 && ruleTakesOuterProducts && gradientIsUnchanged }
}

/// The forms of a training step.
package enum StepForm: String, CaseIterable, Sendable {
  /// One kernel call for the forward pass, backward pass and gradient of a sample; then the update.
  case singleSamples = "single-samples"
  /// The gradient of all parameters; then the update of all.
  case wholeGradient = "whole-gradient"
  /// Panel by panel, the gradient and then the update.
  case panels
}

/// The way in which the steps of a run are taken, decided once and only here.
///
/// All plans give the same result, bit for bit; a plan only affects speed.
///
/// | form | chosen for | reason |
/// |---|---|---|
/// | `singleSamples` | batches of one sample on one thread, layers small enough | the calls of a general |
/// | | for the one kernel call, a gradient that the rule gets unchanged | step would dominate |
/// | `wholeGradient` | at most `largestWholeGradient` parameters | all of it is in the nearer caches |
/// | | something needs the whole gradient before the first update | it has to exist |
/// | | batches larger than a pass | the passes' gradients are added up |
/// | `panels` | all others | weights and states are read and written once |
///
/// A panel is some rows of a layer's weights, which are updated while their gradient is in the first-level
/// cache.
///
/// Threads share the samples of the forward and backward pass, and then the panels: they synchronise twice a
/// step.
struct StepPlan: Equatable, Sendable {
  /// The maximum number of rows of a pass; a larger batch takes several passes.
  static let maximumPassRows = 4096
  /// The most parameters whose gradient is held whole for speed: together with the parameters and a state it
  /// stays in the nearer caches.
  ///
  /// On one core of AMD Zen 4, f32, batches of 1 to 64, steps of networks of 5,300 to 6,200 parameters took
  /// 0.88 to 1 times as long so as in panels, those of deeper ones with some 1,600 a layer 0.77 to 0.97
  /// times, and those with two layers and 8,000 parameters or more the same or longer. Threads share panels
  /// from fewer on: each would have to wait for the last one before the update.
  private static func largestWholeGradient(_ problem: StepProblem) -> Int {
    guard problem.threadCount == 1 else { return 4096 }
    return min(2048 * max(3, problem.layout.layers.count), 32_768)
  }

  let form: StepForm
  /// The number of rows of a pass.
  let passRows: Int
  /// The panels of each thread.
  let panels: [[GradientPanel]]
  /// Whether the backward pass computes the gradient of each layer right after the layer's error terms: a
  /// whole gradient on one thread, for which no other thread's error terms are needed.
  let makesGradientOnTheWayBack: Bool
  /// Whether a step over a single sample computes the first layer's net inputs for the next sample, too.
  ///
  /// It does so while it updates the layer's weights, which are then read once for both. In one thread, since
  /// each net input is a chain over all panels.
  let looksAhead: Bool
  /// Whether threads share the update from a whole gradient; for a small network it is not worth a
  /// synchronisation.
  let sharesUpdate: Bool

  /// The plan for a problem.
  init(_ problem: StepProblem) {
    passRows = min(problem.batchSize, problem.maximumPassRows)
    let isSmall = problem.layout.parameterCount <= StepPlan.largestWholeGradient(problem)
    let forms = StepPlan.forms(problem)
    if let wanted = problem.wantedForm, forms.contains(wanted) {
      form = wanted
    } else if isSmall, forms.contains(.singleSamples) {
      form = .singleSamples
    } else {
      form = !isSmall && forms.contains(.panels) ? .panels : .wholeGradient
    }
    sharesUpdate = !isSmall
    panels = GradientPanel.divide(problem, rows: passRows, updates: form == .panels)
    looksAhead =
      form == .panels && passRows == 1 && panels.count == 1
      && panels[0].contains { $0.layer == 0 && $0.isOuterProduct }
    makesGradientOnTheWayBack = form != .panels && panels.count == 1
  }

  /// The forms that steps can have.
  private static func forms(_ problem: StepProblem) -> [StepForm] {
    var forms = [StepForm.wholeGradient]
    if problem.batchSize == 1, problem.threadCount == 1, !problem.needsWholeGradient,
      problem.gradientIsUnchanged, problem.kernelsTakeSingleSamples,
      !problem.layout.layers.contains(where: \.bias.isShared)
    {
      forms.append(.singleSamples)
    }
    if !problem.needsWholeGradient, problem.batchSize <= problem.maximumPassRows { forms.append(.panels) }
    return forms
  }

  /// Whether the gradient of all parameters is in memory before the update.
  var holdsWholeGradient: Bool { form != .panels }

  /// The number of threads that share a step.
  var threadCount: Int { panels.count }

  /// The number of elements of gradients that are in memory at a time.
  func gradientElementCount(_ layout: ParameterLayout) -> Int {
    guard !holdsWholeGradient else { return layout.count }
    return panels.reduce(0) { $0 + GradientPanel.gradientElementCount($1) + layout.widestBiasCount }
  }

  /// The number of error terms that a thread copies at a time for the gradients of its panels.
  func copiedErrorCount(member: Int) -> Int {
    passRows
      * (panels[member].lazy.filter(\.copiesErrors).map { $0.errorColumn + $0.outputs.count }.max() ?? 0)
  }
}

extension TrainingConfiguration {
  /// The number of threads that share steps of `batchSize` samples through networks of this topology.
  func threadCount(topology: Topology, batchSize: Int) -> Int {
    if stepForm != nil { return min(threads ?? availableProcessorCount, batchSize) }
    return WorkSharing.awake.threadCount(
      operationsPerSample: topology.trainingOperationsPerSample, sampleCount: batchSize, limit: threads)
  }
}
