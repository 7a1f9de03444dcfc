/// Compares the gradient of back-propagation with differences of the loss, without dropout.
public struct GradientCheck: Sendable {
  /// ‖analytic − numeric‖ / (‖analytic‖ + ‖numeric‖) over the parameters checked; 0 if both vanish.
  public let relativeError: Double
  /// The parameters compared.
  public let parameterCount: Int
  /// The samples whose loss was used.
  public let sampleCount: Int
  /// The samples left out because a net input, or a residual, is too close to a point where f or the loss, or their derivative,
  /// has none.
  public let skippedSampleCount: Int

  /// The relative error up to which the two gradients count as equal.
  public static let tolerance = 1e-7

  /// Whether the two gradients agree.
  public var passes: Bool { relativeError <= GradientCheck.tolerance }

  /// The step of the differences.
  private static let step = 1e-4
  /// How close to a kink a net input, or the size of a residual, may be.
  private static let kinkMargin = 1e-2

  /// Checks the gradient of the loss summed over `data`, by the samples' weights, in double precision.
  ///
  /// The numeric gradient is the five-point central difference, whose error is of fourth order in the
  /// step: (L(w − 2h) − 8 L(w − h) + 8 L(w + h) − L(w + 2h)) / 12h.
  ///
  /// - Parameter maximumParameterCount: with more parameters than this, that many are checked, evenly
  ///   spread over the network.
  /// - Throws: `BPNetError.invalidArgument` if the loss is not defined for the outputs, a layer cannot be trained,
  ///   or no sample is left.
  /// - Complexity: four passes over the data for each parameter checked.
  public init(
    network: Network<Double>, data: Dataset<Double>, loss: Loss, maximumParameterCount: Int = 2000
  ) throws(BPNetError) {
    try loss.check(output: network.topology.outputActivation)
    try network.topology.checkTrainable()
    let kept = GradientCheck.samplesAwayFromKinks(network, data, loss)
    guard !kept.isEmpty else {
      throw .invalidArgument(
        name: "data", found: "no sample away from the kinks of the activations and the loss",
        expected: "at least one")
    }
    let samples = data.selecting(rows: kept)
    let analytic = GradientCheck.analyticGradient(network, samples, loss)
    let evaluator = LossEvaluator(topology: network.topology, data: samples, loss: loss, reduction: .sum)
    let parameters = network.trainedParameters()
    let count = min(parameters.count, max(1, maximumParameterCount))
    var moved = network
    var (difference, analyticNorm, numericNorm) = (0.0, 0.0, 0.0)
    for position in 0..<count {
      let places = parameters[position * parameters.count / count]
      let numeric = GradientCheck.numericDerivative(&moved, places: places, evaluator)
      let exact = analytic.engine.gradient[places.lowerBound]
      difference += (exact - numeric) * (exact - numeric)
      analyticNorm += exact * exact
      numericNorm += numeric * numeric
    }
    let norm = analyticNorm.squareRoot() + numericNorm.squareRoot()
    self.relativeError = norm == 0 ? 0 : difference.squareRoot() / norm
    self.parameterCount = count
    self.sampleCount = kept.count
    self.skippedSampleCount = data.rowCount - kept.count
  }

  private static func numericDerivative(
    _ network: inout Network<Double>, places: Range<Int>, _ evaluator: LossEvaluator<Double>
  ) -> Double {
    let value = network.parameters[places.lowerBound]
    func move(to moved: Double) {
      network.uniqueParameters().advanced(by: places.lowerBound).update(repeating: moved, count: places.count)
    }
    var losses: [Double] = []
    for multiple in [-2.0, -1, 1, 2] {
      move(to: value + multiple * step)
      losses.append(evaluator.loss(of: network))
    }
    move(to: value)
    // Differences of neighbours first: exactly 0 where the loss does not change.
    return (8 * (losses[2] - losses[1]) - (losses[3] - losses[0])) / (12 * step)
  }

  /// The gradient of the summed loss, as a training step has it; laid out as the parameters.
  ///
  /// In each place of a shared bias lies the gradient of all of it.
  private static func analyticGradient(
    _ network: Network<Double>, _ data: Dataset<Double>, _ loss: Loss
  ) -> TrainingStep<Double> {
    let step = TrainingStep(gradientOf: network, over: data, loss: loss, reduction: .sum)
    var network = network
    (0..<Int32(data.rowCount)).map { $0 }.withUnsafeBufferPointer { rows in
      _ = step.run(network: &network, data: data, rows: rows, areConsecutive: true)
    }
    return step
  }

  /// The samples for which no net input of an activation with a kink is close to it, and no residual to a kink of
  /// the loss.
  private static func samplesAwayFromKinks(
    _ network: Network<Double>, _ data: Dataset<Double>, _ loss: Loss
  ) -> [Int] {
    let kinks = loss.function.kinks
    guard !kinks.isEmpty || network.topology.layers.contains(where: \.activation.hasKink) else {
      return Array(0..<data.rowCount)
    }
    let workspace = Workspace<Double>(topology: network.topology, rowCapacity: 1, purpose: .evaluation)
    let (outputs, targets) = (workspace.batch.outputs.base, workspace.batch.targets.base)
    return (0..<data.rowCount).filter { row in
      let input = [Int32(row)].withUnsafeBufferPointer {
        data.gatherTargets($0, into: workspace.targets)
        return data.inputs($0, consecutiveFrom: row, room: workspace.input)
      }
      network.forward(input: input, workspace: workspace, keepsLogits: false)
      let isNearKink = (0..<data.outputCount).contains { output in
        let size = (outputs[output] - targets[output]).magnitude
        return kinks.contains { (size - $0).magnitude < kinkMargin }
      }
      if isNearKink { return false }
      let logits = network.logits(input: input, workspace: workspace)
      return zip(network.topology.layers, logits).allSatisfy { layer, values in
        !layer.activation.hasKink || values.allSatisfy { $0.magnitude >= kinkMargin }
      }
    }
  }
}

extension Network {
  /// Where each trained parameter lies, layer by layer, weights before biases, and these before a slope.
  ///
  /// One bias for all neurons is as many equal numbers, which move together.
  fileprivate func trainedParameters() -> [Range<Int>] {
    layout.layers.flatMap { layer in
      let weights = (layer.weightOffset..<layer.weightOffset + layer.weightCount).map { $0..<$0 + 1 }
      let biases = layer.biasOffset..<layer.biasOffset + layer.outputCount
      let slopes = (layer.slopeOffset..<layer.slopeOffset + layer.slopeCount).map { $0..<$0 + 1 }
      switch layer.bias {
      case .each: return weights + biases.map { $0..<$0 + 1 } + slopes
      case .shared: return weights + [biases] + slopes
      case .frozen, .sharedFrozen: return weights + slopes
      }
    }
  }
}
