/// The samples that go through the network together: a batch, or a part of a large one.
struct Pass<Element: Scalar> {
  /// The samples, as indices of the data set.
  var rows = UnsafeBufferPointer<Int32>(start: nil, count: 0)
  /// Whether each sample follows the one before in the data set.
  var areConsecutive = false
  /// The index of the first sample in its batch; above 0 for the later passes of a batch.
  var firstRow = 0
  /// The net inputs of the first layer, if the step before computed them; only for a pass of one sample.
  var netInputs: UnsafeMutablePointer<Element>?
  /// The factor of the error terms, 1/N for a mean.
  var scale: Element = 1
  /// The scale of the samples' weights; see `PassWeights`.
  var weightUnit = 1.0

  /// Whether gradients are added to those of the passes before.
  @inline(__always)
  var continues: Bool { firstRow > 0 }
}

/// Computes error terms from samples, and gradients from error terms.
///
/// The engine knows the loss and owns the memory of a pass; it does not know what gradients are used for. The
/// methods that several threads call take the number of the calling member; each member writes only to its
/// own rows, panels and memory.
final class GradientEngine<Element: Scalar> {
  let workspace: Network<Element>.Workspace
  /// The gradient of all parameters, laid out like them; empty if the plan holds no whole gradient.
  let gradient: UnsafeMutablePointer<Element>
  let loss: LossRoutines<Element>
  /// The divisor of the mean besides the sum of the samples' weights; nil for the sum.
  private let meanDivisor: Double?
  private let sharedBiases: [ParameterLayout.Layer]
  /// Whether there are `sharedBiases`: an array would be retained and released in each step.
  private let sharesBiases: Bool
  private let holdsWholeGradient: Bool
  /// Whether members copy the error terms of a panel; see `GradientPanel.copiesErrors`.
  private let copiesErrors: Bool
  private let gradientStorage: AlignedBuffer<Element>
  private let memberStorage: [MemberStorage]
  /// The memory of each member, behind a plain pointer to avoid reference counting in a step.
  private let members: AlignedBuffer<MemberMemory>

  /// The memory of one thread besides the workspace.
  private struct MemberStorage {
    /// Nil for the calling thread, which has that of the workspace.
    let scratch: KernelScratch?
    let gradient: AlignedBuffer<Element>
    let biasGradient: AlignedBuffer<Element>
    let errors: AlignedBuffer<Element>
  }

  /// The addresses of one thread's memory.
  struct MemberMemory: BitwiseCopyable {
    let scratch: UnsafeMutableRawPointer
    /// The gradients of panels, each at its `GradientPanel.gradientOffset`; gaps are zero.
    let gradient: UnsafeMutablePointer<Element>
    /// The gradients of the layer's biases and slope, computed with those of its first panel.
    let biasGradient: UnsafeMutablePointer<Element>
    /// The error terms of the columns of some panels, for each copied next to each other.
    let errors: UnsafeMutablePointer<Element>
  }

  /// - Parameters:
  ///   - workspace: a training workspace of `plan.passRows` rows.
  ///   - loss: the function whose gradient is computed.
  ///   - reduction: the reduction of the loss over the samples of a batch.
  init(
    network: Network<Element>, workspace: Network<Element>.Workspace, loss: any LossFunction,
    reduction: TrainingConfiguration.Reduction,
    plan: StepPlan
  ) {
    let layout = network.layout
    self.workspace = workspace
    self.loss = loss.routines(as: Element.self)
    self.meanDivisor =
      reduction == .mean ? loss.meanDivisor(outputCount: network.topology.outputCount) : nil
    self.sharedBiases = layout.layers.filter { $0.bias == .shared }
    self.sharesBiases = !sharedBiases.isEmpty
    self.holdsWholeGradient = plan.holdsWholeGradient
    self.copiesErrors = plan.passRows > 1
    self.gradientStorage = AlignedBuffer(count: plan.holdsWholeGradient ? layout.count : 0)
    self.gradient = gradientStorage.base
    let memberStorage = plan.panels.indices.map { member in
      let gradientCount = GradientPanel.gradientElementCount(plan.panels[member])
      let copied = plan.copiedErrorCount(member: member)
      return MemberStorage(
        scratch: member == 0 ? nil : KernelScratch(),
        gradient: AlignedBuffer(count: plan.holdsWholeGradient ? 0 : gradientCount),
        biasGradient: AlignedBuffer(count: plan.holdsWholeGradient ? 0 : layout.widestBiasCount),
        errors: AlignedBuffer(
          count: copied == 0 ? 0 : copied + kernelRoomByteCount / MemoryLayout<Element>.stride))
    }
    self.memberStorage = memberStorage
    self.members = AlignedBuffer(
      copying: memberStorage.map { storage in
        MemberMemory(
          scratch: storage.scratch?.base ?? workspace.scratch,
          gradient: storage.gradient.base, biasGradient: storage.biasGradient.base,
          errors: storage.errors.base)
      })
  }

