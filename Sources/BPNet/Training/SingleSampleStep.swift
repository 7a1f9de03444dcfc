/// One sample forward and back, and its gradient, by a single call of the kernels: for networks so small that calls
/// would take longer than the arithmetic.
///
/// The bytes are those of any other step.
struct SingleSampleStep<Element: Scalar> {
  private let kernels: KernelSet
  private var step: KernelStep
  private let inputs: Matrix<Element>

  /// - Parameters:
  ///   - scale: what the error terms of one sample are multiplied by.
  ///   - workspace: what steps work in; whoever takes them keeps it, and the data.
  ///   - gradient: where the gradient of a sample goes, laid out as the parameters.
  /// - Returns: nil where the kernels have no such call for this network, data or loss.
  init?(
    network: Network<Element>, data: Dataset<Element>, loss: LossRoutines<Element>, scale: Element,
    workspace: Workspace<Element>, gradient: UnsafeMutablePointer<Element>
  ) {
    let layers = workspace.layersWithLogits
    let activation = workspace.topology.outputActivation
    guard let kernels = network.kernels.forSteps(layers), let base = layers.baseAddress,
      data.weights == nil, let inputs = data.consecutiveInputs(0..<data.rowCount),
      let factor = loss.differenceFactor(activation, data.targetsAreClasses, scale),
      activation != .softmax || (loss.errorsIncludeActivation && data.outputCount > 1)
    else { return nil }
    self.kernels = kernels
    self.step = KernelStep(
      layers: base, count: layers.count, parameters: network.parameters, factor: Double(factor),
      from_outputs: !loss.errorsIncludeActivation, ends_in_softmax: activation == .softmax,
      gradient: gradient)
    self.inputs = inputs
  }

  /// The same step for parameters at another address.
  func replacing(parameters: UnsafeMutablePointer<Element>) -> SingleSampleStep {
    var copy = self
    copy.step.parameters = UnsafeRawPointer(parameters)
    return copy
  }

  /// Takes sample `row` forward and back.
  @inline(__always)
  func run(row: Int32, target: UnsafeMutablePointer<Element>) {
    withUnsafePointer(to: step) { kernels.run($0, input: inputs.row(Int(row)), target: target) }
  }
}

extension GradientDescentStep {
  /// Takes a step over each of the samples `rows`, one after the other, with what does not change from step to step
  /// looked up before the first.
  ///
  /// - Parameter shouldStop: asked before each step.
  /// - Returns: the sum of the losses, each before its step; nil if `shouldStop` said so.
  /// - Precondition: `singleSample` is not nil.
  @specialized(where Element == Float)
  @specialized(where Element == Double)
  func runSingly(
    network: inout Network<Element>, rows: UnsafeBufferPointer<Int32>, shouldStop: () -> Bool
  ) -> Double? {
    let update = wholeUpdate(of: &network)
    guard let step = singleSample?.replacing(parameters: update.parameters) else {
      preconditionFailure("the kernels take single samples")
    }
    let (data, batch, lossSum) = (data, workspace.batch[0..<1], loss.sum)
    return withExtendedLifetime(update) {
      var sum = 0.0
      for position in rows.indices {
        if shouldStop() { return nil }
        countStep()
        data.gatherTargets(UnsafeBufferPointer(rebasing: rows[position...position]), into: batch.targets)
        step.run(row: rows[position], target: batch.targets.base)
        update.run(step: stepCount)
        sum += lossSum(batch)
      }
      return sum
    }
  }
}
