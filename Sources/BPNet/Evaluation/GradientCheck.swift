/// Compares the gradient of back-propagation with differences of the loss.
public struct GradientCheck: Sendable {
  /// ‖analytic − numeric‖ / (‖analytic‖ + ‖numeric‖) over the parameters checked; 0 if both vanish.
  public let relativeError: Double
  /// The parameters compared.
  public let parameterCount: Int
  /// The samples whose loss was used.
  public let sampleCount: Int
  /// The samples left out because a net input is too close to a point where f has no derivative.
  public let skippedSampleCount: Int

  /// The relative error up to which the two gradients count as equal.
  public static let tolerance = 1e-7

  /// Whether the two gradients agree.
  public var passes: Bool { relativeError <= GradientCheck.tolerance }

  /// The step of the differences.
  private static let step = 1e-4
  /// How close to a kink a net input may be.
  private static let kinkMargin = 1e-2

  /// Checks the gradient of the summed loss over `data`, in double precision.
  ///
  /// The numeric gradient is the five-point central difference, whose error is of fourth order in the
  /// step: (L(w − 2h) − 8 L(w − h) + 8 L(w + h) − L(w + 2h)) / 12h.
  ///
  /// - Parameter maximumParameterCount: with more parameters than this, that many are checked, evenly
  ///   spread over the network.
  /// - Throws: `BPNetError.invalidArgument` if the loss is not defined for the outputs, or no sample is left.
  /// - Complexity: four passes over the data for each parameter checked.
  public init(
    network: Network<Double>, data: Dataset<Double>, loss: Loss, maximumParameterCount: Int = 2000
  ) throws(BPNetError) {
    try loss.check(output: network.topology.outputActivation)
    let kept = GradientCheck.samplesAwayFromKinks(network, data)
    guard !kept.isEmpty else {
      throw .invalidArgument(
        name: "data", found: "no sample away from the kinks of the activations", expected: "at least one")
    }
    let samples = data.selecting(rows: kept)
    let analytic = GradientCheck.analyticGradient(network, samples, loss.function)
    let evaluator = LossEvaluator(topology: network.topology, data: samples, loss: loss, reduction: .sum)
    let offsets = network.trainedParameterOffsets()
    let count = min(offsets.count, max(1, maximumParameterCount))
    var moved = network
    var (difference, analyticNorm, numericNorm) = (0.0, 0.0, 0.0)
    for position in 0..<count {
      let offset = offsets[position * offsets.count / count]
      let numeric = GradientCheck.numericDerivative(&moved, offset: offset, evaluator)
      let exact = analytic.base[offset]
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
    _ network: inout Network<Double>, offset: Int, _ evaluator: LossEvaluator<Double>
  ) -> Double {
    let value = network.parameters[offset]
    var losses: [Double] = []
    for multiple in [-2.0, -1, 1, 2] {
      network.uniqueParameters()[offset] = value + multiple * step
      losses.append(evaluator.loss(of: network))
    }
    network.uniqueParameters()[offset] = value
    // Differences of neighbours first: exactly 0 where the loss does not change.
    return (8 * (losses[2] - losses[1]) - (losses[3] - losses[0])) / (12 * step)
  }

  private static func analyticGradient(
    _ network: Network<Double>, _ data: Dataset<Double>, _ loss: any LossFunction
  ) -> AlignedBuffer<Double> {
    let workspace = Workspace<Double>(
      topology: network.topology, rowCapacity: min(data.rowCount, 256), training: true)
    let gradient = AlignedBuffer<Double>(count: network.layout.count)
    for start in stride(from: 0, to: data.rowCount, by: workspace.rowCapacity) {
      let rows = start..<min(start + workspace.rowCapacity, data.rowCount)
      let input = data.inputs(of: rows)
      rows.map(Int32.init).withUnsafeBufferPointer { data.gatherTargets($0, into: workspace.targets) }
      _ = network.computeOutputErrors(input: input, loss: loss, scale: 1, workspace: workspace)
      network.computeGradients(
        input: input, workspace: workspace, continues: start > 0, into: gradient.base)
    }
    return gradient
  }

  /// The samples for which no net input of an activation with a kink is close to it.
  private static func samplesAwayFromKinks(_ network: Network<Double>, _ data: Dataset<Double>) -> [Int] {
    guard network.topology.layers.contains(where: \.activation.hasKink) else {
      return Array(0..<data.rowCount)
    }
    let workspace = Workspace<Double>(topology: network.topology, rowCapacity: 1)
    return (0..<data.rowCount).filter { row in
      let input = data.inputs(of: row..<row + 1)
      network.forward(input: input, workspace: workspace, keepsLogits: false)
      let logits = network.logits(input: input, workspace: workspace)
      return zip(network.topology.layers, logits).allSatisfy { layer, values in
        !layer.activation.hasKink || values.allSatisfy { $0.magnitude >= kinkMargin }
      }
    }
  }
}

extension Network {
  /// Where the parameters lie, layer by layer, weights before biases.
  ///
  /// A shared bias is several numbers that move together, so it is left out, and so are biases that are
  /// not trained.
  fileprivate func trainedParameterOffsets() -> [Int] {
    layout.layers.flatMap { layer in
      let weights = Array(layer.weightOffset..<layer.weightOffset + layer.weightCount)
      guard layer.bias == .each else { return weights }
      return weights + Array(layer.biasOffset..<layer.biasOffset + layer.outputCount)
    }
  }
}