  /// The memory of a member, valid as long as this object lives.
  @inline(__always)
  func memory(ofMember member: Int) -> MemberMemory { members.base[member] }

  /// The factor of a batch's error terms, and the scale of its samples' weights.
  ///
  /// If all samples have the same weight, a power of 2, the results are bit for bit those without weights.
  @inline(__always)
  func scaling(
    of rows: UnsafeBufferPointer<Int32>, in data: Dataset<Element>
  ) -> (scale: Element, weightUnit: Double) {
    guard let meanDivisor else { return (1, 1) }
    guard let weights = data.weights else { return (Element(1 / (Double(rows.count) * meanDivisor)), 1) }
    let sum = weights.sum(of: rows)
    let unit = PassWeights.unit(forSum: sum)
    return (sum > 0 ? Element(1 / (sum * unit * meanDivisor)) : 1, unit)
  }

  /// The factor of the error terms of a batch of one sample without a weight.
  var singleSampleScale: Element { meanDivisor.map { Element(1 / $0) } ?? 1 }

  /// The forward and backward pass for a share of a pass's samples: computes the error terms of all layers.
  ///
  /// - Parameter share: the indices of the samples in the pass.
  @inline(__always)
  func propagate(
    _ pass: Pass<Element>, share: Range<Int>, of data: Dataset<Element>, through network: Network<Element>,
    member: Int
  ) {
    guard !share.isEmpty else { return }
    let rows = UnsafeBufferPointer(rebasing: pass.rows[share])
    let input = gather(rows, from: share.lowerBound, areConsecutive: pass.areConsecutive, of: data)
    let scratch = memory(ofMember: member).scratch
    computeOutputErrors(
      input: input, places: share, rows: rows, pass: pass, data: data, network: network, scratch: scratch)
    network.backward(
      rows: share, workspace: workspace, errorsAreOfOutputs: loss.errorsAreOfOutputs, scratch: scratch)
  }

  /// The forward and backward pass for all samples, with the gradients of all parameters.
  @inline(__always)
  func propagateWithGradient(
    _ pass: Pass<Element>, of data: Dataset<Element>, through network: Network<Element>
  ) {
    let input = gather(pass.rows, from: 0, areConsecutive: pass.areConsecutive, of: data)
    computeOutputErrors(
      input: input, places: 0..<pass.rows.count, rows: pass.rows, pass: pass, data: data, network: network,
      scratch: workspace.scratch)
    network.backward(
      input: input, workspace: workspace, errorsAreOfOutputs: loss.errorsAreOfOutputs,
      continues: pass.continues, into: gradient)
  }

  /// The sum of the loss over a pass whose outputs have been computed.
  @inline(__always)
  func lossSum(of pass: Pass<Element>, in data: Dataset<Element>, kernels: KernelSet) -> Double {
    loss.sum(
      workspace.batch[0..<pass.rows.count], weights: data.weights, rows: pass.rows, kernels: kernels)
  }

  /// The addresses of a panel's gradient: of its weights and, for a layer's first panel, of the layer's
  /// biases and slope.
  struct PanelGradient {
    let weights: UnsafeMutablePointer<Element>
    let biases: UnsafeMutablePointer<Element>
  }

  /// Computes the gradient of a panel from the error terms of a pass.
  ///
  /// - Parameter input: `input(of:in:)` of the pass.
  @inline(__always)
  func makeGradient(
    of panel: GradientPanel, _ pass: Pass<Element>, input: Matrix<Element>, network: Network<Element>,
    _ memory: MemberMemory
  ) -> PanelGradient {
    let layer = network.layout.layers[panel.layer]
    let result = PanelGradient(
      weights: holdsWholeGradient ? gradient + panel.offset : memory.gradient + panel.gradientOffset,
      biases: holdsWholeGradient ? layer.biases(gradient) : memory.biasGradient)
    var errors = workspace.errors[panel.layer].prefix(input.rows).columns(panel.outputs)
    if copiesErrors, layer.hasPanels {
      let copy = memory.errors + errors.rows * panel.errorColumn
      if panel.copiesErrors { network.kernels.copy(errors, to: copy) }
      errors = Matrix(base: copy, rows: errors.rows, columns: errors.columns)
    }
    network.computeWeightGradient(
      ofLayer: panel.layer, inputs: panel.inputs, input: input, errors: errors, workspace: workspace,
      accumulate: pass.continues,
      gradient: Matrix(
        base: result.weights, rows: panel.inputs.count, columns: panel.outputs.count,
        stride: panel.rowStride),
      pitch: panel.partCount == 1 ? nil : holdsWholeGradient ? panel.partPitch : panel.partElementCount,
      biasGradient: panel.bringsBiases ? result.biases : nil, scratch: memory.scratch)
    if !holdsWholeGradient, panel.bringsBiases, layer.bias == .shared {
      sumSharedBiases(result.biases, count: layer.outputCount)
    }
    return result
  }

