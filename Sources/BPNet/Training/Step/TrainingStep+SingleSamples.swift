/// The forward pass, backward pass and gradient of one sample in a single kernel call.
///
/// For networks so small that several calls would take longer than the arithmetic. The result is that of any
/// other form of step, bit for bit.
private struct SingleSampleCall<Element: Scalar> {
  let step: KernelStep<Element>
  private let kernels: KernelSet
  private let inputs: Matrix<Element>

  /// - Parameter parameters: the network's parameters; the caller keeps them, the engine and the data alive.
  /// - Returns: nil if the kernels have no such call for the network, the data set or the loss.
  init?(
    network: Network<Element>, parameters: UnsafeMutablePointer<Element>, data: Dataset<Element>,
    engine: GradientEngine<Element>
  ) {
    let layers = engine.workspace.layers
    let loss = engine.loss
    guard let kernels = network.kernels.forSteps(layers),
      let inputs = data.consecutiveInputs(0..<data.rowCount),
      let factor = loss.singleSampleFactor(network.topology, in: data, scale: engine.singleSampleScale)
    else { return nil }
    self.kernels = kernels
    self.step = KernelStep(
      layers: layers, parameters: parameters, gradient: engine.gradient, factor: factor,
      errorsAreOfOutputs: loss.errorsAreOfOutputs)
    self.inputs = inputs
  }

  /// Computes the gradient of sample `row`.
  @inline(__always)
  func computeGradient(
    _ step: KernelStep<Element>.Description, row: Int32, target: UnsafeMutablePointer<Element>
  ) {
    kernels.run(step, input: inputs.row(Int(row)), target: target)
  }
}

extension LossRoutines {
  /// The factor c if the error terms of a sample are (ŷ − y) · c, as the single-sample kernels compute them;
  /// nil if they have another form.
  fileprivate func singleSampleFactor(
    _ topology: Topology, in data: Dataset<Element>, scale: Element
  ) -> Element? {
    guard data.weights == nil else { return nil }
    return differenceFactor(topology.outputActivation, data.targetsAreClasses, scale)
  }

  /// Whether one kernel call can do the forward and backward pass of a sample of `data`.
  func takesSingleSamples(
    of data: Dataset<Element>, through network: Network<Element>, workspace: Network<Element>.Workspace
  ) -> Bool {
    network.kernels.forSteps(workspace.layers) != nil
      && data.consecutiveInputs(0..<data.rowCount) != nil
      && singleSampleFactor(network.topology, in: data, scale: 1) != nil
  }
}

extension TrainingStep {
  /// Takes a step over each of the samples `rows`, one after the other.
  ///
  /// Everything that does not change from step to step is looked up before the first one.
  ///
  /// - Parameters:
  ///   - sum: the sum that each sample's loss before its step is added to.
  ///   - shouldStop: called before each step; true ends the loop.
  /// - Returns: the number of steps taken.
  /// - Precondition: the plan's form is `singleSamples`.
  @specialized(where Element == Float)
  @specialized(where Element == Double)
  func takeForEachSample(
    network: inout Network<Element>, data: Dataset<Element>, rows: UnsafeBufferPointer<Int32>,
    addingTo sum: inout Double, shouldStop: () -> Bool
  ) -> Int {
    let parameters = network.uniqueParameters()
    guard let updater,
      let call = SingleSampleCall(network: network, parameters: parameters, data: data, engine: engine)
    else { preconditionFailure("the kernels support single samples of this network") }
    let (batch, lossSum, routine) = (engine.workspace.batch[0..<1], engine.loss.sum, updater.routine)
    let (gradient, factor, kernels) = (engine.gradient, learningRateFactor, network.kernels)
    return call.step.withDescription { step in
      updater.withSlices(of: parameters, gradient: gradient, learningRateFactor: factor) { slices in
        var total = sum
        defer { sum = total }
        for position in rows.indices {
          if shouldStop() { return position }
          counts.add()
          data.gatherTargets(UnsafeBufferPointer(rebasing: rows[position...position]), into: batch.targets)
          call.computeGradient(step, row: rows[position], target: batch.targets.base)
          if let factors = routine.factors {
            let factors = factors(counts.sinceReset)
            for index in slices.indices { slices[index].factors = factors }
          }
          for slice in slices { routine.update(slice) }
          total += lossSum(batch, kernels)
        }
        return rows.count
      }
    }
  }
}
