/// One sample forward and back, and its gradient, by a single call of the kernels: for networks so small that
/// calls would take longer than the arithmetic.
///
/// The bytes are those of any other step.
private struct SingleSampleCall<Element: Scalar> {
  let step: KernelStep<Element>
  private let kernels: KernelSet
  private let inputs: Matrix<Element>

  /// - Parameter parameters: those of the network, which the caller keeps, as well as the engine and the
  ///   data.
  /// - Returns: nil where there is no such call for the network, the data set or the loss.
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
      fromOutputs: !loss.errorsIncludeActivation)
    self.inputs = inputs
  }

  /// Takes sample `row` forward and back.
  @inline(__always)
  func run(
    _ step: KernelStep<Element>.Description, row: Int32, target: UnsafeMutablePointer<Element>
  ) {
    kernels.run(step, input: inputs.row(Int(row)), target: target)
  }
}

extension LossRoutines {
  /// c, where the error terms of a sample of `data` are (ŷ − y) · c, as the kernels for single samples have
  /// them; nil where they have another form.
  fileprivate func singleSampleFactor(
    _ topology: Topology, in data: Dataset<Element>, scale: Element
  ) -> Element? {
    guard data.weights == nil else { return nil }
    return differenceFactor(topology.outputActivation, data.targetsAreClasses, scale)
  }

  /// Whether the kernels take samples of `data` through `network` and back by one call each.
  func takesSingleSamples(
    of data: Dataset<Element>, through network: Network<Element>, workspace: Workspace<Element>
  ) -> Bool {
    network.kernels.forSteps(workspace.layers) != nil
      && data.consecutiveInputs(0..<data.rowCount) != nil
      && singleSampleFactor(network.topology, in: data, scale: 1) != nil
  }
}

extension TrainingStep {
  /// Takes a step over each of the samples `rows`, one after the other, with what does not change from step
  /// to step looked up before the first.
  ///
  /// - Parameters:
  ///   - sum: the losses of the samples before, to which those of `rows` are added, each before its step.
  ///   - shouldStop: asked before each step.
  /// - Returns: the number of samples taken: fewer than there are if `shouldStop` said so.
  /// - Precondition: the plan's form is `singleSamples`.
  @specialized(where Element == Float)
  @specialized(where Element == Double)
  func runSingly(
    network: inout Network<Element>, data: Dataset<Element>, rows: UnsafeBufferPointer<Int32>,
    addingTo sum: inout Double, shouldStop: () -> Bool
  ) -> Int {
    let parameters = network.uniqueParameters()
    guard let updater,
      let call = SingleSampleCall(network: network, parameters: parameters, data: data, engine: engine)
    else { preconditionFailure("the kernels take single samples") }
    let (batch, lossSum, routine) = (engine.workspace.batch[0..<1], engine.loss.sum, updater.routine)
    let (gradient, factor) = (engine.gradient, learningRateFactor)
    return call.step.withDescription { step in
      updater.withSlices(of: parameters, gradient: gradient, learningRateFactor: factor) { slices in
        var total = sum
        defer { sum = total }
        for position in rows.indices {
          if shouldStop() { return position }
          counts.add()
          data.gatherTargets(UnsafeBufferPointer(rebasing: rows[position...position]), into: batch.targets)
          call.run(step, row: rows[position], target: batch.targets.base)
          if let factors = routine.factors {
            let factors = factors(counts.sinceReset)
            for index in slices.indices { slices[index].factors = factors }
          }
          for slice in slices { routine.update(slice) }
          total += lossSum(batch)
        }
        return rows.count
      }
    }
  }
}