  /// Completes the whole gradient after all passes of a batch have been added to it.
  @inline(__always)
  func completeGradient() {
    guard sharesBiases else { return }
    for layer in sharedBiases { sumSharedBiases(layer.biases(gradient), count: layer.outputCount) }
  }

  /// The inputs and the error terms whose product is the gradient of a panel, for a pass of one sample.
  @inline(__always)
  func outerProduct(
    of panel: GradientPanel, input: Matrix<Element>
  ) -> (inputs: UnsafeBufferPointer<Element>, errors: UnsafeMutablePointer<Element>) {
    let layerInput = panel.layer == 0 ? input.base : workspace.outputs[panel.layer - 1].base
    return (
      UnsafeBufferPointer(start: layerInput + panel.inputs.lowerBound, count: panel.inputs.count),
      workspace.errors[panel.layer].base + panel.outputs.lowerBound
    )
  }

  /// Adds a panel's share to the next sample's net inputs, after its weights have been updated.
  @inline(__always)
  func addNetInputs(
    of panel: GradientPanel, to next: NextSample<Element>, network: Network<Element>, _ memory: MemberMemory
  ) {
    let isFirst = panel.inputs.lowerBound == 0
    let biases = network.layout.layers[panel.layer].biases(network.parameters) + panel.outputs.lowerBound
    network.kernels.forward(
      input: Matrix(
        base: UnsafeMutablePointer(mutating: next.inputs), rows: 1, columns: panel.inputs.count),
      weights: Matrix(
        base: network.parameters + panel.offset, rows: panel.inputs.count, columns: panel.outputs.count,
        stride: panel.rowStride),
      bias: isFirst ? biases : next.netInputs, function: .linear, parameter: 0,
      output: Matrix(base: next.netInputs, rows: 1, columns: panel.outputs.count), scratch: memory.scratch)
  }

  /// The inputs of a pass whose outputs have been computed: in the data set, or gathered in the workspace.
  @inline(__always)
  func input(of pass: Pass<Element>, in data: Dataset<Element>) -> Matrix<Element> {
    if pass.areConsecutive {
      let first = Int(pass.rows[0])
      if let input = data.consecutiveInputs(first..<first + pass.rows.count) { return input }
    }
    return workspace.input.prefix(pass.rows.count)
  }
}

extension GradientEngine {
  /// Computes the outputs of samples, and from them the error terms of the output layer.
  ///
  /// - Parameter places: the rows of the samples in the workspace.
  @inline(__always)
  private func computeOutputErrors(
    input: Matrix<Element>, places: Range<Int>, rows: UnsafeBufferPointer<Int32>, pass: Pass<Element>,
    data: Dataset<Element>, network: Network<Element>, scratch: UnsafeMutableRawPointer
  ) {
    if let netInputs = pass.netInputs {
      network.forward(
        fromNetInputs: netInputs, workspace: workspace, keepsLogits: loss.needsLogits, scratch: scratch)
    } else {
      network.forward(
        input: input, row: places.lowerBound, workspace: workspace, keepsLogits: loss.needsLogits,
        scratch: scratch)
    }
    let errors = workspace.outputErrors[places]
    var batch = workspace.batch[places]
    batch.targetsAreClasses = data.targetsAreClasses
    loss.errors(batch, pass.scale, errors)
    if let weights = data.weights {
      PassWeights(weights: weights, rows: rows, unit: pass.weightUnit).scale(errors)
    }
  }

  /// Copies inputs and targets of samples to the workspace, from its row `row` on.
  ///
  /// Consecutive inputs are not copied: the data set's own rows are returned.
  @inline(__always)
  private func gather(
    _ rows: UnsafeBufferPointer<Int32>, from row: Int, areConsecutive: Bool, of data: Dataset<Element>
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

  /// Replaces the gradients of a layer's biases by their sum, the gradient of the bias that all its neurons
  /// share.
  ///
  /// The sum is written to every element, so that all copies of the bias stay equal.
  private func sumSharedBiases(_ gradient: UnsafeMutablePointer<Element>, count: Int) {
    var sum: Element = 0
    for neuron in 0..<count { sum += gradient[neuron] }
    gradient.update(repeating: sum, count: count)
  }
}
